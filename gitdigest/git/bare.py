"""A bare repository of our own, written as the few plain files that it is: that costs no process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

ObjectFormat = Literal["sha1", "sha256"]

ID_LENGTH: Mapping[ObjectFormat, int] = {"sha1": 40, "sha256": 64}

_UNKNOWN_HEAD = "refs/heads/.invalid"  # no branch can have this name
_CORE = """\
[core]
	repositoryFormatVersion = {version}
	bare = true
	hooksPath = /dev/null
	fsmonitor = false
[advice]
	graftFileDeprecated = false
"""


def write_bare(folder: Path, object_format: ObjectFormat, config: str) -> None:
    """Makes a folder a repository but for its HEAD; one that is a repository gets a new config."""
    (folder / "objects" / "info").mkdir(parents=True, exist_ok=True)
    (folder / "refs").mkdir(exist_ok=True)
    version = 0 if object_format == "sha1" else 1
    extensions = "[extensions]\n\tobjectFormat = sha256\n" if version else ""
    put_lines(folder / "config", _CORE.format(version=version), extensions, config)


def object_format_of(folder: Path) -> ObjectFormat | None:
    """What the ids of a repository are that `write_bare` made; None where it made none."""
    try:
        config = (folder / "config").read_bytes()
    except FileNotFoundError:
        return None
    return "sha256" if b"objectFormat = sha256" in config else "sha1"


def write_head(folder: Path, head: str) -> None:
    """Says what HEAD is: a full ref name, an id, or "" where it is not known."""
    is_id = head != "" and not head.startswith("refs/")
    put_lines(folder / "HEAD", head if is_id else f"ref: {head or _UNKNOWN_HEAD}")


def put_lines(file: Path, *lines: str) -> None:
    """Writes lines, in the bytes that names came in."""
    file.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
