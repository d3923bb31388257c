"""Which files usually change together, by the database of `FileHistory`."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from gitdigest.facts.history import Partner
from gitdigest.git.apart import Ancestry

CROWD = 30  # a commit of more files does not tell which belong together
_ENOUGH = 5  # changes of a file before its partners count
_USUALLY = 0.7
_LATEST = 60  # changes of a file that are looked at for them
_KEPT = 500  # files of which the counts are kept: those of the next commit differ by one or two
_PATHS = "SELECT place, path FROM changes WHERE place IN ({})"
_ALL = "SELECT place, gone FROM changes WHERE path = ? ORDER BY place"

Ask = Callable[..., list[tuple[Any, ...]]]
"""A query and its values -> the rows of the answer."""


class Partners:
    """Counts in memory: the paths of a commit are asked for once, and many files share them."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._paths: dict[int, list[int]] = {}
        self._names: dict[int, str] = {}
        self._changes: dict[int, tuple[list[int], list[bool]]] = {}
        self._counts: dict[str, tuple[frozenset[int], Counter[int]]] = {}

    def clear(self) -> None:
        """Forgets what it knows of a history that has grown."""
        self._paths.clear()
        self._changes.clear()
        self._counts.clear()

    def of(
        self, path: str, small: Sequence[int], alone: Sequence[int], before: Ancestry
    ) -> Iterator[Partner]:
        """Files that usually changed with a path before a commit and still exist there.

        `small` are the places of the path's changes by commits of up to `CROWD` files, `alone`
        those of them that changed no other file, both oldest first.
        """
        places = _latest(small, before)
        usual = _USUALLY * len(places)
        if len(places) < _ENOUGH:
            return
        first = bisect_left(alone, places[0])
        lonely = sum(max(0, end - max(start, first)) for start, end in before.spans(alone))
        if len(places) - lonely < usual:
            return
        counts = self._together(path, places)
        often = [key for key, count in counts.items() if count >= usual]
        for together, name, key in sorted((-counts[key], self._name(key), key) for key in often):
            if name not in {"", path} and not self._is_gone(key, before):
                yield Partner(path, name, -together, len(places))

    def _together(self, path: str, places: Sequence[int]) -> Counter[int]:
        """How many of the commits at these places, at which one path changed, touched each path."""
        now = frozenset(places)
        was, counts = self._counts.pop(path, (frozenset[int](), Counter[int]()))
        if len(was ^ now) > len(now):
            was, counts = frozenset(), Counter()
        come = now - was
        self._read(place for place in come if place not in self._paths)
        counts.update(chain.from_iterable(self._paths[place] for place in come))
        for other in chain.from_iterable(self._paths[place] for place in was - now):
            counts[other] -= 1
            if not counts[other]:
                del counts[other]
        self._counts[path] = now, counts
        while len(self._counts) > _KEPT:
            del self._counts[next(iter(self._counts))]
        return counts

    def _read(self, places: Iterable[int]) -> None:
        """Asks which paths the commits at some places touched."""
        if missing := tuple(places):
            self._paths.update((place, []) for place in missing)
            marks = ", ".join("?" * len(missing))
            for place, other in self._ask(_PATHS.format(marks), *missing):
                self._paths[place].append(other)

    def _name(self, path: int) -> str:
        if path not in self._names:
            rows = self._ask("SELECT path FROM paths WHERE id = ?", path)
            self._names[path] = "".join(name for (name,) in rows)
        return self._names[path]

    def _is_gone(self, path: int, before: Ancestry) -> bool:
        """Whether the last change before a commit took the file away."""
        if path not in self._changes:
            rows = self._ask(_ALL, path)
            self._changes[path] = [place for place, _ in rows], [bool(gone) for _, gone in rows]
        places, gone = self._changes[path]
        spans = before.spans(places)
        return bool(spans) and gone[spans[-1][1] - 1]


def _latest(places: Sequence[int], before: Ancestry) -> list[int]:
    """The last ones of some places that are before a commit."""
    found: list[int] = []
    for start, end in reversed(before.spans(places)):
        found[:0] = places[max(start, end - _LATEST + len(found)) : end]
        if len(found) >= _LATEST:
            break
    return found
