"""Where the lines of a file come from, as runs: cheap to follow, whatever the file's length."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import NamedTuple

from gitdigest.facts.edits import Edit

ENDLESS = 1 << 40
"""As many lines as a file that nobody has counted."""


class Piece(NamedTuple):
    """A run of lines from one source, and the number there of its first line (0-based).

    A source from 0 on is a commit of the range, and numbers are those of the lines that it added;
    one below 0 is a file as it stood before the range.
    """

    source: int
    start: int
    lines: int


class Killed(NamedTuple):
    """Lines that a commit took out; `replaced` tells that others came in their place."""

    piece: Piece
    replaced: bool


def edited(
    pieces: Sequence[Piece], edits: Iterable[Edit], source: int
) -> tuple[tuple[Piece, ...], list[Killed]]:
    """A file after edits by `source`, whose new lines are numbered from 0; and what went."""
    ends = [*accumulate(map(itemgetter(2), pieces))]
    made: list[Piece] = []
    killed: list[Killed] = []
    at = serial = 0
    for edit in edits:
        made += _within(pieces, ends, at, edit.old_start)
        at = edit.old_start + edit.old_lines
        gone = _within(pieces, ends, edit.old_start, at)
        killed += (Killed(piece, edit.new_lines > 0) for piece in gone)
        if edit.new_lines:
            made.append(Piece(source, serial, edit.new_lines))
            serial += edit.new_lines
    made += _within(pieces, ends, at, ends[-1] if ends else 0)
    return tuple(made), killed


def _within(pieces: Sequence[Piece], ends: Sequence[int], start: int, end: int) -> list[Piece]:
    """The pieces of the lines from `start` to before `end`; each ends before the line in `ends`."""
    first, last = bisect_right(ends, start), bisect_left(ends, end)
    found = list(pieces[first : last + 1]) if start < end else []
    if found and last < len(ends):
        found[-1] = _cut(found[-1], 0, ends[last] - end)
    if found:
        found[0] = _cut(found[0], start - (ends[first] - pieces[first].lines), 0)
    return found


def _cut(piece: Piece, before: int, behind: int) -> Piece:
    """A piece without some of its first and last lines."""
    if not before and not behind:
        return piece
    return Piece(piece.source, piece.start + before, piece.lines - before - behind)


def taken(rest: list[Piece], count: int) -> Iterator[Piece]:
    """The next `count` lines of pieces that stand in reverse, which lose them."""
    while count > 0 and rest:
        piece = rest.pop()
        if piece.lines > count:
            rest.append(Piece(piece.source, piece.start + count, piece.lines - count))
            piece = Piece(piece.source, piece.start, count)
        count -= piece.lines
        yield piece


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one source that follow one another, as one."""
    made: list[Piece] = []
    for piece in pieces:
        last = made[-1] if made else None
        if last and last.source == piece.source and last.start + last.lines == piece.start:
            made[-1] = Piece(last.source, last.start, last.lines + piece.lines)
        else:
            made.append(piece)
    return tuple(made)


def side_by_side(first: Sequence[Piece], second: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Two readings of the same lines, cut where either has a border; as long as both go."""
    one, other = list(reversed(first)), list(reversed(second))
    while one and other:
        count = min(one[-1].lines, other[-1].lines)
        yield next(taken(one, count)), next(taken(other, count))


def filled(first: Sequence[Piece], second: Sequence[Piece], source: int) -> tuple[Piece, ...]:
    """The first reading, and the second where the first says that `source` wrote the lines."""
    both = list(side_by_side(first, second))
    return joined(other if one.source == source else one for one, other in both)
