"""Definitions of Python that add to another of their name: setters, overloads, cases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gitdigest.facts.symbol import Symbol

_DECORATED = re.compile(r"[ \t\f]*@")
_ADDED = re.compile(r"[ \t\f]*@(\w+)\.\w")
_HEAD = re.compile(r"[ \t\f]*(?:async[ \t]+)?(?:def|class)\b")
_OVERLOAD = re.compile(r"[ \t\f]*@(?:\w+\.)*overload\b")
_MOST_LINES = 300  # of decorators: a hostile text has no end of them


def without_twins(symbols: Sequence[Symbol], lines: Sequence[str]) -> Iterator[Symbol]:
    """The symbols of a file with these lines, less overloads and what is added to another.

    A setter, a deleter and a case of a generic function (`@name.setter`, `@name.register`) have
    parameters of their own, which nobody passes who uses the name. One stays where all are such.
    """
    twins = [is_twin(symbol.name, symbol.start, lines) for symbol in symbols]
    alone = {symbol.name for symbol, twin in zip(symbols, twins, strict=True) if not twin}
    for symbol, twin in zip(symbols, twins, strict=True):
        if symbol.name not in alone or not twin:
            yield symbol


def is_twin(name: str, start: int, lines: Sequence[str]) -> bool:
    """Whether the definition that begins in a line (1-based) is an overload, or added to another."""
    return _decorator(name, start, lines, overloads=True)


def is_added_to(name: str, start: int, lines: Sequence[str]) -> bool:
    """Whether the definition that begins in a line (1-based) needs another of its name above it."""
    return _decorator(name, start, lines, overloads=False)


def _decorator(name: str, start: int, lines: Sequence[str], *, overloads: bool) -> bool:
    first = lines[start - 1] if start <= len(lines) else ""
    if not _DECORATED.match(first):
        return False
    own = name.rpartition(".")[2]
    for at in range(start - 1, min(len(lines), start + _MOST_LINES)):
        if _HEAD.match(lines[at]):
            return False
        added = _ADDED.match(lines[at])
        if (added and added[1] == own) or (overloads and _OVERLOAD.match(lines[at])):
            return True
    return False
