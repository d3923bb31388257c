"""Private keys, which are blocks of lines: whole ones, and what a hunk shows of one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARK = re.compile(r"-----(BEGIN|END) (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----", re.ASCII)
_BODY = re.compile(r"[\w+/=]{24}", re.ASCII)  # less is talk of keys
_LINES = re.compile(r"(?:[ +-]?[ \t]{0,40}[\w+/=]{16,100}[ \t\\rn]{0,4}(?:\n|\Z))+", re.ASCII)
_LONGEST = 16_384
_LONGEST_LINE = 160


def find_key_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where the body of a private key stands, between its marks or beside the one that is there."""
    if "PRIVATE KEY" not in text:
        return
    marks = list(_MARK.finditer(text))
    for n, mark in enumerate(marks):
        after = marks[n + 1] if n + 1 < len(marks) else None
        before = marks[n - 1] if n else None
        if mark[1] == "BEGIN":
            closed = after is not None and after[1] == "END"
            if after is not None and closed and after.start() - mark.end() <= _LONGEST:
                span = mark.end(), after.start()
            else:
                span = _below(text, mark.end())
        elif before is None or before[1] == "END":
            span = _above(text, mark.start(), before.end() if before else 0)
        else:
            continue
        if _BODY.search(text, *span):
            yield span


def _below(text: str, start: int) -> tuple[int, int]:
    """The lines of a key behind its first mark, where the last one is not there."""
    line = text.find("\n", start) + 1
    lines = _LINES.match(text, line, min(line + _LONGEST, len(text))) if line else None
    return start, lines.end() if lines else start


def _above(text: str, end: int, least: int) -> tuple[int, int]:
    """The lines of a key before its last mark, where the first one is not there."""
    last = start = text.rfind("\n", least, end) + 1
    while start > least and last - start < _LONGEST:
        line = text.rfind("\n", max(least, start - _LONGEST_LINE), start - 1) + 1
        if line == 0 or not _LINES.fullmatch(text, line, start):
            break
        start = line
    return start, last
