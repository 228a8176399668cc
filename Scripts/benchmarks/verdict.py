"""What all benchmarks share: their options, and the promises at their end."""

import argparse
import json
import os
import sys
from pathlib import Path


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--postern", required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json")
    return parser


def conclude(bars, figures, options):
    """Prints the promises, rows of (what, measured, limit) of which the measured figure is at most the limit; exits."""
    print(f"\nbars ({options.runs} runs, medians; load now {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores)")
    failed = False
    for what, measured, limit in bars:
        failed |= measured > limit
        print(f"  {'ok  ' if measured <= limit else 'MISS'} {what}: {measured:.3f} (at most {limit:.3f})")
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2))
    sys.exit(1 if failed else 0)
