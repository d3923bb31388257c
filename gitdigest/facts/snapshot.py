"""The tree at a commit, moved from commit to commit: in which source files a name stands.

Trees and files are known by their ids: from one commit to the next only what differs is read, and
a file is taken apart once for all names that a selection asks about.
"""

from __future__ import annotations

import re
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from gitdigest.diff import decode_path
from gitdigest.facts.fact import FileClass
from gitdigest.facts.files import folder_of, read_path
from gitdigest.facts.holding import Holding, Names
from gitdigest.facts.sources import LARGEST_SOURCE, Objects
from gitdigest.secret.mask import mask

MOST_FILES = 20_000  # of a tree, and so many folders
_DEEPEST = 100
_KEPT_ENTRIES = 300_000  # of folders, some 70 MB
_MOST_AHEAD = 100_000  # of those that are asked for before they are needed
_PORTION = 16  # folders at a time
_FOREIGN = frozenset({FileClass.VENDORED, FileClass.GENERATED, FileClass.LOCK})
_NO_CODE = frozenset(
    ("", "CSS", "CMake", "Dockerfile", "HCL", "HTML", "JSON", "Jinja", "Just", "Make", "Markdown",
     "Nix", "SQL", "Starlark", "TOML", "XML", "YAML", "reStructuredText")
)  # fmt: skip


Tree = frozenset[tuple[bytes, bytes, bytes]]
"""The entries of a folder as git keeps them: mode, name, id."""


class _Trees:
    """The entries of folders by their ids, the latest used kept; git is asked for many at a time."""

    def __init__(self, blobs: Objects) -> None:
        self._blobs = blobs
        self._known: OrderedDict[str, Tree | None] = OrderedDict()
        self._entries = 0

    def known(self, tree: str) -> Tree:
        """What is in a folder that was read not long ago, nothing where it was not."""
        return self._known.get(tree) or _EMPTY

    def all(self, ids: Collection[str]) -> dict[str, Tree | None]:
        """What is in each, None where it is missing or too large."""
        missing = [one for one in dict.fromkeys(ids) if one not in self._known]
        for one, raw in zip(missing, self._blobs.trees(missing), strict=True):
            self._known[one] = None if raw is None else _tree(raw, _width(one))
            self._entries += 1 + len(self.known(one))
        for one in ids:
            self._known.move_to_end(one)
        found = {one: self._known[one] for one in ids}
        while self._entries > _KEPT_ENTRIES:
            _, gone = self._known.popitem(last=False)
            self._entries -= 1 + len(gone or ())
        return found

    def read_ahead(self, ids: Collection[str]) -> bool:
        """Reads those that will be needed, a portion at a time; False where they are too wide for that."""
        ordered, entries = sorted(ids), 0
        for at in range(0, len(ordered), _PORTION):
            found = self.all(ordered[at : at + _PORTION])
            entries += sum(len(tree or ()) for tree in found.values())
            if entries > _MOST_AHEAD:
                return False
        return True


class TooManyFilesError(Exception):
    """A tree has more files than are looked through."""


class Entry(NamedTuple):
    """What a tree has under a name: the id of a file or of a folder, empty where it has none."""

    file: str = ""
    folder: str = ""


class _Folder(NamedTuple):
    """A folder of the tree: its path, with a slash behind it unless it is the topmost, and its id."""

    path: str
    tree: str


_NOTHING = Entry()
_EMPTY: Tree = frozenset()
_NONE: Names = frozenset()


