"""walker.py: pieces that follow each other are read by one git, in either direction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from inspect import getgeneratorstate
from pathlib import Path

import pytest
from gitrepo import GitRepo

from gitdigest.commit import Commit
from gitdigest.describe import describe
from gitdigest.diff import Diff
from gitdigest.errors import GitError
from gitdigest.facts.rules import Rules
from gitdigest.facts.uses import Uses
from gitdigest.poolworker import Held
from gitdigest.repo import Repository, open_repository
from gitdigest.selection import Selected, Selection
from gitdigest.stretches import Piece
from gitdigest.walker import Block, Walker, walking


@pytest.fixture
def opened(repo: GitRepo, cache: Path) -> Iterator[Repository]:
    """Twelve commits that change one function."""
    for number in range(12):
        text = (
            f"def load_items():\n    return {number}\n\n\ndef other_{number}():\n    load_items()\n"
        )
        repo.commit(f"feat: number {number}", {"a.py": text, "b.py": "load_items()\n"})
    with open_repository(str(repo.path), cache=cache) as repository:
        yield repository


@pytest.fixture
def held(opened: Repository) -> Iterator[Held]:
    with ExitStack() as stack:
        yield Held(opened, None, stack)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commits that a git was asked for, each time that one began."""
    asked: list[tuple[str, ...]] = []
    stream = Repository.stream

    def noted(repository: Repository, selected: Selected) -> Iterator[tuple[Commit, Diff]]:
        asked.append(selected.shas)
        return stream(repository, selected)

    monkeypatch.setattr(Repository, "stream", noted)
    return asked


def piece(start: int, end: int, reach: int, *, backward: bool = False) -> Piece:
    return Piece(start, end, backward, reach)


def test_neighbours_are_read_by_one_git(held: Held, begun: list[tuple[str, ...]]) -> None:
    """Up to where somebody else is likely to have been; and from there on by another one."""
    selected = held.repository.select(Selection())
    whole = list(describe(held.repository, selected, Rules()))
    begun.clear()
    made = held.own(walking)
    made.begin(Block(selected, Rules(), looks=False))
    first = made.describe(piece(0, 2, 6))
    second = made.describe(piece(2, 5, 8))
    assert [selected.shas[:6]] == begun
    third = made.describe(piece(5, 8, 9))
    assert [selected.shas[:6], selected.shas[5:9]] == begun
    assert whole[:8] == first.commits + second.commits + third.commits
    assert made is held.own(walking)


def test_backward_they_are_told_in_order(held: Held, begun: list[tuple[str, ...]]) -> None:
    """What comes out of a piece does not depend on the way through it."""
    selected = held.repository.select(Selection())
    whole = list(describe(held.repository, selected, Rules()))
    begun.clear()
    made = Walker(held)
    made.begin(Block(selected, Rules(), looks=False))
    last = made.describe(piece(9, 12, 6, backward=True))
    before = made.describe(piece(6, 9, 3, backward=True))
    assert [selected.shas[:5:-1]] == begun
    assert whole[6:] == before.commits + last.commits
    made.close()


def test_a_new_block_begins_anew(held: Held, begun: list[tuple[str, ...]]) -> None:
    """Its places are not those of the last one."""
    selected = held.repository.select(Selection())
    one, other = selected.shas[:6], selected.shas[6:]
    made = Walker(held)
    for shas in (one, other):
        block = Block(Selected(selected.selection, shas, (), ()), Rules(), looks=False)
        made.begin(block)
        found = made.describe(piece(0, 3, 6))
        assert list(shas[:3]) == [commit.sha for commit in found.commits]
    assert [one, other] == begun
    made.close()


def test_its_git_ends_with_it(held: Held) -> None:
    """At once, and not when somebody looks for garbage: its files go at the same time."""
    selected = held.repository.select(Selection())
    made = Walker(held)
    made.begin(Block(selected, Rules(), looks=False))
    made.describe(piece(0, 2, 9))
    stream = made._stream
    assert stream is not None
    assert "GEN_SUSPENDED" == getgeneratorstate(stream)
    made.close()
    assert "GEN_CLOSED" == getgeneratorstate(stream)


def test_after_a_failure_it_begins_anew(
    held: Held, begun: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a git that failed has not told is not passed over."""
    selected = held.repository.select(Selection())
    made = Walker(held)
    made.begin(Block(selected, Rules(), looks=True))
    stream = Repository.stream

    def broken(repository: Repository, some: Selected) -> Iterator[tuple[Commit, Diff]]:
        first, *_ = stream(repository, some)
        yield first
        raise GitError("git died")

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "stream", broken)
        with pytest.raises(GitError, match="git died"):
            made.describe(piece(0, 3, 9))
    found = made.describe(piece(3, 6, 9))
    assert list(selected.shas[3:6]) == [commit.sha for commit in found.commits]
    assert 2 == len(begun)
    made.close()


@pytest.mark.parametrize("looks", [True, False])
def test_trees_are_looked_into_in_the_end(held: Held, looks: bool) -> None:
    """Of all that it has described, once, where anybody asks for it."""
    selected = held.repository.select(Selection())
    made = Walker(held)
    made.begin(Block(selected, Rules(), looks=looks))
    for start in (0, 2):
        done = made.describe(piece(start, start + 2, 12))
        assert ([], Uses({})) == (done.looked, done.uses)
    told = made.look()
    assert [] == told.commits
    assert list(selected.shas[: 4 if looks else 0]) == told.looked
    assert looks == any(
        fact.name == "load_items" for found in told.uses.facts.values() for fact in found
    )
    assert [] == made.look().looked
    made.close()
