"""Which files usually change together, asked of the database of `FileHistory`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gitdigest.facts.history import Partner

_ENOUGH = 5  # changes of a file before its partners count
_USUALLY = 0.7
_LATEST = 60  # changes of a file that are looked at for them
_CROWD = 30  # a commit of more files does not tell which belong together


def usual_partners(
    ask: Callable[..., list[tuple[Any, ...]]],
    path: str,
    changes: Iterable[tuple[int, int]],
    end: int,
) -> Iterator[Partner]:
    """Files that usually changed with a path and still exist before the place `end`.

    `changes` are those of the path, newest first: their places, and how many files each touched.
    """
    places = [place for place, files in changes if files <= _CROWD][:_LATEST]
    if len(places) < _ENOUGH:
        return
    marks = ", ".join("?" * len(places))
    rows = ask(
        "SELECT p.path, COUNT(*), ("  # noqa: S608 - marks only
        "SELECT gone FROM changes WHERE path = p.id AND place < ? ORDER BY place DESC LIMIT 1)"
        f" FROM changes JOIN paths p ON p.id = changes.path WHERE place IN ({marks})"
        " GROUP BY p.id HAVING COUNT(*) >= ? ORDER BY COUNT(*) DESC, p.path",
        end,
        *places,
        _USUALLY * len(places),
    )
    for partner, together, gone in rows:
        if partner != path and not gone:
            yield Partner(path, partner, together, len(places))
