"""Facts of one real commit: a repository before and after, read as gitdigest reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from gitrepo import GitRepo

from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Fact, Facts
from gitdigest.facts.rules import Rules
from gitdigest.facts.sources import Sources
from gitdigest.facts.trees import Parsed
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

Files = Mapping[str, str | bytes | None]


class FactCase:
    """Makes a commit out of two sets of files and tells its facts."""

    def __init__(self, repo: GitRepo, cache: Path) -> None:
        self.repo = repo
        self.cache = cache

    def facts(self, before: Files, after: Files, message: str = "change") -> Facts:
        """The facts of the commit that turns `before` into `after` (None deletes a file)."""
        self.repo.commit("before", dict(before))
        self.repo.commit(message, dict(after))
        return self.latest()

    def latest(self) -> Facts:
        """The facts of the commit at HEAD."""
        with open_repository(str(self.repo.path), cache=self.cache) as repository:
            commit, diff = next(repository.stream(repository.select(Selection())))
            return find_facts(commit, diff, Rules(), Sources(repository.blobs))

    def history(self) -> list[tuple[Commit, Diff, Facts]]:
        """Every commit with its diff and its facts, newest first, from one set of sources."""
        with open_repository(str(self.repo.path), cache=self.cache) as repository:
            sources = Sources(repository.blobs)
            return [
                (commit, diff, find_facts(commit, diff, Rules(), sources))
                for commit, diff in repository.stream(repository.select(Selection()))
            ]


class Texts:
    """Objects by name; takes note of what is read."""

    def __init__(self, texts: Mapping[str, bytes | None]) -> None:
        self.texts = texts
        self.asked: list[str] = []

    def read(self, name: str, *, limit: int) -> bytes | None:
        """One of them."""
        return next(self.read_all([name], limit=limit))

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        """Some of them that are not too large."""
        for name in names:
            self.asked.append(name)
            text = self.texts.get(name)
            yield None if text is None or len(text) > limit else text

    def trees(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """The name of each."""
        return (name.encode() for name in names)


def told(facts: Facts, *kinds: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """The findings of some kinds: name, change, before, after."""
    return [(f.name, f.change, f.before, f.after) for f in of_kind(facts, *kinds)]


def named(facts: Facts, *kinds: str) -> list[tuple[str, str | None]]:
    """The findings of some kinds: name and change."""
    return [(f.name, f.change) for f in of_kind(facts, *kinds)]


def of_kind(facts: Facts, *kinds: str) -> list[Fact]:
    return [fact for fact in facts.findings if fact.kind in kinds]


def nodes(parsed: Parsed) -> list[tuple[str, int, int, int, int]]:
    """Every node of a tree: its type and where it stands."""
    found, waiting = [], [parsed.tree.root_node]
    while waiting:
        node = waiting.pop()
        found.append((node.type, node.start_byte, node.end_byte, *node.start_point))
        waiting += node.children
    return found


def public(case: FactCase, path: str, before: str, after: str) -> list[tuple[str, str, str]]:
    """The public names of a file that came, went or changed, as `levelled`."""
    facts = case.facts({path: before}, {path: after})
    return [levelled(fact) for fact in of_kind(facts, "symbol.public")]


def levelled(fact: Fact) -> tuple[str, str, str]:
    """The name, change and level of a fact."""
    return fact.name, fact.change or "", fact.level.value
