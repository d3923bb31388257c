"""Of several Python definitions of one name, those that callers never meet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gitdigest.facts.symbol import Symbol

_DECORATED = re.compile(r"[ \t]*@")
_HEAD = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def|class)\b")
_OVERLOAD = re.compile(r"[ \t]*@(?:\w+\.)*overload\b")


def without_twins(symbols: Sequence[Symbol], lines: Sequence[str]) -> Iterator[Symbol]:
    """The symbols of a file with these lines, less overloads and what is added to another.

    A setter, a deleter and a case of a generic function (`@name.setter`, `@name.register`) have
    parameters of their own, which nobody passes who uses the name. One stays where all are such.
    """
    twins = [_is_twin(symbol, lines) for symbol in symbols]
    alone = {symbol.name for symbol, twin in zip(symbols, twins, strict=True) if not twin}
    for symbol, twin in zip(symbols, twins, strict=True):
        if symbol.name not in alone or not twin:
            yield symbol


def _is_twin(symbol: Symbol, lines: Sequence[str]) -> bool:
    first = lines[symbol.start - 1] if symbol.start <= len(lines) else ""
    if not _DECORATED.match(first):
        return False
    own = re.compile(rf"[ \t]*@{re.escape(symbol.name.rpartition('.')[2])}\.\w+")
    for line in lines[symbol.start - 1 : symbol.end]:
        if _HEAD.match(line):
            return False
        if _OVERLOAD.match(line) or own.match(line):
            return True
    return False
