"""Pieces of a diff -> parts that fit a model's window; what finds no room is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gitdigest.prompt.excerpt import Excerpt, LeftOut, Piece, cut

Count = Callable[[str], int]
MOST_PARTS = 24
_SAFE = 0.9  # of the room, when rows are guessed from the mean


@dataclass(frozen=True, slots=True)
class Part:
    """What one request shows of a commit: its pieces, and their tokens with the headings."""

    pieces: tuple[Piece, ...]
    tokens: int


def fit(
    read: Excerpt, room: int, count: Count, most: int = MOST_PARTS
) -> tuple[tuple[Part, ...], tuple[LeftOut, ...]]:
    """The pieces in parts of at most `room` tokens, in order, split at the borders of hunks.

    A hunk that is larger than the room is cut between its lines. Every piece is in exactly one
    part; those of the parts beyond `most`, and single lines larger than the room, are left out.
    """
    parts: list[Part] = []
    lost: list[Piece] = []
    open_pieces: list[Piece] = []
    used = 0
    heads = {n: count(heading) + 1 for n, heading in enumerate(read.headings, start=1)}
    for piece, tokens in _small_enough(read.pieces, room, heads, count):
        cost = tokens + (
            0 if open_pieces and open_pieces[-1].file == piece.file else heads[piece.file]
        )
        if open_pieces and used + cost > room:
            parts.append(Part(tuple(open_pieces), used))
            open_pieces, used = [], 0
            cost = tokens + heads[piece.file]
        if cost > room:
            lost.append(piece)
            continue
        open_pieces.append(piece)
        used += cost
    if open_pieces:
        parts.append(Part(tuple(open_pieces), used))
    lost += [piece for part in parts[most:] for piece in part.pieces]
    return tuple(parts[:most]), _named(lost, read)


def _small_enough(
    pieces: Sequence[Piece], room: int, heads: dict[int, int], count: Count
) -> Iterator[tuple[Piece, int]]:
    """The pieces with their tokens, those that are larger than the room cut until they are not."""
    for piece in pieces:
        waiting = [piece]
        while waiting:
            first = waiting.pop()
            tokens = count(first.text) + 1
            rows = first.stop - first.start
            if tokens + heads[first.file] <= room or rows <= 1:
                yield first, tokens
            else:
                waiting += reversed(cut(first, _rows_that_fit(first, room / tokens)))


def _rows_that_fit(piece: Piece, share: float) -> int:
    """How many rows to keep: about the share that fits, ending before the least indented row."""
    rows = piece.text.split("\n")[1:]
    most = min(max(1, int(len(rows) * share * _SAFE)), len(rows) - 1)
    least = max(1, most - most // 5)
    return min(range(most, least - 1, -1), key=lambda n: _indent(rows[n]))


def _indent(row: str) -> int:
    text = row.lstrip("0123456789")[1:]
    return len(text) - len(text.lstrip()) if text.strip() else 0


def _named(lost: Sequence[Piece], read: Excerpt) -> tuple[LeftOut, ...]:
    hunks: dict[int, set[int]] = {}
    for piece in lost:
        hunks.setdefault(piece.file, set()).add(piece.hunk)
    return tuple(LeftOut(read.paths[n - 1], len(found), "no-room") for n, found in hunks.items())
