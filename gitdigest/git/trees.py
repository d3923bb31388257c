"""Paths with their ids -> the trees of a commit, written by us.

`git write-tree` would touch each object that is there already, also in somebody else's repository.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from gitdigest.errors import RepositoryError
from gitdigest.git.bare import ObjectFormat
from gitdigest.git.loose import write_object
from gitdigest.objectid import object_id

_TREE = "40000"


class Node(NamedTuple):
    """What a tree holds under a name."""

    mode: str
    sha: str


def write_trees(
    shadow: Path, nodes: Mapping[str, Node], hashed: ObjectFormat, known: Collection[str]
) -> str:
    """The id of the tree of these files; trees that are `known` are not written again.

    Raises RepositoryError where a file stands in the place of a folder.
    """
    folders: dict[str, dict[str, Node]] = {"": {}}
    for path, node in nodes.items():
        folder, _, name = path.rpartition("/")
        _open(folders, folder)[name] = node
    for path in sorted(folders, key=lambda path: -path.count("/")):
        if path:
            folder, _, name = path.rpartition("/")
            if name in folders[folder]:
                raise RepositoryError(f"the index holds {path!r} twice", "look at it")
            folders[folder][name] = Node(_TREE, _written(shadow, folders[path], hashed, known))
    return _written(shadow, folders[""], hashed, known)


def _open(folders: dict[str, dict[str, Node]], path: str) -> dict[str, Node]:
    """The folder of a path, and all above it: a loop, for a hostile one is thousands deep."""
    here = path
    while here not in folders:
        folders[here] = {}
        here = here.rpartition("/")[0]
    return folders[path]


def _written(
    shadow: Path, nodes: Mapping[str, Node], hashed: ObjectFormat, known: Collection[str]
) -> str:
    named = {name.encode("utf-8", "surrogateescape"): node for name, node in nodes.items()}
    # git sorts a folder as if its name ended with a slash
    ordered = sorted(named, key=lambda name: name + b"/" * (named[name].mode == _TREE))
    content = b"".join(
        b"%s %s\0%s" % (named[name].mode.encode("ascii"), name, bytes.fromhex(named[name].sha))
        for name in ordered
    )
    sha = object_id("tree", content, hashed)
    return sha if sha in known else write_object(shadow, "tree", content, hashed)
