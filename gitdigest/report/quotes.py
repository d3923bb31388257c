"""The hunk that a claim points to: its rows with their numbers, the claimed ones marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from gitdigest.analysis.claim import Claim
from gitdigest.digest import Quote
from gitdigest.text import clean

AROUND = 6
MOST_ROWS = 40
LONGEST_LINE = 300
TAB = 4
_KINDS = {"+": "added", "-": "removed", " ": "same"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a hunk; `number` is that of the side that it is on, `claimed` what is said of it."""

    kind: str
    number: int
    text: str
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a hunk around the claimed lines, how many rows of it are above and below.

    `side` is the one that the claimed lines are on.
    """

    path: str
    section: str
    side: Literal["old", "new"]
    above: int
    rows: tuple[Row, ...]
    below: int


def find(quotes: Iterable[Quote], claim: Claim) -> Shown | None:
    """The first of these hunks that has the lines of a claim; None where none has."""
    if claim.lines is None:
        return None
    for quote in quotes:
        if quote.path == claim.file:
            rows = _rows(quote)
            if hits := _claimed(rows, claim.lines):
                return _around(quote, rows, hits)
    return None


def first_line(shown: Shown) -> tuple[int, bool]:
    """The first changed line of what is shown, and whether it is gone: new ones count first."""
    for kind in ("added", "removed", "same"):
        for row in shown.rows:
            if row.kind == kind:
                return row.number, kind == "removed"
    return 1, False


def text_of(row: Row) -> str:
    """A row as a diff writes it, tabs as wide as an editor shows them, nothing invisible in it."""
    mark = {"added": "+", "removed": "-"}.get(row.kind, " ")
    line = row.text.rstrip("\r").expandtabs(TAB)
    return f"{mark}{clean(line, limit=LONGEST_LINE, oneline=True)}".rstrip()


def whole(quote: Quote) -> Shown:
    """A hunk that nothing is claimed of, its first rows."""
    rows = _rows(quote)
    shown = rows[:MOST_ROWS]
    below = quote.below + len(rows) - len(shown)
    return Shown(quote.path, quote.section, "new", quote.above, shown, below)


@lru_cache(maxsize=32)  # the statements about a commit point to the same few hunks
def _rows(quote: Quote) -> tuple[Row, ...]:
    return tuple(_each_row(quote))


def _each_row(quote: Quote) -> Iterator[Row]:
    old, new = quote.old_start, quote.new_start
    for line in quote.body.split("\n"):
        mark = line[:1]
        if mark not in _KINDS:  # the end of the body, or "\ No newline at end of file"
            continue
        yield Row(_KINDS[mark], old if mark == "-" else new, line[1:])
        old += mark != "+"
        new += mark != "-"


def _claimed(rows: Sequence[Row], lines: tuple[int, int]) -> list[int]:
    """Which rows are within the lines: changed ones, others where none is changed."""
    first, last = lines
    inside = [place for place, row in enumerate(rows) if first <= row.number <= last]
    return [place for place in inside if rows[place].kind != "same"] or inside


def _around(quote: Quote, rows: Sequence[Row], hits: Sequence[int]) -> Shown:
    """The rows around those that are claimed, which are marked."""
    start = max(hits[0] - AROUND, 0)
    stop = min(hits[-1] + AROUND + 1, start + MOST_ROWS, len(rows))
    gone = all(rows[number].kind == "removed" for number in hits)
    return Shown(
        path=quote.path,
        section=quote.section,
        side="old" if gone else "new",
        above=start,
        rows=tuple(
            replace(row, claimed=place in hits)
            for place, row in enumerate(rows[start:stop], start=start)
        ),
        below=len(rows) - stop,
    )
