"""pool.py: processes that are asked, stopped, and killed at any moment; nobody waits for ever."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from pickle import PicklingError

import pytest
from commandline import environment
from fakegit import all_go, wait_for
from gitrepo import GitRepo

from gitdigest.errors import GitError, RepositoryError
from gitdigest.pool import Pool, PoolLostError, open_pool
from gitdigest.poolworker import Held
from gitdigest.repo import Handle, Repository, open_repository

KILLED = "a process that read commits was killed"


def square(_held: Held, number: int) -> int:
    return number * number


def read(held: Held, path: str) -> bytes | None:
    return held.repository.read_file(path)


def pid_after(_held: Held, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def fail(_held: Held, reason: str) -> None:
    raise GitError(reason, "a hint")


def stand_still(_held: Held, mark: Path) -> None:
    mark.write_text("here")
    time.sleep(60)


def unheard_of(_held: Held, _asked: None) -> object:
    return lambda: None


def die(_held: Held, _asked: None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_while_answering(_held: Held, size: int) -> bytes:
    """An answer that takes a while to be written, and is not written whole."""

    def kill() -> None:
        time.sleep(0.3)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=kill, daemon=True).start()
    return bytes(size)


def test_each_answer_is_that_of_its_question(pool: Pool) -> None:
    """However many wait, and in whatever order they are taken."""
    asked = [(number, pool.submit(square, number)) for number in range(50)]
    assert all(number * number == pool.result(future) for number, future in reversed(asked))


def test_two_are_at_work_at_a_time(pool: Pool) -> None:
    """A task waits for whoever is free first."""
    first = [pool.submit(pid_after, 0.5) for _ in range(2)]
    assert 2 == len({pool.result(future) for future in first})
    long, *short = [pool.submit(pid_after, seconds) for seconds in (1.0, 0.1, 0.1, 0.1)]
    assert 1 == len({pool.result(future) for future in short} - {pool.result(long)})


def test_a_worker_can_be_chosen(pool: Pool) -> None:
    """What it has for itself is there with the next task; what is for nobody goes to anyone."""
    asked = [pool.submit(pid_after, 0.01, by=number % 2) for number in range(10)]
    pids = [pool.result(future) for future in asked]
    assert 2 == len(set(pids))
    assert pids[:2] * 5 == pids


def test_what_is_for_one_that_was_killed_is_done_by_another(pool: Pool) -> None:
    """And nobody waits for it."""
    first = pool.submit(die, None, by=0)
    second = pool.submit(square, 4, by=0)
    with pytest.raises(RepositoryError, match=KILLED):
        pool.result(first)
    assert 16 == pool.result(second)
    assert 25 == pool.result(pool.submit(square, 5, by=0))


def test_the_first_of_several_is_told(pool: Pool) -> None:
    """Others are still at work."""
    long, short = pool.submit(pid_after, 5), pool.submit(square, 2)
    assert {short} == set(pool.done([long, short]))


def keep(_held: Held) -> AbstractContextManager[list[int]]:
    return nullcontext([])


def add(held: Held, number: int) -> list[int]:
    kept = held.own(keep)
    kept.append(number)
    return kept


def test_a_worker_keeps_what_is_its_own(pool: Pool) -> None:
    """From one task to the next."""
    assert [1] == pool.result(pool.submit(add, 1, by=0))
    assert [1, 2] == pool.result(pool.submit(add, 2, by=0))
    assert [3] == pool.result(pool.submit(add, 3, by=1))


def test_what_a_task_fails_of_is_told(pool: Pool) -> None:
    """And the worker goes on."""
    with pytest.raises(GitError, match="no such thing") as failed:
        pool.result(pool.submit(fail, "no such thing"))
    assert "a hint" == failed.value.hint
    assert "in fail" in "".join(failed.value.__notes__)  # for who looks for the bug
    assert 9 == pool.result(pool.submit(square, 3))


def test_what_a_worker_failed_to_learn_it_is_told_again(pool: Pool, tmp_path: Path) -> None:
    """The next task may need it."""
    mark = tmp_path / "mark"
    pool.tell(learn, mark)
    with pytest.raises(GitError, match="not yet"):
        pool.result(pool.submit(square, 3, by=0))
    mark.touch()
    assert 9 == pool.result(pool.submit(square, 3, by=0))
    mark.unlink()
    assert 9 == pool.result(pool.submit(square, 3, by=0))
    with pytest.raises(GitError, match="not yet"):
        pool.result(pool.submit(square, 3, by=1))


def learn(_held: Held, mark: Path) -> None:
    if not mark.exists():
        raise GitError("not yet")


def test_an_answer_that_cannot_be_sent_is_told(pool: Pool) -> None:
    """And the worker goes on: it was not killed."""
    with pytest.raises((PicklingError, AttributeError)):
        pool.result(pool.submit(unheard_of, None))
    assert [4, 9] == [pool.result(pool.submit(square, number)) for number in (2, 3)]


def test_a_signal_to_a_worker_alone_is_no_interrupt_of_ours(pool: Pool, tmp_path: Path) -> None:
    """Somebody frees the machine: whoever asked does it himself, and the worker goes on."""
    pid = pool.result(pool.submit(pid_after, 0))
    waiting = [pool.submit(stand_still, tmp_path / str(number)) for number in range(2)]
    for number in range(2):
        wait_for(tmp_path / str(number))
    os.kill(pid, signal.SIGTERM)
    done, _ = wait(waiting, timeout=20, return_when=FIRST_COMPLETED)
    with pytest.raises(PoolLostError):
        pool.result(done.pop())
    assert 25 == pool.result(pool.submit(square, 5))


def test_nobody_waits_for_what_is_left_of_an_answer(pool: Pool) -> None:
    """A worker that is killed while it writes leaves half of it, and the other one at work."""
    half, whole = pool.submit(die_while_answering, 1 << 30), pool.submit(square, 5)
    assert 25 == pool.result(whole)
    with pytest.raises(RepositoryError, match=KILLED):
        pool.result(half)
    assert 36 == pool.result(pool.submit(square, 6))


def test_what_waits_for_nobody_is_told_so(pool: Pool) -> None:
    """Where all are killed, also what none of them had begun."""
    futures = [pool.submit(die, None) for _ in range(5)]
    for future in futures:
        with pytest.raises(RepositoryError, match=KILLED):
            pool.result(future)
    late = pool.submit(square, 2)
    with pytest.raises(PoolLostError):
        pool.result(late)


def test_who_leaves_ends_what_is_at_work(opened: Repository, tmp_path: Path) -> None:
    """And what has not begun never does."""
    start = time.monotonic()
    marks = [tmp_path / str(number) for number in range(4)]
    with open_pool(opened, None, 2) as pool:
        for mark in marks:
            pool.submit(stand_still, mark)
        for mark in marks[:2]:
            wait_for(mark)
    assert time.monotonic() - start < 30
    assert [True, True, False, False] == [mark.exists() for mark in marks]
    assert all_go()


def test_workers_go_after_the_last_answer(opened: Repository) -> None:
    """While whoever took it goes on; and not before they have ended what they are at."""
    with open_pool(opened, None, 2) as pool:
        other = pool.submit(pid_after, 0.5)
        assert 49 == pool.last_result(pool.submit(square, 7))
        assert pool.result(other)
        assert all_go(20)


def test_a_worker_that_cannot_open_the_repository_says_why(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens it with the first question, so that there is an answer."""
    shadow, opening = opened.handle
    odd = Handle(replace(shadow, common_dir=Path("\0")), opening)
    monkeypatch.setattr(Repository, "handle", odd)
    with open_pool(opened, None, 1) as pool, pytest.raises(ValueError, match="null byte"):
        pool.result(pool.submit(square, 1))


