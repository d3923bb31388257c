"""The files of a work tree, read without git: whoever made it may have put anything there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gitdigest.errors import GitDigestError, RepositoryError
from gitdigest.files import UnreadableError, read_plain
from gitdigest.git.bare import ObjectFormat
from gitdigest.git.directory import find_git_dir
from gitdigest.git.index import Entry
from gitdigest.git.refs import read_refs
from gitdigest.git.shadow import read_head
from gitdigest.objectid import object_id

MAX_FILE = 256 << 20
MAX_ALL = 4 << 30  # of what must be read; a file with a hole can claim any size
_FILE, _EXECUTABLE, _LINK, _MODULE = "100644", "100755", "120000", "160000"
_UINT32 = 0xFFFFFFFF  # as much of a number as the index keeps


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked path that is not as the index has it; `mode` "" where it is gone.

    `content` is that of a file or a link, `module` the commit that a submodule stands at.
    """

    entry: Entry
    mode: str = ""
    content: bytes = b""
    module: str = ""


class WorkTree:
    """Compares tracked files with the index, whose time in nanoseconds is `written`.

    `modes` tells whether this file system keeps the executable bit. No symbolic link is followed.
    """

    def __init__(self, root: Path, format: ObjectFormat, written: int, *, modes: bool) -> None:  # noqa: A002
        self._root = str(root)
        self._format = format
        self._written = written
        self._modes = modes
        self._folders: dict[str, bool] = {"": True}
        self._left = MAX_ALL

    def changes(self, entries: Iterable[Entry]) -> Iterator[Change]:
        """The tracked paths that are not as the index has them. Raises RepositoryError."""
        for entry in entries:
            if not entry.kept and (change := self._change(entry)):
                yield change

    def _change(self, entry: Entry) -> Change | None:
        found = self._found(entry.path)
        if entry.mode == _MODULE:
            return self._module(entry, found)
        if found is None or not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
            return Change(entry)
        if self._is_as_it_was(entry, found):
            return None
        mode, content = self._read(entry, found)
        same = mode == entry.mode and object_id("blob", content, self._format) == entry.blob
        return None if same and not entry.intended else Change(entry, mode, content)

    def _found(self, path: str) -> os.stat_result | None:
        """What lies there, None where nothing does; behind a link nothing counts, as for git."""
        if not self._is_folder(path.rpartition("/")[0]):
            return None
        return _looked_at(f"{self._root}/{path}")

    def _is_folder(self, path: str) -> bool:
        if path not in self._folders:
            found = None
            if self._is_folder(path.rpartition("/")[0]):
                found = _looked_at(f"{self._root}/{path}")
            self._folders[path] = found is not None and stat.S_ISDIR(found.st_mode)
        return self._folders[path]

    def _is_as_it_was(self, entry: Entry, found: os.stat_result) -> bool:
        """Whether git, too, would not read it again: so nobody needs to run what filters it."""
        known = entry.stat
        return (
            known is not None
            and not entry.intended
            and known.mtime_ns == found.st_mtime_ns < self._written
            and known.inode == found.st_ino & _UINT32
            and known.size == found.st_size & _UINT32
            and self._mode(entry, found) == entry.mode
        )

    def _mode(self, entry: Entry, found: os.stat_result) -> str:
        if stat.S_ISLNK(found.st_mode):
            return _LINK
        if not self._modes:
            return entry.mode if entry.mode in {_FILE, _EXECUTABLE} else _FILE
        return _EXECUTABLE if found.st_mode & stat.S_IXUSR else _FILE

    def _read(self, entry: Entry, found: os.stat_result) -> tuple[str, bytes]:
        path = f"{self._root}/{entry.path}"
        self._left -= found.st_size
        if found.st_size > MAX_FILE or self._left < 0:
            raise RepositoryError(
                f"too much changed to be read: {entry.path}", "stage it, and give --staged"
            )
        try:
            if stat.S_ISLNK(found.st_mode):
                return _LINK, os.fsencode(os.readlink(path))  # noqa: PTH115 - the bytes as they are
            content = read_plain(Path(path), MAX_FILE)
        except UnreadableError as error:
            raise RepositoryError(error.message, error.hint) from error
        except OSError as error:
            raise RepositoryError(f"{path} cannot be read: {error.strerror}") from error
        if content is None:
            raise RepositoryError(f"{path} went while it was read", "try again")
        return self._mode(entry, found), content

    def _module(self, entry: Entry, found: os.stat_result | None) -> Change | None:
        """A submodule by the commit that it stands at; one that is not checked out is as it was."""
        if found is None or not stat.S_ISDIR(found.st_mode):
            return Change(entry)
        place = Path(self._root, entry.path)
        if not os.path.lexists(place / ".git"):
            return None
        try:
            git_dir = find_git_dir(place)
            head = read_head(git_dir, len(entry.blob))
            if head.startswith("refs/"):
                head = read_refs(git_dir.common, len(entry.blob)).ids.get(head, "")
        except GitDigestError:  # it is somebody's whole repository, of which one line counts here
            return None
        return Change(entry, _MODULE, module=head) if head not in {"", entry.blob} else None


def _looked_at(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None
