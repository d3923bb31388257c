"""Selection + CommitGraph -> the commits that a report is about, newest first."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from gitdigest.git.history import write_atomically
from gitdigest.graph import CommitGraph
from gitdigest.selection import Selection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def chosen(
    graph: CommitGraph,
    tips: Sequence[int],
    excluded: Iterable[int],
    selection: Selection,
    *,
    symmetric: bool = False,
) -> Iterator[int]:
    """The commits from the tips on, less what the excluded ones reach.

    Of a symmetric range ("A...B") what only one of the two tips reaches.
    """
    if symmetric:
        left, right = (graph.reachable([tip]) for tip in tips)
        return (i for i, pair in enumerate(zip(left, right, strict=True)) if pair[0] != pair[1])
    known = [place for place in excluded if place >= 0]
    gone = graph.reachable(known) if known else bytearray(len(graph))
    if selection.first_parent:
        return (i for i in graph.first_parents(tips) if not gone[i])
    return (i for i, flag in enumerate(graph.reachable(tips)) if flag and not gone[i])


def within(graph: CommitGraph, places: Iterable[int], selection: Selection) -> list[int]:
    """Those whose date is in the window; each date is looked at, in whatever order they stand."""
    dates = graph.dates(selection.date_field)
    since, until = _seconds(selection.since), _seconds(selection.until)
    return [
        i
        for i in places
        if (since is None or dates[i] >= since) and (until is None or dates[i] < until)
    ]


def newest_first(graph: CommitGraph, places: Iterable[int], selection: Selection) -> list[str]:
    """Ids by date, newest first; among equals, children before parents."""
    dates = graph.dates(selection.date_field)
    return [graph.sha(i) for i in sorted(places, key=lambda i: (dates[i], i), reverse=True)]


def pathspecs(selection: Selection) -> list[str]:
    """The paths as git takes them, with no magic of the caller's own."""
    return [f":(top,glob){path.rstrip('/')}" for path in selection.paths]


class Marks:
    """Where the tips were when a report of what is new was last made, for each selection."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self, selection: Selection) -> tuple[str, ...] | None:
        """The tips of the last report of this selection, None before the first."""
        tips = self._all().get(_key(selection))
        return None if tips is None else tuple(tips)

    def write(self, selection: Selection, tips: Sequence[str]) -> None:
        """Moves the mark."""
        marks = {**self._all(), _key(selection): list(tips)}
        write_atomically(self._file, json.dumps(marks, indent=1).encode("ascii"))

    def _all(self) -> dict[str, list[str]]:
        try:
            marks = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        if not isinstance(marks, dict):
            return {}
        return {k: v for k, v in marks.items() if isinstance(v, list) and all(map(_is_id, v))}


def _key(selection: Selection) -> str:
    """Reports of other branches or other filters have marks of their own."""
    asked = (
        selection.branches,
        selection.all_branches,
        selection.first_parent,
        selection.merges,
        selection.authors,
        selection.paths,
    )
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:20]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) in {40, 64} and not value.strip("0123456789abcdef")


def _seconds(when: datetime | None) -> float | None:
    return None if when is None else (when - _EPOCH).total_seconds()
