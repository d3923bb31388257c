"""What the commits of a report can be filtered by.

The attributes of a page hold numbers, never names: a name is text, and stands in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.report import charts, sentences, verdicts
from gitdigest.report.catalog import Catalog
from gitdigest.report.words import STATES, TIERS, TYPES, word
from gitdigest.text import clean

_LONGEST = 200  # more does not fit into a choice


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit with the repository that it is from, and what the filters know it by."""

    commit: CommitDigest
    repository: RepositoryDigest
    author: str
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a filter offers: the name that people read, and how many commits have it."""

    key: int
    name: str
    count: int


class Filters:
    """The bars of every kind of filter, and the number of each name in them."""

    def __init__(self, catalog: Catalog, digest: Digest, commits: Sequence[CommitDigest]) -> None:
        self._author = partial(sentences.author_text, catalog)
        self._repositories = [part.name for part in digest.repositories]
        self.bars = {
            "importance": charts.bars(commits, lambda commit: [commit.importance]),
            "type": charts.bars(commits, lambda commit: [commit.facts.change_type]),
            "author": charts.bars(commits, lambda commit: [self._author(commit)]),
            "component": charts.bars(commits, lambda commit: commit.facts.components),
            "analysis": charts.bars(commits, verdicts.states),
            "repository": _by_repository(digest),
        }
        self._shown: dict[str, Callable[[str], str]] = {
            "importance": partial(word, catalog, TIERS),
            "type": partial(word, catalog, TYPES),
            "author": str,
            "component": partial(sentences.component_name, catalog),
            "analysis": partial(word, catalog, STATES),
            "repository": str,
        }
        self.key = {
            kind: {bar.name: number for number, bar in enumerate(found)}
            for kind, found in self.bars.items()
        }
        self.key["repository"] = {
            name: number for number, name in reversed([*enumerate(self._repositories)])
        }

    def name(self, kind: str, name: str) -> str:
        """What people read for a name of ours; never empty, it is the text of a link."""
        return clean(self._shown[kind](name), limit=_LONGEST, oneline=True).strip() or "—"

    def choices(self, kind: str) -> list[Choice]:
        """What a filter offers, most frequent first."""
        return [
            Choice(number, self.name(kind, bar.name), bar.total)
            for number, bar in enumerate(self.bars[kind])
        ]

    def entries(self, digest: Digest) -> list[Entry]:
        """Every commit, in the order of the digest."""
        return [
            Entry(commit, part, self._author(commit), self._keys(number, commit))
            for number, part in enumerate(digest.repositories)
            for commit in part.commits
        ]

    def _keys(self, repository: int, commit: CommitDigest) -> dict[str, str]:
        names: dict[str, Sequence[str]] = {
            "importance": [commit.importance],
            "type": [commit.facts.change_type],
            "author": [self._author(commit)],
            "component": commit.facts.components,
            "analysis": verdicts.states(commit),
        }
        keys = {
            kind: " ".join(str(self.key[kind][name]) for name in found)
            for kind, found in names.items()
        }
        return {**keys, "repository": str(repository)}


def _by_repository(digest: Digest) -> list[charts.Bar]:
    """How many commits each repository has; those without one have no bar."""
    names = {id(commit): part.name for part in digest.repositories for commit in part.commits}
    commits = [commit for part in digest.repositories for commit in part.commits]
    return charts.bars(commits, lambda commit: [names[id(commit)]])
