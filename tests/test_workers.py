"""workers.py: the same digests on several cores, in the same order."""

from __future__ import annotations

import multiprocessing
import time
from itertools import islice
from pathlib import Path

import commandline
import pytest
from gitrepo import GitRepo

from gitdigest import workers
from gitdigest.describe import describe
from gitdigest.facts.rules import Rules
from gitdigest.repo import open_repository
from gitdigest.selection import Selection


@pytest.fixture
def busy(repo: GitRepo) -> GitRepo:
    """Forty commits of Python."""
    for i in range(40):
        repo.commit(
            f"feat: number {i}", {f"src/m{i % 5}.py": f"def f{i}() -> int:\n    return {i}\n"}
        )
    return repo


def test_they_find_what_one_process_finds(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commit by commit, fact by fact."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        alone = list(describe(repository, selected, Rules()))
        together = list(workers.describe_on_cores(repository, selected, Rules(), workers=2))
    assert 40 == len(alone)
    assert alone == together


def test_a_small_selection_stays_in_this_process(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker costs more than it brings there."""
    monkeypatch.setattr(workers, "open_pool", None)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        assert 40 == len(list(workers.describe_on_cores(repository, selected, Rules(), workers=2)))


def test_a_caller_that_stops_listening_ends_them(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process is left behind."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        described = workers.describe_on_cores(repository, selected, Rules(), workers=2)
        first = next(described)
        described.close()  # type: ignore[attr-defined]
    assert "feat: number 39" == first.commit.subject
    assert [] == multiprocessing.active_children()


def test_a_git_that_stands_still_in_a_worker_holds_nobody_up(
    busy: GitRepo, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the workers read never ends by itself: whoever stops listening is free at once."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    git = commandline.put_git(
        tmp_path / "slow",
        'for one; do [ "$one" = --patch ] && slow=1; done\n'
        f'[ "$slow" ] && ! mkdir {tmp_path}/first && exec sleep 60\nexec $GIT "$@"',
    )
    monkeypatch.setenv("PATH", git)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        described = workers.describe_on_cores(repository, selected, Rules(), workers=2)
        assert len(list(islice(described, 5))) == 5
        start = time.monotonic()
        described.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 30
    assert [] == multiprocessing.active_children()
