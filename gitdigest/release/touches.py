"""Which commits touched a file, under every name that it had, with what it held before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from gitdigest.diff import FileChange


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


class Touches:
    """The touches of a range by file, in the order in which they are noted: parents first."""

    def __init__(self) -> None:
        self._by_path: dict[str, list[Touch]] = defaultdict(list)

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
