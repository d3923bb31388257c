"""Patch ids: the same change has the same id, wherever it stands."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

from gitrepo import GitRepo
from histories import Step, build, histories
from hypothesis import HealthCheck, Phase, given, settings

from gitdigest.diff import Diff
from gitdigest.facts.patchid import patch_ids
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[p for p in Phase if p is not Phase.shrink],  # a history shrinks for minutes
)


def gits_ids(repo: GitRepo, shas: Iterable[str]) -> dict[str, str]:
    """What `git patch-id --stable` says of each commit's change to its first parent."""
    found = {}
    for sha in shas:
        patch = repo.git_bytes(
            "log", "-1", "-m", "--first-parent", "-p", "-M", "-C", "--full-index", "--root", sha
        )
        found[sha] = repo.git("patch-id", "--stable", stdin=patch).partition(" ")[0]
    return found


def with_returns(repo: GitRepo, shas: Iterable[str]) -> None:
    """After each commit two more: one that takes it back, and one that makes it again."""
    for i, sha in enumerate(shas):
        parents = repo.git("rev-list", "--parents", "-1", sha).split()[1:]
        if parents:
            undone = repo.git("commit-tree", f"{parents[0]}^{{tree}}", "-p", sha, "-m", "undo")
            again = repo.git("commit-tree", f"{sha}^{{tree}}", "-p", undone, "-m", "again")
            repo.git("update-ref", f"refs/heads/again{i}", again)


def classes(ids: dict[str, str]) -> set[frozenset[str]]:
    """The commits of each id; those without one have no class."""
    grouped: dict[str, set[str]] = {}
    for sha, patch_id in ids.items():
        if patch_id:
            grouped.setdefault(patch_id, set()).add(sha)
    return {frozenset(group) for group in grouped.values()}


def diffs(repo: GitRepo, cache: Path) -> dict[str, Diff]:
    """Every commit's diff, as gitdigest reads it."""
    with open_repository(str(repo.path), cache=cache) as opened:
        selected = opened.select(Selection(all_branches=True, first_parent=False))
        return {commit.sha: diff for commit, diff in opened.stream(selected)}


@given(histories())
@SLOW
def test_the_classes_are_gits(steps: list[Step]) -> None:
    """Two commits have one id where `git patch-id --stable` gives them one, and no id together."""
    with tempfile.TemporaryDirectory() as folder:
        repo, shas = build(steps, Path(folder) / "r.git")
        with_returns(repo, shas)
        read = diffs(repo, Path(folder) / "cache")
        assert classes(gits_ids(repo, read)) == classes(
            {sha: patch_ids(diff)[0] for sha, diff in read.items()}
        )


@given(histories())
@SLOW
def test_what_takes_a_commit_back_has_the_id_of_its_opposite(steps: list[Step]) -> None:
    """Of each commit without a copy, whatever it did; and the other way round."""
    with tempfile.TemporaryDirectory() as folder:
        repo, shas = build(steps, Path(folder) / "r.git")
        with_returns(repo, shas)
        read = diffs(repo, Path(folder) / "cache")
        for sha, diff in read.items():
            if diff.parent and repo.git("log", "-1", "--format=%s", sha) == "undo":
                own, opposite = patch_ids(read[diff.parent])
                back = patch_ids(diff)
                if opposite and back[1]:
                    assert (own, opposite) == back[::-1]
