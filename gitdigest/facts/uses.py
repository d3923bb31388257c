"""Where else the tree names what a commit touches, and what it removed and still takes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from gitdigest.commit import Commit
from gitdigest.errors import GitError
from gitdigest.facts.codewords import is_code_at
from gitdigest.facts.fact import Evidence, Fact, Facts, FileClass, Level
from gitdigest.facts.files import read_path, says_generated
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.languages import family_of
from gitdigest.facts.leftovers import module_of, passes_on, places_of, taken_from
from gitdigest.facts.mentions import Mentions, mentions
from gitdigest.facts.snapshot import Snapshot, TooManyFilesError
from gitdigest.facts.sources import LARGEST_SOURCE, Objects, Sources
from gitdigest.facts.standard import STANDARD

_MOST_FILES = 500  # a name that stands in more of them says nothing
_MOST_NAMES = 100  # of a commit, removed and public ones first
_MOST_PLACES = 5
_KEPT = 50_000
_VARIABLE = "setting.env"
_KINDS = frozenset({"symbol", "symbol.public", "symbol.moved", _VARIABLE})
_JOINT = re.compile(r"::|\.")
_WORD = re.compile(r"(?!__)[^\W\d]\w{3,}")
_PARTS = re.compile(
    r"[^\W_]_+[^\W_]|[a-z0-9][A-Z]|[A-Z]{2}[a-z]"
)  # an_example, anExample, HTTPPort

_TYPED = frozenset(
    ("C", "C#", "C++", "C/C++ header", "Dart", "Groovy", "Java", "JavaScript", "Objective-C", "PHP",
     "Svelte", "TypeScript", "Vue")
)  # fmt: skip

_NATIVE = frozenset({"C", "Rust"})

_Places = Mapping[str, Sequence[int]]


class Asked(NamedTuple):
    """A symbol that a commit touches: its names, the word to look for, the files that show it.

    `removed` tells that it is no more: what is called so elsewhere then is mostly another thing.
    `variable` tells that it is one of the environment, which is the same wherever it is named.
    """

    names: tuple[str, ...]
    word: str
    own: frozenset[str]
    removed: bool
    variable: bool = False

    def may_be_in(self, path: str) -> bool:
        """Whether what another file calls so may be this: a language knows its own names."""
        families = {family_of(read_path(one).language) for one in self.own}
        native = not families.isdisjoint(_NATIVE)  # others have bindings to it
        return self.variable or native or family_of(read_path(path).language) in families


class Uses(NamedTuple):
    """What was found, by the id of the commit; the paths that could not be looked through.

    `stopped` says in a stable code why the commits behind the last one found have nothing.
    """

    facts: dict[str, list[Fact]]
    unread: tuple[str, ...] = ()
    stopped: str = ""

    def joined(self, later: Uses) -> Uses:
        """What was found in these commits and in later ones."""
        unread = sorted({*self.unread, *later.unread})
        return Uses({**self.facts, **later.facts}, tuple(unread), self.stopped or later.stopped)


def find_uses(commits: Sequence[tuple[Commit, Facts]], blobs: Objects) -> Uses:
    """Where the tree at each commit names what it touches, beyond the files that show it.

    Kinds: `use` with "mentions/files" and the first places, of variables of the environment too,
    `use.left` where code takes a public name from the module that no longer has it, `use.more` with
    the number of names beyond 100.
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
                found[sha] = list(tree.facts(names[:_MOST_NAMES]))
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
            variable=any(fact.kind == _VARIABLE for fact in group),
        )
        for rank, word, group in sorted(found, key=lambda item: item[0])
    ]


def _is_distinct(word: str) -> bool:
    """Whether a name is hardly anything else's: comments are full of single words."""
    several = _WORD.fullmatch(word) is not None and _PARTS.search(word) is not None
    return several and word not in STANDARD


def _is_asked(fact: Fact) -> bool:
    public = fact.kind in {"symbol.public", "symbol.moved", _VARIABLE}
    return (
        public or (fact.kind == "symbol" and fact.change == "changed")
    ) and fact.level is Level.FACT


def _rank(group: Sequence[Fact]) -> int:
    """0 for public names that are gone, 1 for others that are public, 2 for the rest."""
    if not any(fact.kind == "symbol.public" for fact in group):
        return 2
    return 0 if all(fact.change == "removed" for fact in group) else 1


class _Key(NamedTuple):
    """A file and a word in it; `typed` as for `mentions`."""

    blob: str
    word: bytes
    typed: bool


