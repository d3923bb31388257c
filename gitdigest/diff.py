"""What a commit changed: the bytes of `git log --raw -z -p` -> Diff, FileChange, Hunk.

Status, modes and names come from the raw part, which no quoting can damage; hunks and counts from
the patch. In a patch every line of content has a prefix and every odd name is quoted, so that a
line that starts with "diff --git " or "@@ " is git's own, whatever the content says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

Sign = Literal[" ", "+", "-"]
Status = Literal["added", "copied", "deleted", "modified", "renamed", "type-changed"]

STATUS: dict[str, Status] = {
    "A": "added",
    "C": "copied",
    "D": "deleted",
    "M": "modified",
    "R": "renamed",
    "T": "type-changed",
}
FALLBACK_ENCODING = "latin-1"
_line = tuple.__new__  # half the time of Line(...), for each line that git writes
_ENTRY = re.compile(rb":(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([ACDMRT])(\d*)\0")
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)")


class Unread(StrEnum):
    """Why the content of a file, or of a whole commit, is not in the diff."""

    BINARY = "binary"
    TOO_LARGE = "too-large"
    LARGE_COMMIT = "large-commit"
    LONG_LINE = "long-line"
    MANY_FILES = "many-files"
    OUT_OF_TIME = "out-of-time"
    MISSING_OBJECT = "missing-object"
    SHALLOW = "shallow-boundary"
    MERGE = "merge-entry"


class Line(NamedTuple):
    """One line of a hunk; `old` and `new` are its 1-based numbers on the sides that have it.

    `text` is without prefix and LF; `no_newline` tells that the file ends here without one.
    """

    kind: Sign
    old: int | None
    new: int | None
    text: str
    no_newline: bool = False


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk: its ranges, git's section heading, and its lines with their prefixes."""

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    section: str
    body: str

    def lines(self, *, around: bool = True) -> Iterator[Line]:
        """The numbered lines; text ends where git's does, at LF alone (CR and U+2028 stay in).

        Without `around` only those that change.
        """
        old, new = self.old_start, self.new_start
        rows = self.body.split("\n")
        rows.pop()  # what follows the last LF
        bare: set[int] = set()
        if "\n\\" in self.body:
            bare = {i - 1 for i, row in enumerate(rows) if row[:1] == "\\"}
        for i, row in enumerate(rows):
            kind = row[:1]
            if kind == "+":
                yield _line(Line, ("+", None, new, row[1:], i in bare))
                new += 1
            elif kind == "-":
                yield _line(Line, ("-", old, None, row[1:], i in bare))
                old += 1
            elif kind == " ":
                if around:
                    yield _line(Line, (" ", old, new, row[1:], i in bare))
                old += 1
                new += 1


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


class Secret(NamedTuple):
    """A secret that stood in a commit: its kind, and the changed line (1-based) where it began.

    In the message, and in what is said of a person or a file, it has no sign and no line.
    """

    kind: str
    path: str = ""
    line: int | None = None
    sign: Sign | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Diff:
    """What a commit changed against `parent` (its first one; None means the empty tree).

    `unread` says why a whole commit has no content here; its files may then be listed without
    counts, or not at all. `secrets` are those that were masked in it, and in the commit.
    """

    sha: str
    parent: str | None
    files: tuple[FileChange, ...] = ()
    unread: Unread | None = None
    secrets: tuple[Secret, ...] = ()


class RawEntry(NamedTuple):
    """One entry of `--raw`: the first fields of a FileChange, in its order."""

    path: str
    status: Status
    old_path: str | None
    old_mode: str
    new_mode: str
    old_blob: str
    new_blob: str
    similarity: int | None


class Section(NamedTuple):
    """One file's part of a patch, from its "diff --git " on.

    Where it was beyond a bound, `cut` says which one, `text` holds its head only and the counts
    are those of the rest, which was counted and let go.
    """

    text: bytes
    cut: Unread | None = None
    additions: int = 0
    deletions: int = 0


