"""What is not text, or not only: modes, links, binaries, large files, submodules."""

from __future__ import annotations

from collections.abc import Iterator

from gitdigest.diff import FileChange, Unread
from gitdigest.facts.context import Context, change_of, difference
from gitdigest.facts.fact import Evidence, Fact, FileClass

_EXECUTABLE = "100755"
_REGULAR = "100644"
_LINK = "120000"
_MANY_LINES = 5_000
_MOST_LOOKED = 20  # a commit of a thousand files is cut behind the first ones


def find_objects(context: Context) -> Iterator[Fact]:
    """`mode.executable`, `link`, `binary`, `submodule` (commit before and after), `file.large`."""
    looked = 0
    for change, file in context.pairs():
        if change.is_submodule:
            yield from _submodule(change)
            continue
        if file.file_class is not FileClass.VENDORED:
            yield from _modes(change)
        if change.binary:
            where = (Evidence(change.path),)
            yield Fact("binary", change.path, change=change_of(change), evidence=where)
        cut = change.unread is Unread.TOO_LARGE and context.diff.unread is None
        looked += cut
        if (change.additions or 0) >= _MANY_LINES or (cut and _is_large(context, change, looked)):
            lines = None if change.additions is None else str(change.additions)
            where = (Evidence(change.path),)
            yield Fact("file.large", change.path, after=lines, evidence=where)


def _is_large(context: Context, change: FileChange, looked: int) -> bool:
    """Whether a file whose hunks were let go is itself to blame, and not the size of the commit."""
    if change.additions is None:
        return True
    blob = change.old_blob if change.status == "deleted" else change.new_blob
    sources = context.sources
    return looked <= _MOST_LOOKED and sources is not None and sources.read(blob) is None


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


def _submodule(change: FileChange) -> Iterator[Fact]:
    old = change.old_blob if change.old_blob.strip("0") else None
    new = change.new_blob if change.new_blob.strip("0") else None
    if old != new:  # else it only moved
        yield difference("submodule", change.path, old, new, Evidence(change.path))
