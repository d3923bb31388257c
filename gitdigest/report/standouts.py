"""Facts of all commits of a repository -> what stands out among them, each with its commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.facts.fact import Fact, Level
from gitdigest.report import highlights, overview
from gitdigest.report.catalog import Catalog

MOST_KINDS = 6
MOST_COMMITS = 4
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Named:
    """The names of a kind that one commit has, those to show."""

    commit: CommitDigest
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standout:
    """A kind of facts and what became of it, the commits to show, how many names are not shown."""

    title: str
    named: tuple[Named, ...]
    hidden: int


def standouts(catalog: Catalog, part: RepositoryDigest) -> list[Standout]:
    """What must be known of several commits: the weightiest kinds, of the weightiest commits first.

    What is merely new in an interface is left to its commit.
    """
    if len(part.commits) < 2:  # one alone tells all of it itself
        return []
    found: dict[tuple[str, str], list[Named]] = {}
    for commit in sorted(part.commits, key=lambda one: -one.facts.score):
        for kind, names in _by_kind(commit).items():
            found.setdefault(kind, []).append(Named(commit, tuple(names)))
    kinds = sorted(found, key=highlights.rank)[:MOST_KINDS]
    return [_standout(highlights.title(catalog, *kind), found[kind]) for kind in kinds]


def _by_kind(commit: CommitDigest) -> dict[tuple[str, str], dict[str, None]]:
    """The names of each kind that a commit has, each once."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for fact in _weighty(commit.facts.findings):
        found.setdefault((fact.kind, fact.change or ""), {})[highlights.short(fact)] = None
    return found


def _weighty(facts: Iterable[Fact]) -> Iterator[Fact]:
    for fact in facts:
        known = fact.kind in overview.WEIGHTIEST and fact.kind not in highlights.DETAILS
        harmless = (fact.kind, fact.change) in highlights.HARMLESS
        if fact.level == Level.FACT and known and not harmless:
            yield fact


def _standout(title: str, named: list[Named]) -> Standout:
    commits, _ = overview.first_of(named, MOST_COMMITS)
    shown = tuple(Named(one.commit, overview.first_of(one.names, MOST_NAMED)[0]) for one in commits)
    total = sum(len(one.names) for one in named)
    return Standout(title, shown, total - sum(len(one.names) for one in shown))
