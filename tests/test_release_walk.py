"""A range that takes long: what is heard of it on the way, and how it ends when it is stopped."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest
from commandline import COMMAND, environment, put_git
from fakegit import wait_for
from gitrepo import GitRepo

from gitdigest.release.answer import Answer
from gitdigest.release.ends import find_ends
from gitdigest.release.review import Beside, walk_range
from gitdigest.release.walk import merges_of
from gitdigest.repo import open_repository


def forked(repo: GitRepo, merges: int) -> None:
    """A history of merges."""
    repo.commit("feat: begin", {"a": "1\n"})
    repo.git("tag", "v1.0.0")
    for number in range(merges):
        repo.git("checkout", "-q", "-b", f"side{number}")
        repo.commit(f"feat: {number}", {f"side{number}": "1\n"})
        repo.git("checkout", "-q", "main")
        repo.git("merge", "-q", "--no-ff", "--no-edit", f"side{number}")


def test_what_is_done_around_the_commits_is_heard_of(repo: GitRepo, cache: Path) -> None:
    """A long range is silent for minutes otherwise: its merges are read before, its ends behind."""
    forked(repo, 2)
    heard: list[str] = []
    with open_repository(str(repo.path), cache=cache) as opened:
        walk_range(opened.ranges, find_ends(opened.ranges, ""), tell=heard.append)
    assert ["merges read: 0 of 2", "comparing the two ends"] == heard


@pytest.mark.parametrize("ready_after", [0, 1, 3, 100])
def test_merges_may_be_known_late(repo: GitRepo, cache: Path, ready_after: int) -> None:
    """Commits wait for them, in order: whenever they come, the same lines are followed."""
    forked(repo, 3)
    asked = 0

    def ready() -> bool:
        nonlocal asked
        asked += 1
        return asked > ready_after

    with open_repository(str(repo.path), cache=cache) as opened:
        ends = find_ends(opened.ranges, "")
        alone = walk_range(opened.ranges, ends)
        shas = opened.ranges.commits(ends.base_sha, ends.head_sha)
        merges = merges_of(opened.ranges, opened.ranges.parents(shas))
        late = Beside(Answer(ready, lambda: merges))
        walked = walk_range(opened.ranges, ends, beside=late)
    assert alone.shas == walked.shas
    assert list(alone.patches) == list(walked.patches)
    assert alone.effect == walked.effect


def test_a_review_that_is_stopped_says_so(repo: GitRepo, tmp_path: Path) -> None:
    """Exit code 130, one word on stderr, and no file."""
    forked(repo, 1)
    mark = tmp_path / "stands-still"
    path = put_git(
        tmp_path / "slow",
        f'case "$*" in *version*) exec $GIT "$@";; esac\necho stands > {mark}; exec sleep 60',
    )
    output = tmp_path / "review.md"
    with subprocess.Popen(
        [*COMMAND, "release", "--repo", str(repo.path), "-f", "md", "-o", str(output)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(PATH=path),
    ) as process:  # fmt: skip
        wait_for(mark)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (130, b"") == (process.returncode, out)
    assert (
        "stopped: the review was not done, and nothing is written" == err.decode().splitlines()[-1]
    )
    assert not output.exists()


def test_a_range_without_commits_is_followed(repo: GitRepo, cache: Path) -> None:
    """What differs is the base's own: no commit of the range is behind it."""
    repo.commit("feat: begin", {"a": "1\n"})
    repo.commit("feat: go on", {"a": "1\n2\n3\n"})
    with open_repository(str(repo.path), cache=cache) as opened:
        walked = walk_range(opened.ranges, find_ends(opened.ranges, "HEAD..HEAD~1"))
    assert walked.followed
    assert walked.shas == ()
    assert walked.effect.elsewhere == (0, 2)
