"""Where else the tree names what a commit touches, and what it removed and still takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from gitdigest.commit import Commit
from gitdigest.errors import GitError
from gitdigest.facts.codewords import is_code_at
from gitdigest.facts.fact import Evidence, Fact, Facts, FileClass, Level
from gitdigest.facts.files import read_path
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.leftovers import module_of, passes_on, taken_from
from gitdigest.facts.mentions import Mentions, mentions
from gitdigest.facts.snapshot import Snapshot, TooManyFilesError
from gitdigest.facts.sources import Objects, Sources
from gitdigest.facts.standard import STANDARD
from gitdigest.facts.syntax import parse

_MOST_FILES = 500  # a name that stands in more of them says nothing
_MOST_NAMES = 100  # of a commit, removed and public ones first
_MOST_PLACES = 5
_KEPT = 50_000
_KINDS = frozenset({"symbol", "symbol.public", "symbol.moved"})
_JOINT = re.compile(r"::|\.")
_WORD = re.compile(r"(?!__)[^\W\d]\w{3,}")
_PARTS = re.compile(
    r"[^\W_]_+[^\W_]|[a-z0-9][A-Z]|[A-Z]{2}[a-z]"
)  # an_example, anExample, HTTPPort

_TYPED = frozenset(
    ("C", "C#", "C++", "C/C++ header", "Dart", "Groovy", "Java", "JavaScript", "Objective-C", "PHP",
     "Svelte", "TypeScript", "Vue")
)  # fmt: skip

_Places = Mapping[str, Sequence[int]]


class Asked(NamedTuple):
    """A symbol that a commit touches: its names, the word to look for, the files that show it.

    `removed` tells that it is no more: what is called so elsewhere then is mostly another thing.
    """

    names: tuple[str, ...]
    word: str
    own: frozenset[str]
    removed: bool


class Uses(NamedTuple):
    """What was found, by the id of the commit; the paths that could not be looked through.

    `stopped` says in a stable code why the commits behind the last one found have nothing.
    """

    facts: dict[str, list[Fact]]
    unread: tuple[str, ...] = ()
    stopped: str = ""


def find_uses(commits: Sequence[tuple[Commit, Facts]], blobs: Objects) -> Uses:
    """Where the tree at each commit names what it touches, beyond the files that show it.

    Kinds: `use` with "mentions/files" and the first places, `use.left` where code takes a public
    name from the module that no longer has it, `use.more` with the number of names beyond 100.
    Silent are names of one word only, those of the languages' own libraries, and those that
    something else in the tree is called by.
    """
    wanted = [(commit.sha, asked(facts)) for commit, facts in commits]
    snapshot = Snapshot(blobs, frozenset(one.word.encode() for _, all_ in wanted for one in all_))
    tree = _Tree(snapshot, blobs)
    found: dict[str, list[Fact]] = {}
    stopped = ""
    try:
        for sha, names in wanted:
            if names:
                snapshot.move(sha)
                found[sha] = [fact for one in names[:_MOST_NAMES] for fact in tree.facts(one)]
                more = len(names) - _MOST_NAMES
                found[sha] += [Fact("use.more", str(more))] if more > 0 else []
    except TooManyFilesError:
        stopped = "too-many-files"
    except GitError:
        stopped = "unreadable"
    except KeyboardInterrupt:
        stopped = "interrupted"
    return Uses(found, tuple(sorted(snapshot.unread)), stopped)


def asked(facts: Facts) -> list[Asked]:
    """The symbols of a commit that are looked for: others may have used them, or do so now."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts.findings:
        if fact.kind in _KINDS:
            groups.setdefault(_JOINT.split(fact.name)[-1], []).append(fact)
    found = [
        (_rank(group), word, group)
        for word, group in groups.items()
        if _is_distinct(word) and any(map(_is_asked, group))
    ]
    return [
        Asked(
            tuple(dict.fromkeys(fact.name for fact in group)),
            word,
            frozenset(place.path for fact in group for place in fact.evidence),
            removed=all(fact.change == "removed" for fact in group),
        )
        for rank, word, group in sorted(found, key=lambda item: item[0])
    ]


