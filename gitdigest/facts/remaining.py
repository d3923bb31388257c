"""Names that a side of a file does not define, and that it has all the same, or may have."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from gitdigest.diff import FileChange
from gitdigest.facts.assigned import kept_by_assignment
from gitdigest.facts.context import Context, is_new
from gitdigest.facts.fact import FileClass, FileFact, Side
from gitdigest.facts.files import folder_of
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.publicname import PARTIAL, Name
from gitdigest.facts.symbol import Symbol, parts_of
from gitdigest.facts.whereabouts import starts_of, words_in

_IMPORTED = re.compile(
    r"^[ \t]*+(?:from[ \t]++\S++[ \t]++)?import[ \t]++(\([^()]*+\)|[^\n(]*+)", re.MULTILINE
)
_EXPORTED = re.compile(
    r"\bexport\s++(?:(?:type\s++)?\{([^{}]*+)\}|default\s++(?!function\b|class\b|async\b|new\b)(\w++)\s*+(?:;|$))"
    r"|\bexports(?:\.(\w++)\s*+=(?!=)|\s*+=\s*+\{([^{}]*+)\})"
    r"|\bexports\s*+=\s*+(?:(?:async\s++)?(?:function\b[\s*]*+|class\s++))?(\w++)",
    re.MULTILINE,
)
_USED = re.compile(r"\bpub\s++use\s++([^;]*+);")
_LAST_WORD = re.compile(r"(\w++)\s*+(?=[,}\n);]|$)")  # of "a as b" the second
_COMMENT = re.compile(r"#[^\n]*+")
_WHOLE = re.compile(r"\bmodule\.exports\s*+=(?!=)")
_PASSED_ON = {
    "Python": _IMPORTED,
    "TypeScript": _EXPORTED,
    "JavaScript": _EXPORTED,
    "Rust": _USED,
}
_DEFINING = {
    "Python": re.compile(r"\b(?:def|class)[ \t]+$"),
    "Rust": re.compile(r"\b(?:fn|struct|enum|trait|type|const|static|union|mod)\s+$"),
}
_DECLARING = re.compile(r"\b(?:function|const|let|var|class|interface|type|enum|namespace)\s+$")
_GOING = frozenset((FileClass.GENERATED,))
_COMING = frozenset(FileClass) - {FileClass.VENDORED}
_OF_GO = re.compile(r"(?:func (?:\((?:\w+ +)?\*?(\w+)[^()\n]*\) *)?|type )")
_LINE = 200  # signs of a line before a name
_BEFORE = 20  # signs: what defines a name stands in them
_OF_A_TRAIT = re.compile(r"\sfor\s")
_EXTENSIONS = re.compile(r"^\s*+extension\s*+[<(]", re.MULTILINE)  # C# 14


def kept_otherwise(
    names: Sequence[Name], context: Context, change: FileChange, file: FileFact, side: Side
) -> list[Name]:
    """The names of one side, `kept` where `side`, the other one, has them in another way.

    What a module takes from another one and hands on, what Python assigns; another definition of
    the name, for other versions or arguments. Of a type of C# in several parts another one is there.
    """
    if not names or (side == "old" and is_new(change)):
        return list(names)
    if file.language == "C#":
        return _with_parts(names, context, change, file, side)
    pattern = _PASSED_ON.get(file.language)
    text = context.text(change, side) if pattern else None
    places = starts_of({one.own for one in names}, text) if text else {}
    if not pattern or not text or not places:
        return list(names)
    if spots := _spots_that_define(places, text, _DEFINING.get(file.language)):
        symbols = context.symbols_at(change, file, side, {line for line, _ in spots})
        unread = _within_macros(spots, symbols) if file.language == "Rust" else set[str]()
        names = _with_others(names, symbols, unread)
    at_top: set[str] = set()
    if any(not one.owner and one.name in places for one in names):
        passed = (found[found.lastindex or 0] for found in pattern.finditer(text))
        if file.language == "Python":
            passed = (_COMMENT.sub("", found) for found in passed)
        at_top = {word for found in passed for word in _LAST_WORD.findall(found)}
    if change.path.endswith(".d.ts"):  # what a namespace or a module has is exported with it
        at_top.update(word for _, word in _spots_that_define(places, text, _DECLARING))
    if file.language == "Python":
        names = kept_by_assignment(names, text, side, places)
    elif file.language == "JavaScript" and _WHOLE.search(text):
        at_top.add("module.exports")
    return [one._replace(kept=one.kept or one.name in at_top) for one in names]


def kept_in_package(names: Sequence[Name], context: Context, side: Side) -> list[Name]:
    """The names of one side, `kept` where another file of their package of Go has them on `side`.

    Several have one, each for a system of its own.
    """
    asked: dict[str, set[str]] = {}
    for one in names:
        if one.path.endswith(".go"):
            asked.setdefault(folder_of(one.path), set()).add(one.own)
    there: dict[tuple[str, str], set[str]] = {}
    for change, _ in context.written() if asked else ():
        path = (change.old_path or change.path) if side == "old" else change.path
        words = asked.get(folder_of(path), ())
        if words and path.endswith(".go") and not (side == "old" and is_new(change)):
            for name in _defined_in_go(words, context.text(change, side) or ""):
                there.setdefault((folder_of(path), name), set()).add(path)
    return [
        one._replace(
            kept=one.kept or bool(there.get((folder_of(one.path), one.name), set()) - {one.path})
        )
        for one in names
    ]


def _defined_in_go(words: Collection[str], text: str) -> Iterator[str]:
    """The functions, methods and types of these words that a file of Go defines."""
    for word, starts in starts_of(words, text).items():
        for start in starts:
            line = max(text.rfind("\n", max(0, start - _LINE), start) + 1, start - _LINE)
            if head := _OF_GO.fullmatch(text, line, start):
                yield f"{head[1]}.{word}" if head[1] else word


def unsure_words(
    names: Sequence[Name], context: Context, change: FileChange, after: Sequence[Symbol]
) -> list[Name]:
    """The names that go, `unsure` where their file has the word yet.

    Not where one of the symbols `after` tells what became of it: it is nobody else's now.
    """
    told = {one.name for one in after}
    asked = {one.own for one in names if one.name not in told}
    text = context.text(change, "new") if asked else None
    there = words_in(asked, text) if text else ()
    return [
        one._replace(unsure=one.unsure or (one.name not in told and one.own in there))
        for one in names
    ]


def unsure_elsewhere(names: Sequence[Name], context: Context, sign: str) -> list[Name]:
    """The names of a side, `unsure` where the commit has their word on the other one of another file.

    `sign` is that of the lines there: "+" where names go, "-" where they come. Of what comes only
    what leaves a generated file counts, whose names nobody compares.
    """
    asked = {one.own for one in names}
    files: dict[str, set[str]] = {}
    for change, file in context.pairs() if asked else ():
        counts = file.file_class in (_GOING if sign == "-" else _COMING)
        if counts and grammar_of(file.language, change.path):
            copied = change.status == "copied"  # all that it has is new
            lines = context.text(change, "new") if copied and sign == "+" else _lines(change, sign)
            path = change.path if copied else change.old_path or change.path
            for word in words_in(asked, lines or ""):
                files.setdefault(word, set()).add(path)
    return [
        one._replace(unsure=one.unsure or bool(files.get(one.own, set()) - {one.path}))
        for one in names
    ]


def _lines(change: FileChange, sign: str) -> str:
    """The lines of one sign that a file has changed."""
    rows = (row for hunk in change.hunks for row in hunk.body.split("\n"))
    return "\n".join(row for row in rows if row[:1] == sign)


def _spots_that_define(
    places: Mapping[str, list[int]], text: str, defining: re.Pattern[str] | None
) -> list[tuple[int, str]]:
    """The lines (1-based) in which the definition of a word may begin, each with the word."""
    if defining is None:
        return []
    spots: list[tuple[int, str]] = []
    line, counted = 1, 0
    for start, word in sorted((at, name) for name, found in places.items() for at in found):
        if defining.search(text, max(0, start - _BEFORE), start):
            line += text.count("\n", counted, start)
            counted = start
            spots.append((line, word))
    return spots


def _within_macros(spots: Sequence[tuple[int, str]], symbols: Iterable[Symbol]) -> set[str]:
    """The words that seem to be defined where a grammar has no symbol: it does not read macros."""
    named: dict[str, list[Symbol]] = {}
    for one in symbols:
        named.setdefault(parts_of(one.name)[-1], []).append(one)
    reach = {word: _reach(named.get(word, ())) for word in {word for _, word in spots}}
    return {word for line, word in spots if line > _farthest(reach[word], line + 1)}


def _reach(symbols: Sequence[Symbol]) -> tuple[list[int], list[int]]:
    """The first lines of symbols in their order, and the farthest end of none, one, two of them."""
    starts = [one.start for one in symbols]
    return starts, [0, *accumulate((one.end for one in symbols), max)]


def _farthest(reach: tuple[list[int], list[int]], line: int) -> int:
    """The farthest line of the symbols that begin before a line."""
    starts, ends = reach
    return ends[bisect_left(starts, line)]


def _with_others(
    names: Sequence[Name], symbols: Sequence[Symbol], unread: Collection[str]
) -> Sequence[Name]:
    """The names, `kept` where the side defines them: in another branch, or for a trait of Rust.

    What is `unread` may be there.
    """
    traits = [one for one in symbols if one.kind == "impl" and _OF_A_TRAIT.search(one.signature)]
    reach = _reach(traits)
    there = {one.name for one in symbols if one.public or one.start <= _farthest(reach, one.start)}
    return [one._replace(kept=one.name in there or one.own in unread) for one in names]


def _with_parts(
    names: Sequence[Name], context: Context, change: FileChange, file: FileFact, side: Side
) -> list[Name]:
    """The names of C#, `kept` where another part of a type stands, or a block of extensions may."""
    text = context.text(change, side) or "" if any(one.owner for one in names) else ""
    if "extension" in text and _EXTENSIONS.search(text):
        there = words_in({one.own for one in names}, text)
        names = [one._replace(kept=one.own in there) for one in names]
    if not any(PARTIAL.search(one.signature) for one in names):
        return list(names)
    parts = {
        one.name for one in context.all_symbols(change, file, side) if PARTIAL.search(one.signature)
    }
    return [one._replace(kept=one.kept or one.name in parts) for one in names]
