"""A path -> the git folder that belongs to it; one that only claims to belong is refused."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from gitdigest.errors import RepositoryError, UsageError
from gitdigest.git.config import last_value, read_config, read_git_file
from gitdigest.text import clean

_POINTER = 8192


@dataclass(frozen=True, slots=True)
class GitDir:
    """Where a repository keeps HEAD (`path`) and all the rest (`common`).

    They differ in a linked worktree alone; `work_tree` is None for a bare repository.
    """

    path: Path
    common: Path
    work_tree: Path | None


def find_git_dir(path: Path) -> GitDir:
    """The git folder of a work tree, of a folder inside of one, or of a bare repository.

    Upwards only `.git` counts: a bare repository among somebody's files is none unless it is named.
    Raises UsageError where there is no such folder, RepositoryError where it cannot be used.
    """
    try:
        start = Path(os.path.realpath(path))
        if not start.is_dir():
            what = "not a folder" if start.exists() else "no such folder"
            raise UsageError(f"{what}: {path}", "give the path of a repository, or a URL")
        return _find(start, path)
    except ValueError as error:  # a NUL, out of a configuration file
        raise UsageError(f"not a path: {str(path)!r}", "give the path of a repository") from error
    except OSError as error:
        raise RepositoryError(f"{path} cannot be read: {error.strerror}") from error


def _find(start: Path, asked: Path) -> GitDir:
    if start.name != ".git" and not os.path.lexists(start / ".git") and _is_git_dir(start):
        return GitDir(start, start, None)
    for folder in (start, *start.parents):
        entry = folder / ".git"
        if entry.is_symlink():
            raise RepositoryError(f"{entry} is a symbolic link", "give the path that it leads to")
        if entry.is_dir():
            if _is_git_dir(entry):
                return GitDir(entry, entry, folder)
        elif entry.is_file():
            return _pointed_at(entry)
        elif entry.exists():
            raise RepositoryError(f"{entry} is neither a folder nor a file", "look at it")
    raise RepositoryError(
        f"not a git repository: {asked}", "give a folder with .git in it, or a bare repository"
    )


def _is_git_dir(folder: Path) -> bool:
    return (folder / "objects").is_dir() and os.path.lexists(folder / "HEAD")


def _pointed_at(entry: Path) -> GitDir:
    """The git folder of a linked worktree or of a submodule's checkout: it must point back.

    Otherwise a file in a downloaded folder would show somebody's other, private repository.
    """
    text = _pointer(entry)
    if not text.startswith("gitdir: "):
        raise RepositoryError(f"{entry} does not name a git folder", "look at it")
    folder = Path(os.path.realpath(entry.parent / text.removeprefix("gitdir: ")))
    back = _pointer(folder / "gitdir")
    if back:
        common = Path(os.path.realpath(folder / _pointer(folder / "commondir")))
        honest = common == folder.parent.parent and _is_git_dir(common)
        if honest and _same(folder / back, entry):
            return GitDir(folder, common, entry.parent)
    elif _is_git_dir(folder):
        work_tree = last_value(read_config(folder / "config"), "core.worktree")
        if work_tree and "\0" not in work_tree and _same(folder / work_tree, entry.parent):
            return GitDir(folder, folder, entry.parent)
    place = clean(str(folder), oneline=True)
    raise RepositoryError(
        f"{entry} leads to {place}, which does not point back", "give that folder if it is yours"
    )


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _pointer(file: Path) -> str:
    text = os.fsdecode(read_git_file(file, _POINTER)).rstrip("\r\n")
    if "\0" in text:
        raise RepositoryError(f"{file} holds no path", "look at it")
    return text
