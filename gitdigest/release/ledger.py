"""Who wrote which line of a range, and who took it out."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gitdigest.release.pieces import Killed, Piece


class Taken(NamedTuple):
    """The commit that took a line out, and whether others came in its place."""

    number: int
    replaced: bool


@dataclass(slots=True)
class Ledger:
    """The lines of `count` commits by their numbers, and those that stood there before.

    What stood there before has numbers below 0, one for each content. `takes` counts the lines of
    every source that a commit took, whoever was first.
    """

    count: int
    origins: dict[str, int] = field(default_factory=dict)
    takes: list[Counter[int]] = field(init=False)
    _written: list[array[int]] = field(init=False)
    _twins: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _old: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    _lost: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.takes = [Counter() for _ in range(self.count)]
        self._written = [array("q") for _ in range(self.count)]

    def origin(self, blob: str) -> int:
        """The number of a content that the range found there."""
        return self.origins.setdefault(blob, -1 - len(self.origins))

    def lines_of(self, number: int) -> int:
        """How many lines a commit wrote."""
        return len(self._written[number])

    def numbered(self, number: int, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """The pieces, with numbers for the lines that the commit itself wrote."""
        own = self._written[number]
        made = list(pieces)
        for place, (source, _, lines) in enumerate(made):
            if source == number:
                made[place] = Piece(number, len(own), lines)
                own.extend([0] * lines)
        return tuple(made)

    def take(self, number: int, killed: Iterable[Killed]) -> None:
        """Notes that a commit took lines; who came first counts."""
        for piece, replaced in killed:
            self._note(piece, 2 * (number + 1) + replaced)

    def take_over(
        self, number: int, killed: Iterable[Killed], texts: Mapping[str, int], said: Sequence[str]
    ) -> None:
        """Notes what a merge takes, which is what others took before it.

        Lines that cannot be followed to them are known by what they said: `texts` has the commits
        that took a line with such a text, `said` the texts of the lines in order.
        """
        at = 0
        for piece, replaced in killed:
            for offset in range(piece.lines):
                taker = number
                if piece.source < 0 and at < len(said):
                    taker = texts.get(said[at], number)
                self._note(Piece(piece.source, piece.start + offset, 1), 2 * (taker + 1) + replaced)
                at += 1

    def weigh(self, number: int, killed: Iterable[Killed]) -> None:
        """Counts whose lines a commit took, whoever was first."""
        for piece, _ in killed:
            self.takes[number][piece.source] += piece.lines

    def _note(self, piece: Piece, code: int) -> None:
        lines = range(piece.start, piece.start + piece.lines)
        if piece.source < 0:
            old = self._old[piece.source]
            for line in lines:
                old.setdefault(line, code)
        else:
            written = self._written[piece.source]
            for line in lines:
                written[line] = written[line] or code

    def note_lost(self, number: int, path: str, said: Iterable[str]) -> None:
        """Remembers by its text what a commit took from a file that is not as before the range."""
        lost = self._lost[path]
        for text in said:
            lost.setdefault(text, number)

    def lost(self, path: str) -> Mapping[str, int]:
        """What `note_lost` remembers of a file."""
        return self._lost.get(path, {})

    def note_twin(self, lost: Piece, kept: Piece) -> None:
        """Tells that lines which two commits wrote alike go on as one side's."""
        for offset in range(lost.lines):
            self._twins[lost.source, lost.start + offset] = (kept.source, kept.start + offset)

    def twin(self, source: int, line: int) -> tuple[int, int] | None:
        """The line that stands for this one, None where it stands for itself."""
        return self._twins.get((source, line))

    def taker(self, source: int, line: int) -> Taken | None:
        """Who took a line, None where nobody did."""
        if source < 0:
            code = self._old[source].get(line, 0) if source in self._old else 0
        else:
            code = self._written[source][line]
        return Taken(code // 2 - 1, bool(code % 2)) if code else None