def decode(raw: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: UTF-8, or else Latin-1, which fits any bytes."""
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return raw.decode(FALLBACK_ENCODING), FALLBACK_ENCODING


def decode_path(raw: bytes) -> str:
    r"""A path as text; bytes that are not UTF-8 stay visible as \xNN."""
    return raw.decode("utf-8", "backslashreplace")


def parse_raw(raw: bytes) -> tuple[list[RawEntry], int]:
    """The entries of `--raw -z`, and where the patch behind them starts.

    Raises ValueError for what is no entry, such as one with a status that git does not have.
    """
    entries: list[RawEntry] = []
    position = 0
    while raw[position : position + 1] == b":":
        head = _ENTRY.match(raw, position)
        if head is None:
            raise ValueError(f"not an entry of --raw: {raw[position : position + 120]!r}")
        old_mode, new_mode, old_blob, new_blob, letter, similarity = (
            field.decode("ascii") for field in head.groups()
        )
        path_end = raw.index(b"\0", head.end())
        path, old_path = raw[head.end() : path_end], None
        if letter in "RC":
            old_path = path
            end = raw.index(b"\0", path_end + 1)
            path, path_end = raw[path_end + 1 : end], end
        entries.append(
            RawEntry(
                decode_path(path),
                STATUS[letter],
                None if old_path is None else decode_path(old_path),
                old_mode,
                new_mode,
                old_blob,
                new_blob,
                int(similarity) if similarity else None,
            )
        )
        position = path_end + 1
    return entries, position


def with_patch(entry: RawEntry, sections: Sequence[Section]) -> FileChange:
    """The change of an entry and its part of the patch (two parts for a type change)."""
    additions = deletions = 0
    hunks: list[Hunk] = []
    encoding, binary = "utf-8", False
    unread: Unread | None = None
    for section in sections:
        start = section.text.find(b"\n@@ ") + 1
        if not start:
            binary = binary or b"\nBinary files " in section.text
            continue
        text, used = decode(section.text[start:])
        encoding = used if used != "utf-8" else encoding
        text = f"\n{text}" if text.endswith("\n") else f"\n{text}\n"
        additions += text.count("\n+") + section.additions
        deletions += text.count("\n-") + section.deletions
        if section.cut:
            unread = section.cut
        else:
            hunks.extend(_hunks(text))
    if binary:
        return FileChange(*entry, additions=None, deletions=None, binary=True, unread=Unread.BINARY)
    return FileChange(
        *entry,
        additions=additions,
        deletions=deletions,
        encoding=encoding,
        unread=unread,
        hunks=() if unread else tuple(hunks),
    )


def _hunks(text: str) -> Iterator[Hunk]:
    """The hunks of one file; `text` starts with the LF before the first header."""
    start = 0
    while start >= 0:
        end = text.find("\n@@ ", start + 1)
        head_end = text.index("\n", start + 1)
        head = _HUNK.match(text, start + 1, head_end)
        if head is None:
            raise ValueError(f"not a hunk header: {text[start + 1 : head_end][:80]!r}")
        old_start, old_lines, new_start, new_lines, section = head.groups()
        yield Hunk(
            int(old_start),
            1 if old_lines is None else int(old_lines),
            int(new_start),
            1 if new_lines is None else int(new_lines),
            section,
            text[head_end + 1 : end + 1 if end >= 0 else None],
        )
        start = end


def join(entries: Sequence[RawEntry], sections: Sequence[Section]) -> tuple[FileChange, ...]:
    """Each entry with its own sections; git writes both in one order."""
    if not sections:
        return tuple(FileChange(*entry) for entry in entries)
    files: list[FileChange] = []
    position = 0
    for entry in entries:
        width = 2 if entry.status == "type-changed" else 1
        files.append(with_patch(entry, sections[position : position + width]))
        position += width
    if position != len(sections):
        raise ValueError(f"{len(entries)} entries, but {len(sections)} patches")
    return tuple(files)
