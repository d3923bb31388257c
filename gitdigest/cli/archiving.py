"""Whether reports go into an archive, and what they need there; its index is `indexing`'s."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gitdigest.cli.outputs import Plan
from gitdigest.errors import UsageError
from gitdigest.report.mark import INDEX, MARK

_HEAD = 4096  # bytes of a page that hold its mark


def is_archive(folder: Path) -> bool:
    """Whether a folder has an index of ours."""
    return MARK.encode() in head_of(folder / INDEX)


def with_digest(planned: Plan, *, asked: bool) -> Plan:
    """The plan with a page and its digest, where they go into an archive, or one is asked for."""
    if planned.place is None or planned.single:
        if asked:
            raise UsageError("an archive is a folder", "name a folder with -o")
        return planned
    wanted = ("html", "json") if asked else ("json",)
    is_for_archive = asked or ("html" in planned.formats and is_archive(planned.place))
    added = tuple(name for name in wanted if name not in planned.formats)
    return replace(planned, formats=planned.formats + added) if is_for_archive else planned


def folder_of(planned: Plan, *, asked: bool) -> Path | None:
    """The folder that reports were written to, if it is an archive or shall be one; else None."""
    folder = planned.place
    if folder is None or planned.single or not (asked or is_archive(folder)):
        return None
    return folder


def head_of(path: Path) -> bytes:
    """The first bytes of a plain file, none where it is something else."""
    if not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""
