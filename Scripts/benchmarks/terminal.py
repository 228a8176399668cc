"""Runs a program in a terminal and watches what it writes, and when."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time


class Program:
    def __init__(self, words, environment, columns=120, rows=40):
        self.output = bytearray()
        self.started = time.monotonic()
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(words[0], words, environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, limit):
        """Takes what is written within `limit` seconds; false where nothing was, or the program ended."""
        ready, _, _ = select.select([self.terminal], [], [], limit)
        if not ready:
            return False
        try:
            piece = os.read(self.terminal, 1 << 16)
        except OSError:
            return False
        self.output += piece
        return bool(piece)

    def wait_for(self, text, limit=120):
        """Seconds from the start until `text` was written."""
        deadline = time.monotonic() + limit
        seen = 0
        while True:
            if self.output.find(text, max(0, seen - len(text))) >= 0:
                return time.monotonic() - self.started
            seen = len(self.output)
            if time.monotonic() > deadline or not self.read(max(0.0, deadline - time.monotonic())):
                raise SystemExit(f"{text!r} never came; the end of the output: {bytes(self.output[-600:])!r}")

    def then(self, keys):
        """Presses keys whose answer is not waited for."""
        os.write(self.terminal, keys)
        return self

    def settle(self, quiet=0.3, limit=60):
        """Reads until nothing was written for `quiet` seconds."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline and self.read(quiet):
            pass

    def press(self, key, limit=5):
        """Seconds from a key to the first octet written after it, and the octets of that answer."""
        while self.read(0):
            pass
        before = len(self.output)
        start = time.monotonic()
        os.write(self.terminal, key)
        if not self.read(limit):
            return limit, 0
        answered = time.monotonic() - start
        self.settle(0.02, 0.2)
        return answered, len(self.output) - before

    def press_for(self, key, text, limit=20):
        """Seconds from a key until `text` was written behind it."""
        while self.read(0):
            pass
        before = len(self.output)
        start = time.monotonic()
        os.write(self.terminal, key)
        while self.output.find(text, before) < 0:
            if not self.read(max(0.0, start + limit - time.monotonic())):
                raise SystemExit(f"{text!r} never came after {key!r}: {bytes(self.output[before:])[-900:]!r}")
        return time.monotonic() - start

    def press_for_page(self, key, texts, quiet=0.05, limit=20):
        """Seconds from a key until the first of `texts` was written behind it, and until all were that came; and how many.

        A program that writes in many pieces is over when it has written nothing for `quiet` seconds."""
        while self.read(0):
            pass
        before = len(self.output)
        pieces = []
        start = time.monotonic()
        os.write(self.terminal, key)
        while self.read(quiet if pieces and texts[0] in self.output[before:] else limit):
            pieces.append((time.monotonic() - start, len(self.output)))
        ends = [place + len(text) for text in texts if (place := self.output.find(text, before)) >= 0]
        if self.output.find(texts[0], before) < 0:
            raise SystemExit(f"{texts[0]!r} never came after {key!r}: {bytes(self.output[before:])[-900:]!r}")
        times = [next(moment for moment, length in pieces if length >= end) for end in ends]
        return times[0], max(times), len(ends)

    def peak_kilobytes(self):
        with open(f"/proc/{self.pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    return int(line.split()[1])
        return 0

    def quit(self, keys=b""):
        if keys:
            os.write(self.terminal, keys)
            deadline = time.monotonic() + 3
            while time.monotonic() < deadline:
                done, _ = os.waitpid(self.pid, os.WNOHANG)
                if done:
                    os.close(self.terminal)
                    return
                self.read(0.05)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)
