"""Where else the tree names what a commit touches, and what it removed and still takes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple, TypeVar

from gitdigest.commit import Commit
from gitdigest.errors import GitError
from gitdigest.facts import gopackages
from gitdigest.facts.asked import Asked, asked, names_one
from gitdigest.facts.codewords import is_code_at
from gitdigest.facts.fact import Evidence, Fact, Facts, FileClass
from gitdigest.facts.files import folder_of, read_path, says_generated
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.leftovers import module_of, passes_on, places_of, taken_from
from gitdigest.facts.mentions import How, Mentions, mentions
from gitdigest.facts.reach import crates_of, is_kept
from gitdigest.facts.snapshot import Snapshot, TooManyFilesError
from gitdigest.facts.sources import LARGEST_SOURCE, Objects, Sources

_MOST_FILES = 500  # a name that stands in more of them says nothing
_MOST_NAMES = 100  # of a commit, removed and public ones first
_MOST_PLACES = 5
_KEPT = 50_000
_AHEAD = 64  # commits whose folders are asked for at once
_WITH_MACROS = frozenset({"C", "C++", "C/C++ header"})
_Kept = TypeVar("_Kept")
_Places = Mapping[str, Sequence[int]]


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
    every = ((commit.sha, asked(facts)) for commit, facts in commits)
    wanted = [(sha, names) for sha, names in every if names]
    snapshot = Snapshot(blobs, frozenset(one.word.encode() for _, all_ in wanted for one in all_))
    tree = _Tree(snapshot, blobs)
    found: dict[str, list[Fact]] = {}
    stopped = ""
    try:
        for number, (sha, names) in enumerate(wanted):
            snapshot.move(sha)
            if number % _AHEAD == 0:
                snapshot.expect([one for one, _ in wanted[number + 1 : number + 1 + _AHEAD]])
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


class _Key(NamedTuple):
    """A file and a word in it, and what of it counts."""

    blob: str
    word: bytes
    how: How


class _Tree:
    """What the files of a snapshot say of symbols."""

    def __init__(self, snapshot: Snapshot, blobs: Objects) -> None:
        self._snapshot = snapshot
        self._blobs = blobs
        self._sources = Sources(blobs)
        self._known: dict[_Key, Mentions] = {}
        self._texts: dict[str, bytes] = {}
        self._module: bytes | None = None
        self._imports: dict[str, list[tuple[bytes, bytes]]] = {}

    def facts(self, names: Sequence[Asked]) -> Iterator[Fact]:
        """One fact at most of each symbol; every file that they need is read once."""
        self._module = None
        wanted = [(one, files) for one in names if (files := self._files(one))]
        self._read({blob for _, files in wanted for blob in files.values()})
        for one, files in wanted:
            yield from self._fact(one, files)
        _forget(self._known)
        _forget(self._imports)

    def _files(self, one: Asked) -> Mapping[str, str]:
        """The files that hold a word, none where they can tell nothing: too many, or its own alone."""
        files = self._snapshot.files(one.word.encode())
        if len(files) > _MOST_FILES or (not one.removed and one.own.issuperset(files)):
            return {}
        return files

    def _read(self, blobs: Collection[str]) -> None:
        missing = [blob for blob in blobs if blob not in self._texts]
        texts = zip(missing, self._blobs.read_all(missing, limit=LARGEST_SOURCE), strict=True)
        known = {blob: text for blob, text in self._texts.items() if blob in blobs}
        self._texts = {**known, **{blob: text or b"" for blob, text in texts}}

    def _mentions(self, blob: str, one: Asked, how: How) -> Mentions:
        key = _Key(blob, one.word.encode(), how)
        if key not in self._known:
            self._known[key] = mentions(self._texts[blob], key.word, how)
        return self._known[key]

    def _fact(self, one: Asked, files: Mapping[str, str]) -> Iterator[Fact]:
        own = {path: blob for path, blob in files.items() if path in one.own}
        home = [
            self._mentions(blob, one, How(read_path(path).language, quoted=one.variable))
            for path, blob in own.items()
        ]
        defined = sum(found.defined for found in home)
        if not one.variable and (
            defined > len(one.names) or 0 < defined == sum(found.hidden for found in home)
        ):
            return  # several are called so, or nobody else can use it
        texts = {} if one.variable else {path: self._texts[blob] for path, blob in own.items()}
        if texts and all(is_kept(path, text, one.word) for path, text in texts.items()):
            return
        if one.word.isupper() and any(self._is_made(one, path, blob) for path, blob in own.items()):
            return
        elsewhere = self._elsewhere(one, files, is_defined=defined > 0)
        if elsewhere is None or _is_declared_twice([*home, *elsewhere.values()]):
            return  # something else is called so
        if one.removed and not one.variable:
            left = self._left(one, files)
            if left:
                yield _fact("use.left", one, sum(map(len, left.values())), left)
            return
        crates = () if one.is_member else crates_of(texts, one.word)
        if others := {
            path: found
            for path, found in elsewhere.items()
            if found.times
            and self._is_meant(one, path, files[path])
            and (not crates or path.startswith(crates))
        }:
            count = sum(m.times for m in others.values())
            yield _fact("use", one, count, {path: m.lines for path, m in others.items()})

    def _is_made(self, one: Asked, path: str, blob: str) -> bool:
        """Whether a file of C makes something by a macro of that name, which another one defines."""
        defines = re.compile(rb"#\s*define\s+%s\b" % re.escape(one.word.encode()))
        return read_path(path).language in _WITH_MACROS and not defines.search(self._texts[blob])

    def _elsewhere(
        self, one: Asked, files: Mapping[str, str], *, is_defined: bool
    ) -> Mapping[str, Mentions] | None:
        """What other files say of a symbol, None where one of them calls something else so."""
        found: dict[str, Mentions] = {}
        modules = None
        if one.is_common and not one.owners:
            modules = frozenset[bytes]().union(*map(_words_of, one.own))
        any_language = How(
            quoted=one.variable, member=one.is_member, among=modules, brief=not one.variable
        )
        is_called = is_defined and not one.variable
        packages = self._packages(one, files)
        for path, blob in files.items():
            if path not in one.own:
                language = read_path(path).language
                called = is_called and language == "Rust"
                how = any_language._replace(language=language, called=called)
                names = self._names_in_go(path, blob, packages)
                if names is not None and not one.is_member:
                    how = how._replace(among=names, qualified=gopackages.ALL not in names)
                told = self._mentions(blob, one, how)
                if not one.variable and (told.defined or told.taken):
                    return None
                if names != frozenset():
                    found[path] = told
        return found

    def _packages(self, one: Asked, files: Mapping[str, str]) -> Mapping[str, bytes]:
        """The packages of Go that have a symbol, by their folders."""
        homes = [path for path in one.own if path.endswith(".go") and not one.variable]
        texts = {path: self._texts.get(files.get(path, ""), b"") for path in homes}
        return {
            folder_of(p): gopackages.package_of(text, folder_of(p)) for p, text in texts.items()
        }

    def _names_in_go(
        self, path: str, blob: str, packages: Mapping[str, bytes]
    ) -> frozenset[bytes] | None:
        """By which names a file has some packages of Go; None where it needs none."""
        if not packages or not path.endswith(".go") or folder_of(path) in packages:
            return None
        if self._module is None:
            self._module = gopackages.module_of(self._snapshot.text("go.mod"))
        if blob not in self._imports:
            self._imports[blob] = gopackages.imports_of(self._texts[blob])
        return gopackages.imported_as(self._imports[blob], packages, self._module)

    def _is_meant(self, one: Asked, path: str, blob: str) -> bool:
        """Whether what a file calls so may be the symbol, as far as the file tells."""
        if not one.may_be_in(path):
            return False
        common = one.is_common and one.owners
        return not common or names_one(self._texts[blob], one.owners)

    def _left(self, one: Asked, files: Mapping[str, str]) -> _Places:
        """The lines of code that take a name from a module that has it no more."""
        homes = {module_of(path) for path in one.own}
        at_home = [(path, blob) for path, blob in files.items() if module_of(path) in homes]
        if one.names != (one.word,) or any(self._has(one, path, blob) for path, blob in at_home):
            return {}
        found = {path: tuple(self._taken(one, path, blob)) for path, blob in files.items()}
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

    def _has(self, one: Asked, path: str, blob: str) -> bool:
        """Whether a module may have a name: what its code still names may be made by a macro."""
        word, text = one.word.encode(), self._texts[blob]
        known = self._mentions(blob, one, How(read_path(path).language))
        if known.defined or known.taken or passes_on(text, word):
            return True
        named = re.finditer(rb"\b%s\b" % re.escape(word), text)
        return any(True for _ in self._in_code(path, blob, {match.start() for match in named}))

    def _taken(self, one: Asked, path: str, blob: str) -> Iterator[int]:
        language, word, text = read_path(path).language, one.word.encode(), self._texts[blob]
        places = {at for home in one.own for at in taken_from(home, path, language, text, word)}
        for at in self._in_code(path, blob, places):
            yield text.count(b"\n", 0, at) + 1

    def _in_code(self, path: str, blob: str, places: Collection[int]) -> Iterator[int]:
        """Those of some offsets, in order, that stand in code as far as a grammar can tell."""
        grammar = grammar_of(read_path(path).language, path)
        parsed = self._sources.tree(blob, grammar) if places and grammar else None
        for at in sorted(places):
            if parsed and is_code_at(parsed, at):
                yield at


def _forget(kept: dict[_Kept, Any]) -> None:
    """Lets what was kept first go, beyond what is kept."""
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]


def _words_of(path: str) -> frozenset[bytes]:
    """What a module may be called by: its folders and its own name."""
    parts = PurePosixPath(path.lower()).with_suffix("").parts
    return frozenset(part.encode("utf-8", "replace") for part in parts)


def _is_declared_twice(some: Sequence[Mentions]) -> bool:
    """Whether several files of C++ declare a name: as members of types, mostly."""
    return sum(found.declared > 0 for found in some) > 1


def _fact(kind: str, one: Asked, count: int, places: _Places) -> Fact:
    """The fact with its counts, and its first places: source before tests and the like, by path."""
    ordered = sorted(places, key=lambda p: (read_path(p).file_class is not FileClass.SOURCE, p))
    lines = [Evidence(path, line) for path in ordered for line in dict.fromkeys(places[path])]
    after = f"{count}/{len(places)}"
    name = one.names[0] if len(one.names) == 1 else one.word
    return Fact(kind, name, after=after, evidence=tuple(lines[:_MOST_PLACES]))
