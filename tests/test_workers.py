"""workers.py: the same digests on several cores, in the same order."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC
from itertools import islice
from pathlib import Path

import commandline
import pytest
from fakegit import all_go
from gitrepo import GitRepo

from gitdigest import workers
from gitdigest.describe import Silence, describe, digest_repository
from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.elsewhere import Elsewhere
from gitdigest.facts.rules import Rules
from gitdigest.facts.uses import Uses
from gitdigest.poolworker import Held
from gitdigest.repo import open_repository
from gitdigest.selection import Selection
from gitdigest.stretches import Piece
from gitdigest.walker import Block, Described, walking


@pytest.fixture
def busy(repo: GitRepo) -> GitRepo:
    """Forty commits of Python, whose names others use."""
    for i in range(40):
        text = f"def made_{i}() -> int:\n    return made_{i - 5}()\n"
        repo.commit(f"feat: number {i}", {f"src/m{i % 5}.py": text, "app.py": f"made_{i - 1}()\n"})
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


def test_workers_that_begin_at_once_describe_all(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then this process has nothing to read itself while it waits for them."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    monkeypatch.setattr(workers, "is_ready", lambda: True)
    own: list[int] = []
    alone = workers._alone

    def note(work: workers._Work) -> Iterator[CommitDigest]:
        own.append(len(work.selected.shas))
        return alone(work)

    monkeypatch.setattr(workers, "_alone", note)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        together = list(workers.describe_on_cores(repository, selected, Rules(), workers=2))
        assert list(describe(repository, selected, Rules())) == together
    assert [0] == own


def test_what_json_does_not_have_is_pickled(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit with half a character in its facts comes back as it is."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    with open_repository(str(busy.path), cache=cache) as repository, ExitStack() as stack:
        held = Held(repository, lambda one, _diff: replace(one, url="\udc80"), stack)
        workers._learn(held, Block(repository.select(Selection()), Rules(), looks=False))
        described = workers._walk(held, Piece(0, 1, backward=False, reach=1))
    assert isinstance(described, Described)
    assert ["\udc80"] == [one.url for one in described.commits]


@pytest.mark.parametrize("count", [2, 3])
def test_blocks_follow_each_other(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Of a selection that is longer than one; what is found in trees comes along."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    monkeypatch.setattr(workers, "_BLOCK", 7)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())

        def made(
            described: Iterator[CommitDigest] | None, elsewhere: Elsewhere
        ) -> RepositoryDigest:
            return digest_repository(
                repository,
                selected,
                zone=UTC,
                progress=Silence(),
                described=described,
                elsewhere=elsewhere,
            )

        look = Elsewhere(repository.objects)
        together = workers.describe_on_cores(
            repository, selected, Rules(), workers=count, elsewhere=look
        )
        assert made(None, Elsewhere(repository.objects)) == made(together, look)


def test_the_trees_of_each_commit_are_looked_into_once(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By who described it: of most of them when the end is near, of the rest behind it."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    monkeypatch.setattr(workers, "is_ready", lambda: True)
    told: list[list[str]] = []
    know = Elsewhere.know

    def noted(elsewhere: Elsewhere, shas: list[str], uses: Uses) -> None:
        told.append(shas)
        know(elsewhere, shas, uses)

    monkeypatch.setattr(Elsewhere, "know", noted)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        elsewhere = Elsewhere(repository.objects)
        described = workers.describe_on_cores(
            repository, selected, Rules(), workers=2, elsewhere=elsewhere
        )
        assert 40 == len(list(described))
    assert sorted(selected.shas) == sorted(sha for shas in told for sha in shas)
    assert 2 <= len(told) <= 4
    assert any(len(shas) > 5 for shas in told)


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
    assert all_go()


def test_a_git_that_stands_still_in_a_worker_holds_nobody_up(
    busy: GitRepo, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the workers read never ends by itself: whoever stops listening is free at once."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    git = commandline.put_git(
        tmp_path / "slow",
        'for one; do [ "$one" = --patch ] && slow=1; done\n'
        f'[ "$slow" ] && [ $PPID != {os.getpid()} ] && exec sleep 60\nexec $GIT "$@"',
    )
    monkeypatch.setenv("PATH", git)
    monkeypatch.setattr(workers, "is_ready", lambda: False)  # so that some are described here
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        described = workers.describe_on_cores(repository, selected, Rules(), workers=2)
        assert len(list(islice(described, 5))) == 5
        start = time.monotonic()
        described.close()  # type: ignore[attr-defined]
    assert time.monotonic() - start < 30
    assert all_go()


def test_a_worker_that_was_killed_ends_the_reading(
    busy: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is before its commits is told, and nobody waits for the rest."""
    monkeypatch.setattr(workers, "WORTH_IT", 10)
    monkeypatch.setattr(workers, "is_ready", lambda: True)
    monkeypatch.setattr(workers, "_walk", killed_in_the_middle)
    with open_repository(str(busy.path), cache=cache) as repository:
        selected = repository.select(Selection())
        part = digest_repository(
            repository,
            selected,
            zone=UTC,
            progress=Silence(),
            described=workers.describe_on_cores(repository, selected, Rules(), workers=2),
        )
    assert ["unreadable"] == [note.code for note in part.notes]
    assert 40 == len(part.commits) + len(part.omitted)
    assert 8 <= len(part.commits) < 40
    assert {"unreadable"} == {one.reason for one in part.omitted}
    assert all_go()


def killed_in_the_middle(held: Held, piece: Piece | None) -> bytes | Described:
    """As a worker whose memory somebody else needs."""
    if piece and piece.start <= 20 < piece.end:
        os.kill(os.getpid(), signal.SIGKILL)
    walker = held.own(walking)
    return walker.describe(piece) if piece else walker.look()
