"""Reading with full parsing, against `git log -p -M` drained and against PyDriller."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pydriller

from bench.timing import ratio, report, timed
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

COMMITS = 1_000
PEER = 100  # PyDriller is slow enough to judge by a part


def run(repositories: list[Path], scratch: Path) -> None:
    """Prints a line for each repository and the median of them."""
    ratios = []
    for path in repositories:
        name = path.parent.name if path.name == "repo" else path.name
        base = drained(path)
        ours = _ours(path, scratch / "cache")
        ours()  # the graph is kept from the first run on
        found = ratio(ours, base)
        ratios.append(found[0])
        report(f"extract {COMMITS} commits, {name}", found, 1.35, "git log -p -M")
        seconds = timed(_pydriller(path)) * COMMITS / PEER
        print(
            f"{f'  PyDriller, from {PEER} of the same':<44} {seconds / found[1]:6.1f} x ours "
            f"(bound: at least 10); {seconds:.1f} s to {found[1]:.3f} s"
        )
    print(f"{'extract, median':<44} {statistics.median(ratios):6.2f} x git log -p -M (bound 1.35)")


def drained(path: Path) -> Callable[[], object]:
    """`git log -p -M` of the last commits, read from its pipe and thrown away."""

    def drain() -> int:
        command = ["git", "-C", str(path), "log", "-p", "-M", f"-{COMMITS}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as git:
            assert git.stdout is not None  # noqa: S101 - for the type checker
            return sum(len(chunk) for chunk in iter(partial(git.stdout.read, 1 << 16), b""))

    return drain


def _ours(path: Path, cache: Path) -> Callable[[], object]:
    """Opening, selecting, reading and numbering each line, as a report of the range would."""

    def extract() -> int:
        with open_repository(str(path), cache=cache) as repository:
            everything = Selection(first_parent=False, merges="entry")
            selected = repository.select(everything)
            last = replace(selected, shas=selected.shas[:COMMITS])
            return sum(
                1
                for _, diff in repository.stream(last)
                for change in diff.files
                for hunk in change.hunks
                for _ in hunk.lines()
            )

    return extract


def _pydriller(path: Path) -> Callable[[], object]:
    def walk() -> int:
        shas = subprocess.run(
            ["git", "-C", str(path), "rev-list", f"-{COMMITS}", "HEAD"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()
        found = 0
        with tempfile.TemporaryDirectory() as folder:
            # PyDriller writes the configuration of what it opens: it gets a copy
            copy = Path(folder) / "copy.git"
            subprocess.run(["git", "clone", "-q", "--bare", str(path), str(copy)], check=True)
            for commit in pydriller.Repository(
                str(copy), only_commits=shas[:PEER]
            ).traverse_commits():
                found += sum(len(file.diff_parsed["added"]) for file in commit.modified_files)
        return found

    return walk
