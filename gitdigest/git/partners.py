"""Which files usually change together, by the database of `FileHistory`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from gitdigest.facts.history import Partner

CROWD = 30  # a commit of more files does not tell which belong together
_ENOUGH = 5  # changes of a file before its partners count
_USUALLY = 0.7
LATEST = 60  # changes of a file that are looked at for them
_PATHS = "SELECT place, path FROM changes WHERE place IN ({})"
_LAST = "SELECT gone FROM changes WHERE path = ? AND place < ? ORDER BY place DESC LIMIT 1"

Ask = Callable[..., list[tuple[Any, ...]]]
"""A query and its values -> the rows of the answer."""


class Partners:
    """Counts in memory: the paths of a commit are asked for once, and many files share them."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._paths: dict[int, list[int]] = {}
        self._names: dict[int, str] = {}

    def clear(self) -> None:
        """Forgets what it knows of a history that has grown."""
        self._paths.clear()

    def of(
        self, path: str, places: Sequence[int], end: int, *, alone: int = 0
    ) -> Iterator[Partner]:
        """Files that usually changed with a path and still exist before the place `end`.

        `places` are those of the path's changes by commits of up to `CROWD` files, oldest first;
        at least `alone` of the last `LATEST` changed no other file.
        """
        places = places[-LATEST:]
        if len(places) < _ENOUGH or len(places) - alone < _USUALLY * len(places):
            return
        counts = self._together(places)
        often = [key for key, count in counts.items() if count >= _USUALLY * len(places)]
        for together, name, key in sorted((-counts[key], self._name(key), key) for key in often):
            if name not in {"", path} and not self._is_gone(key, end):
                yield Partner(path, name, -together, len(places))

    def _together(self, places: Sequence[int]) -> Counter[int]:
        """How many of the commits at these places touched each path."""
        missing = [place for place in places if place not in self._paths]
        if missing:
            self._paths.update((place, []) for place in missing)
            marks = ", ".join("?" * len(missing))
            for place, path in self._ask(_PATHS.format(marks), *missing):
                self._paths[place].append(path)
        return Counter(chain.from_iterable(self._paths[place] for place in places))

    def _name(self, path: int) -> str:
        if path not in self._names:
            rows = self._ask("SELECT path FROM paths WHERE id = ?", path)
            self._names[path] = "".join(name for (name,) in rows)
        return self._names[path]

    def _is_gone(self, path: int, end: int) -> bool:
        """Whether the last change before a place took the file away."""
        return any(gone for (gone,) in self._ask(_LAST, path, end))
