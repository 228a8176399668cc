"""Keeping a local copy of an IMAP mailbox, beside mbsync and beside a client that only reads."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import verdict
from account import configure
from dovecot import PASSWORD, Dovecot, message
from line import SlowLine
from pop3 import median, run, usual

MANY, MIRROR, VAST = 100_000, 10_000, 1_000_000


class Postern:
    def __init__(self, path, server, folder):
        self.path, self.server, self.folder = path, server, folder

    def prepare(self, user, port):
        """A home folder with a configuration and nothing fetched."""
        home = Path(tempfile.mkdtemp(dir=self.folder))
        configure(home / ".config" / "postern", self.server, "imap", user, port)
        return home

    def mirror(self, home):
        return run([self.path, "sync", "--bodies"], home)

    def headers(self, home):
        return run([self.path, "sync"], home)


class Mbsync:
    def __init__(self, server, folder):
        self.server, self.folder = server, folder

    def prepare(self, user, port):
        home = Path(tempfile.mkdtemp(dir=self.folder))
        (home / "mail").mkdir()
        (home / "rc").write_text(f"""
IMAPAccount bench
Host localhost
Port {port}
User {user}
Pass {PASSWORD}
SSLType IMAPS
CertificateFile {self.server.folder}/ca.pem

IMAPStore far
Account bench

MaildirStore near
Path {home}/mail/
Inbox {home}/mail/inbox

Channel bench
Far :far:INBOX
Near :near:
Create Near
Sync Pull
SyncState *
""")
        return home

    def mirror(self, home):
        return run(["mbsync", "-q", "-c", home / "rc", "bench"], home)


def mirror(client, server):
    """(seconds, peak kB) of fetching all."""
    home = client.prepare("mirror", server.port)
    os.sync()
    figures = client.mirror(home)
    shutil.rmtree(home)
    return figures


def look(client, server, line):
    """(turns, octets) of a look without news, after all was fetched through the same line."""
    home = client.prepare("mirror", line.port)
    client.mirror(home)
    line.reset()
    position = server.log_position()
    client.mirror(home)
    # TCP's own round trip is not seen by the line.
    figures = line.turns + 1, server.octets_sent(position)
    shutil.rmtree(home)
    return figures


def tiny(number, total, now):
    lines = [f"Message-ID: <{number}@example.org>", "From: Ada <ada@example.org>", f"Subject: {number}", "", "Yes.", ""]
    return "\r\n".join(lines).encode(), now - (total - number)


def vast(path):
    """(seconds, peak kB) of a mailbox with a million messages, once."""
    folder = tempfile.mkdtemp(prefix="postern-bench-")
    print(f"making {VAST:,} messages", file=sys.stderr)
    server = Dovecot(folder, "imap", {"vast": (VAST, tiny)}, storage="mbox")
    try:
        # Dovecot reads the file for its index, for longer than anyone waits for an answer.
        server.raw_header_sync("vast")
        client = Postern(path, server, folder)
        return client.headers(client.prepare("vast", server.port))
    finally:
        server.stop()


def measure(path, server, runs, folder):
    clients = {"postern": Postern(path, server, folder), "mbsync": Mbsync(server, folder)}
    rows = {}
    server.raw_header_sync("many")
    for _ in range(runs):
        rows.setdefault("raw headers", []).append((server.raw_header_sync("many"), 0))
        home = clients["postern"].prepare("many", server.port)
        rows.setdefault("postern headers", []).append(clients["postern"].headers(home))
        shutil.rmtree(home)
        for name, client in clients.items():
            rows.setdefault(f"{name} mirror", []).append(mirror(client, server))
    # The line is a program of its own: it counts, but it would slow down what is timed.
    line = SlowLine(server.port, 0)
    for name, client in clients.items():
        rows[f"{name} look"] = [look(client, server, line)]
    line.close()
    figures = {name: median(values) for name, values in rows.items()}
    figures["postern vast"] = vast(path)
    return figures


def report(figures):
    print(f"\nheaders of {MANY:,} messages, loopback       seconds   peak MB")
    for label in ("postern headers", "raw headers"):
        seconds, peak = figures[label]
        print(f"  {label:<40}{seconds:8.2f}{peak / 1024:10.1f}")
    print(f"{MIRROR:,} whole messages of 8.6 kB         messages/s   peak MB")
    for label in ("postern mirror", "mbsync mirror"):
        seconds, peak = figures[label]
        print(f"  {label:<38}{MIRROR / seconds:10.0f}{peak / 1024:10.1f}")
    print("a look without news                          turns    octets")
    for label in ("postern look", "mbsync look"):
        turns, octets = figures[label]
        print(f"  {label:<40}{turns:8.0f}{octets:10.0f}")
    seconds, peak = figures["postern vast"]
    print(f"headers of {VAST:,} tiny messages         seconds   peak MB")
    print(f"  {'postern headers':<40}{seconds:8.2f}{peak / 1024:10.1f}")


def bars(figures):
    """The promises, as (what, measured, limit): the measured figure is at most the limit."""
    return [
        (f"headers of {MANY:,}, time / the raw client's", figures["postern headers"][0] / figures["raw headers"][0], 3),
        (f"headers of {MANY:,}, peak MB", figures["postern headers"][1] / 1024, 80),
        (f"headers of {VAST:,}, peak MB", figures["postern vast"][1] / 1024, 150),
        ("whole messages, time / mbsync's", figures["postern mirror"][0] / figures["mbsync mirror"][0], 1 / 3),
        # TCP, TLS, the greeting, the login with all that is asked; LOGOUT.
        ("look without news, turns", figures["postern look"][0], 5),
        ("look without news, octets from the server", figures["postern look"][1], 2000),
    ]


def main():
    options = verdict.options().parse_args()
    folder = tempfile.mkdtemp(prefix="postern-bench-")
    print(f"making {MANY + MIRROR:,} messages", file=sys.stderr)
    server = Dovecot(folder, "imap", {"many": (MANY, message), "mirror": (MIRROR, usual)})
    try:
        figures = measure(options.postern, server, options.runs, folder)
        report(figures)
        verdict.conclude(bars(figures), figures, options)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
