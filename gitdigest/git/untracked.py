"""How many files of a work tree git does not track, without those that it is told to ignore.

git reads the rules, but not the work tree: what it sees is a folder of ours, with copies of the
`.gitignore` files and nothing else.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from gitdigest.errors import GitError
from gitdigest.files import UnreadableError, read_plain
from gitdigest.git.command import GitCommand

MOST = 100_000  # entries that are looked at; a work tree may hold a whole disk
_RULES = 1 << 20


def count_untracked(git: GitCommand, root: Path, tracked: Collection[str], exclude: Path) -> int:
    """The files that are neither in `tracked` nor ignored, -1 where there are too many to look at.

    `exclude` is the repository's own file of rules. A folder that is a repository counts as one.
    """
    known = frozenset(tracked)
    put_rules(exclude, git.directory / "info" / "exclude")
    found = seen = 0
    with tempfile.TemporaryDirectory(prefix="gitdigest-", ignore_cleanup_errors=True) as made:
        rules = Path(os.path.realpath(made))
        level = [""]
        while level:
            files: list[str] = []
            folders: list[str] = []
            for folder in level:
                put_rules(root / folder / ".gitignore", rules / folder / ".gitignore")
                _look(root, folder, known, files, folders)
            seen += len(files) + len(folders)
            if seen > MOST:
                return -1
            ignored = _ignored(git, rules, [*files, *folders])
            found += sum(path not in ignored for path in files)
            level = [path for path in folders if path not in ignored]
    return found


def put_rules(source: Path, target: Path) -> None:
    """Copies a file of rules if it is a plain one: git would wait at a FIFO."""
    try:
        rules = read_plain(source, _RULES)
    except UnreadableError:
        return
    if rules is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(rules)


def _look(
    root: Path, folder: str, tracked: frozenset[str], files: list[str], folders: list[str]
) -> None:
    """Adds what is not tracked in a folder: files, and folders that must be looked at."""
    try:
        entries = list(os.scandir(root / folder))
    except OSError:  # git, too, leaves out what it may not read
        return
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.name == ".git" or path in tracked:
            continue
        if not entry.is_dir(follow_symlinks=False):
            if entry.is_file(follow_symlinks=False) or entry.is_symlink():
                files.append(path)
        elif os.path.lexists(f"{entry.path}/.git"):
            files.append(f"{path}/")
        else:
            folders.append(path)


def _ignored(git: GitCommand, rules: Path, paths: Iterable[str]) -> frozenset[str]:
    asked = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    if not asked:
        return frozenset()
    try:
        output = git.run(
            f"--work-tree={rules}", "check-ignore", "--stdin", "-z", "--no-index", stdin=asked
        )
    except GitError as error:
        if error.status != 1:  # which says that none is ignored
            raise
        return frozenset()
    return frozenset(output.decode("utf-8", "surrogateescape").split("\0"))
