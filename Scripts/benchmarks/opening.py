"""From a key to a stored message's text on the screen, beside neomutt and alpine; then large messages.

The text is on the screen when the last of its lines that fit is: a program that writes in many small pieces has the
first line there long before. Both are printed."""

import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

import mime
import verdict
from account import configure
from dovecot import PASSWORD, Dovecot, message
from reader import Neomutt, environment
from terminal import Program

SIZE = {"columns": 80, "rows": 24}
STEPS = 30


def word(number, line=0):
    """A word of a line of one message's text; every letter of it is another one in the messages around, so that it is
    written whole."""
    return "".join(chr(97 + (number * 5 + line * 7 + letter * 3) % 26) for letter in range(10))


def page(number):
    """The words of the lines that a page may have."""
    return [word(number, line).encode() for line in range(20)]


def letter(number, total, now):
    """A text of 3 kB."""
    octets, date = message(number, total, now, lines=3)
    head = octets[:octets.index(b"MIME-Version")]
    generator = random.Random(number)
    lines = [word(number, line) + " " + " ".join(generator.choices(mime.WORDS, k=10)) for line in range(40)]
    return head + "\r\n".join(["", *lines, ""]).encode(), date


def large(number, total, now):
    """The newest three are small, a newsletter of 1 MB, and a text of 20 MB."""
    octets, date = letter(number, total, now)
    head = octets[:octets.index(b"\r\n\r\n") + 2]
    generator = random.Random(number)
    top = word(number).encode()
    if number == total - 1:
        page = mime.newsletter(generator, 1 << 20).replace(b"<body>", b"<body><p>" + top + b"</p>", 1)
        return head + b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page, date
    if number == total - 2:
        return head + b"\r\n" + top + b"\r\n" + mime.prose(generator, 20 << 20), date
    return octets, date


class Postern:
    name = "postern"
    open_key, next_key, previous_key = b"\r", b"J", b"K"
    first = b"Enter open"

    def __init__(self, path, server, user, home):
        self.path, self.home = path, home
        configure(home / "config" / "postern", server, "imap", user, server.port)

    def open(self, newest):
        return Program([self.path], environment(self.home), **SIZE)


class CachingNeomutt(Neomutt):
    open_key, next_key, previous_key = b"\r", b"J", b"K"

    def __init__(self, server, user, home):
        super().__init__(server, user[1:], home)
        with open(home / "muttrc", "a") as muttrc:
            muttrc.write(f'set message_cachedir = "{home}/cache/"\nset pager_stop\n')

    def open(self, newest):
        return Program(["neomutt", "-n", "-F", str(self.home / "muttrc")], environment(self.home), **SIZE)


class Alpine:
    name = "alpine"
    open_key, next_key, previous_key = b"\r", b"n", b"p"

    def __init__(self, server, user, home):
        self.home = home
        (home / "pinerc").write_text(f"""
inbox-path={{localhost:{server.port}/ssl/novalidate-cert/user={user}}}INBOX
sort-key=Date/Reverse
feature-list=quit-without-confirm
inbox-path-is-set=yes
last-version-used=6.26
user-domain=example.org
""")

    def open(self, newest):
        program = Program(["alpine", "-p", str(self.home / "pinerc"), "-i"], environment(self.home), **SIZE)
        program.wait_for(b"PASSWORD")
        time.sleep(0.2)
        program.then(PASSWORD.encode() + b"\r").wait_for(b"Preserve password")
        return program.then(b"n")


def opening(client, size):
    """Milliseconds to the first line and to the whole page of each of a number of messages, all read a moment before."""
    program = client.open(size)
    program.wait_for(f"zq{size:06d}".encode())
    program.settle(1.0)
    program.press_for(client.open_key, word(size).encode())
    # There and back, so that all that a client keeps is there.
    for step in range(1, STEPS + 1):
        program.press_for(client.next_key, word(size - step).encode())
    for step in range(STEPS - 1, -1, -1):
        program.press_for(client.previous_key, word(size - step).encode())
    program.settle(0.5)
    times = []
    for step in range(1, STEPS + 1):
        first, whole, lines = program.press_for_page(client.next_key, page(size - step))
        if lines < 10:
            raise SystemExit(f"{client.name} shows {lines} lines only")
        times.append((first * 1000, whole * 1000))
        time.sleep(0.1)
    program.quit()
    return times


def large_ones(client, size):
    """Milliseconds to the first page of the newsletter and of the 20 MB, once they are stored."""
    program = client.open(size)
    program.wait_for(f"zq{size:06d}".encode())
    program.settle(2.0)
    program.press_for(client.open_key, word(size).encode())
    program.press_for(client.next_key, word(size - 1).encode())
    program.press_for(client.next_key, word(size - 2).encode(), limit=60)
    program.settle(1.0)
    times = {"newsletter": [], "20 MB": []}
    for _ in range(5):
        program.press_for(client.previous_key, word(size - 1).encode())
        program.press_for(client.previous_key, word(size).encode())
        program.settle(1.0)
        times["newsletter"].append(program.press_for(client.next_key, word(size - 1).encode()) * 1000)
        program.settle(1.0)
        times["20 MB"].append(program.press_for(client.next_key, word(size - 2).encode()) * 1000)
        program.settle(1.0)
    program.quit()
    return {name: statistics.median(values) for name, values in times.items()}


def main():
    parser = verdict.options()
    parser.add_argument("--sizes", default="100,10000,100000")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    folder = tempfile.mkdtemp(prefix="postern-bench-")
    print(f"making {sum(sizes):,} messages", file=sys.stderr)
    server = Dovecot(folder, "imap", {f"u{size}": (size, letter) for size in sizes} | {"ularge": (10, large)})
    try:
        figures, bars = {}, []
        for size in sizes:
            homes = [Path(tempfile.mkdtemp(dir=folder)) for _ in range(3)]
            clients = [Postern(options.postern, server, f"u{size}", homes[0]), CachingNeomutt(server, f"u{size}", homes[1])]
            if shutil.which("alpine"):
                clients.append(Alpine(server, f"u{size}", homes[2]))
            times = {client.name: [] for client in clients}
            for _ in range(options.runs):
                for client in clients:
                    times[client.name] += opening(client, size)
            firsts = {name: statistics.median(first for first, _ in values) for name, values in times.items()}
            medians = {name: statistics.median(whole for _, whole in values) for name, values in times.items()}
            worst = {name: sorted(whole for _, whole in values)[len(values) * 95 // 100] for name, values in times.items()}
            figures[size] = {"whole": medians, "first line": firsts}
            told = (f"{n} {medians[n]:.2f} ms (95 %: {worst[n]:.1f}, first line {firsts[n]:.2f})" for n in medians)
            print(f"{size:,} messages: " + ", ".join(told), flush=True)
            bars.append((f"a stored message among {size:,}, ms", medians["postern"], 10))
            bars += [(f"the same beside {name}, ms", medians["postern"], medians[name]) for name in medians if name != "postern"]
        home = Path(tempfile.mkdtemp(dir=folder))
        figures["large"] = large_ones(Postern(options.postern, server, "ularge", home), 10)
        print(f"large: {figures['large']}")
        bars += [("newsletter of 1 MB, ms", figures["large"]["newsletter"], 50), ("text of 20 MB, ms", figures["large"]["20 MB"], 300)]
        verdict.conclude(bars, figures, options)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
