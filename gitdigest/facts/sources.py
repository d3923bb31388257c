"""The content of files before and after a commit, their trees kept as long as they are useful."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Protocol

from gitdigest.diff import FileChange, Hunk
from gitdigest.facts.syntax import Edit, Parsed, parse, parse_again

LARGEST_SOURCE = 1 << 20
_KEPT_BYTES = 24 << 20
_WIDEST_LINES = 20_000  # a line of more bytes in the mean is no source that a person wrote


class Blobs(Protocol):
    """Where the content of blobs comes from."""

    def read(self, name: str, *, limit: int) -> bytes | None:
        """The bytes of a blob, None where it is missing or larger than `limit`."""


class Sources:
    """Blobs and their trees by blob id, the latest used kept: each is read and parsed once.

    Made once for a repository; not safe for threads, as `Blobs` are not.
    """

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._texts: OrderedDict[str, bytes | None] = OrderedDict()
        self._trees: OrderedDict[tuple[str, str], Parsed] = OrderedDict()
        self._kept = 0

    def read(self, blob_id: str) -> bytes | None:
        """The bytes of a blob up to 1 MiB, None where it is missing, larger, or no blob at all."""
        if not blob_id.strip("0"):
            return None
        if blob_id not in self._texts:
            self._texts[blob_id] = self._blobs.read(blob_id, limit=LARGEST_SOURCE)
            while len(self._texts) > 64:
                self._texts.popitem(last=False)
        self._texts.move_to_end(blob_id)
        return self._texts[blob_id]

    def trees(self, change: FileChange, grammar: str) -> tuple[Parsed | None, Parsed | None]:
        """The trees of a file before and after, None for a side that is not there or unread.

        A side whose other side is known already is parsed only where the hunks say so.
        """
        old = self._known(change.old_blob, grammar)
        new = self._known(change.new_blob, grammar)
        if new is None:
            new = self._parsed(change.new_blob, grammar, old, _edits(change))
        if old is None:
            old = self._parsed(change.old_blob, grammar, new, [_back(e) for e in _edits(change)])
        return old, new

    def _known(self, blob_id: str, grammar: str) -> Parsed | None:
        key = (blob_id, grammar)
        if key in self._trees:
            self._trees.move_to_end(key)
        return self._trees.get(key)

    def _parsed(
        self, blob_id: str, grammar: str, base: Parsed | None, edits: list[Edit]
    ) -> Parsed | None:
        source = self.read(blob_id)
        if source is None or not _is_text(source):
            return None
        if base is not None and edits:
            parsed = parse_again(base, source, edits, grammar)
        else:
            parsed = parse(source, grammar)
        self._keep((blob_id, grammar), parsed)
        return parsed

    def _keep(self, key: tuple[str, str], parsed: Parsed) -> None:
        self._trees[key] = parsed
        self._kept += len(parsed.source)
        while self._kept > _KEPT_BYTES and len(self._trees) > 1:
            _, gone = self._trees.popitem(last=False)
            self._kept -= len(gone.source)


def _is_text(source: bytes) -> bool:
    """Whether a person may have written it: no NUL, no endless lines."""
    return b"\0" not in source and len(source) <= _WIDEST_LINES * (source.count(b"\n") + 1)


def _edits(change: FileChange) -> list[Edit]:
    """What the hunks replace, without the context around it."""
    return [edit for hunk in change.hunks for edit in _edits_of(hunk)]


def _edits_of(hunk: Hunk) -> Iterator[Edit]:
    # A hunk without lines on a side starts after the line that it names.
    old = hunk.old_start - (hunk.old_lines > 0)
    new = hunk.new_start - (hunk.new_lines > 0)
    removed = added = 0
    for row in [*hunk.body.split("\n"), " "]:
        if row[:1] == "-":
            removed += 1
        elif row[:1] == "+":
            added += 1
        elif row[:1] == " ":
            if removed or added:
                yield Edit(old, removed, new, added)
            old, new = old + removed + 1, new + added + 1
            removed = added = 0


def _back(edit: Edit) -> Edit:
    return Edit(edit.new_start, edit.new_lines, edit.old_start, edit.old_lines)
