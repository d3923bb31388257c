"""What the hunks of a file replace: by lines, and by the bytes that a parser must be told of."""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import accumulate
from typing import Literal, NamedTuple

from gitdigest.diff import FileChange, Hunk
from gitdigest.facts.alike import gaps

_OFFSET = "I"  # texts are far smaller than four gigabytes, and each line of each one is kept
_NEAR = 300  # bytes that are looked at around an edit
_FEW = 64  # bytes that are compared as the digits of a number
_WORD = re.compile(rb"\W*?\w(?=\w)|\s*\S?")

Point = tuple[int, int]
"""A row and a column in bytes, both 0-based."""


class Edit(NamedTuple):
    """Lines of one text that another text has other lines for: 0-based starts, and counts."""

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int


class Span(NamedTuple):
    """Bytes that are replaced: their start, and where they end in the old and the new text."""

    start: int
    old_end: int
    new_end: int
    start_point: Point
    old_end_point: Point
    new_end_point: Point


class Text(NamedTuple):
    """A text, and the offset of each line as git counts them with that of the end."""

    source: bytes
    starts: array[int]

    def point(self, offset: int) -> Point:
        """The row and column of an offset."""
        row = bisect_right(self.starts, offset) - 1
        if row and row == len(self.starts) - 1 and not self.source.endswith(b"\n"):
            row -= 1  # the end of the last line, and no line of its own
        return row, offset - self.starts[row]


def line_starts(source: bytes) -> array[int]:
    """The offset of each line as git counts them, and that of the end."""
    return array(_OFFSET, (0, *accumulate(map(len, BytesIO(source)))))  # BytesIO knows LF alone


def line_starts_again(old: Text, source: bytes, some: Sequence[Edit]) -> array[int]:
    """The same of a text that differs from another one by edits: only the lines between are counted.

    Where they do not fit the texts, all are.
    """
    first = min((edit.old_start for edit in some), default=0)
    last = max((edit.old_start + edit.old_lines for edit in some), default=0)
    if not some or last >= len(old.starts) - 1:
        return line_starts(source)
    head, tail = old.starts[first], old.starts[last]
    moved = len(source) - len(old.source)
    middle = source[head : tail + moved]
    alike = source[:head] == old.source[:head] and source[tail + moved :] == old.source[tail:]
    if tail + moved < head or not alike or (middle and not middle.endswith(b"\n")):
        return line_starts(source)
    between = _shifted(line_starts(middle)[:-1], head)
    return old.starts[:first] + between + _shifted(old.starts[last:], moved)


def _shifted(offsets: array[int], by: int) -> array[int]:
    """Each offset moved by so many bytes, none below 0: all at once, as the digits of one number."""
    one = int.from_bytes(array(_OFFSET, (1,)) * len(offsets), sys.byteorder)
    moved = int.from_bytes(offsets, sys.byteorder) + by * one
    return array(_OFFSET, moved.to_bytes(len(offsets) * offsets.itemsize, sys.byteorder))


def edits(change: FileChange) -> list[Edit]:
    """What the hunks replace, without the context around it."""
    return [edit for hunk in change.hunks for edit in _edits_of(hunk)]


def back(edit: Edit) -> Edit:
    """The edit that takes another one back."""
    return Edit(edit.new_start, edit.new_lines, edit.old_start, edit.old_lines)


def _edits_of(hunk: Hunk) -> Iterator[Edit]:
    # A hunk without lines on a side starts after the line that it names.
    old = hunk.old_start - (hunk.old_lines > 0)
    new = hunk.new_start - (hunk.new_lines > 0)
    if "\n " not in hunk.body and hunk.body[:1] in {"+", "-"}:  # no line around: one edit
        yield Edit(old, hunk.old_lines, new, hunk.new_lines)
        return
    removed = added = 0
    for row in [*hunk.body.split("\n"), " "]:
        if row[:1] == "-":
            removed += 1
        elif row[:1] == "+":
            added += 1
        elif row[:1] == " ":
            if removed or added:
                yield Edit(old, removed, new, added)
            old, new = old + removed + 1, new + added + 1
            removed = added = 0


def edits_between(old: Text, new: Text) -> list[Edit]:
    """The edits of whole lines that make a text of another one, as `gaps` finds them."""
    start, old_end, new_end = lines_between(old.source, new.source)
    first = bisect_left(old.starts, start)
    one, other = _lines(old, first, old_end), _lines(new, first, new_end)
    return [
        Edit(
            first + gap.start,
            gap.end - gap.start,
            first + gap.other_start,
            gap.other_end - gap.other_start,
        )
        for gap in gaps(one, other)
    ]


