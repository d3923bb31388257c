"""A copy of a repository's index, in the shadow -> its entries: git parses it there, we look at it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gitdigest.errors import RepositoryError
from gitdigest.git.command import GitCommand
from gitdigest.git.config import read_git_file

_LIMIT = 512 << 20
_SHARED = re.compile(r"sharedindex\.(?:[0-9a-f]{40}|[0-9a-f]{64})")
_MOST_SHARED = 20  # git deletes old ones after two weeks
_ENTRY = re.compile(
    rb"([A-Za-z?]) ([0-7]{6}) ([0-9a-f]+) ([0-3])\t([^\0]*)\0((?:  [^\n]*\n)*)", re.DOTALL
)
_STAT = re.compile(
    rb"mtime: (\d+):(\d+)\n  dev: \d+\tino: (\d+)\n  uid: \d+\tgid: \d+\n"
    rb"  size: (\d+)\tflags: ([0-9a-f]+)\n"
)
_INTENT_TO_ADD = 1 << 29
_DOT_GIT = re.compile(r"\.git|git~1", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stat:
    """What a file was like when it last was found unchanged, in the numbers that git keeps."""

    mtime_ns: int
    inode: int
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A tracked file as the index has it.

    `kept` ones count as unchanged whatever lies there: outside of a sparse checkout, or marked so
    by the user. `intended` ones will be added, but nothing of them is staged.
    """

    path: str
    mode: str
    blob: str
    stat: Stat | None = None
    kept: bool = False
    intended: bool = False


def copy_index(git_dir: Path, shadow: Path) -> int:
    """Copies the index of a repository into a bare one; its time in nanoseconds, -1 without one."""
    file = git_dir / "index"
    try:
        changed = file.lstat().st_mtime_ns
    except FileNotFoundError:
        return -1
    (shadow / "index").write_bytes(read_git_file(file, _LIMIT))
    names = sorted(entry.name for entry in git_dir.iterdir() if _SHARED.fullmatch(entry.name))
    for name in names[:_MOST_SHARED]:
        (shadow / name).write_bytes(read_git_file(git_dir / name, _LIMIT))
    return changed


def read_entries(git: GitCommand) -> tuple[Entry, ...]:
    """All entries of the shadow's index; RepositoryError for conflicts, and for an odd path."""
    output = git.run("ls-files", "-v", "--stage", "--debug", "-z")
    entries: list[Entry] = []
    end = 0
    for match in _ENTRY.finditer(output):
        if match.start() != end:
            break
        end = match.end()
        entries.append(_entry(match))
    if end != len(output):
        raise RepositoryError("git lists the index in a form that is not known", "see git ls-files")
    return tuple(entries)


def _entry(match: re.Match[bytes]) -> Entry:
    tag, mode, blob, stage, name, more = match.groups()
    path = name.decode("utf-8", "surrogateescape")
    if stage != b"0":
        raise RepositoryError(
            f"{path!r} has a conflict that is not resolved", "resolve it, and stage the result"
        )
    if not is_path(path):
        raise RepositoryError(f"the index holds {path!r}, which no work tree can", "look at it")
    stat = _STAT.search(more)
    flags = int(stat[5], 16) if stat else 0
    return Entry(
        path,
        mode.decode("ascii"),
        blob.decode("ascii"),
        Stat(int(stat[1]) * 10**9 + int(stat[2]), int(stat[3]), int(stat[4])) if stat else None,
        kept=tag == b"S" or tag.islower(),
        intended=bool(flags & _INTENT_TO_ADD),
    )


def is_path(path: str) -> bool:
    """Whether it names a file inside of a work tree: git checks that where it adds, not here."""
    parts = path.split("/")
    return not any(part in {"", ".", ".."} or _DOT_GIT.fullmatch(part) for part in parts)


def update_index(git: GitCommand, rows: Iterable[tuple[str, str, str]]) -> None:
    """Puts (mode, id, path) into the shadow's index; the mode 0, with an id of zeros, takes out."""
    text = "".join(f"{mode} {sha}\t{path}\0" for mode, sha, path in rows)
    if text:
        git.run("update-index", "-z", "--index-info", stdin=text.encode("utf-8", "surrogateescape"))
