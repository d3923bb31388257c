"""All facts of a range, against `git log -p -M` of the same.

The process that workers are forked from begins in the first of the rounds, and stays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from bench.extract import COMMITS, drained
from bench.timing import ratio, report
from gitdigest.describe import Silence, digest_repository
from gitdigest.elsewhere import Elsewhere
from gitdigest.facts.rules import Rules
from gitdigest.garbage import collect_rarely
from gitdigest.repo import open_repository
from gitdigest.selection import Selection
from gitdigest.workers import describe_on_cores


def run(repositories: list[Path], scratch: Path) -> None:
    """Prints a line for each repository; garbage is looked for as the tool's own process does."""
    collect_rarely()
    for path in repositories:
        name = path.parent.name if path.name == "repo" else path.name
        found = ratio(_facts(path, scratch / "cache"), drained(path))
        report(f"all facts of {COMMITS} commits, {name}", found, 5, "git log -p -M")


def _facts(path: Path, cache: Path) -> Callable[[], object]:
    def find() -> int:
        with open_repository(str(path), cache=cache) as repository:
            selected = repository.select(Selection(first_parent=False, merges="entry"))
            last = replace(selected, shas=selected.shas[:COMMITS])
            elsewhere = Elsewhere(repository.objects)
            part = digest_repository(
                repository,
                last,
                zone=UTC,
                progress=Silence(),
                described=describe_on_cores(repository, last, Rules(), elsewhere=elsewhere),
                elsewhere=elsewhere,
            )
            return sum(len(commit.facts.findings) for commit in part.commits)

    return find
