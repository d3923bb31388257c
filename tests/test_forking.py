"""forking.py: where workers come from, and what they do not take from where they begin."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from commandline import COMMAND, environment, put_git
from gitrepo import GitRepo

from gitdigest import forking
from gitdigest.pool import open_pool
from gitdigest.poolworker import Held
from gitdigest.repo import open_repository

ON_LINUX = pytest.mark.skipif(
    sys.platform != "linux" or forking.cores() < 2, reason="elsewhere nothing is forked"
)


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


@ON_LINUX
def test_workers_begin_at_once_when_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some time after the process that they are forked from has begun, and not before."""
    monkeypatch.setattr(forking, "_begun", [])
    assert not forking.is_ready()
    assert forking.begin()
    assert not forking.is_ready()
    monkeypatch.setattr(forking, "_LOADING", 0.0)
    assert forking.is_ready()


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


@pytest.fixture
def long(repo: GitRepo) -> Path:
    """A history that several processes read."""
    for number in range(100):
        repo.commit(f"feat: {number}", {"a.py": f"def a():\n    return {number}\n"})
    return repo.path


def _of_session(session: int) -> list[str]:
    """The processes of a session that are there still."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, _, own = place.read_text().rpartition(")")[2].split()[:4]
            found += [str(place)] if int(own) == session and state != "Z" else []
    return found


def _begun_in(session: int) -> int:
    """How many of them are workers, or what these are forked from."""
    lines = []
    for place in _of_session(session):
        with suppress(OSError):
            lines.append(Path(place).with_name("cmdline").read_bytes())
    return sum(b"multiprocessing." in line and b"tracker import" not in line for line in lines)


def wait_until(holds: Callable[[], bool]) -> None:
    """Until something holds, for a minute at most."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


@ON_LINUX
@pytest.mark.parametrize("command", [("release",), ("daily", "--range", "HEAD", "-f", "json")])
def test_a_killed_parent_leaves_no_worker_behind(
    long: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """A worker that nobody speaks to any more would wait for ever."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    path = put_git(
        tmp_path / "slow",
        'case " $* " in *" cat-file "*|*" --patch "*) sleep 2;; esac\nexec $GIT "$@"',
    )
    process = subprocess.Popen(
        [*COMMAND, *command], cwd=long, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env=environment(TMPDIR=str(temporary), PATH=path),
    )  # fmt: skip
    wait_until(lambda: _begun_in(process.pid) >= 2)
    process.kill()
    process.wait()
    wait_until(lambda: not _of_session(process.pid))
    assert len(list(temporary.rglob("gitdigest-*"))) <= 1  # that of the parent


def test_a_place_that_no_socket_can_stand_in(repo: GitRepo, tmp_path: Path) -> None:
    """The path of a socket may have a hundred bytes: processes are made in another way then."""
    for number in range(100):
        repo.commit(f"feat: {number}", {"a.py": f"a = {number}\n"})
    far = tmp_path / ("x" * 120)
    far.mkdir()
    done = subprocess.run(
        [*COMMAND, "release", "-f", "changelog", "-q"], cwd=repo.path, capture_output=True,
        text=True, check=False, env=environment(TMPDIR=str(far)),
    )  # fmt: skip
    assert (0, "") == (done.returncode, done.stderr)
    assert "feat" not in done.stderr
    assert [] == list(far.glob("gitdigest-*"))


@ON_LINUX
def test_who_reads_a_command_does_not_wait_for_what_it_began() -> None:
    """The process that workers are forked from lets go of its pipes before it loads anything."""
    script = "import sys\nfrom gitdigest.forking import begin\nbegin()\nsys.stdin.read()\n"

    def is_silent(place: str) -> bool:
        command = Path(place).with_name("cmdline").read_bytes()
        pipes = {(Path(place).with_name("fd") / number).readlink() for number in "12"}
        return b"forkserver" in command and pipes == {Path(os.devnull)}

    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        wait_until(lambda: any(map(is_silent, _of_session(process.pid))))
        process.stdin.close()
        assert 0 == process.wait(60)
