"""forking.py: where workers come from, and what they do not take from where they begin."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commandline import COMMAND, environment
from gitrepo import GitRepo

from gitdigest import forking
from gitdigest.pool import Held, open_pool
from gitdigest.repo import open_repository

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is forked")


def _variable(_held: Held, name: str) -> str | None:
    return os.environ.get(name)


def _parent(_held: Held, _asked: None) -> int:
    return os.getppid()


def _has_loaded(_held: Held, module: str) -> bool:
    return module in sys.modules


@pytest.fixture
def place(repo: GitRepo) -> str:
    repo.commit("feat: one", {"a.py": "a = 1\n"})
    return str(repo.path)


def test_a_worker_has_the_variables_of_now(
    place: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what it is forked from began before they were set, or while others were."""
    with open_repository(place, cache=cache) as repository:
        monkeypatch.setenv("GITDIGEST_TEST_OLD", "1")
        with open_pool(repository, None, 1) as pool:
            assert "1" == pool.result(pool.submit(_variable, "GITDIGEST_TEST_OLD"))
        monkeypatch.delenv("GITDIGEST_TEST_OLD")
        monkeypatch.setenv("GITDIGEST_TEST_NEW", "2")
        with open_pool(repository, None, 1) as pool:
            assert pool.result(pool.submit(_variable, "GITDIGEST_TEST_OLD")) is None
            assert "2" == pool.result(pool.submit(_variable, "GITDIGEST_TEST_NEW"))


@ON_LINUX
def test_workers_of_two_pools_come_from_one_process(place: str, cache: Path) -> None:
    """It is not this one, whose threads may hold locks, and has loaded what they need."""
    parents = []
    with open_repository(place, cache=cache) as repository:
        for _ in range(2):
            with open_pool(repository, None, 1) as pool:
                parents.append(pool.result(pool.submit(_parent, None)))
                assert pool.result(pool.submit(_has_loaded, "gitdigest.workers"))
    assert parents[0] == parents[1] != os.getpid()


def test_what_is_started_safely_does_not_look_into_the_current_folder(tmp_path: Path) -> None:
    """The variable that says so is there for it alone."""
    show = [sys.executable, "-c", "import sys; print(sys.path[0] == '')"]
    before = dict(os.environ)
    with forking.safely():
        inside = subprocess.run(show, cwd=tmp_path, capture_output=True, text=True, check=True)
    outside = subprocess.run(
        show, cwd=tmp_path, capture_output=True, text=True, check=True,
        env={key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"},
    )  # fmt: skip
    assert ("False\n", "True\n") == (inside.stdout, outside.stdout)
    assert before == dict(os.environ)


def test_what_was_set_stays_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own variable is put back."""
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    with forking.safely():
        assert "1" == os.environ["PYTHONSAFEPATH"]
    assert "" == os.environ["PYTHONSAFEPATH"]


@pytest.mark.parametrize(("flags", "alone"), [(["-E"], True), (["-E", "-P"], False), ([], False)])
def test_a_python_that_hears_of_nothing_starts_none(flags: list[str], *, alone: bool) -> None:
    """With -E it reads no variable, so that its children could not be kept from the folder."""
    source = str(Path(forking.__file__).parents[1])
    script = f"import sys; sys.path.insert(0, {source!r}); from gitdigest.forking import cores; print(cores())"
    done = subprocess.run(
        [sys.executable, *flags, "-c", script], capture_output=True, text=True, check=True
    )
    mine = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    assert (1 if alone else mine) == int(done.stdout)


def test_an_interrupt_is_put_off_until_what_starts_has_begun() -> None:
    """Ctrl-C meanwhile reaches who started it, and not twice."""
    waiting: set[int] = set()

    def interrupted() -> None:
        with forking.safely():
            signal.raise_signal(signal.SIGINT)  # to this thread, as its children would get it
            waiting.update(signal.sigpending())

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert waiting == {signal.SIGINT}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.parametrize("delay", [0.1, 0.2, 0.3, 0.4, 0.6])
def test_ctrl_c_while_workers_begin_says_nothing_of_python(repo: GitRepo, delay: float) -> None:
    """The keys go to every process of the terminal, also to those that load their modules."""
    for number in range(100):
        repo.commit(f"feat: {number}", {"a.py": f"def a{number}():\n    return {number}\n"})
    process = subprocess.Popen(
        [*COMMAND, "release"], cwd=repo.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True, env=environment(),
    )  # fmt: skip
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode in {130, 0, -signal.SIGINT}
    assert "Traceback" not in said or "frozen" in said  # Python itself had not begun
