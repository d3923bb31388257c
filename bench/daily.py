"""The report of one day: the length of the history behind it must not matter."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.made import made_repository
from bench.timing import ratio, report


def run(scratch: Path) -> None:
    """Prints the cost of a day in 100,000 commits over the same day in 1,000."""
    short = _report(made_repository(scratch / "short", 1_000), scratch)
    long = _report(made_repository(scratch / "long", 100_000), scratch)
    short()  # the first run keeps the graph
    long()
    report("a day in 100,000 commits, after the first run", ratio(long, short), 1.3, "in 1,000")


def _report(path: Path, scratch: Path) -> Callable[[], object]:
    command = [
        sys.executable, "-P", "-m", "gitdigest", "daily", str(path), "--date", "2025-12-31",
        "--timezone", "UTC", "--quiet", "--format", "md", "-o", str(scratch / "report.md"),
    ]  # fmt: skip
    environment = {**os.environ, "XDG_CACHE_HOME": str(scratch / "cache")}
    return lambda: subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
