"""The content of files before and after a commit, their trees kept as long as they are useful."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Literal, Protocol

from gitdigest.diff import FileChange
from gitdigest.errors import GitDigestError
from gitdigest.facts.edits import Edit, Text, back, edits, line_starts
from gitdigest.facts.fact import Side
from gitdigest.facts.trees import Parsed, parse, parse_again
from gitdigest.objectid import object_id

LARGEST_SOURCE = 1 << 20
_KEPT_BYTES = 16 << 20  # a tree takes ten to twenty times the bytes of its source
_LEAST_BYTES = 8 << 20  # where many processes share what two may keep
_KEPT_VERSIONS = 8  # of a file: wanted until what was before them is known, on some branches
_TEXT_SHARE = 2  # bytes of texts alone, for each one that is kept with its tree
_MOST_AHEAD = 100  # texts that are asked for before they are needed
_PORTION = 16  # of them at a time: they may be large
_SHA256 = 64
_WIDEST_LINES = 20_000  # a line of more bytes in the mean is no source that a person wrote


class Blobs(Protocol):
    """Where the content of blobs comes from."""

    def read(self, name: str, *, limit: int) -> bytes | None:
        """The bytes of a blob, None where it is missing or larger than `limit`."""

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        """As `read` for many, in order."""


class Objects(Blobs, Protocol):
    """Where the content of blobs and trees comes from, as it is."""

    def trees(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """The entries of trees as git keeps them, None where one is missing or too large."""


class Sources:
    """Blobs and their trees by blob id, the latest used kept: each is read and parsed once.

    Made once for a repository; not safe for threads, as `Blobs` are not.
    """

    def __init__(self, blobs: Blobs) -> None:
        self.derived: dict[
            object, Any
        ] = {}  # what others made of texts that they knew by their ids
        self._blobs = blobs
        self._texts: OrderedDict[str, bytes | None] = OrderedDict()
        self._trees: OrderedDict[tuple[str, str], Parsed] = OrderedDict()
        self._versions: dict[str, list[tuple[str, str]]] = {}
        # those that are not the last of their paths, and the turn in which they were used last
        self._spare: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._turn = 0
        self._paths: dict[tuple[str, str], str] = {}
        self._failed: set[tuple[str, str]] = set()
        self._room = _KEPT_BYTES
        self._kept = 0
        self._text_bytes = 0

    def share(self, processes: int) -> None:
        """Keeps less, as so many processes do the same at once."""
        self._room = min(_KEPT_BYTES, max(_LEAST_BYTES, 2 * _KEPT_BYTES // processes))

    def begin(self) -> None:
        """Some commits begin: what those before them used is wanted less than what they will."""
        self._turn += 1

    def expect(self, changes: Iterable[FileChange]) -> None:
        """Asks for what some changes need, in their order: each alone is an answer to wait for.

        Where git fails, what is not there is asked for by itself when it is needed: so the error, if
        there still is one, is that of the commit that needs it.
        """
        wanted: list[str] = []
        known: set[str] = set()
        for change in changes:
            sides = {one for one in (change.old_blob, change.new_blob) if one.strip("0")}
            if len(sides) > 1 and not any(one in known or one in self._texts for one in sides):
                wanted.append(change.new_blob)
            known |= sides  # each is made from the other
        with suppress(GitDigestError):
            self._read_ahead(wanted[:_MOST_AHEAD])

    def _read_ahead(self, wanted: list[str]) -> None:
        """Reads some texts, a portion at a time, as far as there is room for them beside others."""
        size = 0
        for at in range(0, len(wanted), _PORTION):
            some = wanted[at : at + _PORTION]
            texts = self._blobs.read_all(some, limit=LARGEST_SOURCE)
            for blob, text in zip(some, texts, strict=True):
                self._remember(blob, text)
                size += len(text or b"")
            if size > self._room:
                return

    def read(self, blob_id: str) -> bytes | None:
        """The bytes of a blob up to 1 MiB, None where it is missing, larger, or no blob at all."""
        if not blob_id.strip("0"):
            return None
        if blob_id not in self._texts:
            self._remember(blob_id, self._blobs.read(blob_id, limit=LARGEST_SOURCE))
        self._texts.move_to_end(blob_id)
        return self._texts[blob_id]

    def known(self, blob_id: str) -> bytes | None:
        """The bytes of a blob that was read not long ago."""
        return self._texts.get(blob_id)

    def _remember(self, blob_id: str, text: bytes | None) -> None:
        self._texts[blob_id] = text
        self._text_bytes += len(text or b"")
        while self._text_bytes > _TEXT_SHARE * self._room and len(self._texts) > 1:
            _, gone = self._texts.popitem(last=False)
            self._text_bytes -= len(gone or b"")

    def side(self, change: FileChange, side: Side) -> bytes | None:
        """A file's bytes before or after; what is before is made from what is after and the hunks.

        So is what is after where what was before is at hand. The blob id proves that it is the
        same, at a tenth of the cost of asking git.
        """
        return self._side(change, side, None)

    def _side(self, change: FileChange, side: Side, other: Parsed | None) -> bytes | None:
        """The same; `other` is the other side, where its lines are known."""
        wanted, given = change.old_blob, change.new_blob
        if side == "new":
            wanted, given = given, wanted
        at_hand = side == "old" or other is not None or given in self._texts or not given.strip("0")
        if wanted in self._texts or not change.hunks or not at_hand:
            return self.read(wanted)
        text = other or self._text(given)
        made = None if text is None else _made(change, text, side)
        hashed: Literal["sha1", "sha256"] = "sha256" if len(wanted) == _SHA256 else "sha1"
        # a key of several lines may be seen in the whole file alone: whoever reads it masks it
        if made is None or len(made) > LARGEST_SOURCE or b"PRIVATE KEY" in made:
            return self.read(wanted)
        if object_id("blob", made, hashed) != wanted:
            return self.read(wanted)
        self._remember(wanted, made)
        return made

    def _text(self, blob_id: str) -> Text | None:
        source = self.read(blob_id) if blob_id.strip("0") else b""
        return None if source is None else Text(source, line_starts(source))

    def tree(self, blob_id: str, grammar: str) -> Parsed | None:
        """The tree of a blob, None where it is missing, no text, or nothing that anybody wrote."""
        key = (blob_id, grammar)
        return self._known(*key) or self._parsed(blob_id, key, self.read(blob_id), None, [])

    def trees(self, change: FileChange, grammar: str) -> tuple[Parsed | None, Parsed | None]:
        """The trees of a file before and after, None for a side that is not there or unread.

        A side whose other side is known already is parsed only where the hunks say so.
        """
        old = self._known(change.old_blob, grammar)
        new = self._known(change.new_blob, grammar)
        some = edits(change) if new is None or old is None else []
        if new is None:
            source = self._side(change, "new", old)
            key = (change.new_blob, grammar)
            new = self._parsed(change.path, key, source, old, some)
        if change.old_blob == change.new_blob:  # it has another name or mode, and nothing else
            return new, new
        if old is None:
            source = self._side(change, "old", new)
            undone = [back(edit) for edit in some]
            key = (change.old_blob, grammar)
            old = self._parsed(change.old_path or change.path, key, source, new, undone)
        return old, new

    def _known(self, blob_id: str, grammar: str) -> Parsed | None:
        key = (blob_id, grammar)
        if key in self._trees:
            self._trees.move_to_end(key)
            if key in self._spare:
                self._spare.move_to_end(key)
                self._spare[key] = self._turn
        return self._trees.get(key)

    def _parsed(
        self,
        path: str,
        key: tuple[str, str],
        source: bytes | None,
        base: Parsed | None,
        edits: list[Edit],
    ) -> Parsed | None:
        if source is None or key in self._failed or not is_text(source):
            return None
        grammar = key[1]
        if base is None:
            base, edits = self._nearest(path, grammar), []
        parsed = parse_again(base, source, edits, grammar) if base else parse(source, grammar)
        if parsed is None:
            self._failed.add(key)
        else:
            self._keep(path, key, parsed)
        return parsed

    def _nearest(self, path: str, grammar: str) -> Parsed | None:
        """The last version of a file that was parsed."""
        keys = (key for key in reversed(self._versions.get(path, ())) if key[1] == grammar)
        return next((self._trees[key] for key in keys), None)

    def _keep(self, path: str, key: tuple[str, str], parsed: Parsed) -> None:
        self._trees[key], self._paths[key] = parsed, path
        self._kept += len(parsed.source)
        versions = self._versions.setdefault(path, [])
        for older in versions[-1:]:
            self._spare.pop(older, None)
            self._spare[older] = self._turn
        versions.append(key)
        if len(versions) > _KEPT_VERSIONS:
            self._let_go(versions[0])
        while self._kept > self._room and len(self._trees) > 1:
            self._let_go(self._least())

    def _least(self) -> tuple[str, str]:
        """The tree that is wanted least: a version before the last one, not used in this turn."""
        key, used = next(iter(self._spare.items()), (None, self._turn))
        return key if key and used < self._turn else next(iter(self._trees))

    def _let_go(self, key: tuple[str, str]) -> None:
        self._kept -= len(self._trees.pop(key).source)
        self._spare.pop(key, None)
        path = self._paths.pop(key)
        versions = self._versions[path]
        versions.remove(key)
        if not versions:
            del self._versions[path]


class Remembered:
    """Objects, of which git is not asked for the texts that `sources` has."""

    def __init__(self, objects: Objects, sources: Sources) -> None:
        self._objects = objects
        self._sources = sources

    def read(self, name: str, *, limit: int) -> bytes | None:
        """The bytes of a blob, None where it is missing or larger than `limit`."""
        (found,) = self.read_all((name,), limit=limit)
        return found

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        """As `read` for many, in order."""
        asked = [(name, self._sources.known(name)) for name in names]
        others = self._objects.read_all((n for n, text in asked if text is None), limit=limit)
        for _, text in asked:
            if text is None:
                yield next(others)
            else:
                yield text if len(text) <= limit else None

    def trees(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """The entries of trees as git keeps them, None where one is missing or too large."""
        return self._objects.trees(names)


def _made(change: FileChange, given: Text | Parsed, side: Side) -> bytes | None:
    """A side of a file, by the other one and the hunks; None where these do not fit."""
    source, starts = given.source, given.starts
    stays = {" ", "-"} if side == "old" else {" ", "+"}
    parts: list[bytes] = []
    at = 0
    for hunk in change.hunks:
        first, lines = hunk.new_start, hunk.new_lines
        if side == "new":
            first, lines = hunk.old_start, hunk.old_lines
        start = first - (lines > 0)
        end = start + lines
        if not at <= start <= end < len(starts):
            return None
        rows = [row[1:] for row in hunk.body.split("\n") if row[:1] in stays]
        parts += (
            source[starts[at] : starts[start]],
            "\n".join([*rows, ""]).encode(change.encoding),
        )
        at = end
    return b"".join([*parts, source[starts[at] :]])


def is_text(source: bytes) -> bool:
    """Whether a person may have written it: no NUL, no endless lines."""
    end = 0
    for _ in range((len(source) - 1) // _WIDEST_LINES):  # so many lines end in it at least
        end = source.find(b"\n", end) + 1
        if not end:
            return False
    return b"\0" not in source
