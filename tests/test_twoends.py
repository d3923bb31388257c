"""twoends.py: another process finds what this one finds, and none is missed that cannot be had."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakegit import all_go
from gitrepo import GitRepo

from gitdigest import twoends
from gitdigest.facts.rules import Rules
from gitdigest.pool import Pool, PoolLostError
from gitdigest.poolworker import Held
from gitdigest.release.between import Terms, Told, read_between
from gitdigest.release.ends import find_ends
from gitdigest.release.gate import Gate
from gitdigest.release.release import Ends
from gitdigest.release.walk import merges_of
from gitdigest.repo import Repository, open_repository

TERMS = Terms(Rules(), Gate(), datetime(2026, 1, 9, tzinfo=UTC))


@pytest.fixture
def repository(repo: GitRepo, cache: Path) -> Iterator[Repository]:
    """A package that loses a name and a setting and gets others."""
    old = "import os\n\nLEVEL = os.environ['OLD_LEVEL']\n\n\ndef gone() -> int:\n    return 1\n"
    new = (
        "import os\n\nLEVEL = os.environ['NEW_LEVEL']\n\n\ndef come(n: int) -> int:\n    return n\n"
    )
    repo.commit("feat: the old ones", {"pkg/__init__.py": old})
    repo.commit("feat: the new ones", {"pkg/__init__.py": new})
    with open_repository(str(repo.path), cache=cache) as opened:
        yield opened


def ends(repository: Repository) -> Ends:
    return find_ends(repository.ranges, "HEAD~1..HEAD", None)


def here(repository: Repository) -> Told:
    """What this process finds."""
    ranges, two = repository.ranges, ends(repository)
    trees = ranges.tree(two.base_sha), ranges.tree(two.head_sha)
    diff = ranges.between(two.base_sha, two.head_sha)
    return read_between(diff, trees, repository.blobs, TERMS).told


def aside(repository: Repository, commits: int = 1_000) -> Told | None:
    """What another process finds."""
    with twoends.comparing(repository, ends(repository), TERMS, commits=commits) as beside:
        return beside.told.wait()


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twoends, "cores", lambda: 2)


@pytest.mark.usefixtures("two_cores")
def test_another_process_finds_the_same(repository: Repository) -> None:
    """Fact by fact and name by name; and it is gone at the end."""
    found = aside(repository)
    assert found == here(repository)
    assert found is not None
    assert {"OLD_LEVEL", "NEW_LEVEL"} <= {fact.name for fact in found.facts}
    assert {"pkg.gone", "pkg.come"} == {change.name for change in found.names.changes}
    assert all_go()


@pytest.mark.usefixtures("two_cores")
def test_another_process_finds_what_merges_are_made_of(repo: GitRepo, cache: Path) -> None:
    """A file of a merge that is neither parent's is compared with the other one, too."""
    repo.commit("feat: begin", {"a.py": "a = 1\nb = 1\nc = 1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("feat: a", {"a.py": "a = 2\nb = 1\nc = 1\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("feat: c", {"a.py": "a = 1\nb = 1\nc = 2\n"})
    repo.git("merge", "-q", "--no-ff", "--no-edit", "side")
    with open_repository(str(repo.path), cache=cache) as opened:
        two = find_ends(opened.ranges, "HEAD~2..HEAD", None)
        shas = opened.ranges.commits(two.base_sha, two.head_sha)
        own = merges_of(opened.ranges, opened.ranges.parents(shas))
        with twoends.comparing(opened, two, TERMS, commits=1_000) as beside:
            found = beside.merges.wait()
            assert beside.merges.ready()
            assert beside.told.wait() is not None
    assert found == own
    assert [["a.py"]] == [[c.path for c in d.files] for by in own.values() for d in by.values()]


@pytest.mark.usefixtures("two_cores")
def test_of_few_commits_it_is_not_worth_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process is started."""
    monkeypatch.setattr(twoends, "open_pool", None)
    assert aside(repository, commits=5) is None


def test_with_one_core_nobody_else_does_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process is started."""
    monkeypatch.setattr(twoends, "cores", lambda: 1)
    monkeypatch.setattr(twoends, "open_pool", None)
    assert aside(repository) is None


@pytest.mark.usefixtures("two_cores")
def test_what_is_not_committed_is_read_by_who_holds_it(
    repo: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The objects of a commit that nobody made stand in one process's shadow alone."""
    monkeypatch.setattr(twoends, "open_pool", None)
    repo.commit("one", {"a.py": "a = 1\n"})
    repo.commit("two", {"a.py": "a = 2\n"})
    repo.write("a.py", "a = 3\n")
    with open_repository(str(repo.path), cache=cache) as repository:
        pending = repository.pending("uncommitted", TERMS.when)
        assert not pending.is_empty
        assert repository.alone
        assert aside(repository) is None


def _die(_held: Held, _asked: object) -> Told:
    os._exit(1)


@pytest.mark.usefixtures("two_cores")
def test_a_process_that_dies_leaves_the_work_to_this_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The review goes on."""
    monkeypatch.setattr(twoends, "_compare", _die)
    assert aside(repository) is None


@pytest.mark.usefixtures("two_cores")
def test_a_system_without_threads_leaves_the_work_to_this_one(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The review goes on."""

    class Refusing(Pool):
        def submit(self, *_: object) -> None:  # type: ignore[override]
            raise PoolLostError

    @contextmanager
    def refusing(*_: object) -> Iterator[Pool]:
        yield Refusing(None, [])  # type: ignore[arg-type]

    monkeypatch.setattr(twoends, "open_pool", refusing)
    assert aside(repository) is None
