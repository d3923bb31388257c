"""What a user calls a revision -> the commits that it means."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from gitdigest.errors import GitError, RevisionError
from gitdigest.git.command import GitCommand
from gitdigest.git.shadow import Shadow
from gitdigest.selection import Selection

_RANGE = re.compile(r"(.*?)(\.\.\.?)(.*)")


@dataclass(frozen=True, slots=True)
class Ends:
    """The commits that a selection starts from and those whose histories it leaves out.

    `symmetric` asks for what either side has and the other has not ("A...B").
    """

    names: tuple[str, ...]
    tips: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    symmetric: bool = False


class Revisions:
    """Resolves names against the refs of a shadow, and expressions by git itself."""

    def __init__(self, git: GitCommand, shadow: Shadow) -> None:
        self._git = git
        self._shadow = shadow
        self._found: set[str] = set()

    def ends(self, selection: Selection) -> Ends:
        """Where a selection starts: its range, its branches, all of them, or HEAD."""
        if selection.revision_range:
            return self._range(selection.revision_range)
        if selection.all_branches:
            refs = {
                name: sha
                for name, sha in self._shadow.refs.items()
                if name.startswith(("refs/heads/", "refs/remotes/"))
            }
            return Ends(("--all",), tuple(dict.fromkeys(refs.values())))
        if selection.branches:
            tips = tuple(dict.fromkeys(self.branch(name) for name in selection.branches))
            return Ends(selection.branches, tips)
        return self.head()

    def head(self) -> Ends:
        """The branch that HEAD names, or the commit of a detached one; empty where none is."""
        head = self._shadow.head
        if not head.startswith("refs/"):
            return Ends((head[:10],), (head,)) if head else Ends((), ())
        short = head.removeprefix("refs/heads/")
        if head in self._shadow.refs:
            return Ends((short,), (self._shadow.refs[head],))
        branches = self._branch_names()
        if not branches:
            return Ends((short,), ())
        raise RevisionError(
            f"HEAD names the branch {short!r}, which does not exist",
            f"choose one with --branch: {_some(branches)}",
        )

    def branch(self, name: str) -> str:
        """The commit at the tip of a branch, a remote branch or a tag."""
        for prefix in ("refs/heads/", "refs/remotes/", ""):
            if (sha := self._shadow.refs.get(prefix + name)) and prefix + name != name:
                return sha
        if name.startswith("refs/") or f"refs/tags/{name}" in self._shadow.refs:
            return self.resolve(name)
        known = self._branch_names()
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        raise RevisionError(
            f"no branch {name!r} in this repository",
            f"did you mean {_some(near)}?" if near else f"there are: {_some(known)}",
        )

    def resolve(self, revision: str) -> str:
        """The commit that a revision expression means: v1.0, main~3, an abbreviated id."""
        if revision in self._found:
            return revision
        if not revision or revision.startswith("-") or "\0" in revision or ".." in revision:
            raise RevisionError(f"not a revision: {revision!r}", "give a commit, a tag or a branch")
        try:
            found = self._git.run(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
            )
        except GitError as error:
            raise RevisionError(
                f"no commit {revision!r} in this repository",
                "give a commit id, a tag, a branch, or an expression such as HEAD~3",
            ) from error
        sha = found.decode("ascii").split()[-1]
        self._found.add(sha)
        return sha

    def _range(self, text: str) -> Ends:
        match = _RANGE.fullmatch(text)
        if match is None:
            return Ends((text,), (self.resolve(text),))
        left, dots, right = match.groups()
        old, new = self.resolve(left or "HEAD"), self.resolve(right or "HEAD")
        if dots == "...":
            return Ends((text,), (new, old), symmetric=True)
        return Ends((text,), (new,), (old,))

    def _branch_names(self) -> list[str]:
        return [
            re.sub(r"^refs/(heads|remotes)/", "", name)
            for name in self._shadow.refs
            if name.startswith(("refs/heads/", "refs/remotes/"))
        ]


def _some(names: list[str], most: int = 5) -> str:
    """The first names of a list, for a hint."""
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if names[most:] else "")
