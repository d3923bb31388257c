"""describe.py: facts are found for some commits at a time, and each is told as if it were alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from gitrepo import GitRepo

from gitdigest import describe as describing
from gitdigest.commit import Commit
from gitdigest.describe import describe, describe_read
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest
from gitdigest.errors import GitError, GitTimeoutError
from gitdigest.facts.extract import find_facts
from gitdigest.facts.history import Past
from gitdigest.facts.rules import Rules
from gitdigest.facts.sources import Sources
from gitdigest.git.filehistory import FileHistory
from gitdigest.repo import Repository, open_repository
from gitdigest.selection import Selected, Selection

COMMITS = 21  # two batches and a part of one


@pytest.fixture
def opened(repo: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """Commits that change the same functions over and over, eight at a time."""
    monkeypatch.setattr(describing, "_TOGETHER", 8)
    for number in range(COMMITS):
        text = f"def load_items(a={number % 3}):\n    return {number}\n\n\nload_items()\n"
        test = f"def test_{number % 5}():\n    assert {number}\n"
        repo.commit(f"feat: number {number}", {"a.py": text, "tests/test_a.py": test})
    with open_repository(str(repo.path), cache=cache) as repository:
        yield repository


@pytest.fixture
def selected(opened: Repository) -> Selected:
    return opened.select(Selection())


def told(described: Iterator[CommitDigest]) -> list[str]:
    """The ids of those that come before a failure."""
    found: list[str] = []
    with pytest.raises(GitError, match="git died"):
        found.extend(one.sha for one in described)
    return found


def test_neighbours_change_nothing(opened: Repository, selected: Selected) -> None:
    """The facts of a commit are those that it has alone."""
    found = list(describe(opened, selected, Rules()))
    assert list(selected.shas) == [one.sha for one in found]
    for one, (commit, diff) in zip(found, opened.stream(selected), strict=True):
        assert find_facts(commit, diff, Rules(), Sources(opened.blobs), opened.past) == one.facts


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 16, COMMITS])
def test_what_was_read_before_git_failed_is_told(
    opened: Repository, selected: Selected, count: int
) -> None:
    """Wherever in a batch that is."""

    def broken() -> Iterator[tuple[Commit, Diff]]:
        for _, read in zip(range(count), opened.stream(selected), strict=False):
            yield read
        raise GitError("git died")

    assert list(selected.shas[:count]) == told(describe_read(opened, broken(), Rules()))


@pytest.mark.parametrize("place", [0, 3, 8, COMMITS - 1])
def test_what_comes_before_a_commit_of_which_git_fails_is_told(
    opened: Repository, selected: Selected, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends the run at that commit, and not some commits before."""
    past = FileHistory.past

    def broken(history: FileHistory, commit: Commit, *paths: Collection[str]) -> Past | None:
        if commit.sha == selected.shas[place]:
            raise GitError("git died")
        return past(history, commit, *paths)  # type: ignore[arg-type]

    monkeypatch.setattr(FileHistory, "past", broken)
    assert list(selected.shas[:place]) == told(describe(opened, selected, Rules()))


@pytest.mark.parametrize("count", [1, 7, 8, 12])
def test_an_interrupt_keeps_what_was_read(
    opened: Repository, selected: Selected, count: int
) -> None:
    """Those that are read already are told before it goes on its way."""

    def stopped() -> Iterator[tuple[Commit, Diff]]:
        for _, read in zip(range(count), opened.stream(selected), strict=False):
            yield read
        raise KeyboardInterrupt

    found: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        found.extend(one.sha for one in describe_read(opened, stopped(), Rules()))
    assert list(selected.shas[:count]) == found


def test_git_is_waited_for_once(
    opened: Repository, selected: Selected, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that it does not answer is not asked again."""
    past, asked = FileHistory.past, []

    def late(history: FileHistory, commit: Commit, *paths: Collection[str]) -> Past | None:
        if commit.sha == selected.shas[5]:
            asked.append(commit.sha)
            raise GitTimeoutError("git died of old age")
        return past(history, commit, *paths)  # type: ignore[arg-type]

    monkeypatch.setattr(FileHistory, "past", late)
    assert list(selected.shas[:5]) == told(describe(opened, selected, Rules()))
    assert 1 == len(asked)


@pytest.mark.parametrize(("name", "value"), [("_MOST_SIGNS", 0), ("_PATIENCE", 0.0)])
def test_large_commits_and_slow_ones_are_told_alone(
    opened: Repository,
    selected: Selected,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: float,
) -> None:
    """Of the others no more is read before the first of them is told."""
    monkeypatch.setattr(describing, name, value)
    read: list[str] = []

    def noted() -> Iterator[tuple[Commit, Diff]]:
        for commit, diff in opened.stream(selected):
            read.append(commit.sha)
            yield commit, diff

    next(describe_read(opened, noted(), Rules()))
    assert 1 == len(read)


def test_a_reader_that_leaves_ends_what_it_reads(opened: Repository, selected: Selected) -> None:
    """In the middle of a batch."""
    ended = []

    def read() -> Iterator[tuple[Commit, Diff]]:
        try:
            yield from opened.stream(selected)
        finally:
            ended.append(True)

    commits = read()
    described = describe_read(opened, commits, Rules())
    assert selected.shas[0] == next(described).sha
    described.close()  # type: ignore[attr-defined]
    commits.close()  # type: ignore[attr-defined]
    assert [True] == ended
