"""What is not text, or not only: modes, links, binaries, large files, submodules."""

from __future__ import annotations

from collections.abc import Iterator

from gitdigest.diff import FileChange, Unread
from gitdigest.facts.context import Context, change_of, difference
from gitdigest.facts.fact import Evidence, Fact

_EXECUTABLE = "100755"
_REGULAR = "100644"
_LINK = "120000"
_MANY_LINES = 5_000


def find_objects(context: Context) -> Iterator[Fact]:
    """`mode.executable`, `link`, `binary`, `submodule` (commit before and after), `file.large`."""
    for change, _ in context.pairs():
        if change.is_submodule:
            yield _submodule(change)
            continue
        yield from _modes(change)
        if change.binary:
            where = (Evidence(change.path),)
            yield Fact("binary", change.path, change=change_of(change), evidence=where)
        if change.unread is Unread.TOO_LARGE or (change.additions or 0) >= _MANY_LINES:
            lines = None if change.additions is None else str(change.additions)
            where = (Evidence(change.path),)
            yield Fact("file.large", change.path, after=lines, evidence=where)


def _modes(change: FileChange) -> Iterator[Fact]:
    where = (Evidence(change.path),)
    old, new = change.old_mode, change.new_mode
    if new == _EXECUTABLE and old != _EXECUTABLE:
        yield Fact("mode.executable", change.path, change="added", evidence=where)
    elif old == _EXECUTABLE and new == _REGULAR:
        yield Fact("mode.executable", change.path, change="removed", evidence=where)
    if new == _LINK and old != _LINK:
        yield Fact("link", change.path, change="added", evidence=where)
    elif old == _LINK and new != _LINK:
        yield Fact("link", change.path, change="removed", evidence=where)


def _submodule(change: FileChange) -> Fact:
    old = change.old_blob if change.old_blob.strip("0") else None
    new = change.new_blob if change.new_blob.strip("0") else None
    return difference("submodule", change.path, old, new, Evidence(change.path))
