"""Fetching mail over POP3, beside mpop: messages per second, round trips, memory."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import verdict
from account import configure
from dovecot import PASSWORD, Dovecot, message
from line import SlowLine

SPEED, DISTANT, MANY = 10_000, 1_000, 100_000
LARGE_OCTETS = 200 << 20


def usual(number, total, now):
    """About 8.6 kB."""
    return message(number, total, now, lines=115)


def tiny(number, total, now):
    date = now - (total - number) * 60
    return b"From: a@example.org\r\nSubject: Message %d\r\n\r\nText.\r\n" % number, date


def large(number, total, now):
    line = b"0123456789abcdef" * 4 + b"\r\n"
    return b"From: a@example.org\r\nSubject: Large\r\n\r\n" + line * (LARGE_OCTETS // len(line)), now


def run(words, home):
    """(seconds, peak kB) of a command that must succeed."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8"}
    # A process begins with the peak of the one that made it: of this one, which is large, without time(1) in between.
    peak = Path(home) / "peak"
    start = time.monotonic()
    status = subprocess.run(
        ["time", "-f", "%M", "-o", peak, *words], env=environment, stdout=subprocess.DEVNULL).returncode
    seconds = time.monotonic() - start
    if status:
        raise SystemExit(f"{words[0]} failed with {status}")
    return seconds, int(peak.read_text())


class Postern:
    def __init__(self, path, server, folder):
        self.path, self.server, self.folder = path, server, folder

    def prepare(self, user, port, keeps):
        """A home folder with a configuration and nothing fetched."""
        home = Path(tempfile.mkdtemp(dir=self.folder))
        mode = "leave-on-server" if keeps else "download-and-remove"
        configure(home / ".config" / "postern", self.server, "pop3", user, port, f'mode = "{mode}"')
        return home

    def fetch(self, home):
        return run([self.path, "sync"], home)


class Mpop:
    def __init__(self, server, folder):
        self.server, self.folder = server, folder

    def prepare(self, user, port, keeps):
        home = Path(tempfile.mkdtemp(dir=self.folder))
        for name in ("cur", "new", "tmp"):
            (home / "mail" / name).mkdir(parents=True)
        (home / "password").write_text(PASSWORD)
        (home / ".mpoprc").write_text(f"""
account default
host localhost
port {port}
user {user}
passwordeval "cat {home}/password"
tls on
tls_starttls off
tls_trust_file {self.server.folder}/ca.pem
keep {'on' if keeps else 'off'}
received_header off
uidls_file {home}/uidls
delivery maildir {home}/mail
""")
        (home / ".mpoprc").chmod(0o600)
        return home

    def fetch(self, home):
        return run(["mpop", "-q"], home)


def messages_in(server, user):
    output = subprocess.run(
        ["doveadm", "-c", server.folder / "dovecot.conf", "mailbox", "status", "-u", user, "messages", "INBOX"],
        check=True, capture_output=True, text=True).stdout
    return int(output.rsplit("=", 1)[1])


def fetch_copy(client, server, template, keeps):
    """(seconds, peak kB) of fetching a maildrop of which nothing is known, a copy of the template."""
    server.clone(template, "copy")
    home = client.prepare("copy", server.port, keeps)
    os.sync()
    figures = client.fetch(home)
    left = messages_in(server, "copy")
    if left != (messages_in(server, template) if keeps else 0):
        raise SystemExit(f"{type(client).__name__} left {left} messages on the server")
    server.forget("copy")
    shutil.rmtree(home)
    return figures


def fetch_distant(client, server, line):
    """(seconds, turns) of fetching over the slow line; with Postern, the turns of a second look too."""
    home = client.prepare("distant", line.port, keeps=True)
    line.reset()
    seconds, _ = client.fetch(home)
    turns = line.turns
    line.reset()
    client.fetch(home)
    # TCP's own round trip is not seen by the line.
    figures = seconds, turns + 1, line.turns + 1
    shutil.rmtree(home)
    return figures


def median(rows):
    return [statistics.median(column) for column in zip(*rows)]


def measure(postern_path, server, runs, folder):
    clients = {"postern": Postern(postern_path, server, folder), "mpop": Mpop(server, folder)}
    rows = {}
    server.raw_retrieval("speed", SPEED)
    line = SlowLine(server.port, 0.025)
    for _ in range(runs):
        rows.setdefault("raw keep", []).append((server.raw_retrieval("speed", SPEED), 0))
        for name, client in clients.items():
            for mode in ("keep", "remove"):
                rows.setdefault(f"{name} {mode}", []).append(fetch_copy(client, server, "speed", mode == "keep"))
            rows.setdefault(f"{name} distant", []).append(fetch_distant(client, server, line))
    line.close()
    figures = {name: median(values) for name, values in rows.items()}
    for template in ("many", "large"):
        figures[f"postern {template}"] = fetch_copy(clients["postern"], server, template, keeps=True)
    return figures


def report(figures):
    print(f"\n{SPEED:,} messages of 8.6 kB, loopback      messages/s   peak MB")
    for label in ("postern keep", "mpop keep", "raw keep", "postern remove", "mpop remove"):
        seconds, peak = figures[label]
        print(f"  {label:<38}{SPEED / seconds:10.0f}{peak / 1024:10.1f}")
    print(f"{DISTANT:,} messages, 50 ms round trip          messages/s     turns   turns of a look without news")
    for label in ("postern distant", "mpop distant"):
        seconds, turns, look = figures[label]
        print(f"  {label:<38}{DISTANT / seconds:10.0f}{turns:10.0f}{look:10.0f}")
    print("                                           seconds   peak MB")
    for label, what in (("postern many", f"{MANY:,} tiny messages"), ("postern large", "one message of 200 MB")):
        seconds, peak = figures[label]
        print(f"  {what:<38}{seconds:10.2f}{peak / 1024:10.1f}")


def bars(figures):
    """The promises, as (what, measured, limit): the measured figure is at most the limit."""
    ratio = lambda what: figures[f"postern {what}"][0] / figures[f"mpop {what}"][0]
    return [
        ("fetch and keep, time / mpop's", ratio("keep"), 1 / 3),
        ("fetch and remove, time / mpop's", ratio("remove"), 1 / 3),
        ("50 ms round trip, time / mpop's", ratio("distant"), 1 / 2),
        ("50 ms round trip, turns behind those of a look without news", figures["postern distant"][1]
         - figures["postern distant"][2], 3 + DISTANT / 100),
        ("look without news, turns", figures["postern distant"][2], 5),
        (f"{MANY:,} messages, peak MB", figures["postern many"][1] / 1024, 60),
        ("message of 200 MB, peak MB", figures["postern large"][1] / 1024, 60),
    ]


def main():
    parser = verdict.options()
    parser.add_argument("--storage", choices=["sdbox", "mdbox"], default="sdbox", help="how Dovecot keeps its mail")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="postern-bench-")
    print(f"making {SPEED + DISTANT + MANY + 1:,} messages", file=sys.stderr)
    server = Dovecot(folder, "pop3", {
        "speed": (SPEED, usual), "distant": (DISTANT, usual), "many": (MANY, tiny), "large": (1, large)},
        options.storage)
    try:
        figures = measure(options.postern, server, options.runs, folder)
        report(figures)
        verdict.conclude(bars(figures), figures, options)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
