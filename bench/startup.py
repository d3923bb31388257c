"""What `gitdigest --help` costs over a bare Python."""

from __future__ import annotations

import statistics
import subprocess
import sys

from bench.timing import timed

BOUND = 0.25


def run() -> None:
    """Prints the medians of both and their difference."""
    ours, bare = [], []
    for _ in range(9):
        bare.append(timed(lambda: _run("-c", "pass")))
        ours.append(timed(lambda: _run("-P", "-m", "gitdigest", "--help")))
    more = statistics.median(a - b for a, b in zip(ours, bare, strict=True))
    print(
        f"{'--help over `python -c pass`':<44} {more:6.2f} s more (bound {BOUND} s); "
        f"{statistics.median(ours):.3f} s to {statistics.median(bare):.3f} s"
    )


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