def test_a_worker_reads_what_was_opened_here(
    repo: GitRepo, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And makes no folder of its own: there is one, where nobody else makes any."""
    repo.commit("feat: one", {"a.py": "a = 1\n"})
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with (
        open_repository(str(repo.path), cache=cache) as opened,
        open_pool(opened, None, 2) as pool,
    ):
        assert b"a = 1\n" == pool.result(pool.submit(read, "a.py"))
        assert [opened.handle.shadow.path] == list(folder.iterdir())


def test_where_there_is_no_thread_the_pool_is_lost(
    opened: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the caller does the work; the processes that began are gone all the same."""

    def none(_self: threading.Thread) -> None:
        raise RuntimeError

    with open_pool(opened, None, 2) as pool:
        monkeypatch.setattr(threading.Thread, "start", none)
        with pytest.raises(PoolLostError):
            pool.submit(square, 1)
    assert all_go()


def test_one_that_nobody_asks_starts_nothing(opened: Repository) -> None:
    """A pool costs its first task, and nothing before."""
    with open_pool(opened, None, 2):
        assert [] == multiprocessing.active_children()


def test_a_program_that_ends_inside_ends_them_too(repo: GitRepo, cache: Path) -> None:
    """Python waits for all processes that it began; these would wait for it."""
    repo.commit("feat: one", {"a.py": "a = 1\n"})
    script = f"""
import sys
from pathlib import Path
from gitdigest.pool import open_pool
from gitdigest.repo import open_repository
import test_pool
if __name__ == "__main__":
    reading = open_repository({str(repo.path)!r}, cache=Path({str(cache)!r}))
    pools = open_pool(reading.__enter__(), None, 2)
    pool = pools.__enter__()
    print(pool.result(pool.submit(test_pool.square, 3)))
    pool.cycle = pools, [pool]
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60,
        env={**environment(), "PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    assert (0, "9\n", "") == (done.returncode, done.stdout, done.stderr)
