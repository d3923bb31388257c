"""The books close: what we read equals what git counts, on generated histories."""

from __future__ import annotations

import tempfile
from pathlib import Path

from gitrepo import GitRepo
from histories import Step, build, histories
from hypothesis import HealthCheck, Phase, given, settings

from gitdigest.diff import decode_path
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

Counts = dict[str, tuple[int | None, int | None]]
SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[p for p in Phase if p is not Phase.shrink],  # a history shrinks for minutes
)


def numstat(repo: GitRepo, sha: str) -> Counts:
    """What git counts in a commit against its first parent."""
    parents = repo.git("rev-list", "--parents", "-1", sha).split()[1:]
    ends = [parents[0], sha] if parents else ["--root", sha]
    out = repo.git_bytes(
        "diff-tree", "-r", "--numstat", "-z", "-M", "-C", "--no-commit-id", *ends
    ).split(b"\0")
    counts: Counts = {}
    fields = iter(out[:-1])
    for field in fields:
        added, deleted, name = field.split(b"\t", 2)
        if not name:
            next(fields)
            name = next(fields)
        counts[decode_path(name)] = (
            None if added == b"-" else int(added),
            None if deleted == b"-" else int(deleted),
        )
    return counts


@given(histories())
@SLOW
def test_every_commit_and_every_line_is_in_the_books(steps: list[Step]) -> None:
    """Commits equal rev-list's, files and lines equal numstat's, whatever the content."""
    with tempfile.TemporaryDirectory() as folder:
        repo, _ = build(steps, Path(folder) / "r.git")
        selection = Selection(all_branches=True, first_parent=False)
        with open_repository(str(repo.path), cache=Path(folder) / "cache") as opened:
            selected = opened.select(selection)
            pairs = list(opened.stream(selected))
        assert set(repo.git("rev-list", "--all").split()) == set(selected.shas)
        assert selected.shas == tuple(commit.sha for commit, _ in pairs)
        for commit, diff in pairs:
            found = {change.path: (change.additions, change.deletions) for change in diff.files}
            # of a binary that is only moved git may print a dash: no line of it changed
            same = {change.path for change in diff.files if change.old_blob == change.new_blob}
            expected = numstat(repo, commit.sha)
            assert expected.keys() == found.keys()
            for path, counts in found.items():
                if path not in same:
                    assert expected[path] == counts
                else:
                    assert not any((*expected[path], *counts))
            for change in diff.files:
                lines = [line for hunk in change.hunks for line in hunk.lines()]
                if change.path in same and change.additions is None:
                    assert not lines
                elif not change.unread and change.status != "type-changed":
                    assert change.additions == sum(line.kind == "+" for line in lines)
                    assert change.deletions == sum(line.kind == "-" for line in lines)


@given(histories())
@SLOW
def test_the_first_parent_line_is_gits(steps: list[Step]) -> None:
    """The default selection names what `rev-list --first-parent` names, newest first."""
    with tempfile.TemporaryDirectory() as folder:
        repo, _ = build(steps, Path(folder) / "r.git")
        with open_repository(str(repo.path), cache=Path(folder) / "cache") as opened:
            selected = opened.select(Selection(branches=("main",)))
            dates = [c.committer_date for c, _ in opened.stream(selected)]
        assert set(repo.git("rev-list", "--first-parent", "main").split()) == set(selected.shas)
        assert sorted(dates, reverse=True) == dates


@given(histories())
@SLOW
def test_a_range_is_gits(steps: list[Step]) -> None:
    """A..B and A...B name what rev-list names."""
    with tempfile.TemporaryDirectory() as folder:
        repo, shas = build(steps, Path(folder) / "r.git")
        with open_repository(str(repo.path), cache=Path(folder) / "cache") as opened:
            for dots in ("..", "..."):
                asked = f"{shas[0]}{dots}{shas[-1]}"
                selected = opened.select(Selection(revision_range=asked, first_parent=False))
                assert set(repo.git("rev-list", asked).split()) == set(selected.shas)
