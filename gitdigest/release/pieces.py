"""Where the lines of a file come from, as runs: cheap to follow, whatever the file's length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gitdigest.facts.syntax import Edit

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
    rest = list(reversed(pieces))
    made: list[Piece] = []
    killed: list[Killed] = []
    at = serial = 0
    for edit in edits:
        made += taken(rest, edit.old_start - at)
        killed += (Killed(piece, edit.new_lines > 0) for piece in taken(rest, edit.old_lines))
        at = edit.old_start + edit.old_lines
        if edit.new_lines:
            made.append(Piece(source, serial, edit.new_lines))
            serial += edit.new_lines
    made += reversed(rest)
    return tuple(made), killed


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
