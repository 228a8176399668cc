"""Runs mailfuzz in turns over its targets, and keeps the inputs that ended it."""

import argparse
import concurrent.futures
import hashlib
import itertools
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from seeds import good

ROOT = Path(__file__).resolve().parent.parent.parent
TARGETS = (
    "header", "mime", "html", "imap", "autoconfig", "dns", "gpg", "cms", "mailcap", "archive", "calendar", "tnef", "oauth")
# Seconds of one process; then another one begins, with new seeds in its pool.
TURN = 30
# Address space, in octets: what asks for more is ended.
MOST_MEMORY = 4 << 30


def octets_of(trace):
    """What the server says in a trace of the tests."""
    lines = trace.read_text(errors="surrogateescape").splitlines()
    return "".join(line[3:] + "\r\n" for line in lines if line.startswith("S: ")).encode(errors="surrogateescape")


def seeds(target, folder):
    """Files for the program to begin with."""
    tests = ROOT / "Tests"
    found = sorted((tests / "InternetMessageTests" / "Found").glob(f"{target}-*")) + sorted(
        (tests / "IMAPTests" / "Found").glob(f"{target}-*"))
    if target == "imap":
        made = []
        for trace in sorted((tests / "IMAPTests" / "Traces").glob("*.trace")):
            made.append(folder / f"{trace.stem}.imap")
            made[-1].write_bytes(octets_of(trace))
        return made + found
    if target == "html":
        return sorted((tests / "InternetMessageTests").glob("**/*.html")) + sorted(
            (tests / "InternetMessageTests" / "Messages").glob("*.eml")) + found
    if target not in ("header", "mime"):
        files = []
        for number, octets in enumerate(good(target, folder)):
            files.append(folder / f"{target}-{number}")
            files[-1].write_bytes(octets)
        return files + found
    generate = tests / "InternetMessageTests" / "Corpus" / "generate.py"
    corpus = folder / "corpus"
    if generate.exists() and not corpus.exists():
        subprocess.run([sys.executable, generate, corpus], check=True)
    return sorted((tests / "InternetMessageTests" / "Messages").glob("*.eml")) + sorted(corpus.glob("*.eml")) + found


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def turn(options, folder, files, number, seconds):
    """(inputs tried, the input that ended the program or nothing, why)"""
    target = options.targets[number % len(options.targets)]
    shared = folder / f"shared-{number}"
    arguments = [options.program, target, str(options.seed * 1_000_003 + number), f"{seconds:.0f}", str(shared)]
    done = subprocess.run(arguments + [str(file) for file in files[target]], capture_output=True, preexec_fn=limit)
    if done.returncode == 0:
        shared.unlink()
        return int(done.stdout), None, target, ""
    why = {3: "slow", 4: "memory"}.get(done.returncode, "endless" if done.returncode == -26 else "trap")
    kept = shared.read_bytes()
    shared.unlink()
    length = int.from_bytes(kept[:8], "little")
    complaint = done.stderr.decode(errors="replace").strip().splitlines()
    fatal = [line for line in complaint if "atal error" in line][:1] or complaint[:1]
    return 0, kept[8:8 + length], target, f"{why} ({done.returncode}) {' '.join(fatal)}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--target", choices=TARGETS)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--found", type=Path, default=ROOT / ".build" / "found")
    options = parser.parse_args()
    options.targets = (options.target,) if options.target else TARGETS
    options.found.mkdir(parents=True, exist_ok=True)
    print(f"seed {options.seed}, {options.minutes:g} minutes", flush=True)

    tried, findings = dict.fromkeys(TARGETS, 0), 0
    end = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory(prefix="postern-fuzz-") as name, concurrent.futures.ThreadPoolExecutor(
            options.jobs) as pool:
        folder = Path(name)
        files = {target: seeds(target, folder) for target in options.targets}
        numbers = itertools.count()
        running = set()
        while running or time.monotonic() < end:
            while len(running) < options.jobs and time.monotonic() < end:
                seconds = min(TURN, max(1, end - time.monotonic()))
                running.add(pool.submit(turn, options, folder, files, next(numbers), seconds))
            finished, running = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
            for one in finished:
                count, octets, target, why = one.result()
                tried[target] += count
                if octets is None:
                    continue
                findings += 1
                path = options.found / f"{target}-{hashlib.sha256(octets).hexdigest()[:12]}"
                path.write_bytes(octets)
                print(f"{path}: {why}", flush=True)
    print(", ".join(f"{target}: {count} inputs" for target, count in tried.items() if count), flush=True)
    print(f"{findings} found", flush=True)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
