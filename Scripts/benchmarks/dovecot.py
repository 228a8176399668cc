"""A private Dovecot on loopback with generated mail, for the benchmarks."""

import email.utils
import os
import pwd
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

PASSWORD = "bench"
WORDS = "budget notes trip review engine harbour violin ticket garden summer report draft photos invoice plan".split()
NAMES = ["Ada Lovelace", "Tom Ray", "Jörg Müller", "Eve O'Neill", "Lin Wei", "Grace Hopper", "build bot", "Kay Lee"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def marker(number):
    """A word that stands in exactly one message's subject."""
    return f"zq{number:06d}"


def message(number, total, now, lines=30):
    """Message 1 is the oldest, one every ten minutes; with 30 lines about 3 kB, a third of them multipart."""
    words = [WORDS[(number * step + step) % len(WORDS)] for step in range(1, 40)]
    name = NAMES[number % len(NAMES)]
    date = now - (total - number) * 600
    subject = f"{marker(number)} {' '.join(words[:4])}"
    text = "\r\n".join(" ".join(words[i % 30 : i % 30 + 9]) for i in range(lines))
    sender = f"{name} <sender{number % 97}@example.org>"
    if not name.isascii():
        sender = f"=?utf-8?q?={name.encode().hex('=')}?= <sender@example.org>"
    header = [
        f"Return-Path: <sender{number % 97}@example.org>",
        f"Received: from mx.example.org by mail.example.org; {email.utils.formatdate(date)}",
        f"Message-ID: <{number}.bench@example.org>",
        f"Date: {email.utils.formatdate(date)}",
        f"From: {sender}",
        "To: Ann Lee <ann@example.com>, list@example.com",
        f"Subject: {subject}",
        "MIME-Version: 1.0",
    ]
    if number % 5 == 0:
        header.append(f"References: <{number - 1}.bench@example.org> <{number - 2}.bench@example.org>")
    if number % 3:
        header += ["Content-Type: text/plain; charset=utf-8", "", text, ""]
    else:
        html = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\r\n")) + "</body></html>"
        header += [
            'Content-Type: multipart/alternative; boundary="b"', "", "--b", "Content-Type: text/plain", "", text,
            "--b", "Content-Type: text/html", "", html, "--b--", "",
        ]
    return "\r\n".join(header).encode(), date


def fill(maildir, count, now, make):
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    for number in range(1, count + 1):
        octets, date = make(number, count, now)
        path = maildir / "cur" / f"{int(date)}.M{number}.bench,S={len(octets)},W={len(octets)}:2,S"
        path.write_bytes(octets)
        os.utime(path, (date, date))


def fill_mbox(path, count, now, make):
    path.parent.mkdir(parents=True)
    with open(path, "wb") as mbox:
        for number in range(1, count + 1):
            octets, date = make(number, count, now)
            mbox.write(b"From bench@example.org %s\n" % time.asctime(time.gmtime(date)).encode())
            mbox.write(octets.replace(b"\r\n", b"\n") + b"\n")


class Dovecot:
    """Serves one protocol, "imap" or "pop3", over TLS.

    `mailboxes` has the number of messages of each user's inbox, and what makes the n-th of so many at a time.
    `storage` is one of Dovecot's own formats: opening them does not read a folder of 100,000 files, so what is
    measured is the client. sdbox has one file a message; mdbox does not delete any at QUIT, which for 10,000 files
    takes the server 0.65 s in which every client only waits; mbox has all in one file, for a million of them."""

    def __init__(self, folder, protocol, mailboxes, storage="sdbox"):
        self.folder = Path(folder)
        self.protocol = protocol
        self.port = free_port()
        self.log = self.folder / "dovecot.log"
        user = pwd.getpwuid(os.getuid()).pw_name
        mail_user = "nobody" if user == "root" else user
        group = "nogroup" if user == "root" else None
        login_user = "dovenull" if user == "root" else user
        internal = "dovecot" if user == "root" else user
        self.make_certificate()
        now = time.time()
        is_mbox = storage == "mbox"
        for user_name, (count, make) in mailboxes.items():
            if is_mbox:
                fill_mbox(self.folder / "box" / user_name / "inbox", count, now, make)
            else:
                fill(self.folder / "mail" / user_name, count, now, make)
        owner = pwd.getpwnam(mail_user)
        if user == "root":
            subprocess.run(
                ["chown", "-R", f"{mail_user}:{group}", str(self.folder / ("box" if is_mbox else "mail"))], check=True)
            os.chmod(self.folder, 0o755)
        place = f"{self.folder}/box/%u" + (f":INBOX={self.folder}/box/%u/inbox" if is_mbox else "")
        config = f"""
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.log}
protocols = {protocol}
listen = 127.0.0.1
default_login_user = {login_user}
default_internal_user = {internal}
ssl = required
ssl_cert = <{self.folder}/server.pem
ssl_key = <{self.folder}/server.key
mail_location = {storage}:{place}
mail_uid = {owner.pw_uid}
mail_gid = {owner.pw_gid}
first_valid_uid = 1
first_valid_gid = 0
mail_fsync = never
mail_max_userip_connections = 50
imap_logout_format = octets in=%i out=%o
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={self.folder}/mail/%u
}}
service {protocol}-login {{
  chroot =
  inet_listener {protocol} {{
    port = 0
  }}
  inet_listener {protocol}s {{
    port = {self.port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""
        (self.folder / "dovecot.conf").write_text(config)
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")], stdout=subprocess.DEVNULL)
        self.wait_until_ready()
        if not is_mbox:
            self.store(mailboxes)

    def store(self, users):
        """Moves the messages into Dovecot's own format."""
        (self.folder / "box").mkdir(mode=0o777)
        os.chmod(self.folder / "box", 0o777)
        for user in users:
            maildir = self.folder / "mail" / user
            subprocess.run(
                ["doveadm", "-c", self.folder / "dovecot.conf", "import", "-u", user, f"maildir:{maildir}", "", "all"],
                check=True)
            shutil.rmtree(maildir)

    def clone(self, user, name):
        """Gives another user the same mail."""
        subprocess.run(["cp", "-a", self.folder / "box" / user, self.folder / "box" / name], check=True)

    def forget(self, user):
        shutil.rmtree(self.folder / "box" / user)

    def make_certificate(self):
        run = lambda *words: subprocess.run(words, cwd=self.folder, check=True, capture_output=True)
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
            "-days", "2", "-subj", "/CN=Bench CA")
        run("openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr",
            "-subj", "/CN=localhost")
        (self.folder / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        run("openssl", "x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
            "-out", "server.pem", "-days", "2", "-extfile", "names")

    def wait_until_ready(self):
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"Dovecot did not start:\n{self.log.read_text()}")

    def connect(self):
        context = ssl.create_default_context(cafile=self.folder / "ca.pem")
        return context.wrap_socket(socket.create_connection(("127.0.0.1", self.port)), server_hostname="localhost")

    def raw_header_sync(self, user):
        """Reads all headers as a client that only reads, and so also fills Dovecot's own caches. Seconds."""
        start = time.monotonic()
        with self.connect() as s:
            s.sendall(
                b"a LOGIN %s %s\r\nb SELECT INBOX\r\nc FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE "
                b"BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES)])\r\n" % (user.encode(), PASSWORD.encode()))
            tail = b""
            while b"\r\nc OK" not in tail:
                piece = s.recv(1 << 18)
                if not piece:
                    raise SystemExit("Dovecot closed the connection")
                tail = tail[-16:] + piece
        return time.monotonic() - start

    def raw_retrieval(self, user, count):
        """Reads all messages over POP3 as a client that only reads, with every command sent ahead. Seconds."""
        start = time.monotonic()
        with self.connect() as s:
            s.sendall(b"USER %s\r\nPASS %s\r\n" % (user.encode(), PASSWORD.encode()))
            commands = b"".join(b"RETR %d\r\n" % number for number in range(1, count + 1)) + b"QUIT\r\n"
            s.sendall(commands)
            while s.recv(1 << 18):
                pass
        return time.monotonic() - start

    def octets_sent(self, since):
        """Octets that sessions which ended after log position `since` sent, without TLS's own."""
        time.sleep(0.3)
        with open(self.log, "rb") as log:
            log.seek(since)
            return sum(int(n) for n in re.findall(rb"octets in=\d+ out=(\d+)", log.read()))

    def log_position(self):
        return self.log.stat().st_size if self.log.exists() else 0

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
