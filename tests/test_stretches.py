"""stretches.py: whoever takes commits takes neighbours, and all of them are taken once."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from gitdigest.stretches import Piece, Stretches


def taken(count: int, workers: int, seed: int) -> list[tuple[int, Piece]]:
    """All pieces, taken by workers of whom nobody knows who is free next."""
    chance = random.Random(seed)  # noqa: S311
    stretches = Stretches(count)
    there = list(range(workers))
    found = []
    while there:
        worker = chance.choice(there)
        piece = stretches.take(worker)
        if piece is None:
            there.remove(worker)
        else:
            found.append((worker, piece))
    return found


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 16])
@pytest.mark.parametrize("count", [0, 1, 7, 95, 968, 8_000])
def test_each_commit_is_taken_once(count: int, workers: int) -> None:
    """Whoever is fast, and however many there are."""
    for seed in range(5):
        pieces = sorted(piece for _, piece in taken(count, workers, seed))
        places = [place for piece in pieces for place in range(piece.start, piece.end)]
        assert list(range(count)) == places
        assert all(piece.end > piece.start for piece in pieces)


def test_two_begin_at_both_ends_and_meet() -> None:
    """Each goes on where it was, in its direction."""
    for seed in range(20):
        found = taken(968, 2, seed)
        for worker in range(2):
            own = [piece for number, piece in found if number == worker]
            backward = own[0].backward
            assert all(piece.backward == backward for piece in own)
            assert own[0].end == 968 if backward else own[0].start == 0
            for one, other in pairwise(own):
                assert other.end == one.start if backward else other.start == one.end


def test_a_worker_of_more_begins_inside() -> None:
    """In the longest stretch, so that all have as much; and then it keeps to that."""
    stretches = Stretches(1_000)
    first = [stretches.take(worker) for worker in range(4)]
    assert [(0, False), (952, True), (500, False), (463, True)] == [
        (piece.start, piece.backward) for piece in first if piece
    ]
    second = [stretches.take(worker) for worker in range(4)]
    assert [48, 952, 537, 463] == [
        piece.end if piece.backward else piece.start for piece in second if piece
    ]


def test_the_last_pieces_are_short() -> None:
    """Nobody waits long for who has the last one."""
    pieces = [piece for _, piece in taken(968, 2, 1)]
    sizes = [piece.end - piece.start for piece in pieces]
    assert 48 == sizes[0] == max(sizes)
    assert all(size <= 8 for size in sizes[-4:])


def test_they_reach_where_they_are_likely_to_meet() -> None:
    """A piece lies before that, and the first one sees half of the way."""
    for seed in range(5):
        for _, piece in taken(968, 2, seed):
            assert piece.reach <= piece.start if piece.backward else piece.reach >= piece.end
    assert Piece(0, 48, False, 484) == Stretches(968).take(0)


def test_a_slow_one_is_helped_by_who_has_nothing() -> None:
    """Whoever has come to the end of a stretch takes of another one."""
    stretches = Stretches(2_000)
    for worker in range(4):
        stretches.take(worker)
    alone = 0
    while piece := stretches.take(0):
        alone += piece.end - piece.start
    assert alone > 2_000 - 4 * 48 - 3 * 2 * 48
