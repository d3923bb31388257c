"""The public names that a commit adds, removes or changes, with their signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from gitdigest.diff import FileChange
from gitdigest.facts.closed import without_closed
from gitdigest.facts.context import Context
from gitdigest.facts.fact import Evidence, Fact, FileClass, FileFact, Level, Side
from gitdigest.facts.heirs import unsure_members
from gitdigest.facts.moves import changed_name, in_packages, moved_or_not
from gitdigest.facts.overloads import kept, without_hidden
from gitdigest.facts.publicname import Name, named
from gitdigest.facts.remaining import (
    kept_in_package,
    kept_otherwise,
    unsure_elsewhere,
    unsure_words,
)
from gitdigest.facts.symbol import CALLABLE, Symbol, is_shared
from gitdigest.facts.twins import is_added_to, is_twin

# nobody imports from here
_SCRIPTS = re.compile(r"^build/|(?:^|/)(?:scripts?|tools|hack|misc|contrib)/")
_TESTS = re.compile(r"(?:^|::)(?:\w+_)?tests?::")  # a module beside the code
_QUOTES = frozenset("\"'")
_ALIKE = 0.6
_MOST_COMPARED = 20


def find_public(context: Context) -> Iterator[Fact]:
    """Public names of source files: `symbol.public`, and `symbol.moved` from path to path.

    Where a name is there before and after, and one of several ways to call it comes or goes, that is
    `symbol.overload`, a hint: what has it now may be another type that it inherits from. Of a type
    that comes or goes as a whole its members are not listed. Facts; hints where a file does not
    follow its grammar, of members that their type may have by another one, and of what goes and
    leaves its word in the file or in code that the commit adds.
    """
    gone: list[Name] = []
    come: list[Name] = []
    for change, file in context.written():
        reachable = file.file_class is FileClass.SOURCE and not _SCRIPTS.search(change.path)
        symbols = context.symbols(change, file) if reachable else None
        if symbols is None:
            continue
        level = Level.HINT if symbols.broken else Level.FACT
        before, after = (_public(side, file) for side in (symbols.old, symbols.new))
        stay = {(s.name, s.head) for s in before} & {(s.name, s.head) for s in after}
        old = [named(s, change.old_path or change.path, level, stay) for s in before]
        new = [named(s, change.path, level, stay) for s in after]
        removed, added = _without_common(old, new)
        if file.language == "Python":
            removed = _alone(removed, context, change, file, "old")
            added = _alone(added, context, change, file, "new")
        if file.language == "Rust":
            removed = without_closed(removed, context.text(change, "old") or "") if removed else []
            added = without_closed(added, context.text(change, "new") or "") if added else []
        changed, removed, added = _paired(removed, added)
        removed = kept_otherwise(removed, context, change, file, "new")
        added = kept_otherwise(added, context, change, file, "old")
        yield from (changed_name(*pair) for pair in changed)
        fewer, removed = _parted(context, change, file, "new", removed)
        more, added = _parted(context, change, file, "old", added)
        yield from (_overload(item, "removed") for item in fewer)
        yield from (_overload(item, "added") for item in more)
        there = {one.name for pair in changed for one in pair}
        removed, added = _outermost(removed, there), _outermost(added, there)
        removed = unsure_members(removed, context, change, file, "new")
        gone += unsure_words(removed, context, change, symbols.new)
        come += unsure_members(added, context, change, file, "old")
    gone = unsure_elsewhere(gone, context, "+")
    come = unsure_elsewhere(come, context, "-")
    changed, gone, come = in_packages(gone, come)
    yield from (changed_name(*pair) for pair in changed)
    gone = kept_in_package(gone, context, "new")
    yield from moved_or_not(gone, kept_in_package(come, context, "old"))


def _public(symbols: list[Symbol], file: FileFact) -> list[Symbol]:
    """What others may use of a file; a namespace is that of many files."""
    return [
        one
        for one in without_hidden(symbols, file.language)
        if one.public
        and not is_shared(one, file.language)
        and not _TESTS.search(one.name)
        and one.name[0] not in _QUOTES  # what a module of TypeScript adds to another one
    ]


def _alone(
    names: list[Name], context: Context, change: FileChange, file: FileFact, side: Side
) -> list[Name]:
    """The names of a side less setters and the like, and overloads beside what they are of."""
    if not any("." in one.name for one in names) and len({n.name for n in names}) == len(names):
        return names  # neither a method nor two of one name
    parsed = context.parsed(change, file, side)
    if parsed and not any(parsed.line(one.line).lstrip().startswith("@") for one in names):
        return names  # nothing is decorated
    lines = (context.text(change, side) or "").split("\n")
    whole = {one.name for one in names if not is_twin(one.name, one.line, lines)}
    return [
        one
        for one in names
        if not is_added_to(one.name, one.line, lines)
        and (one.name not in whole or not is_twin(one.name, one.line, lines))
    ]


def _parted(
    context: Context, change: FileChange, file: FileFact, side: Side, names: list[Name]
) -> tuple[list[Name], list[Name]]:
    """What is called by a name that the side has as well, for other arguments, and the others."""
    called = [one for one in names if one.kind in CALLABLE]
    known = kept(context, change, file, side, {one.name for one in called}, public=True)
    parted = [one for one in called if one.name in known]
    return parted, [one for one in names if one not in parted]


def _without_common(old: list[Name], new: list[Name]) -> tuple[list[Name], list[Name]]:
    """What stands on one side only, by name and signature: twins that differ in cfg are one."""
    before = {(item.name, item.meaning) for item in old}
    after = {(item.name, item.meaning) for item in new}
    return (
        [item for item in old if (item.name, item.meaning) not in after],
        [item for item in new if (item.name, item.meaning) not in before],
    )


def _paired(
    removed: list[Name], added: list[Name]
) -> tuple[list[tuple[Name, Name]], list[Name], list[Name]]:
    """A name that goes with one signature and comes with another is changed.

    A signature of which only the first line is known may be the same. Of several ways to call one
    name each is the one that it is most like, and none where that is little.
    """
    sides: dict[str, tuple[list[Name], list[Name]]] = {}
    for number, items in enumerate((removed, added)):
        for item in items:
            sides.setdefault(item.called, ([], []))[number].append(item)
    couples = [couple for both in sides.values() for couple in _couples(*both)]
    paired = {id(item) for couple in couples for item in couple}
    return (
        [couple for couple in couples if not _may_be_same(*couple)],
        [item for item in removed if id(item) not in paired],
        [item for item in added if id(item) not in paired],
    )


def _couples(old: Sequence[Name], new: Sequence[Name]) -> Iterator[tuple[Name, Name]]:
    """Those of one name of which one became the other, the likest first.

    A hostile file has more of them than are compared.
    """
    if len(old) == len(new) == 1 or max(len(old), len(new)) > _MOST_COMPARED:
        yield from zip(old, new, strict=False)
        return
    if old and new and {one.kind for one in old}.isdisjoint(one.kind for one in new):
        yield old[0], new[0]  # all that it was became another thing
        return
    ranked = sorted(
        (-SequenceMatcher(None, one.meaning, other.meaning).ratio(), i, j)
        for i, one in enumerate(old)
        for j, other in enumerate(new)
    )
    left, right = set(range(len(old))), set(range(len(new)))
    alone = CALLABLE.isdisjoint(one.kind for one in (*old, *new))  # it has no other ways
    for unlike, i, j in ranked:
        near = -unlike >= _ALIKE or (alone and len(left) == len(old))
        if near and i in left and j in right:
            left.remove(i)
            right.remove(j)
            yield old[i], new[j]


def _may_be_same(old: Name, new: Name) -> bool:
    short, long = sorted((old.meaning, new.meaning), key=len)
    return short.endswith(("<", "(")) and long.startswith(short)


def _outermost(names: list[Name], there: set[str]) -> list[Name]:
    """The names that do not stand in another of them; what stands in a module may have moved alone.

    What is `there` on both sides goes or comes in one of several forms.
    """
    modules = {item.name for item in names if item.kind == "module"}
    types = {item.name for item in names} - modules
    return [
        item._replace(kept=item.kept or not modules.isdisjoint(_above(item.name)))
        for item in names
        if item.name not in there and types.isdisjoint(_above(item.name))
    ]


def _above(name: str) -> Iterator[str]:
    for joint in (".", "::"):
        while joint in name:
            name = name.rpartition(joint)[0]
            yield name


def _overload(item: Name, way: Literal["added", "removed"]) -> Fact:
    gone = way == "removed"
    where = Evidence(item.path, item.line, "old" if gone else "new")
    before, after = (item.signature, None) if gone else (None, item.signature)
    return Fact("symbol.overload", item.name, Level.HINT, way, before, after, (where,))