class _Tree:
    """What the files of a snapshot say of symbols."""

    def __init__(self, snapshot: Snapshot, blobs: Objects) -> None:
        self._snapshot = snapshot
        self._blobs = blobs
        self._sources = Sources(blobs)
        self._known: dict[_Key, Mentions] = {}

    def facts(self, names: Sequence[Asked]) -> Iterator[Fact]:
        """One fact at most of each symbol; every file that they need is read once."""
        self._look(names)
        for one in names:
            yield from self._fact(one)
        while len(self._known) > _KEPT:
            del self._known[next(iter(self._known))]

    def _fact(self, one: Asked) -> Iterator[Fact]:
        files = self._files(one)
        seen = {path: self._known[key] for path, key in files.items()}
        elsewhere = {path: m for path, m in seen.items() if path not in one.own and m.times}
        defined = sum(m.defined for path, m in seen.items() if path in one.own)
        if not one.variable and (
            defined > len(one.names) or any(m.defined or m.taken for m in elsewhere.values())
        ):
            return  # something else is called so
        if one.removed and not one.variable:
            left = self._left(one, files)
            if left:
                yield _fact("use.left", one, sum(map(len, left.values())), left)
        elif others := {path: m for path, m in elsewhere.items() if one.may_be_in(path)}:
            count = sum(m.times for m in others.values())
            yield _fact("use", one, count, {path: m.lines for path, m in others.items()})

    def _files(self, one: Asked) -> dict[str, _Key]:
        """The files that hold a word, none where they are too many to tell anything."""
        word = one.word.encode()
        files = self._snapshot.files(word)
        if len(files) > _MOST_FILES:
            return {}
        return {
            path: _Key(blob, word, read_path(path).language in _TYPED)
            for path, blob in files.items()
        }

    def _look(self, names: Sequence[Asked]) -> None:
        wanted: dict[str, list[_Key]] = {}
        for key in dict.fromkeys(key for one in names for key in self._files(one).values()):
            if key not in self._known:
                wanted.setdefault(key.blob, []).append(key)
        texts = self._blobs.read_all(wanted, limit=LARGEST_SOURCE)
        for keys, text in zip(wanted.values(), texts, strict=True):
            for key in keys:
                self._known[key] = mentions(text or b"", key.word, typed=key.typed)

    def _left(self, one: Asked, files: Mapping[str, _Key]) -> _Places:
        """The lines of code that take a name from a module that has it no more."""
        homes = {module_of(path) for path in one.own}
        at_home = [(path, key) for path, key in files.items() if module_of(path) in homes]
        if one.names != (one.word,) or any(self._has(path, key) for path, key in at_home):
            return {}
        found = {path: tuple(self._taken(one, path, key)) for path, key in files.items()}
        left = {path: lines for path, lines in found.items() if lines}
        return {} if left and self._is_served(one) else left

    def _is_served(self, one: Asked) -> bool:
        """Whether a module has a name from a file that no person wrote, or takes all of another."""
        word = one.word.encode()
        named = re.compile(rb"\b%s\b" % re.escape(word))
        own = {place for home in one.own for place in places_of(home)}
        texts = (self._snapshot.text(path) for path in own)
        if any(passes_on(text, word) for text in texts):
            return True
        packages = (home for home in one.own if home.endswith(".go"))
        beside = {path for home in packages for path in self._snapshot.beside(home)}
        written = {path for path in beside | own if says_generated(self._snapshot.text(path))}
        return any(named.search(self._snapshot.text(path)) for path in written)

    def _has(self, path: str, key: _Key) -> bool:
        """Whether a module may have a name: what its code still names may be made by a macro."""
        known = self._known[key]
        text = self._sources.read(key.blob) or b""
        if known.defined or known.taken or passes_on(text, key.word):
            return True
        named = re.finditer(rb"\b%s\b" % re.escape(key.word), text)
        return any(True for _ in self._in_code(path, key, {match.start() for match in named}))

    def _taken(self, one: Asked, path: str, key: _Key) -> Iterator[int]:
        language = read_path(path).language
        text = self._sources.read(key.blob) or b""
        places = {at for home in one.own for at in taken_from(home, path, language, text, key.word)}
        for at in self._in_code(path, key, places):
            yield text.count(b"\n", 0, at) + 1

    def _in_code(self, path: str, key: _Key, places: Collection[int]) -> Iterator[int]:
        """Those of some offsets, in order, that stand in code as far as a grammar can tell."""
        grammar = grammar_of(read_path(path).language, path)
        parsed = self._sources.tree(key.blob, grammar) if places and grammar else None
        for at in sorted(places):
            if parsed and is_code_at(parsed, at):
                yield at


def _fact(kind: str, one: Asked, count: int, places: _Places) -> Fact:
    """The fact with its counts, and its first places: source before tests and the like, by path."""
    ordered = sorted(places, key=lambda p: (read_path(p).file_class is not FileClass.SOURCE, p))
    lines = [Evidence(path, line) for path in ordered for line in dict.fromkeys(places[path])]
    after = f"{count}/{len(places)}"
    name = one.names[0] if len(one.names) == 1 else one.word
    return Fact(kind, name, after=after, evidence=tuple(lines[:_MOST_PLACES]))
