"""A slow line to a server on loopback, which counts the turns: how often the server spoke after it had heard something.

The client's last word, which nobody answers, is none.
"""

import queue
import socket
import threading
import time


class SlowLine:
    """Passes octets on after `delay` seconds one way, for one client after the other."""

    def __init__(self, server_port, delay):
        self.server_port, self.delay = server_port, delay
        self.turns, self.has_heard = 0, False
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def reset(self):
        self.turns, self.has_heard = 0, False

    def accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server_port))
            for source, target, note in ((client, server, self.note_client), (server, client, self.note_server)):
                for end in (source, target):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                pieces = queue.SimpleQueue()
                threading.Thread(target=self.receive, args=(source, pieces, note), daemon=True).start()
                threading.Thread(target=self.send, args=(target, pieces, note), daemon=True).start()

    def note_client(self, is_delivered):
        if is_delivered:
            self.has_heard = True

    def note_server(self, is_delivered):
        if not is_delivered:
            self.turns += self.has_heard
            self.has_heard = False

    def receive(self, source, pieces, note):
        while True:
            try:
                octets = source.recv(1 << 16)
            except OSError:
                octets = b""
            if octets:
                note(False)
            pieces.put((time.monotonic() + self.delay, octets))
            if not octets:
                return

    def send(self, target, pieces, note):
        while True:
            due, octets = pieces.get()
            time.sleep(max(0, due - time.monotonic()))
            try:
                if not octets:
                    return target.shutdown(socket.SHUT_WR)
                note(True)
                target.sendall(octets)
            except OSError:
                return

    def close(self):
        self.socket.close()
