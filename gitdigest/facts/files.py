"""What a changed file is for: its class, language and component, by its path and first lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from gitdigest.diff import FileChange
from gitdigest.facts.fact import FileClass, FileFact
from gitdigest.facts.file_classes import class_of
from gitdigest.facts.languages import language_of

_CACHED_PATHS = 1 << 16

_DO_NOT_EDIT = re.compile(
    r"^.{0,12}(?:Code generated .{0,200}DO NOT EDIT|@generated\b|This file (?:is|was) (?:auto-?)?"
    r"(?:matically )?generated|(?:Auto-?|Automatically )generated (?:by|from|file)\b"
    r"|<auto-?generated)",
    re.IGNORECASE | re.MULTILINE,
)
_ASIDE = re.compile(r"(?:^|/)(?:scripts?|tools|hack|misc)/")
_HEADER_LINES = 25
_HEADER_BYTES = 4_000

# Folders that hold components and name none.
_LAYOUT = frozenset(
    {"src", "lib", "libs", "crates", "packages", "pkg", "components", "apps", "modules", "source"}
    | {"main", "java", "kotlin", "scala", "groovy", "projects", "services", "sources", "workspaces"}
)
_DOMAINS = frozenset({"com", "org", "io", "net", "dev"})
_JVM = frozenset({"java", "kotlin", "scala", "groovy"})
_DEPTH = 2


class PathFact(NamedTuple):
    """What a path alone tells of a file."""

    file_class: FileClass
    language: str
    component: str


@lru_cache(maxsize=_CACHED_PATHS)
def read_path(path: str) -> PathFact:
    """What a path tells, kept: histories touch the same paths again and again."""
    return PathFact(class_of(path), language_of(path), component_of(path))


def component_of(path: str) -> str:
    """The part of the tree that a file belongs to, as people call it; "." at the top.

    At most two folders, without those that only say how a tree is laid out: `src/flask/json/x.py`
    is in "flask/json", `cmd/serve/main.go` in "cmd/serve". A `src` below a name ends it, since
    that name is a package of its own: `lib/runtime/src/net/tcp.rs` is in "runtime".
    """
    names: list[str] = []
    before = ""
    folders = path.split("/")[:-1]
    for folder in folders:
        if folder == "src" and names:
            break
        if folder not in _LAYOUT and not (before in _JVM and folder in _DOMAINS):
            names.append(folder)
        before = folder
        if len(names) == _DEPTH:
            break
    return "/".join(names) or (folders[-1] if folders else ".")


def is_aside(path: str) -> bool:
    """Whether a file is a tool of the developers, which nobody gets who installs the project."""
    return _ASIDE.search(path) is not None


def file_fact(change: FileChange) -> FileFact:
    """A changed file with what it is for; a "do not edit" header in its hunks makes it generated."""
    known = read_path(change.path)
    file_class = known.file_class
    if file_class is not FileClass.GENERATED and _is_marked_generated(change):
        file_class = FileClass.GENERATED
    return FileFact(
        path=change.path,
        status=change.status,
        file_class=file_class,
        component=known.component,
        additions=change.additions,
        deletions=change.deletions,
        language=known.language,
        old_path=change.old_path,
        old_mode=change.old_mode,
        new_mode=change.new_mode,
        binary=change.binary,
        encoding=change.encoding,
        unread=change.unread.value if change.unread else None,
    )


def _is_marked_generated(change: FileChange) -> bool:
    """Whether the first lines of the file are in its first hunk and say that a tool wrote it."""
    if not change.hunks or change.hunks[0].new_start > 1:
        return False
    head = change.hunks[0].body[:_HEADER_BYTES].split("\n", _HEADER_LINES)[:_HEADER_LINES]
    return any(_DO_NOT_EDIT.match(line[1:]) for line in head if line[:1] != "-")


def says_generated(text: bytes) -> bool:
    """Whether the first lines of a file say that a tool wrote it."""
    head = text[:_HEADER_BYTES].decode("utf-8", "replace").split("\n", _HEADER_LINES)
    return any(_DO_NOT_EDIT.match(line) for line in head[:_HEADER_LINES])
