"""Staged or uncommitted changes -> a commit in the shadow, of which the repository knows nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from gitdigest.errors import GitError, RepositoryError, UsageError
from gitdigest.git.blobs import Blobs
from gitdigest.git.command import GitCommand
from gitdigest.git.config import last_value, read_config, read_git_file
from gitdigest.git.directory import GitDir, find_git_dir
from gitdigest.git.index import Entry, copy_index, read_entries, update_index
from gitdigest.git.lineends import LineEnds
from gitdigest.git.loose import Kind as Object
from gitdigest.git.loose import write_object
from gitdigest.git.shadow import EMPTY_TREE, Shadow
from gitdigest.git.trees import Node, write_trees
from gitdigest.git.untracked import count_untracked
from gitdigest.git.worktree import Change, WorkTree
from gitdigest.pending import Kind, Pending
from gitdigest.selection import Note

AUTHOR = "nobody yet"
_COMMIT = """\
tree {tree}
{parents}author {author} <> {seconds} +0000
committer {author} <> {seconds} +0000

{subject}
"""
_MOST_HEADS = 65_536  # bytes
_NO = frozenset({"false", "no", "off", "0"})
_SUBJECTS = {"staged": "Staged changes", "uncommitted": "Uncommitted changes"}


class Uncommitted:
    """Makes commits of what lies at `place`; only copies are read by git.

    The index is copied into the shadow, and files that changed become objects of the shadow.
    """

    def __init__(self, git: GitCommand, shadow: Shadow, blobs: Blobs, place: Path) -> None:
        self._git = git
        self._shadow = shadow
        self._blobs = blobs
        self._place = place

    def commit(self, kind: Kind, parent: str, now: datetime) -> Pending:
        """What would be committed now on `parent`, "" before the first commit.

        Raises UsageError where there is no work tree, RepositoryError where a conflict is open or
        a file cannot be read.
        """
        git_dir = find_git_dir(self._place)
        if git_dir.work_tree is None:
            raise UsageError(
                f"{self._place} has no work tree, and so nothing {kind}", "give a clone with files"
            )
        written = copy_index(git_dir.path, self._shadow.path)
        if written < 0 and parent:
            raise UsageError(f"there is no index in {git_dir.path}", "run git reset there")
        entries = read_entries(self._git)
        nodes = {e.path: Node(e.mode, e.blob) for e in entries if not e.intended}
        notes = [Note(kind)]
        if kind == "uncommitted":
            self._take(git_dir, git_dir.work_tree, entries, written, nodes)
            exclude = git_dir.common / "info" / "exclude"
            tracked = [entry.path for entry in entries]
            count = count_untracked(self._git, git_dir.work_tree, tracked, exclude)
            notes += _untracked(count)
        merged = self._merged(git_dir.path)
        parents = (parent, *merged) if parent else ()
        sha = self._committed(kind, parents, nodes, now)
        return Pending(kind, sha, parent, merged, tuple(notes))

    def _take(
        self,
        git_dir: GitDir,
        root: Path,
        entries: Sequence[Entry],
        written: int,
        nodes: dict[str, Node],
    ) -> None:
        """Changes `nodes` to what lies in the work tree; last what depends on its attributes."""
        config = read_config(git_dir.common / "config")
        modes = last_value(config, "core.filemode", "true").lower() not in _NO
        tree = WorkTree(root, self._shadow.object_format, written, modes=modes)
        mixed: list[Change] = []
        for change in tree.changes(entries):
            if not change.mode:
                nodes.pop(change.entry.path, None)
            elif b"\r\n" in change.content:
                mixed.append(change)
            else:
                nodes[change.entry.path] = self._node(change, change.content)
        rules = {path: node for path, node in nodes.items() if path.endswith(".gitattributes")}
        if mixed and rules:
            update_index(self._git, ((*node, path) for path, node in rules.items()))
        autocrlf = last_value(config, "core.autocrlf", "false").lower()
        contents = LineEnds(self._git, self._blobs, autocrlf).committed(mixed)
        for change, content in zip(mixed, contents, strict=True):
            nodes[change.entry.path] = self._node(change, content)

    def _node(self, change: Change, content: bytes) -> Node:
        return Node(change.mode, change.module or self._write("blob", content))

    def _merged(self, git_dir: Path) -> tuple[str, ...]:
        """The commits that a merge under way brings, as git wrote them down."""
        words = read_git_file(git_dir / "MERGE_HEAD", _MOST_HEADS).split()
        named = [f"{word.decode('ascii', 'replace')}^{{commit}}" for word in words]
        try:
            found = [self._git.run("rev-parse", "--verify", "--end-of-options", n) for n in named]
        except GitError as error:
            raise RepositoryError("MERGE_HEAD names no commit", "run git merge --abort") from error
        return tuple(sha.split()[-1].decode("ascii") for sha in found)

    def _committed(
        self, kind: Kind, parents: Sequence[str], nodes: Mapping[str, Node], now: datetime
    ) -> str:
        """The commit of these files; the only parent where that has the same."""
        first = next(iter(parents), "")
        before = self._trees(first)
        format_ = self._shadow.object_format
        tree = write_trees(self._shadow.path, nodes, format_, before)
        if tree == next(iter(before)) and len(parents) < 2:
            return first
        text = _COMMIT.format(
            tree=tree,
            parents="".join(f"parent {parent}\n" for parent in parents),
            author=AUTHOR,
            seconds=max(0, int(now.timestamp())),
            subject=_SUBJECTS[kind],
        )
        return self._write("commit", text.encode("ascii"))

    def _trees(self, parent: str) -> Mapping[str, None]:
        """The ids of the trees of a commit, its own first."""
        if not parent:
            return {EMPTY_TREE[self._shadow.object_format]: None}
        root = self._git.run("rev-parse", "--verify", f"{parent}^{{tree}}").split()
        listed = self._git.run("ls-tree", "-r", "-d", "-z", "--full-tree", parent).split(b"\0")
        rows = (row.split(b"\t")[0].split(b" ") for row in listed if row)
        below = (row[2] for row in rows if row[1] == b"tree")
        return {sha.decode("ascii"): None for sha in (*root, *below)}

    def _write(self, kind: Object, content: bytes) -> str:
        return write_object(self._shadow.path, kind, content, self._shadow.object_format)


def _untracked(count: int) -> Iterator[Note]:
    if count < 0:
        yield Note("untracked-many")
    elif count:
        yield Note("untracked", (str(count),))
