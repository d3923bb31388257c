"""The changes of a file and the commits of an author in the order of history, and what parts of them say."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

_YEAR = 365.25 * 86_400  # seconds

Spans = Sequence[tuple[int, int]]
"""Parts of a list: indices from the first to before the last one."""


class FileChanges(NamedTuple):
    """The changes of a file in the order of history: their places, authors and times.

    `small` are the places of those that tell which files belong together, `alone` of those that
    changed no other file, `first` the number of the first change by each author.
    """

    places: list[int]
    authors: list[int]
    times: list[int]
    small: list[int]
    alone: list[int]
    first: dict[int, int]

    def last(self, spans: Spans) -> int:
        """The time of the latest of some changes: branches have no order but by their clocks."""
        return max(max(self.times[start:end]) for start, end in spans)

    def has(self, author: int, spans: Spans) -> bool:
        """Whether an author is among those of some changes."""
        if self.first.get(author, len(self.places)) >= spans[-1][1]:
            return False
        return spans[0] == (0, spans[-1][1]) or any(author in self.authors[i:j] for i, j in spans)


class AuthorCommits(NamedTuple):
    """The places and times of an author's commits, and the places by component.

    No time is before an earlier one: `back` has the true ones of those whose clock had gone back,
    by their index.
    """

    places: list[int]
    times: list[int]
    back: list[tuple[int, int]]
    by_component: dict[str, list[int]]

    def recent(self, spans: Spans, now: int) -> float:
        """REXP: each of some commits weighs one over its age in whole years and one."""
        total = sum(_weights(self.times, start, end, now) for start, end in spans)
        for start, end in spans if self.back else ():
            first, last = (bisect_left(self.back, (index,)) for index in (start, end))
            for index, time in self.back[first:last]:
                years, clamped = (now - time) // _YEAR, (now - self.times[index]) // _YEAR
                if years != clamped:
                    total += 1 / (max(0, years) + 1) - 1 / (max(0, clamped) + 1)
        return total


def count(spans: Spans) -> int:
    """How long parts of a list are together."""
    return sum(end - start for start, end in spans)


def distinct(some: Sequence[tuple[Sequence[int], Spans]]) -> int:
    """How many places parts of some lists are together."""
    if len(some) == 1:
        return count(some[0][1])
    return len(set().union(*(places[i:j] for places, spans in some for i, j in spans)))


def _weights(times: Sequence[int], start: int, end: int, now: int) -> float:
    """The weights of a part of some times, none of which is before an earlier one."""
    total, year = 0.0, 0
    while end > start:
        first = bisect_right(times, now - (year + 1) * _YEAR, start, end)
        total += (end - first) / (year + 1)
        end, year = first, year + 1
    return total
