"""The content of files before and after a commit, their trees kept as long as they are useful."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Literal, Protocol

from gitdigest.diff import FileChange, Hunk
from gitdigest.facts.fact import Side
from gitdigest.facts.syntax import Edit, Parsed, parse, parse_again
from gitdigest.objectid import object_id

LARGEST_SOURCE = 1 << 20
_KEPT_BYTES = 6 << 20  # a tree takes about ten times the bytes of its source
_KEPT_TEXT = 16 << 20
_SHA256 = 64
_WIDEST_LINES = 20_000  # a line of more bytes in the mean is no source that a person wrote


class Blobs(Protocol):
    """Where the content of blobs comes from."""

    def read(self, name: str, *, limit: int) -> bytes | None:
        """The bytes of a blob, None where it is missing or larger than `limit`."""


class Objects(Blobs, Protocol):
    """Where the content of blobs and trees comes from, as it is."""

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        """As `read` for many, in order."""

    def trees(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """The entries of trees as git keeps them, None where one is missing or too large."""


class Sources:
    """Blobs and their trees by blob id, the latest used kept: each is read and parsed once.

    Made once for a repository; not safe for threads, as `Blobs` are not.
    """

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._texts: OrderedDict[str, bytes | None] = OrderedDict()
        self._trees: OrderedDict[tuple[str, str], Parsed] = OrderedDict()
        self._failed: set[tuple[str, str]] = set()
        self._kept = 0
        self._text_bytes = 0

    def read(self, blob_id: str) -> bytes | None:
        """The bytes of a blob up to 1 MiB, None where it is missing, larger, or no blob at all."""
        if not blob_id.strip("0"):
            return None
        if blob_id not in self._texts:
            self._remember(blob_id, self._blobs.read(blob_id, limit=LARGEST_SOURCE))
        self._texts.move_to_end(blob_id)
        return self._texts[blob_id]

    def _remember(self, blob_id: str, text: bytes | None) -> None:
        self._texts[blob_id] = text
        self._text_bytes += len(text or b"")
        while self._text_bytes > _KEPT_TEXT and len(self._texts) > 1:
            _, gone = self._texts.popitem(last=False)
            self._text_bytes -= len(gone or b"")

    def side(self, change: FileChange, side: Side) -> bytes | None:
        """A file's bytes before or after; what is before is made from what is after and the hunks.

        Its blob id proves that it is the same, at a tenth of the cost of asking git.
        """
        if side == "new" or change.old_blob in self._texts or not change.hunks:
            return self.read(change.new_blob if side == "new" else change.old_blob)
        new = self.read(change.new_blob)
        old = None if new is None else _before(change, new)
        hashed: Literal["sha1", "sha256"] = "sha256" if len(change.old_blob) == _SHA256 else "sha1"
        if old is None or object_id("blob", old, hashed) != change.old_blob:
            return self.read(change.old_blob)
        self._remember(change.old_blob, old)
        return old

    def tree(self, blob_id: str, grammar: str) -> Parsed | None:
        """The tree of a blob, None where it is missing, no text, or takes too long."""
        key = (blob_id, grammar)
        return self._known(*key) or self._parsed(key, self.read(blob_id), None, [])

    def trees(self, change: FileChange, grammar: str) -> tuple[Parsed | None, Parsed | None]:
        """The trees of a file before and after, None for a side that is not there or unread.

        A side whose other side is known already is parsed only where the hunks say so.
        """
        old = self._known(change.old_blob, grammar)
        new = self._known(change.new_blob, grammar)
        if new is None:
            source = self.side(change, "new")
            new = self._parsed((change.new_blob, grammar), source, old, edits(change))
        if old is None:
            source = self.side(change, "old")
            back = [_back(edit) for edit in edits(change)]
            old = self._parsed((change.old_blob, grammar), source, new, back)
        return old, new

    def _known(self, blob_id: str, grammar: str) -> Parsed | None:
        key = (blob_id, grammar)
        if key in self._trees:
            self._trees.move_to_end(key)
        return self._trees.get(key)

    def _parsed(
        self, key: tuple[str, str], source: bytes | None, base: Parsed | None, edits: list[Edit]
    ) -> Parsed | None:
        if source is None or key in self._failed or not is_text(source):
            return None
        if base is not None and edits:
            parsed = parse_again(base, source, edits, key[1])
        else:
            parsed = parse(source, key[1])
        if parsed is None:
            self._failed.add(key)
        else:
            self._keep(key, parsed)
        return parsed

    def _keep(self, key: tuple[str, str], parsed: Parsed) -> None:
        self._trees[key] = parsed
        self._kept += len(parsed.source)
        while self._kept > _KEPT_BYTES and len(self._trees) > 1:
            _, gone = self._trees.popitem(last=False)
            self._kept -= len(gone.source)


def _before(change: FileChange, new: bytes) -> bytes | None:
    """The text that the hunks turned into `new`; None where it does not fit them."""
    lines = new.split(b"\n")
    parts: list[bytes] = []
    at = 0
    for hunk in change.hunks:
        start = hunk.new_start - (hunk.new_lines > 0)
        if not at <= start <= len(lines):
            return None
        rows = [row for row in hunk.body.split("\n")[:-1] if row[:1] in {" ", "-"}]
        parts += lines[at:start]
        parts += (row[1:].encode(change.encoding) for row in rows)
        at = start + hunk.new_lines
    return b"\n".join([*parts, *lines[at:]])


def is_text(source: bytes) -> bool:
    """Whether a person may have written it: no NUL, no endless lines."""
    return b"\0" not in source and len(source) <= _WIDEST_LINES * (source.count(b"\n") + 1)


def edits(change: FileChange) -> list[Edit]:
    """What the hunks replace, without the context around it."""
    return [edit for hunk in change.hunks for edit in _edits_of(hunk)]


def _edits_of(hunk: Hunk) -> Iterator[Edit]:
    # A hunk without lines on a side starts after the line that it names.
    old = hunk.old_start - (hunk.old_lines > 0)
    new = hunk.new_start - (hunk.new_lines > 0)
    if "\n " not in hunk.body and hunk.body[:1] in {"+", "-"}:  # no line around: one edit
        yield Edit(old, hunk.old_lines, new, hunk.new_lines)
        return
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
