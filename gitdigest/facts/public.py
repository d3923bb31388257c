"""The public names that a commit adds, removes or changes, with their signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, is_new
from gitdigest.facts.fact import Evidence, Fact, FileClass, FileFact, Level, Side
from gitdigest.facts.overloads import CALLABLE, kept, without_hidden
from gitdigest.facts.symbol import Symbol, is_shared
from gitdigest.facts.twins import is_added_to, is_twin

# nobody imports from here
_SCRIPTS = re.compile(r"^build/|(?:^|/)(?:scripts?|tools|hack|misc|contrib)/")
_TESTS = re.compile(r"(?:^|::)(?:\w+_)?tests?::")  # a module beside the code
_LAYOUT = re.compile(r"\s+(?=[^\w\s])|(?<=[^\w\s])\s+")  # beside what is no word
_LAST_COMMA = re.compile(r",(?=[)\]}>])")
_RECEIVER = re.compile(r"^func\(\w+(?=[ *])\s?")
_SET = re.compile(r"\bself\.(\w++)\s*+(?::|=(?!=))")
_ASSIGNED = re.compile(r"^[^\S\n]*(\w+)\s*=(?!=)", re.MULTILINE)
_ALIKE = 0.6
_MOST_COMPARED = 20
_UNSEEN = re.compile(r"@(?:SuppressWarnings\([^()]*\)|Override\b|SafeVarargs\b)\s*")
_BINDING = re.compile(r"(?<=[(,])mut (?=\w+:)")


class _Name(NamedTuple):
    """A public name on one side of a file; `meaning` is its signature however it is laid out."""

    name: str
    signature: str
    meaning: str
    path: str
    line: int
    level: Level
    kind: str


def find_public(context: Context) -> Iterator[Fact]:
    """Public names of source files: `symbol.public`, and `symbol.moved` from path to path.

    Where a name is there before and after, and one of several ways to call it comes or goes, that is
    `symbol.overload`, a hint: what has it now may be another type that it inherits from. Of a type
    that comes or goes as a whole its members are not listed. Facts; hints where a file does not
    follow its grammar.
    """
    gone: list[_Name] = []
    come: list[_Name] = []
    for change, file in context.written():
        reachable = file.file_class is FileClass.SOURCE and not _SCRIPTS.search(change.path)
        symbols = context.symbols(change, file) if reachable else None
        if symbols is None:
            continue
        level = Level.HINT if symbols.broken else Level.FACT
        before, after = (_public(side, file) for side in (symbols.old, symbols.new))
        stay = {(s.name, s.signature) for s in before} & {(s.name, s.signature) for s in after}
        old = [_named(s, change.old_path or change.path, level, stay) for s in before]
        new = [_named(s, change.path, level, stay) for s in after]
        removed, added = _without_common(old, new)
        python = file.language == "Python"
        if python:
            removed = _alone(removed, context, change, "old")
            added = _alone(added, context, change, "new")
        changed, removed, added = _paired(removed, added)
        if removed and python:
            removed = _without_assigned(removed, context.text(change, "new") or "")
        if python:
            removed = _without_set(removed, context, change, "new")
            added = _without_set(added, context, change, "old")
        yield from (_changed(*pair) for pair in changed)
        fewer, removed = _parted(context, change, file, "new", removed)
        more, added = _parted(context, change, file, "old", added)
        yield from (_overload(item, "removed") for item in fewer)
        yield from (_overload(item, "added") for item in more)
        gone += _outermost(removed)
        come += _outermost(added)
    changed, gone, come = _in_packages(gone, come)
    yield from (_changed(*pair) for pair in changed)
    yield from _moved_or_not(gone, come)


def _public(symbols: list[Symbol], file: FileFact) -> list[Symbol]:
    """What others may use of a file; a namespace is that of many files."""
    return [
        one
        for one in without_hidden(symbols, file.language)
        if one.public and not is_shared(one, file.language) and not _TESTS.search(one.name)
    ]


def _alone(names: list[_Name], context: Context, change: FileChange, side: Side) -> list[_Name]:
    """The names of a side less setters and the like, and overloads beside what they are of."""
    if not any("." in one.name for one in names) and len({n.name for n in names}) == len(names):
        return names  # neither a method nor two of one name
    lines = (context.text(change, side) or "").split("\n")
    whole = {one.name for one in names if not is_twin(one.name, one.line, lines)}
    return [
        one
        for one in names
        if not is_added_to(one.name, one.line, lines)
        and (one.name not in whole or not is_twin(one.name, one.line, lines))
    ]


def _without_assigned(names: list[_Name], text: str) -> list[_Name]:
    """The names to which a Python file assigns nothing: what does is another way to define them."""
    own = {one: one.name.rpartition(".")[2] for one in names}
    if not any(name in text for name in own.values()):
        return names
    assigned = set(_ASSIGNED.findall(text))
    return [one for one in names if own[one] not in assigned]


def _without_set(
    names: list[_Name], context: Context, change: FileChange, side: Side
) -> list[_Name]:
    """The names less attributes that the other side sets: only their type was written down, or is not."""
    if not any(one.kind == "field" for one in names) or (side == "old" and is_new(change)):
        return names
    text = context.text(change, side) or ""
    known = set(_SET.findall(text))
    return [o for o in names if o.kind != "field" or o.name.rpartition(".")[2] not in known]


def _parted(
    context: Context, change: FileChange, file: FileFact, side: Side, names: list[_Name]
) -> tuple[list[_Name], list[_Name]]:
    """What is called by a name that the side has as well, for other arguments, and the others."""
    called = [one for one in names if one.kind in CALLABLE]
    known = kept(context, change, file, side, {one.name for one in called}, public=True)
    parted = [one for one in called if one.name in known]
    return parted, [one for one in names if one not in parted]


def _named(symbol: Symbol, path: str, level: Level, stay: set[tuple[str, str]]) -> _Name:
    """A name with its meaning; that costs, and what stays as it is is known by its text."""
    same = (symbol.name, symbol.signature) in stay
    meaning = symbol.signature if same else _meaning(symbol, path)
    return _Name(symbol.name, symbol.signature, meaning, path, symbol.start, level, symbol.kind)


def _meaning(symbol: Symbol, path: str) -> str:
    """A signature without what nobody sees who uses it.

    Blanks, the comma at its end, what a Go method calls its owner, how Rust binds an argument, what
    a property of C# returns.
    """
    dense = _LAST_COMMA.sub("", _LAYOUT.sub("", _UNSEEN.sub("", symbol.signature)))
    if path.endswith(".cs"):
        dense = dense.partition("=>")[0]
    return _BINDING.sub("", _RECEIVER.sub("func(", dense))


def _without_common(old: list[_Name], new: list[_Name]) -> tuple[list[_Name], list[_Name]]:
    """What stands on one side only, by name and signature: twins that differ in cfg are one."""
    before = {(item.name, item.meaning) for item in old}
    after = {(item.name, item.meaning) for item in new}
    return (
        [item for item in old if (item.name, item.meaning) not in after],
        [item for item in new if (item.name, item.meaning) not in before],
    )


def _paired(
    removed: list[_Name], added: list[_Name]
) -> tuple[list[tuple[_Name, _Name]], list[_Name], list[_Name]]:
    """A name that goes with one signature and comes with another is changed.

    A signature of which only the first line is known may be the same. Of several ways to call one
    name each is the one that it is most like, and none where that is little.
    """
    sides: dict[str, tuple[list[_Name], list[_Name]]] = {}
    for number, items in enumerate((removed, added)):
        for item in items:
            sides.setdefault(item.name, ([], []))[number].append(item)
    couples = [couple for both in sides.values() for couple in _couples(*both)]
    paired = {id(item) for couple in couples for item in couple}
    return (
        [couple for couple in couples if not _may_be_same(*couple)],
        [item for item in removed if id(item) not in paired],
        [item for item in added if id(item) not in paired],
    )


def _couples(old: Sequence[_Name], new: Sequence[_Name]) -> Iterator[tuple[_Name, _Name]]:
    """Those of one name of which one became the other, the likest first.

    A hostile file has more of them than are compared.
    """
    if len(old) == len(new) == 1 or max(len(old), len(new)) > _MOST_COMPARED:
        yield from zip(old, new, strict=False)
        return
    ranked = sorted(
        (-SequenceMatcher(None, one.meaning, other.meaning).ratio(), i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
    )
    left, right = set(range(len(old))), set(range(len(new)))
    for unlike, i, j in ranked:
        if -unlike >= _ALIKE and i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield old[i], new[j]


def _may_be_same(old: _Name, new: _Name) -> bool:
    short, long = sorted((old.meaning, new.meaning), key=len)
    return short.endswith(("<", "(")) and long.startswith(short)


def _in_packages(
    gone: list[_Name], come: list[_Name]
) -> tuple[list[tuple[_Name, _Name]], list[_Name], list[_Name]]:
    """What a Go package has in another of its files with another signature is changed, not gone."""
    same = {(item.name, item.meaning) for item in gone} & {(i.name, i.meaning) for i in come}
    here: dict[tuple[str, str], list[_Name]] = {}
    for new in come:
        if new.path.endswith(".go"):
            here.setdefault((_folder(new.path), new.name), []).append(new)
    changed = [
        (old, new)
        for old in gone
        if (old.name, old.meaning) not in same
        for new in here.get((_folder(old.path), old.name), ())
    ]
    pairs = {id(item) for pair in changed for item in pair}
    left = [[item for item in side if id(item) not in pairs] for side in (gone, come)]
    return changed, left[0], left[1]


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _outermost(names: list[_Name]) -> list[_Name]:
    """The names that do not stand in another of them."""
    whole = {item.name for item in names}
    return [item for item in names if not any(above in whole for above in _above(item.name))]


def _above(name: str) -> Iterator[str]:
    for joint in (".", "::"):
        while joint in name:
            name = name.rpartition(joint)[0]
            yield name


def _changed(old: _Name, new: _Name) -> Fact:
    where = (Evidence(new.path, new.line), Evidence(old.path, old.line, "old"))
    return Fact(
        "symbol.public", new.name, new.level, "changed", old.signature, new.signature, where
    )


def _overload(item: _Name, way: Literal["added", "removed"]) -> Fact:
    gone = way == "removed"
    where = Evidence(item.path, item.line, "old" if gone else "new")
    before, after = (item.signature, None) if gone else (None, item.signature)
    return Fact("symbol.overload", item.name, Level.HINT, way, before, after, (where,))


def _moved_or_not(gone: list[_Name], come: list[_Name]) -> Iterator[Fact]:
    """A name that leaves one file and stands in another the same way has moved."""
    targets: dict[tuple[str, str], list[_Name]] = {}
    for item in come:
        targets.setdefault((item.name, item.meaning), []).append(item)
    for item in gone:
        where = Evidence(item.path, item.line, "old")
        if waiting := targets.get((item.name, item.meaning)):
            new = waiting.pop(0)
            places = (Evidence(new.path, new.line), where)
            yield Fact(
                "symbol.moved", item.name, item.level, "changed", item.path, new.path, places
            )
        else:
            yield Fact(
                "symbol.public", item.name, item.level, "removed", item.signature, None, (where,)
            )
    for left in targets.values():
        for item in left:
            where = Evidence(item.path, item.line)
            yield Fact(
                "symbol.public", item.name, item.level, "added", None, item.signature, (where,)
            )
