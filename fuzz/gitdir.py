r"""The git directory of a repository without its config: refs, HEAD, and the files that lead elsewhere.

An input is files, each behind a line with its name: `== packed-refs`. A name below `refs/heads/` may
be of any bytes; those with `tree/` before them are of a linked worktree.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gitdigest.errors import RepositoryError
from gitdigest.git.command import GitCommand
from gitdigest.git.shadow import open_shadow

_MARK = b"== "
_NAMES = {b"HEAD", b"packed-refs", b"shallow", b"commondir", b"objects/info/alternates"}
_LINKED = {b"tree/HEAD", b"tree/commondir", b"tree/gitdir"}
_BRANCHES = b"refs/heads/"
_SECRET = b"5ec2e7" * 6 + b"0000"
"""The id of a branch of somebody's private repository, which stands beside the hostile one."""


def check(data: bytes) -> None:
    """It opens or is refused with RepositoryError; what opens is what git reads, and nobody else's."""
    root = _root()
    _fill(root, data)
    seen = [_seen(root / folder, root / "hostile" / ".git") for folder in ("hostile", "tree")]
    assert seen[0] == seen[1] or None in seen  # a worktree has its own HEAD alone


def _seen(folder: Path, dot_git: Path) -> Mapping[str, str] | None:
    """The refs that a folder shows, which are those of the hostile repository, or None."""
    try:
        with open_shadow(folder) as shadow:
            assert shadow.common_dir == dot_git
            borrowed = (shadow.path / "objects" / "info" / "alternates").read_bytes()
            assert borrowed == os.fsencode(f"{dot_git}/objects\n")
            if folder == dot_git.parent:
                assert _listed(shadow.path) == {
                    os.fsencode(name): value.encode() for name, value in shadow.refs.items()
                }
            return shadow.refs
    except RepositoryError as error:
        assert "\n" not in error.message + error.hint
        return None


def _listed(repository: Path) -> dict[bytes, bytes]:
    """The refs of a shadow as git reads what we wrote."""
    form = "--format=%(refname) %(objectname)"
    said = GitCommand(repository).run("for-each-ref", form)
    assert _SECRET not in said
    lines = (line.rpartition(b" ") for line in said.split(b"\n") if line)
    return {name: value for name, _, value in lines}


def _fill(root: Path, data: bytes) -> None:
    """Put the files of an input in their places, and nothing else."""
    dot_git, entry = root / "hostile" / ".git", root / "tree" / ".git"
    linked = dot_git / "worktrees" / "w"
    for name in _NAMES:
        (dot_git / os.fsdecode(name)).unlink(missing_ok=True)
    for branch in (dot_git / "refs" / "heads").iterdir():
        branch.unlink()
    (dot_git / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    (linked / "gitdir").write_bytes(os.fsencode(f"{entry}\n"))
    (linked / "commondir").write_bytes(b"../..\n")
    (linked / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    entry.write_bytes(os.fsencode(f"gitdir: {linked}\n"))
    for name, content in _files(data):
        if name == b"tree/.git":
            entry.write_bytes(content)
        elif name in _LINKED:
            (linked / os.fsdecode(name.removeprefix(b"tree/"))).write_bytes(content)
        elif name in _NAMES or _is_branch(name):
            (dot_git / os.fsdecode(name)).write_bytes(content)


def _files(data: bytes) -> list[tuple[bytes, bytes]]:
    """The names and contents of an input; what stands before the first name is none."""
    pieces = (b"\n" + data).split(b"\n" + _MARK)[1:]
    parts = (piece.partition(b"\n") for piece in pieces)
    return [(name, content) for name, _, content in parts]


def _is_branch(name: bytes) -> bool:
    """Whether it names a file that a file system takes, right below the branches."""
    inner = name.removeprefix(_BRANCHES)
    odd = b"/" in inner or b"\0" in inner or inner in {b"", b".", b".."}
    return name.startswith(_BRANCHES) and not odd and len(inner) < 256


@cache
def _root() -> Path:
    """A hostile repository, a folder that may be its worktree, a private one; whoever runs this removes it."""
    root = Path(os.path.realpath(tempfile.mkdtemp(prefix="gitdigest-fuzz-")))
    hostile, private = root / "hostile" / ".git", root / "private" / ".git"
    for folder in ("worktrees/w", "objects/info", "refs/heads"):
        (hostile / folder).mkdir(parents=True)
    for folder in ("objects", "refs"):
        (private / folder).mkdir(parents=True)
    (root / "tree").mkdir()
    (private / "HEAD").write_bytes(b"ref: refs/heads/main\n")
    (private / "packed-refs").write_bytes(_SECRET + b" refs/heads/main\n")
    return root
