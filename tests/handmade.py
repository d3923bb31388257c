"""Commits and diffs made by hand, for the facts that need no repository."""

from __future__ import annotations

from datetime import UTC, datetime

from gitdigest.commit import Commit, Person
from gitdigest.diff import Diff, FileChange, Hunk, Status

SOMEONE = Person("Ada", "ada@example.com")
NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)


def commit(subject: str, body: str = "", *, parents: int = 1) -> Commit:
    names = tuple(f"{n:040x}" for n in range(1, parents + 1))
    return Commit("f" * 40, names, SOMEONE, SOMEONE, NOON, NOON, subject, body)


def hunk(body: str, *, old_start: int = 1, new_start: int = 1, section: str = "") -> Hunk:
    """A hunk of the given lines with their prefixes; a last LF is added where it lacks."""
    body = body if body.endswith("\n") else body + "\n"
    rows = body.split("\n")[:-1]
    old = sum(row[:1] in {" ", "-"} for row in rows)
    new = sum(row[:1] in {" ", "+"} for row in rows)
    return Hunk(old_start, old, new_start, new, section, body)


def change(
    path: str,
    body: str = "",
    *,
    status: Status = "modified",
    section: str = "",
    start: int = 1,
    lines: int | None = None,
    **fields: str,
) -> FileChange:
    """A change of one hunk, or of a number of added `lines` of which no text is known."""
    if lines is not None:
        body = "+line\n" * lines
    hunks = (hunk(body, section=section, old_start=start, new_start=start),) if body else ()
    rows = body.split("\n")
    return FileChange(
        path=path,
        status=status,
        old_path=fields.get("old_path"),
        old_mode=fields.get("old_mode", "100644"),
        new_mode=fields.get("new_mode", "100644"),
        additions=sum(row[:1] == "+" for row in rows),
        deletions=sum(row[:1] == "-" for row in rows),
        hunks=hunks,
    )


def diff(*files: FileChange) -> Diff:
    return Diff("f" * 40, "e" * 40, files)
