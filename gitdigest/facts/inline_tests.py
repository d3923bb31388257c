"""Changed lines of source files that are tests: Rust keeps its unit tests beside the code."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, Symbols, changed_lines
from gitdigest.facts.fact import FileClass, FileFact
from gitdigest.facts.symbol import Symbol

_TEST_MODULE = re.compile(r"\s*(?:pub(?:\([^)]*\))? )?mod \w*tests?\b")
_TEST_NAME = re.compile(r"\w*tests?")
_ATTRIBUTE = re.compile(r"\s*(?:#!?\[|//|$)")
_MOST_ABOVE = 200  # lines; nobody writes more, and each of many modules would look at them
_CFG_TEST = "#[cfg(test)]"


def inline_test_lines(context: Context) -> int:
    """How many changed lines of a commit's source files stand in a test module of Rust."""
    return sum(
        tests_beside_code(context, change, file)
        for change, file in context.pairs()
        if file.file_class is FileClass.SOURCE
    )


def tests_beside_code(context: Context, change: FileChange, file: FileFact) -> int:
    """How many changed lines of a file stand in a test module.

    The tree tells; where there is none, the hunks do: git names the last line at the left margin
    before each, and inside a test module that is `mod tests {`, or what a long string has there.
    """
    if not change.path.endswith(".rs"):
        return 0
    symbols = context.symbols(change, file)
    return _of_hunks(change) if symbols is None else _of_symbols(change, symbols)


def _of_symbols(change: FileChange, symbols: Symbols) -> int:
    old, new = (list(filter(_is_test_module, side)) for side in (symbols.old, symbols.new))
    if not old and not new:
        return 0
    lines = list(changed_lines(change))
    after = {line.new or 0: line.text for line in lines if line.kind == "+"}
    before = {line.old or 0: line.text for line in lines if line.kind == "-"}
    return _inside(after, new) + _inside(before, old)


def _is_test_module(symbol: Symbol) -> bool:
    last = symbol.name.rpartition("::")[2]
    return symbol.kind == "module" and _TEST_NAME.fullmatch(last) is not None


def _inside(lines: Mapping[int, str], modules: Iterable[Symbol]) -> int:
    """How many of the lines, by their numbers, stand in a module or in what belongs to it."""
    found: set[int] = set()
    numbers = sorted(lines)
    for one in modules:
        start, first = one.start, one.start - _MOST_ABOVE
        while start > first and _ATTRIBUTE.match(lines.get(start - 1, "-")):
            start -= 1
        found.update(numbers[bisect_left(numbers, start) : bisect_right(numbers, one.end)])
    return len(found)


def _of_hunks(change: FileChange) -> int:
    count = 0
    for hunk in change.hunks:
        inside = _TEST_MODULE.match(hunk.section) is not None
        if not inside and "mod " not in hunk.body and _CFG_TEST not in hunk.body:
            continue
        for line in hunk.body.split("\n"):
            text = line[1:]
            if text.strip() == _CFG_TEST or (text[:1] != " " and _TEST_MODULE.match(text)):
                inside = True
            elif text.startswith(("pub ", "fn ", "impl", "struct ", "enum ", "trait ")):
                inside = False
            count += inside and line[:1] in {"+", "-"}
    return count
