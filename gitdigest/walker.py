"""The part of `workers.py` that a worker does: one git process for all neighbours that it describes."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from gitdigest.commit import Commit
from gitdigest.describe import describe_read
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest
from gitdigest.facts.fact import Facts
from gitdigest.facts.rules import Rules
from gitdigest.facts.uses import Uses, find_uses
from gitdigest.poolworker import Held
from gitdigest.selection import Selected
from gitdigest.stretches import Piece


class Block(NamedTuple):
    """Commits that workers share, by which rules, and whether to look into the trees."""

    selected: Selected
    rules: Rules
    looks: bool


class Described(NamedTuple):
    """The commits of a piece in their order; or the ids of some, and where their trees use them."""

    commits: list[CommitDigest]
    looked: list[str]
    uses: Uses


class Walker:
    """Goes through a block in one direction, as far as it is told at a time."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._block: Block | None = None
        self._stream: Generator[tuple[Commit, Diff], None, None] | None = None
        self._places = range(0)  # of the commits that the stream has yet to tell of, in its order
        self._touched: list[tuple[Commit, Facts]] = []

    def begin(self, block: Block) -> None:
        """Takes a block, in which all pieces are until the next one."""
        self._block, self._places = block, range(0)

    def describe(self, piece: Piece) -> Described:
        """The commits of a piece."""
        assert self._block is not None  # noqa: S101 - whoever gives pieces gave their block
        described = self._describe(self._block, piece)
        if self._block.looks:
            self._touched += ((one.commit, one.facts) for one in described)
        return Described(described[::-1] if piece.backward else described, [], Uses({}))

    def look(self) -> Described:
        """Where the trees of all that it has described, and not told of yet, use what they touch."""
        touched, self._touched = self._touched, []
        uses = find_uses(touched, self._held.repository.objects)
        return Described([], [commit.sha for commit, _ in touched], uses)

    def close(self) -> None:
        """Ends the git process that nobody reads any more."""
        if self._stream:
            self._stream.close()

    def _describe(self, block: Block, piece: Piece) -> list[CommitDigest]:
        places, ahead = range(piece.start, piece.end), range(piece.start, piece.reach)
        if piece.backward:
            places, ahead = places[::-1], range(piece.reach, piece.end)[::-1]
        stream = self._stream
        if stream is None or self._places[: len(places)] != places:
            self.close()
            self._places = ahead
            self._stream = stream = self._begun(block)
        ahead, self._places = self._places[len(places) :], range(0)  # none unless it goes well
        repository, read = self._held.repository, islice(stream, len(places))
        described = list(describe_read(repository, read, block.rules, self._held.recall))
        self._places = ahead
        return described

    def _begun(self, block: Block) -> Generator[tuple[Commit, Diff], None, None]:
        """The commits of the places, by one git process."""
        shas = tuple(block.selected.shas[place] for place in self._places)
        return self._held.repository.stream(replace(block.selected, shas=shas))


@contextmanager
def walking(held: Held) -> Iterator[Walker]:
    """A worker's walker, whose git ends with it."""
    walker = Walker(held)
    try:
        yield walker
    finally:
        walker.close()
