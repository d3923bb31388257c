"""Where two lists of lines differ: what is between them makes one of the other."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from gitdigest.facts.alike import Gap, gaps

LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"d", b"e", b""]), max_size=12)


@given(LINES, LINES)
def test_the_gaps_make_one_of_the_other(one: list[bytes], other: list[bytes]) -> None:
    """They are in order, none is empty, and all outside of them is the same."""
    made: list[bytes] = []
    at = other_at = 0
    for start, end, other_start, other_end in gaps(one, other):
        assert at <= start <= end
        assert other_at <= other_start <= other_end
        assert (start, other_start) != (end, other_end)
        assert one[at:start] == other[other_at:other_start]
        made += one[at:start] + other[other_start:other_end]
        at, other_at = end, other_end
    assert one[at:] == other[other_at:]
    assert other == made + one[at:]


@given(LINES)
def test_what_is_the_same_has_none(lines: list[bytes]) -> None:
    """Also where each line stands there many times."""
    assert [] == list(gaps(lines, list(lines)))


def test_lines_that_stand_once_hold_the_rest_together() -> None:
    """Two changes far from each other are two gaps; a line that moved is none of the anchors."""
    one = [b"def a", b"", b"x = 1", b"", b"def b", b"", b"y = 1", b"", b"def c"]
    other = [b"def a", b"", b"x = 2", b"", b"def b", b"", b"y = 1", b"", b"z", b"def c"]
    assert [Gap(2, 3, 2, 3), Gap(8, 8, 8, 9)] == list(gaps(one, other))
    assert [Gap(0, 1, 0, 0), Gap(3, 3, 2, 3)] == list(gaps([b"a", b"b", b"c"], [b"b", b"c", b"a"]))


def test_it_costs_what_the_lists_are_long() -> None:
    """Whatever stands in them: nothing is compared with all else."""
    start = time.process_time()
    many = [b"%d" % number for number in range(100_000)]
    assert list(gaps(many, many[::-1]))
    assert list(gaps([b"x"] * 100_000, [b"y"] * 100_000))
    assert list(gaps([b"x", b"y"] * 50_000, [b"y", b"x"] * 50_000))
    assert time.process_time() - start < 5
