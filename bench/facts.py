"""All facts of a range, against `git log -p -M` of the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.extract import COMMITS, drained
from bench.timing import ratio, report
from gitdigest.elsewhere import look_elsewhere
from gitdigest.facts.rules import Rules
from gitdigest.repo import open_repository
from gitdigest.selection import Selection
from gitdigest.workers import describe_on_cores


def run(repositories: list[Path], scratch: Path) -> None:
    """Prints a line for each repository."""
    for path in repositories:
        name = path.parent.name if path.name == "repo" else path.name
        found = ratio(_facts(path, scratch / "cache"), drained(path), rounds=3)
        report(f"all facts of {COMMITS} commits, {name}", found, 5, "git log -p -M")


def _facts(path: Path, cache: Path) -> Callable[[], object]:
    def find() -> int:
        with open_repository(str(path), cache=cache) as repository:
            selected = repository.select(Selection(first_parent=False, merges="entry"))
            last = replace(selected, shas=selected.shas[:COMMITS])
            described = list(describe_on_cores(repository, last, Rules()))
            pairs = [(commit.commit, commit.facts) for commit in described]
            told, _ = look_elsewhere(pairs, repository.tree)
            return sum(len(facts.findings) for facts in told)

    return find
