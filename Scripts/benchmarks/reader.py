"""Opening a mailbox, beside neomutt: first screens, header sync, memory, octets, threads, keys during a sync."""

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
from dovecot import PASSWORD, Dovecot, marker, message
from terminal import Program


def environment(home):
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH")}
    return kept | {
        "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "XDG_CONFIG_HOME": f"{home}/config",
        "XDG_DATA_HOME": f"{home}/data", "XDG_STATE_HOME": f"{home}/state",
    }


class Postern:
    name = "postern"
    quit_keys = b"qy"

    def __init__(self, path, server, size, home):
        self.path, self.home, self.size = path, home, size
        configure(home / "config" / "postern", server, "imap", f"u{size}", server.port)

    def forget(self):
        shutil.rmtree(self.home / "data", ignore_errors=True)

    def open(self):
        return Program([self.path], environment(self.home))

    def sync(self):
        return subprocess.Popen([self.path, "sync"], env=environment(self.home))


class Neomutt:
    name = "neomutt"
    quit_keys = b"qy"

    def __init__(self, server, size, home):
        self.home = home
        (home / "cache").mkdir()
        (home / "muttrc").write_text(f"""
set folder = "imaps://localhost:{server.port}/"
set spoolfile = "imaps://localhost:{server.port}/INBOX"
set imap_user = "u{size}"
set imap_pass = "{PASSWORD}"
set ssl_ca_certificates_file = "{server.folder}/ca.pem"
set ssl_force_tls = yes
set header_cache = "{home}/cache/"
set sort = reverse-date
set imap_qresync = yes
set imap_condstore = yes
set sleep_time = 0
set wait_key = no
set quit = yes
set confirm_create = no
set record = ""
""")

    def forget(self):
        shutil.rmtree(self.home / "cache", ignore_errors=True)
        (self.home / "cache").mkdir()

    def open(self):
        return Program(["neomutt", "-n", "-F", str(self.home / "muttrc")], environment(self.home))


def open_once(client, server, newest, settle):
    """(seconds to the newest message on the screen, peak kB, octets the server sent)."""
    position = server.log_position()
    program = client.open()
    seconds = program.wait_for(newest)
    if settle:
        program.settle(1.0)
    peak = program.peak_kilobytes()
    program.quit(client.quit_keys)
    return seconds, peak, server.octets_sent(position)


def sync_once(client, server):
    """(seconds, peak kB, octets the server sent) of a whole header sync without a screen."""
    position = server.log_position()
    start = time.monotonic()
    process = client.sync()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if status:
        raise SystemExit(f"postern sync failed with {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_maxrss, server.octets_sent(position)


def keys_during_sync(client, newest, presses=40):
    """Milliseconds from the next-message key to the screen's change, while all headers come in."""
    client.forget()
    program = client.open()
    program.wait_for(newest)
    times = [program.press(b"j")[0] * 1000 for _ in range(presses)]
    program.quit(client.quit_keys)
    return {"median_ms": statistics.median(times), "worst_ms": max(times)}


def threads(client, newest, runs):
    """Milliseconds from the key to the list as threads: when they were never looked for, and when they are kept."""
    reply = "╰─".encode()
    times = []
    for _ in range(runs + 1):
        program = client.open()
        program.wait_for(newest)
        times.append(program.press_for(b"zt", reply) * 1000)
        program.quit(client.quit_keys)
    return {"first_ms": times[0], "median_ms": statistics.median(times[1:])}


def median(rows):
    return [statistics.median(column) for column in zip(*rows)]


def measure(postern_path, server, size, runs, folder):
    homes = [Path(tempfile.mkdtemp(dir=folder)) for _ in range(2)]
    postern, neomutt = Postern(postern_path, server, size, homes[0]), Neomutt(server, size, homes[1])
    newest = marker(size).encode()
    figures = {"raw header sync s": server.raw_header_sync(f"u{size}")}
    figures["raw header sync s"] = min(figures["raw header sync s"], server.raw_header_sync(f"u{size}"))
    cold, warm, sync = {"postern": [], "neomutt": []}, {"postern": [], "neomutt": []}, []
    for _ in range(runs):
        for client in (postern, neomutt):
            client.forget()
            cold[client.name].append(open_once(client, server, newest, settle=client is neomutt))
        postern.forget()
        sync.append(sync_once(postern, server))
        for client in (postern, neomutt):
            warm[client.name].append(open_once(client, server, newest, settle=True))
    for name in cold:
        figures[f"{name} cold"] = median(cold[name])
        figures[f"{name} warm"] = median(warm[name])
    figures["postern sync"] = median(sync)
    postern.forget()
    sync_once(postern, server)
    figures["threads"] = threads(postern, newest, runs)
    figures["keys during sync"] = keys_during_sync(postern, newest)
    return figures


def report(size, figures):
    print(f"\n{size:,} messages             seconds   peak MB   MB from the server")
    for label in ("postern cold", "neomutt cold", "postern sync", "postern warm", "neomutt warm"):
        seconds, peak, octets = figures[label]
        print(f"  {label:<22}{seconds:9.3f}{peak / 1024:10.1f}{octets / 1e6:12.2f}")
    print(f"  raw reading client    {figures['raw header sync s']:9.3f}")
    order = figures["threads"]
    print(f"  as threads: {order['median_ms']:.1f} ms, the very first time {order['first_ms']:.0f} ms")
    keys = figures["keys during sync"]
    print(f"  next-message key during the sync: median {keys['median_ms']:.1f} ms, worst {keys['worst_ms']:.1f} ms")


def bars(all_figures):
    """The promises, as (what, measured, limit)."""
    largest = max(all_figures)
    figures = all_figures[largest]
    ratio = lambda a, b, column: figures[a][column] / max(figures[b][column], 1e-9)
    rows = [
        ("warm start / neomutt's", ratio("postern warm", "neomutt warm", 0), 1 / 5),
        ("warm memory / neomutt's", ratio("postern warm", "neomutt warm", 1), 1 / 3),
        ("cold first screen / neomutt's", ratio("postern cold", "neomutt cold", 0), 1 / 10),
        ("the list as threads, ms", figures["threads"]["median_ms"], 30),
        ("next-message key during a sync, ms", figures["keys during sync"]["worst_ms"], 50),
    ]
    if len(all_figures) > 1:
        smallest = min(all_figures)
        for label in ("cold", "warm"):
            ratio = figures[f"postern {label}"][0] / all_figures[smallest][f"postern {label}"][0]
            rows.append((f"{label} first screen, {largest:,} / {smallest:,}", ratio, 1.5))
    return rows


def main():
    parser = verdict.options()
    parser.add_argument("--sizes", default="10000,100000")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    folder = tempfile.mkdtemp(prefix="postern-bench-")
    print(f"making {sum(sizes):,} messages", file=sys.stderr)
    server = Dovecot(folder, "imap", {f"u{size}": (size, message) for size in sizes})
    try:
        all_figures = {}
        for size in sizes:
            all_figures[size] = measure(options.postern, server, size, options.runs, folder)
            report(size, all_figures[size])
        verdict.conclude(bars(all_figures), all_figures, options)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
