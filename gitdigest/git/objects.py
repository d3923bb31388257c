"""The folders that hold a repository's objects, looked through before git opens one of them."""

from __future__ import annotations

import os
from pathlib import Path

from gitdigest.errors import RepositoryError
from gitdigest.git.config import read_git_file

MAX_ENTRIES = 4_000_000
_MAX_FOLDERS = 50
_LIMIT = 1 << 20


def object_folders(objects: Path, *, allow_alternates: bool) -> tuple[Path, ...]:
    """The object folder and, where it is allowed, those that it borrows from, each looked through.

    git waits for ever at a FIFO and follows symbolic links out of the repository: neither may be
    there. Raises RepositoryError.
    """
    if objects.is_symlink():
        raise RepositoryError(f"{objects} is a symbolic link", "give the repository it leads to")
    found: list[Path] = []
    todo = [objects]
    while todo:
        folder = Path(os.path.realpath(todo.pop()))
        if folder in found or not folder.is_dir():
            continue
        found.append(folder)
        _look_through(folder)
        borrowed = _borrowed(folder)
        if borrowed and not allow_alternates:
            raise RepositoryError(
                f"objects are borrowed from elsewhere: {borrowed[0]}",
                "--allow-alternates reads them too",
            )
        if len(found) > _MAX_FOLDERS:
            raise RepositoryError("objects are borrowed from too many places", "clone it anew")
        todo += borrowed
    return tuple(found)


def _borrowed(folder: Path) -> list[Path]:
    text = os.fsdecode(read_git_file(folder / "info" / "alternates", _LIMIT))
    lines = [line for line in text.split("\n") if line and not line.startswith("#")]
    if any(line.startswith('"') or "\0" in line for line in lines):
        raise RepositoryError(f"{folder}/info/alternates holds an odd path", "clone it anew")
    return [folder / line for line in lines]


def _look_through(folder: Path) -> None:
    """Refuses what is neither a folder nor a plain file; a look at each name, none at contents."""
    count = 0
    todo = [str(folder)]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                count += 1
                if entry.is_file(follow_symlinks=False):
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    kind = "a symbolic link" if entry.is_symlink() else "no plain file"
                    raise RepositoryError(f"{entry.path} is {kind}", "clone the repository anew")
                todo.append(entry.path)
        if count > MAX_ENTRIES:
            raise RepositoryError(f"too many files in {folder}", "run git gc in the repository")