def _is_distinct(word: str) -> bool:
    """Whether a name is hardly anything else's: comments are full of single words."""
    several = _WORD.fullmatch(word) is not None and _PARTS.search(word) is not None
    return several and word not in STANDARD


def _is_asked(fact: Fact) -> bool:
    named = fact.kind == "symbol.public" or (fact.kind == "symbol" and fact.change == "changed")
    return named and fact.level is Level.FACT


def _rank(group: Sequence[Fact]) -> int:
    """0 for public names that are gone, 1 for others that are public, 2 for the rest."""
    if not any(fact.kind == "symbol.public" for fact in group):
        return 2
    return 0 if all(fact.change == "removed" for fact in group) else 1


class _Tree:
    """What the files of a snapshot say of a symbol."""

    def __init__(self, snapshot: Snapshot, blobs: Objects) -> None:
        self._snapshot = snapshot
        self._sources = Sources(blobs)
        self._mentions = lru_cache(maxsize=_KEPT)(self._read)

    def facts(self, one: Asked) -> Iterator[Fact]:
        """One fact at most."""
        word = one.word.encode()
        files = self._snapshot.files(word)
        if not files or len(files) > _MOST_FILES:
            return
        seen = {path: self._seen(path, blob, word) for path, blob in files.items()}
        others = {path: m for path, m in seen.items() if path not in one.own and m.times}
        defined = sum(m.defined for path, m in seen.items() if path in one.own)
        if defined > len(one.names) or any(m.defined or m.taken for m in others.values()):
            return  # something else is called so
        if one.removed:
            left = self._left(one, files)
            if left:
                yield _fact("use.left", one, sum(map(len, left.values())), left)
        elif others:
            count = sum(m.times for m in others.values())
            yield _fact("use", one, count, {path: m.lines for path, m in others.items()})

    def _left(self, one: Asked, files: Mapping[str, str]) -> _Places:
        """The lines of code that take a name from a module that has it no more."""
        homes = {module_of(path) for path in one.own}
        at_home = [item for item in files.items() if module_of(item[0]) in homes]
        if one.names != (one.word,) or any(self._has(*item, one.word.encode()) for item in at_home):
            return {}
        found = {path: tuple(self._taken(one, path, blob)) for path, blob in files.items()}
        return {path: lines for path, lines in found.items() if lines}

    def _has(self, path: str, blob: str, word: bytes) -> bool:
        found = self._seen(path, blob, word)
        return bool(found.defined or found.taken) or passes_on(
            self._sources.read(blob) or b"", word
        )

    def _taken(self, one: Asked, path: str, blob: str) -> Iterator[int]:
        language = read_path(path).language
        grammar = grammar_of(language, path)
        text, word = self._sources.read(blob) or b"", one.word.encode()
        places = {at for home in one.own for at in taken_from(home, path, language, text, word)}
        parsed = parse(text, grammar) if places and grammar else None
        for at in sorted(places):
            if parsed and is_code_at(parsed, at):
                yield text.count(b"\n", 0, at) + 1

    def _seen(self, path: str, blob: str, word: bytes) -> Mentions:
        return self._mentions(blob, word, typed=read_path(path).language in _TYPED)

    def _read(self, blob: str, word: bytes, *, typed: bool) -> Mentions:
        return mentions(self._sources.read(blob) or b"", word, typed=typed)


def _fact(kind: str, one: Asked, count: int, places: _Places) -> Fact:
    """The fact with its counts, and its first places: source before tests and the like, by path."""
    ordered = sorted(places, key=lambda p: (read_path(p).file_class is not FileClass.SOURCE, p))
    lines = [Evidence(path, line) for path in ordered for line in dict.fromkeys(places[path])]
    after = f"{count}/{len(places)}"
    name = one.names[0] if len(one.names) == 1 else one.word
    return Fact(kind, name, after=after, evidence=tuple(lines[:_MOST_PLACES]))
