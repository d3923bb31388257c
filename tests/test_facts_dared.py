"""Large texts parsed at once by workers: one that ends of a text is followed by another."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path

import pytest
from commandline import run
from gitrepo import GitRepo

from gitdigest.errors import RepositoryError
from gitdigest.facts import trees
from gitdigest.facts.dared import Dared
from gitdigest.pool import Pool, PoolLostError, open_pool
from gitdigest.poolworker import Held
from gitdigest.repo import Repository

PLAIN = b"x = [1, 2, 3]\n" * 9_000
KILLER = b"class A {" + b"operator\n=>returnfrom" * 20_000
BOUNDS = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)


def parsed(_held: Held, asked: tuple[bytes, str]) -> bool:
    return trees.parse(*asked) is not None


def pid(_held: Held, _asked: None) -> int:
    return os.getpid()


_known: list[object] = []


def learn(_held: Held, word: str) -> None:
    _known.append(word)


def known(_held: Held, _asked: None) -> list[object]:
    return list(_known)


def die_daring(_held: Held, _asked: None) -> None:
    """As a text does that ends whoever parses it, and is not the fault of any other."""
    for guard in trees._guards:
        guard.lets(b"x", "Python")
    os.kill(os.getpid(), signal.SIGKILL)


def test_nothing_is_bound_when_it_is_over() -> None:
    """What it dares is told before and after; nothing that it says meanwhile is seen."""
    heard: list[bytes | None] = []
    before = [resource.getrlimit(what) for what in BOUNDS]
    stderr = os.fstat(2)
    guard = Dared(1.0, heard.append, ())
    assert guard.lets(PLAIN, "Python")
    assert before != [resource.getrlimit(what) for what in BOUNDS]
    assert not os.path.samestat(stderr, os.fstat(2))
    guard.over()
    assert before == [resource.getrlimit(what) for what in BOUNDS]
    assert os.path.samestat(stderr, os.fstat(2))
    assert [True, False] == [key is not None for key in heard]


def test_what_others_ended_of_is_refused() -> None:
    """A text in its grammar: another one may read it well."""
    heard: list[bytes | None] = []
    first = Dared(1.0, heard.append, ())
    assert first.lets(PLAIN, "Python")
    first.over()
    assert heard[0] is not None
    there = set(Path("/dev/fd").iterdir())
    guard = Dared(1.0, heard.append, {heard[0]})
    assert not guard.lets(PLAIN, "Python")
    guard.over()
    assert there == set(Path("/dev/fd").iterdir())
    assert guard.lets(PLAIN, "Ruby")
    guard.over()


def test_where_nothing_can_be_opened_nothing_is_dared(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody is told of it."""
    heard: list[bytes | None] = []

    def none(_number: int) -> int:
        raise OSError(24, "too many open files")

    guard = Dared(1.0, heard.append, ())
    monkeypatch.setattr(os, "dup", none)
    assert not guard.lets(PLAIN, "Python")
    guard.over()
    assert [] == heard


@pytest.mark.skipif(sys.platform != "linux", reason="macOS knows no bound of memory")
def test_a_worker_that_ends_of_a_text_is_followed_by_another(pool: Pool) -> None:
    """It leaves the text, does the rest, and knows what all are told."""
    pool.tell(learn, "a")
    first = pool.result(pool.submit(pid, None, by=0))
    other = pool.result(pool.submit(pid, None, by=1))
    assert pool.result(pool.submit(parsed, (PLAIN, "Python"), by=0))
    assert not pool.result(pool.submit(parsed, (KILLER, "C"), by=0))
    second = pool.result(pool.submit(pid, None, by=0))
    assert first != second
    assert ["a"] == pool.result(pool.submit(known, None, by=0))
    assert not pool.result(pool.submit(parsed, (KILLER, "C"), by=0))
    assert second == pool.result(pool.submit(pid, None, by=0))
    assert other == pool.result(pool.submit(pid, None, by=1))


def test_each_text_ends_one_worker(pool: Pool) -> None:
    """One that is refused and yet dared again would end them all: it is the fault of something else."""
    first = pool.submit(die_daring, None, by=0)
    with pytest.raises(RepositoryError, match="was killed"):
        pool.result(first)


def test_where_no_other_can_begin_it_is_told(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of any other that was killed."""
    with open_pool(opened, None, 1) as pool:
        pool.result(pool.submit(pid, None))

        def none(_refused: object) -> None:
            raise OSError

        monkeypatch.setattr(pool, "_begin", none)
        with pytest.raises(RepositoryError, match="was killed"):
            pool.result(pool.submit(die_daring, None))
        with pytest.raises(PoolLostError):
            pool.result(pool.submit(pid, None))


@pytest.mark.skipif(sys.platform != "linux", reason="macOS knows no bound of memory")
def test_a_history_with_such_texts_is_described(repo: GitRepo, tmp_path: Path) -> None:
    """Each is named, nothing else is lost, and no folder is left."""
    for number in range(110):
        files: dict[str, str | bytes | None] = {
            f"m{number % 7}.py": f"def made_{number}():\n    return {number}\n"
        }
        if number in {20, 90}:
            files["a.c"] = KILLER.decode() + str(number)
        repo.commit(f"feat: number {number}", files)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = run(
        "daily",
        repo.path,
        "--range",
        "HEAD",
        "-f",
        "json",
        "-o",
        "-",
        cwd=tmp_path,
        TMPDIR=str(temporary),
    )
    assert 0 == done.code, done.err
    commits = json.loads(done.out)["repositories"][0]["commits"]
    assert 110 == len(commits)
    unparsed = [
        one["commit"]["subject"]
        for one in commits
        if any(fact["kind"] == "unparsed" for fact in one["facts"]["findings"])
    ]
    assert ["feat: number 90", "feat: number 20"] == unparsed
    assert [] == list(temporary.glob("gitdigest-*"))