class Snapshot:
    """The source files of one tree at a time, and which of `names` each of them holds.

    `unread` are the paths of what could not be looked through: too large, too deep, or missing.
    """

    def __init__(self, blobs: Objects, names: frozenset[bytes]) -> None:
        self.unread: set[str] = set()
        self._blobs = blobs
        self._tree = ""
        self._files = 0
        self._paths: defaultdict[bytes, set[str]] = defaultdict(set)
        self._ids: dict[str, str] = {}
        self._trees = _Trees(blobs)
        self._held = Holding(blobs, names)

    def expect(self, shas: Collection[str]) -> None:
        """Asks for the folders of commits to come, for all at once: each alone is an answer to wait for.

        Not where they would fill the memory: if each is as wide as the one that is there, or turns
        out to be wider.
        """
        coming = {_Folder("", self._tree): {_tree_of(sha) for sha in shas}} if self._tree else {}
        while 0 < self._entries_of(coming) <= _MOST_AHEAD:
            if not self._trees.read_ahead(frozenset().union(*coming.values())):
                return
            coming = self._below(coming)

    def _entries_of(self, coming: Mapping[_Folder, Collection[str]]) -> int:
        return sum(len(self._trees.known(one.tree)) * len(ids) for one, ids in coming.items())

    def _below(self, coming: Mapping[_Folder, Collection[str]]) -> dict[_Folder, set[str]]:
        """The folders in those that are there now, with the ids of what will be in their places."""
        found: defaultdict[_Folder, set[str]] = defaultdict(set)
        for (path, tree), ids in coming.items():
            now = self._trees.known(tree)
            folders = {name: one.folder for name, one in _entries(now)}
            for name, one in _entries(_EMPTY.union(*map(self._trees.known, ids)) - now):
                inner = f"{path}{decode_path(name)}"
                if one.folder and folders.get(name) and not _is_foreign(inner):
                    found[_Folder(f"{inner}/", folders[name])].add(one.folder)
        return found

    def move(self, sha: str) -> None:
        """Become the tree of a commit.

        Raises TooManyFilesError, after which it can neither be asked nor moved.
        """
        tree = _tree_of(sha)
        changes = list(self._changes(self._tree, tree))
        held = self._held.all((old, new) for _, old, new in changes)
        for path, old, new in changes:
            before, after = held.get(old) or _NONE, held.get(new) or _NONE
            for name in before - after:
                self._paths[name].discard(path)
            for name in after - before:
                self._paths[name].add(path)
            if new and held[new] is None:
                self.unread.add(path)
            self._ids[path] = new
            self._files += bool(new) - bool(old)
        self._tree = tree

    def files(self, name: bytes) -> Mapping[str, str]:
        """The paths of the files that hold a name as a word, each with the id of its blob."""
        return {path: self._ids[path] for path in self._paths.get(name, ())}

    def text(self, path: str) -> bytes:
        """What a file of the tree holds, nothing where there is none or it is too large."""
        asked = f"{self._tree}:{path}"
        found = None if "\n" in path else self._blobs.read(asked, limit=LARGEST_SOURCE)
        return found or b""

    def beside(self, path: str) -> list[str]:
        """The paths of all files of a file's folder, those that programs write too."""
        folder = folder_of(path)
        tree = f"{self._tree}:{folder}"
        raw = None if "\n" in folder else next(self._blobs.trees([tree]), None)
        names = _entries(_tree(raw or b"", _width(self._tree)))
        return [f"{folder}/{decode_path(name)}".lstrip("/") for name, one in names if one.file]

    def _changes(self, old: str, new: str) -> Iterator[tuple[str, str, str]]:
        """The source files in which two trees differ: path, and the blob in each or nothing.

        Folders are read level by level, so that git is asked for many at a time.
        """
        level = [("", old, new)]
        files, folders = self._files, 0
        for _ in range(_DEEPEST):
            trees = self._trees.all({tree for _, *pair in level for tree in pair if tree})
            below: list[tuple[str, str, str]] = []
            for path, one, other in level:
                if other and trees[other] is None:
                    self.unread.add(path or ".")
                for name, was, now in _differences(path, trees.get(one), trees.get(other)):
                    if (was.file or now.file) and _is_source(name):
                        files += bool(now.file) - bool(was.file)
                        yield _masked(name), was.file, now.file
                    if (was.folder or now.folder) and not _is_foreign(name):
                        below.append((f"{name}/", was.folder, now.folder))
                if max(files, folders + len(below)) > MOST_FILES:
                    raise TooManyFilesError
            level, folders = below, folders + len(below)
            if not level:
                return
        self.unread.update(path for path, _, new in level if new)


def _differences(
    path: str, before: Tree | None, after: Tree | None
) -> Iterator[tuple[str, Entry, Entry]]:
    """The paths of the entries in which two folders differ, and what stands there in each."""
    old, new = before or _EMPTY, after or _EMPTY
    was, now = dict(_entries(old - new)), dict(_entries(new - old))
    for raw in sorted(was.keys() | now.keys()):
        yield f"{path}{decode_path(raw)}", was.get(raw, _NOTHING), now.get(raw, _NOTHING)


def _tree_of(sha: str) -> str:
    return f"{sha}^{{tree}}"


def _width(tree: str) -> int:
    """The bytes of an id, by that of a tree or of the commit that it is asked for by."""
    return len(tree.partition("^")[0]) // 2


def _tree(raw: bytes, width: int) -> Tree:
    return frozenset(_tree_pattern(width).findall(raw))


def _entries(tree: Tree) -> Iterator[tuple[bytes, Entry]]:
    """The files and folders of a tree: no links, no submodules."""
    for mode, name, raw_id in tree:
        if mode == b"40000":
            yield name, Entry(folder=raw_id.hex())
        elif mode.startswith(b"100"):
            yield name, Entry(file=raw_id.hex())


@lru_cache(maxsize=1 << 16)
def _masked(path: str) -> str:
    """A path without secrets, kept: the same files change again and again."""
    return mask(path)


@cache
def _tree_pattern(width: int) -> re.Pattern[bytes]:
    return re.compile(rb"([0-7]+) ([^\0]+)\0(.{%d})" % width, re.DOTALL)


def _is_foreign(folder: str) -> bool:
    return read_path(f"{folder}/x").file_class in _FOREIGN


def _is_source(path: str) -> bool:
    """Whether people write code in it, in a language that we know of."""
    known = read_path(path)
    return known.language not in _NO_CODE and known.file_class not in _FOREIGN
