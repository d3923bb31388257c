"""What a commit changed: patch bytes -> Diff, FileChange, Hunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

Status = Literal["added", "copied", "deleted", "modified", "renamed", "type-changed"]


class Unread(StrEnum):
    """Why the content of a file, or of a whole commit, is not in the diff."""

    BINARY = "binary"
    TOO_LARGE = "too-large"
    MISSING_OBJECT = "missing-object"
    SHALLOW = "shallow-boundary"
    MERGE = "merge-entry"


class Line(NamedTuple):
    """One line of a hunk; `old` and `new` are its 1-based numbers on the sides that have it."""

    kind: Literal[" ", "+", "-"]
    old: int | None
    new: int | None
    text: str
    no_newline: bool


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk: its ranges, git's section heading, and its lines with their prefixes."""

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    section: str
    body: str

    def lines(self) -> Iterator[Line]:
        """The numbered lines; text ends where git's does, at LF alone (CR and U+2028 stay in)."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class FileChange:
    """One changed file of a commit, as `git diff-tree --raw` names it.

    Counts equal `--numstat`, None where git counts none. `encoding` tells how the hunks were
    decoded. `unread` says why there are no hunks where there should be some.
    """

    path: str
    status: Status
    old_path: str | None = None
    old_mode: str = "000000"
    new_mode: str = "000000"
    old_blob: str = ""
    new_blob: str = ""
    similarity: int | None = None
    additions: int | None = 0
    deletions: int | None = 0
    binary: bool = False
    encoding: str = "utf-8"
    unread: Unread | None = None
    hunks: tuple[Hunk, ...] = ()

    @property
    def is_submodule(self) -> bool:
        """Whether either side is a gitlink: a commit of another repository."""
        return "160000" in (self.old_mode, self.new_mode)

    @property
    def is_symlink(self) -> bool:
        """Whether either side is a symbolic link."""
        return "120000" in (self.old_mode, self.new_mode)


@dataclass(frozen=True, slots=True)
class Diff:
    """What a commit changed against `parent` (its first one; None means the empty tree).

    `unread` says why a whole commit has no content here; its files may then be listed without
    counts, or not at all.
    """

    sha: str
    parent: str | None
    files: tuple[FileChange, ...] = ()
    unread: Unread | None = None
