"""One file that differs between the ends: who is behind each line that it gained and lost.

What differs is git's to say; who did it is found by following. The two can read a file in two ways:
of a block that changed its place either half can be the one that moved. So where following says
that a line stayed, its equal is looked for, which git says stayed and following says is new.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat

from gitdigest.diff import FileChange
from gitdigest.facts.edits import Edit, edits
from gitdigest.release.following import NOBODY, FileLines
from gitdigest.release.ledger import Ledger
from gitdigest.release.pieces import ENDLESS

_MOST_STEPS = 50


class Across:
    """The number of each line on the other side of edits, which stand in their order."""

    def __init__(self, sides: Iterable[tuple[int, int, int]]) -> None:
        """`sides` are (start, lines here, lines there)."""
        self._starts: list[int] = []
        self._behind: list[tuple[int, int]] = [(0, 0)]  # where what stays goes on, and how far off
        moved = 0
        for start, here, there in sides:
            moved += there - here
            self._starts.append(start)
            self._behind.append((start + here, moved))

    @classmethod
    def on(cls, some: Iterable[Edit]) -> Across:
        """From before to after."""
        return cls((edit.old_start, edit.old_lines, edit.new_lines) for edit in some)

    @classmethod
    def back(cls, some: Iterable[Edit]) -> Across:
        """From after to before."""
        return cls((edit.new_start, edit.new_lines, edit.old_lines) for edit in some)

    def at(self, line: int) -> int | None:
        """The number there of a line here, None where it is one that an edit replaces."""
        start, moved = self._behind[bisect_right(self._starts, line)]
        return line + moved if line >= start else None


@dataclass(frozen=True, slots=True)
class Ending:
    """A file at the end: `forked` tells that the range does not start where its commits do.

    `fork` is then what the base alone changed of the file, where it did. Lines are numbered from 0.
    """

    change: FileChange
    file: FileLines
    ledger: Ledger
    forked: bool = False
    fork: FileChange | None = None
    _edits: list[Edit] = field(default_factory=list)
    _maps: list[Across] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _alive: list[tuple[int, int, int]] = field(default_factory=list)
    _own: list[tuple[int, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._edits.extend(edits(self.change))
        own = edits(self.fork) if self.fork else []
        self._maps.extend((Across.back(own), Across.on(own)))
        self._maps.extend((Across.on(self._edits), Across.back(self._edits)))
        at = 0
        for piece in self.file.pieces:
            self._starts.append(at)
            if piece.source == self.origin:
                self._alive.append((piece.start, piece.lines, at))
            elif piece.source >= 0:
                self._own.append((at, at + piece.lines, piece.source))
            at += piece.lines
        self._alive.sort()

    @property
    def readable(self) -> bool:
        """Whether its lines can be told apart."""
        return is_readable(self.change)

    @property
    def origin(self) -> int:
        """The number of what it was before the commits of the range."""
        return self.ledger.origin(self.fork.old_blob if self.fork else self.change.old_blob)

    def gained(self) -> Iterator[int]:
        """The commit behind each line that it gained, -1 where it is none of the range."""
        for edit in self._edits:
            line, end = edit.new_start, edit.new_start + edit.new_lines
            while line < end:
                source, _, rest = self._source(line)
                lines = min(rest, end - line) if source >= 0 else 1
                yield from repeat(source if source >= 0 else self.wrote(line), lines)
                line += lines

    def lost(self) -> Iterator[int]:
        """The commit behind each line that it lost, -1 where it is none of the range."""
        for edit in self._edits:
            for line in range(edit.old_start, edit.old_start + edit.old_lines):
                yield self.took(line)

    def worked(self) -> Iterator[int]:
        """The commit behind each line that somebody wrote or took out; moved ones are left out."""
        for edit in self._edits:
            for line in range(edit.new_start, edit.new_start + edit.new_lines):
                if (source := self._source(line)[0]) >= 0:
                    yield source
            for line in range(edit.old_start, edit.old_start + edit.old_lines):
                older = self._older(line)
                taken = None if older is None else self.ledger.taker(self.origin, older)
                if taken:
                    yield taken.number

    def is_gained(self, line: int) -> bool:
        """Whether git says that a line at the end is new."""
        return self.readable and self._kept_to(line) is None

    def is_lost(self, line: int) -> bool:
        """Whether git says that a line of before the range is missing."""
        return self.readable and self._kept_from(line) is None

    def wrote(self, line: int) -> int:
        """The commit behind a line at the end, as far as it was not there before."""
        for _ in range(_MOST_STEPS):
            source, number, _ = self._source(line)
            if source >= 0:
                return source
            before = self._newer(number) if source == self.origin else None
            moved = None if before is None else self._kept_from(before)
            if moved is None or moved == line:
                return self._near(line)
            line = moved
        return self._near(line)

    def took(self, line: int) -> int:
        """The commit behind the loss of a line that was there before the range."""
        for _ in range(_MOST_STEPS):
            older = self._older(line)
            if older is None:
                return NOBODY  # the base alone ever had it
            found = self.ledger.taker(self.origin, older)
            place = self._place(older)
            if place is None:
                return self.last if found is None else found.number
            before = self._kept_to(place)
            if before is None or before == line:
                return self._near(place)
            line = before
        return self.last

    def _source(self, line: int) -> tuple[int, int, int]:
        """Where a line at the end comes from, its number there, and how many come with it."""
        at = bisect_right(self._starts, line) - 1
        if at < 0:
            return NOBODY - 1 << 20, 0, 1
        piece, behind = self.file.pieces[at], line - self._starts[at]
        return piece.source, piece.start + behind, max(1, piece.lines - behind)

    def _place(self, before: int) -> int | None:
        """Where a line of before the range stands at the end, as following tells."""
        nearest = bisect_right(self._alive, (before, ENDLESS, 0)) - 1
        if nearest < 0:
            return None
        start, lines, at = self._alive[nearest]
        return at + before - start if before < start + lines else None

    def _older(self, line: int) -> int | None:
        """A line of the base as the commits of the range found it, None where they did not."""
        return self._maps[0].at(line)

    def _newer(self, line: int) -> int | None:
        """A line that the commits of the range found, as the base has it; None where it has not."""
        return self._maps[1].at(line)

    def _kept_from(self, before: int) -> int | None:
        """Where a line of before the range stands at the end, as git tells; None if nowhere."""
        return self._maps[2].at(before)

    def _kept_to(self, line: int) -> int | None:
        """Where a line at the end stood before the range, as git tells; None if nowhere."""
        return self._maps[3].at(line)

    def _near(self, line: int) -> int:
        """The commit whose lines stand nearest, where no line tells."""
        if self.forked:
            return NOBODY
        at = bisect_right(self._own, (line, ENDLESS, 0))
        own = self._own[max(0, at - 1) : at + 1]
        near = [(max(start - line, line - end + 1, 0), source) for start, end, source in own]
        return min(near)[1] if near else self.last

    @property
    def last(self) -> int:
        """The commit that touched the file last, -1 where it is none of the range.

        A file that went with the side of a merge that was not taken went with the last commit.
        """
        if self.forked:
            return NOBODY
        last = max(self.file.last, self.file.whole)
        return last if last >= 0 else self.ledger.count - 1


def is_readable(change: FileChange) -> bool:
    """Whether the lines of a change can be told apart."""
    return not (change.unread or change.binary or change.status == "type-changed")
