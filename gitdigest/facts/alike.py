"""Where two lists of lines differ, by the lines that stand once in each: a patience diff of one step.

It need not be the smallest difference, and costs what the lists are long (Bram Cohen's method; the
longest run of anchors in order by Schensted, 1961).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Gap(NamedTuple):
    """Lines of one list that the other has others for: their start and end in each."""

    start: int
    end: int
    other_start: int
    other_end: int


def gaps(one: Sequence[bytes], other: Sequence[bytes]) -> Iterator[Gap]:
    """The places where two lists of lines differ, in order."""
    at, other_at = 0, 0
    for place, other_place in [*_anchors(one, other), (len(one), len(other))]:
        if place == at and other_place == other_at:  # beside the last one
            at, other_at = place + 1, other_place + 1
            continue
        while at < place and other_at < other_place and one[at] == other[other_at]:
            at, other_at = at + 1, other_at + 1
        end, other_end = place, other_place
        while end > at and other_end > other_at and one[end - 1] == other[other_end - 1]:
            end, other_end = end - 1, other_end - 1
        if at < end or other_at < other_end:
            yield Gap(at, end, other_at, other_end)
        at, other_at = place + 1, other_place + 1


def _anchors(one: Sequence[bytes], other: Sequence[bytes]) -> list[tuple[int, int]]:
    """The places of lines that stand once in each list, as many as are in the same order."""
    counts, other_counts = Counter(one), Counter(other)
    places = {line: n for n, line in enumerate(other) if other_counts[line] == 1}
    pairs = [
        (n, places[line]) for n, line in enumerate(one) if counts[line] == 1 and line in places
    ]
    order = [place for _, place in pairs]
    if order == sorted(order):  # as it is where nothing moved
        return pairs
    ends: list[int] = []  # of the runs of each length, the least end: a place in the other list
    last: list[int] = []  # and the pair that it is of
    before: list[int] = []  # the pair before each
    for number, (_, place) in enumerate(pairs):
        length = len(ends) if not ends or place > ends[-1] else bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[length], last[length] = place, number
    run: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]
