"""Which commits that stand before another one in the order of history are no ancestors of it.

A parent stands before its children, and so does all else that was there first: branches that are
side by side. What happened on those is no past of a commit, and which of them are known depends on
who asked before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

MOST_STRETCHES = 128  # of branches beside a commit; older ones, beyond, count as its past
_MOST_PARENTS = 64  # that are looked at; what came by others stays apart

Stretches = tuple[tuple[int, int], ...]
"""Places, from the first to before the last one, in order."""


class Ancestry(NamedTuple):
    """The place of a commit, and the places before it that are apart from its past."""

    place: int
    apart: Stretches = ()

    def spans(self, places: Sequence[int]) -> Sequence[tuple[int, int]]:
        """The parts of an ordered list of places that are before it, as indices."""
        end = bisect_left(places, self.place)
        if not self.apart:
            return ((0, end),) if end else ()
        found: list[tuple[int, int]] = []
        start = 0
        for first, last in self.apart:
            gap = bisect_left(places, first, start, end)
            if gap == end:
                break
            if gap > start:
                found.append((start, gap))
            start = bisect_left(places, last, gap, end)
        if start < end:
            found.append((start, end))
        return found


def descendant(place: int, parents: Sequence[Ancestry]) -> Ancestry:
    """The ancestry of the commit at a place, behind all others, by that of its known parents."""
    if not parents:
        return Ancestry(place, ((0, place),) if place else ())
    last, *others = sorted(set(parents), reverse=True)
    apart = last.apart
    for other in others[:_MOST_PARENTS]:
        apart = _without(apart, other)[-MOST_STRETCHES:]
    if last.place + 1 < place:
        apart = _joined(apart, (last.place + 1, place))
    return Ancestry(place, apart[-MOST_STRETCHES:])


def _without(apart: Stretches, other: Ancestry) -> Stretches:
    """What is apart from the past of another one, too; that one itself is not."""
    found: list[tuple[int, int]] = []
    for first, last in apart:
        low = min(last, other.place)
        found += ((max(first, a), min(low, b)) for a, b in other.apart if a < low and b > first)
        if last > other.place + 1:
            found.append((max(first, other.place + 1), last))
    return tuple(found)


def _joined(apart: Stretches, more: tuple[int, int]) -> Stretches:
    if apart and apart[-1][1] == more[0]:
        return (*apart[:-1], (apart[-1][0], more[1]))
    return (*apart, more)
