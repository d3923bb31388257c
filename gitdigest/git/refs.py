"""The branches, tags and remote branches of a repository, read by a parser of our own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from gitdigest.errors import RepositoryError
from gitdigest.files import UnreadableError, read_plain
from gitdigest.git.config import read_git_file
from gitdigest.limits import Limits

_MAX_NAME = 1024
_PACKED_LIMIT = 256 << 20
_SPACES = ("heads", "tags", "remotes")
# what `git check-ref-format` refuses, and a leading dash, which some command may take for an option
_BAD_NAME = re.compile(rb"(^|/)[-.]|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|\.lock(/|$)|/$|\.$|/@$")


class Refs(NamedTuple):
    """Full names with the ids they name, sorted; and how many could not be taken over."""

    ids: dict[str, str]
    skipped: int


def read_refs(common: Path, id_length: int, most: int = Limits().refs) -> Refs:
    """The refs of a git folder; loose ones count more than packed ones, as for git.

    Symbolic refs, and other namespaces (stash, notes, replace), are left out and not counted.
    """
    found: dict[bytes, bytes] = {}
    skipped = 0
    valid = re.compile(rb"[0-9a-f]{%d}" % id_length)
    for name, value in _all_refs(common):
        found.pop(name, None)
        if value.startswith(b"ref: "):
            continue
        if valid.fullmatch(value) and value.strip(b"0") and is_safe_name(name):
            found[name] = value
        else:
            skipped += 1
        if len(found) + skipped > most:
            raise RepositoryError(
                f"more than {most} refs",
                "raise refs of [limits], or clone the branches that you need into a new folder",
            )
    ids = {
        name.decode("utf-8", "surrogateescape"): value.decode("ascii")
        for name, value in sorted(found.items())
    }
    return Refs(ids, skipped)


def is_safe_name(name: bytes) -> bool:
    """Whether a ref may keep its name in a repository of ours."""
    return len(name) <= _MAX_NAME and not _BAD_NAME.search(name)


def _all_refs(common: Path) -> Iterator[tuple[bytes, bytes]]:
    yield from _packed(common / "packed-refs")
    if (common / "refs").is_symlink():
        raise RepositoryError(f"{common / 'refs'} is a symbolic link", "give what it leads to")
    for space in _SPACES:
        yield from _loose(common, f"refs/{space}")


def _packed(file: Path) -> Iterator[tuple[bytes, bytes]]:
    """The refs of a packed-refs file, with a header or without; what is no ref has no value."""
    wanted = tuple(f"refs/{space}/".encode() for space in _SPACES)
    for line in read_git_file(file, _PACKED_LIMIT).split(b"\n"):
        if not line or line.startswith((b"#", b"^")):
            continue
        value, space, name = line.partition(b" ")
        if not space:
            yield line, b""
        elif name.startswith(wanted):
            yield name, value


def _loose(common: Path, top: str) -> Iterator[tuple[bytes, bytes]]:
    """The refs below a folder, without recursion: a hostile one may be thousands deep."""
    todo = [top]
    while todo:
        folder = todo.pop()
        try:
            entries = list(os.scandir(common / folder))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            name = f"{folder}/{entry.name}"
            if entry.is_dir(follow_symlinks=False) and len(name) <= _MAX_NAME:
                todo.append(name)
            elif not name.endswith(".lock"):
                yield os.fsencode(name), _value(Path(entry.path))


def _value(file: Path) -> bytes:
    try:
        return (read_plain(file, 4096) or b"").strip()
    except UnreadableError:
        return b""
