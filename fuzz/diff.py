"""The output of our own `git log`: what a stranger wrote stands in it, and a later git may write it."""

from __future__ import annotations

import io
from typing import cast

from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange
from gitdigest.git.numstat import parse_numstat
from gitdigest.limits import Limits
from gitdigest.stream import parse_commit, parse_diff, read_records

MARK = "f00d"
_SMALL = Limits(patch=512, commit=1024, line=200, files=3)


def check(data: bytes) -> None:
    """A stream is read or refused with ValueError, the same whatever pieces it comes in."""
    whole = _read(data, len(data) + 1)
    assert whole == _read(data, 7)
    for _, diff in whole or ():
        for change in diff.files:
            _check_counts(change)
    try:
        parse_numstat(data)
    except ValueError:
        return


def _read(data: bytes, size: int) -> list[tuple[Commit, Diff]] | None:
    """The commits of a stream that comes in pieces of `size` bytes; None where it is refused."""
    pipe = cast("io.BufferedReader", io.BufferedReader(Pipe(data, size), size))
    try:
        records = list(read_records(pipe, MARK, _SMALL))
        for last in records[-1:]:
            last.close()
        return [(parse_commit(record), parse_diff(record)) for record in records]
    except ValueError:
        return None


def _check_counts(change: FileChange) -> None:
    """What is counted is what the hunks show."""
    if change.unread or not change.hunks:
        return
    kinds = [line.kind for hunk in change.hunks for line in hunk.lines()]
    assert (kinds.count("+"), kinds.count("-")) == (change.additions, change.deletions)


class Pipe(io.RawIOBase):
    """Bytes that arrive in pieces of one size."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def readable(self) -> bool:
        """They can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """The next piece."""
        piece, self._data = self._data[: self._size], self._data[self._size :]
        buffer[: len(piece)] = piece
        return len(piece)
