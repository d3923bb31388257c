"""A patch from a file or a pipe, as `gitdigest show` takes it."""

from __future__ import annotations

from datetime import UTC, datetime

from gitdigest.errors import UsageError
from gitdigest.patch import read_patch

_NOW = datetime(2026, 1, 1, tzinfo=UTC)


def check(data: bytes) -> None:
    """A patch is read or refused with UsageError, in one line and a hint."""
    try:
        commit, diff = read_patch(data, now=_NOW)
    except UsageError as error:
        assert error.hint
        assert "\n" not in error.message + error.hint
        return
    assert commit.author_date.tzinfo is not None
    for change in diff.files:
        for hunk in change.hunks:
            list(hunk.lines())
