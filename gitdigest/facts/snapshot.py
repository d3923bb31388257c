"""The tree at a commit, moved from commit to commit: in which source files a name stands.

Trees and files are known by their ids: from one commit to the next only what differs is read, and
a file is taken apart once for all names that a selection asks about. No text is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from gitdigest.diff import decode_path
from gitdigest.facts.fact import FileClass
from gitdigest.facts.files import read_path, says_generated
from gitdigest.facts.mentions import WORDS
from gitdigest.facts.sources import LARGEST_SOURCE, Objects, is_text
from gitdigest.secret.mask import mask

MOST_FILES = 20_000  # of a tree, and so many folders
_DEEPEST = 100
_KEPT_TREES = 20_000
_KEPT_FILES = 50_000
_FOREIGN = frozenset({FileClass.VENDORED, FileClass.GENERATED, FileClass.LOCK})
_NO_CODE = frozenset(
    ("", "CSS", "CMake", "Dockerfile", "HCL", "HTML", "JSON", "Jinja", "Just", "Make", "Markdown",
     "Nix", "SQL", "Starlark", "TOML", "XML", "YAML", "reStructuredText")
)  # fmt: skip


class TooManyFilesError(Exception):
    """A tree has more files than are looked through."""


class Entry(NamedTuple):
    """What a tree has under a name: the id of a file or of a folder, empty where it has none."""

    file: str = ""
    folder: str = ""


_NOTHING = Entry()


class Snapshot:
    """The source files of one tree at a time, and which of `names` each of them holds.

    `unread` are the paths of what could not be looked through: too large, too deep, or missing.
    """

    def __init__(self, blobs: Objects, names: frozenset[bytes]) -> None:
        self.unread: set[str] = set()
        self._blobs = blobs
        self._names = names
        self._tree = ""
        self._places: dict[bytes, dict[str, str]] = {}
        self._files = self._folders = 0
        self._entries = lru_cache(maxsize=_KEPT_TREES)(self._read_tree)
        self._names_in = lru_cache(maxsize=_KEPT_FILES)(self._read_names)

    def move(self, sha: str) -> None:
        """Become the tree of a commit.

        Raises TooManyFilesError, after which it can neither be asked nor moved.
        """
        tree = f"{sha}^{{tree}}"
        self._folders = 0
        for path, old, new in self._changes(self._tree, tree, ""):
            for name in self._names_in(old) or ():
                self._places.get(name, {}).pop(path, None)
            names = self._names_in(new)
            if names is None:
                self.unread.add(path)
            for name in names or ():
                self._places.setdefault(name, {})[path] = new
            self._files += bool(new) - bool(old)
            if self._files > MOST_FILES:
                raise TooManyFilesError
        self._tree = tree

    def files(self, name: bytes) -> Mapping[str, str]:
        """The paths of the files that hold a name as a word, each with the id of its blob."""
        return self._places.get(name, {})

    def _changes(self, old: str, new: str, path: str) -> Iterator[tuple[str, str, str]]:
        """The source files in which two trees differ: path, and the blob in each or nothing."""
        self._folders += 1
        if self._folders > MOST_FILES:
            raise TooManyFilesError
        before, after = self._entries(old), self._entries(new)
        if after is None or path.count("/") > _DEEPEST:
            self.unread.add(path or ".")
        if path.count("/") > _DEEPEST:
            return
        before, after = before or {}, after or {}
        for raw in {**before, **after}:
            one, other = before.get(raw, _NOTHING), after.get(raw, _NOTHING)
            if one == other:
                continue
            name = f"{path}{decode_path(raw)}"
            if (one.file or other.file) and _is_source(name):
                yield mask(name), one.file, other.file
            if (one.folder or other.folder) and read_path(f"{name}/x").file_class not in _FOREIGN:
                yield from self._changes(one.folder, other.folder, f"{name}/")

    def _read_tree(self, tree: str) -> dict[bytes, Entry] | None:
        raw = self._blobs.tree(tree) if tree else b""
        if raw is None:
            return None
        digits = len(tree.partition("^")[0])
        found = {}
        for mode, name, raw_id in _tree_pattern(digits // 2).findall(raw):
            if mode == b"40000":
                found[name] = Entry(folder=raw_id.hex())
            elif mode.startswith(b"100"):  # no link, no submodule
                found[name] = Entry(raw_id.hex())
        return found

    def _read_names(self, blob: str) -> tuple[bytes, ...] | None:
        """The names that a file holds as words; none where no person wrote it."""
        if not blob:
            return ()
        text = self._blobs.read(blob, limit=LARGEST_SOURCE)
        if text is None:
            return None
        found = self._names.intersection(text.translate(WORDS).split())
        return tuple(found) if found and is_text(text) and not says_generated(text) else ()


@cache
def _tree_pattern(width: int) -> re.Pattern[bytes]:
    return re.compile(rb"([0-7]+) ([^\0]+)\0(.{%d})" % width, re.DOTALL)


def _is_source(path: str) -> bool:
    """Whether people write code in it, in a language that we know of."""
    known = read_path(path)
    return known.language not in _NO_CODE and known.file_class not in _FOREIGN
