"""Which commits touched a file, under every name that it had, with what it held before and after."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from gitdigest.diff import FileChange, Hunk

_KEPT_TEXT = 64 << 20  # characters of hunks; what is changed beyond it is read again


class Touch(NamedTuple):
    """What a commit made of a file; an id is "" on the side where there is no file.

    A merge is told by its difference from the first parent, which others of the range may have made.
    """

    number: int
    merge: bool
    old_path: str
    path: str
    old_blob: str
    new_blob: str

    @property
    def taken(self) -> bool:
        """Whether the file stands under its old name no longer."""
        return bool(self.old_blob) and (not self.new_blob or self.path != self.old_path)


Rows = tuple[Counter[str], Counter[str]]
"""How often each line, less the blanks around it, was taken, and was written."""


class Touches:
    """The touches of a range by file, in the order in which they are noted: parents first."""

    def __init__(self) -> None:
        self._by_path: dict[str, list[Touch]] = defaultdict(list)
        self._hunks: dict[Touch, tuple[Hunk, ...]] = {}
        self._left = _KEPT_TEXT

    def note(self, number: int, change: FileChange, *, merge: bool) -> None:
        """The next change of a file."""
        moved = change.status == "renamed" and change.old_path
        old_blob = "" if change.status == "copied" else change.old_blob
        touch = Touch(
            number,
            merge,
            change.old_path if moved and change.old_path else change.path,
            change.path,
            old_blob if old_blob.strip("0") else "",
            change.new_blob if change.new_blob.strip("0") else "",
        )
        for path in {touch.path, touch.old_path}:
            self._by_path[path].append(touch)
        if change.status != "copied" and change.unread is None and self._left > 0:
            self._hunks[touch] = change.hunks
            self._left -= sum(len(hunk.body) for hunk in change.hunks)

    def rows(self, touch: Touch) -> Rows | None:
        """What a touch did to the lines of its file, None where that is not known any more.

        A line that only changed its place, or its indent, is neither taken nor written.
        """
        hunks = self._hunks.get(touch)
        if hunks is None:
            return None
        taken: Counter[str] = Counter()
        written: Counter[str] = Counter()
        for hunk in hunks:
            for row in hunk.body.split("\n"):
                if row[:1] == "-":
                    taken[row[1:].strip()] += 1
                elif row[:1] == "+":
                    written[row[1:].strip()] += 1
        return taken - written, written - taken

    def of(self, paths: Iterable[str]) -> list[Touch]:
        """The touches of a file by its names, the commits' own before those of merges, newest first."""
        found: set[Touch] = set()
        seen: set[str] = set()
        waiting = list(paths)
        while waiting:
            path = waiting.pop()
            if path not in seen:
                seen.add(path)
                found.update(self._by_path.get(path, ()))
                waiting += (n for touch in found for n in (touch.path, touch.old_path))
        return sorted(found, key=lambda touch: (touch.merge, -touch.number))