def _lines(text: Text, first: int, end: int) -> list[bytes]:
    """The lines of a text from one on, as far as an offset."""
    return BytesIO(text.source[text.starts[first] : end]).readlines()


def lines_between(old: bytes, new: bytes) -> tuple[int, int, int]:
    """Where the lines that two texts do not share begin in both, and where they end in each."""
    start = new.rfind(b"\n", 0, common_start(old, new)) + 1
    tail = common_end(old[start:], new[start:])
    line = new.find(b"\n", len(new) - tail) + 1  # 0 where the tail has no whole line
    behind = len(new) - line if line else 0
    return start, len(old) - behind, len(new) - behind


def spans(some: Sequence[Edit], old: Text, new: Text) -> Iterator[Span]:
    """The bytes of edits that a parser has to read again, the last ones first.

    The places before a span are those of the old text, as those of an edit that is told last.
    """
    ordered = sorted(some, reverse=True)
    before = [old.starts[edit.old_start + edit.old_lines] for edit in ordered[1:]]
    room = len(old.source)
    for edit, floor in zip(ordered, [*before, 0], strict=False):
        span = _narrowed(edit, old, new, (floor, room))
        yield span
        room = span.start


def _narrowed(edit: Edit, old: Text, new: Text, bounds: tuple[int, int]) -> Span:
    """The bytes that differ, placed so that a parser takes over what follows; none beyond `bounds`.

    The end of a line or of a block is a token without width in Python. A parser that has read one
    anew, where an old one stands at the same place, passes over all that is known behind it. So an
    edit that begins a line starts at the last sign before that, and one that ends a line does so in
    the middle of the next word, where no token ends.
    """
    start, old_end = old.starts[edit.old_start], old.starts[edit.old_start + edit.old_lines]
    new_start, new_end = new.starts[edit.new_start], new.starts[edit.new_start + edit.new_lines]
    gone, come = old.source[start:old_end], new.source[new_start:new_end]
    head = common_start(gone, come)
    tail = common_end(gone[head:], come[head:])
    start, old_end = start + head, old_end - tail
    ahead = _blanks_before(old.source[max(bounds[0], start - _NEAR) : start])
    on = _blanks_behind(old.source[old_end : min(bounds[1], old_end + _NEAR)])
    return _span(
        old,
        new,
        (start - ahead, old_end + on),
        (new_start + head - ahead, new_end - tail + on),
    )


def _blanks_before(text: bytes) -> int:
    """From the last sign of a text to its end, where only blanks stand in its last line."""
    if text[text.rfind(b"\n") + 1 :].strip():
        return 0
    return len(text) - max(len(text.rstrip()) - 1, 0)


def _blanks_behind(text: bytes) -> int:
    """From the start of a text into its first word, where only blanks stand in its first line."""
    word = None if text.partition(b"\n")[0].strip() else _WORD.match(text)
    return word.end() if word else 0


def _span(old: Text, new: Text, gone: tuple[int, int], come: tuple[int, int]) -> Span:
    begins, (first, _), (last, column) = old.point(gone[0]), new.point(come[0]), new.point(come[1])
    return Span(
        gone[0],
        gone[1],
        gone[0] + come[1] - come[0],
        begins,
        old.point(gone[1]),
        (begins[0] + last - first, column),
    )


def common_start(one: bytes, other: bytes) -> int:
    """How many bytes two texts begin alike with."""
    most = min(len(one), len(other))
    if one[:most] == other[:most]:
        return most
    known = 0  # a search by halves, as slices compare fast
    while most - known > _FEW:
        middle = (known + most) // 2
        if one[known:middle] == other[known:middle]:
            known = middle
        else:
            most = middle
    return known + _alike(one[known:most], other[known:most], from_end=False)


def common_end(one: bytes, other: bytes) -> int:
    """How many bytes two texts end alike with."""
    most = min(len(one), len(other))
    one, other = one[len(one) - most :], other[len(other) - most :]
    if one == other:
        return most
    known, size = 0, most
    while most - known > _FEW:
        middle = (known + most) // 2
        if one[size - middle : size - known] == other[size - middle : size - known]:
            known = middle
        else:
            most = middle
    rest = slice(size - most, size - known)
    return known + _alike(one[rest], other[rest], from_end=True)


def _alike(one: bytes, other: bytes, *, from_end: bool) -> int:
    """How many bytes are alike at an end of some that are as many, and differ in one at least."""
    order: Literal["big", "little"] = "big" if from_end else "little"
    differ = int.from_bytes(one, order) ^ int.from_bytes(other, order)
    return ((differ & -differ).bit_length() - 1) // 8
