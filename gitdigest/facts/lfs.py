"""Pointers of Git LFS: what changed is an object elsewhere, of which git has three lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, difference
from gitdigest.facts.fact import Evidence, Fact

_POINTER = re.compile(
    r"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v1\n(?:ext-[^\n]*\n)*"
    r"oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,18})\n?"
)
_NEAR = ".github.com/spec/v1\n"
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")
_STEP = 1_000


class _Object(NamedTuple):
    name: str
    size: str


def find_lfs(context: Context) -> Iterator[Fact]:
    """`lfs`: a path whose object in Git LFS came, went or is another one, with its sizes."""
    for change, _ in context.pairs():
        if len(change.hunks) != 1 or _NEAR not in change.hunks[0].body:
            continue
        old = None if change.status == "copied" else _pointed(change, "-")
        new = _pointed(change, "+")
        if old == new:
            continue
        path, gone = change.path, new is None
        where = Evidence(change.old_path or path if gone else path, 1, "old" if gone else "new")
        yield difference("lfs", path, old and old.size, new and new.size, where)


def _pointed(change: FileChange, sign: str) -> _Object | None:
    """The object that a side of a file points to; the whole of a pointer stands in its hunk."""
    rows = change.hunks[0].body.split("\n")
    text = "\n".join(row[1:] for row in rows if row[:1] in {" ", sign})
    match = _POINTER.fullmatch(text)
    return _Object(match[1], _size(int(match[2]))) if match else None


def _size(size: int) -> str:
    """A number of bytes as people read it: "12.3 MB"."""
    value = float(size)
    for unit in _UNITS[:-1]:
        if value < _STEP:
            return f"{value:.1f} {unit}" if unit != "B" else f"{size} B"
        value /= _STEP
    return f"{value:.1f} {_UNITS[-1]}"
