"""git is started alone, drained, bounded and ended, whatever happens around it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path

import pytest
from fakegit import REAL, ends, fake_git, wait_for
from gitrepo import GitRepo

from gitdigest.errors import GitError, GitTimeoutError
from gitdigest.git.command import GitCommand, git_executable, git_version
from gitdigest.git.environment import Network
from gitdigest.git.pipes import Errors

FLOOD = 'i=0; while [ $i -lt 40 ]; do head -c 50000 /dev/zero | tr "\\0" e; echo; i=$((i+1)); done'


@pytest.fixture
def git(repo: GitRepo) -> GitCommand:
    """git on a repository with one commit."""
    repo.commit("one", {"a.txt": "a\n"})
    return GitCommand(repo.path / ".git")


def test_run_gives_all_output_as_bytes(git: GitCommand, repo: GitRepo) -> None:
    """Nothing is stripped or decoded."""
    assert f"{repo.head()}\n".encode() == git.run("rev-parse", "HEAD")
    assert git.run("cat-file", "blob", "HEAD:a.txt") == b"a\n"


def test_a_failure_has_the_command_the_reason_and_the_status(git: GitCommand) -> None:
    """A person reads the reason, a program the status."""
    with pytest.raises(GitError) as caught:
        git.run("log", "nowhere", "--")
    assert caught.value.message == "git log failed: bad revision 'nowhere'"
    assert caught.value.status == 128
    assert caught.value.stderr == "fatal: bad revision 'nowhere'"


def test_what_git_says_is_made_harmless(git: GitCommand) -> None:
    """No escape sequence of a repository or a server reaches the terminal by an error."""
    with pytest.raises(GitError) as caught:
        git.run("log", "\x1b]0;title\x07\u202e", "--")
    assert "\x1b" not in caught.value.message + caught.value.stderr
    assert "title" in caught.value.message


def test_input_larger_than_any_pipe_arrives(git: GitCommand) -> None:
    """git answers while it reads, and neither side waits for the other."""
    asked = b"HEAD:a.txt\n" * 20_000
    answer = git.run("cat-file", "--batch-check=%(objectsize)", stdin=asked)
    assert answer == b"2\n" * 20_000


def test_stream_gives_output_while_git_writes(git: GitCommand, repo: GitRepo) -> None:
    """Lines come one by one."""
    repo.commit("two")
    with git.stream("log", "--format=%s") as lines:
        assert list(lines) == [b"two\n", b"one\n"]


def test_stream_takes_input(git: GitCommand, repo: GitRepo) -> None:
    """Revisions go by stdin, where no list is too long."""
    with git.stream("log", "--stdin", "--format=%s", stdin=repo.head().encode() + b"\n") as out:
        assert out.read() == b"one\n"


def test_a_stream_that_was_read_to_its_end_tells_of_a_failure(git: GitCommand) -> None:
    """A list that stops in the middle is never taken for a whole one."""
    seen = b""
    with (
        pytest.raises(GitError, match="bad revision 'nowhere'"),
        git.stream("log", "nowhere", "--") as out,
    ):
        seen = out.read()
    assert seen == b""


@pytest.mark.parametrize(
    "read",
    [
        b"".join,
        lambda out: out.read(),
        lambda out: b"".join(iter(lambda: out.read(2), b"")),
        lambda out: b"".join(iter(lambda: out.read1(1 << 20), b"")),
    ],
)
def test_a_failure_after_output_is_told(
    read: Callable[[BufferedReader], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the end was reached."""
    fake_git(tmp_path / "bin", monkeypatch, "echo some; echo 'fatal: lost' >&2; exit 3")
    with (
        pytest.raises(GitError, match="git log failed: lost") as caught,
        GitCommand(tmp_path).stream("log") as out,
    ):
        assert read(out) == b"some\n"
    assert caught.value.status == 3


def test_who_leaves_a_stream_early_ends_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is over when the block is, and with it all that git had started; it is no error."""
    pids = tmp_path / "pids"
    fake_git(tmp_path / "bin", monkeypatch, f"sleep 60 & echo $$ $! > {pids}; yes")
    with GitCommand(tmp_path).stream("log") as out:
        assert out.readline() == b"y\n"
    for pid in wait_for(pids).split():
        assert ends(int(pid))


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_in_a_stream_ends_git(
    error: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C too; the exception arrives as it is."""
    pids = tmp_path / "pids"
    fake_git(tmp_path / "bin", monkeypatch, f"echo $$ > {pids}; echo x; sleep 60")
    with pytest.raises(error), GitCommand(tmp_path).stream("log"):
        raise error(wait_for(pids))
    assert ends(int(wait_for(pids)))


def test_a_generator_that_is_dropped_ends_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that nobody reads leaves nothing behind."""
    pids = tmp_path / "pids"
    fake_git(tmp_path / "bin", monkeypatch, f"echo $$ > {pids}; yes")

    def lines() -> object:
        with GitCommand(tmp_path).stream("log") as out:
            yield from out

    found = iter(lines())  # type: ignore[call-overload]
    assert next(found) == b"y\n"
    del found
    assert ends(int(wait_for(pids)))


def test_a_command_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all that it started, and at its time."""
    pids = tmp_path / "pids"
    fake_git(tmp_path / "bin", monkeypatch, f"sleep 60 & echo $$ $! > {pids}; wait")
    began = time.monotonic()
    with pytest.raises(GitError, match=r"git log took longer than 0\.5 seconds"):
        GitCommand(tmp_path).run("log", timeout=0.5)
    assert time.monotonic() - began < 10
    for pid in wait_for(pids).split():
        assert ends(int(pid))


def test_a_stream_that_says_nothing_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all that it started; what came before is read, and the error says what may be raised."""
    pids = tmp_path / "pids"
    script = f"echo one; sleep 60 & echo $$ $! > {pids}; wait"
    fake_git(tmp_path / "bin", monkeypatch, script)
    git = GitCommand(tmp_path, seconds=0.5)
    late = pytest.raises(GitTimeoutError, match=r"git log took longer than 0\.5 seconds")
    with late as caught, git.stream("log") as out:
        assert b"one\n" == out.readline()
        out.readline()
    assert "raise seconds of [limits]" == caught.value.hint
    for pid in wait_for(pids).split():
        assert ends(int(pid))


def test_an_answer_that_does_not_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that hands out contents may stand still as well; closing it ends it."""
    pids = tmp_path / "pids"
    fake_git(tmp_path / "bin", monkeypatch, f"echo $$ > {pids}; read one; echo yes; sleep 60")
    talk = GitCommand(tmp_path, seconds=0.5).converse("cat-file", "--batch")
    assert b"yes" == talk.ask(b"one\n")
    with pytest.raises(GitTimeoutError, match=r"git cat-file took longer than 0\.5 seconds"):
        talk.ask(b"two\n")
    talk.close()
    assert ends(int(wait_for(pids)))


def test_a_reader_may_take_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is git that may not be silent, not we who may not think."""
    fake_git(tmp_path / "bin", monkeypatch, "echo one; echo two")
    with GitCommand(tmp_path, seconds=0.2).stream("log") as out:
        assert b"one\n" == out.readline()
        time.sleep(0.5)
        assert b"two\n" == out.read()


def test_a_flood_on_stderr_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drained beside the output, and only the last lines of it are kept."""
    fake_git(
        tmp_path / "bin", monkeypatch, f"({FLOOD}) >&2; echo done; echo 'fatal: x' >&2; exit 1"
    )
    with pytest.raises(GitError, match="git log failed: x") as caught:
        GitCommand(tmp_path).run("log")
    assert len(caught.value.stderr) < 200_000
    with pytest.raises(GitError, match="x"), GitCommand(tmp_path).stream("log") as out:
        assert out.read() == b"done\n"


def test_lines_of_stderr_are_handed_on_as_they_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Progress ends in CR, a server may send escapes, and the end of it has no newline."""
    fake_git(tmp_path / "bin", monkeypatch, r"printf 'a 1%%\ra 2%%\r\nremote: \033[2J\nend' >&2")
    said: list[str] = []
    GitCommand(tmp_path).run("fetch", on_line=said.append)
    assert said == ["a 1%", "a 2%", "remote: \\x1b[2J", "end"]


def test_an_exception_of_the_listener_ends_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A progress bar that breaks leaves no process behind."""
    pids = tmp_path / "pids"
    fake_git(tmp_path / "bin", monkeypatch, f"echo $$ > {pids}; echo go >&2; sleep 60")

    def fail(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        GitCommand(tmp_path).run("fetch", on_line=fail)
    assert ends(int(wait_for(pids)))


def test_a_helper_that_stays_in_the_background_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that caches passwords keeps stderr open after git has ended."""
    fake_git(tmp_path / "bin", monkeypatch, "sleep 20 >/dev/null & echo out")
    began = time.monotonic()
    assert GitCommand(tmp_path).run("fetch") == b"out\n"
    assert time.monotonic() - began < 10


def test_git_gets_no_terminal_and_a_session_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can ask nobody, reads nothing typed, and Ctrl-C reaches us alone."""
    pids = tmp_path / "pids"
    script = f"cat; (: </dev/tty) 2>/dev/null && echo tty; echo $$ > {pids}; echo end; sleep 60"
    fake_git(tmp_path / "bin", monkeypatch, script)
    with GitCommand(tmp_path).stream("log") as out:
        assert out.readline() == b"end\n"
        pid = int(wait_for(pids))
        assert (pid, pid) == (os.getsid(pid), os.getpgid(pid))


def test_git_inherits_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: GitCommand, repo: GitRepo
) -> None:
    """A variable that makes plain git run a program is not there for ours."""
    repo.commit("two", {"a.txt": "b\n"})
    pwned = tmp_path / "pwned"
    program = tmp_path / "diff.sh"
    program.write_text(f"#!/bin/sh\ntouch {pwned}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(program))
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path))
    assert b"-a\n+b\n" in git.run("diff", "HEAD~1", "HEAD")
    assert not pwned.exists()
    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_OBJECT_DIRECTORY")
    repo.git("diff", "HEAD~1", "HEAD")
    assert pwned.exists()


def test_a_conversation_answers_line_by_line(git: GitCommand) -> None:
    """One process for many questions, with what a line announces."""
    talk = git.converse("cat-file", "--batch=%(objecttype) %(objectsize)")
    for _ in range(3):
        assert talk.ask(b"HEAD:a.txt\n") == b"blob 2"
        assert talk.read(3) == b"a\n\n"
    assert talk.ask(b"HEAD:none\n") == b"HEAD:none missing"
    talk.close()
    talk.close()


def test_a_conversation_with_a_git_that_is_gone_gives_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer is empty, and no exception of a pipe."""
    fake_git(tmp_path / "bin", monkeypatch, "exit 1")
    talk = GitCommand(tmp_path).converse("cat-file", "--batch")
    answers = [talk.ask(b"HEAD\n") for _ in range(20)]
    assert answers == [b""] * 20
    talk.close()


def test_a_conversation_that_is_dropped_ends_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that nobody closes leaves nothing behind."""
    pids = tmp_path / "pids"
    fake_git(tmp_path / "bin", monkeypatch, f"echo $$ > {pids}; cat")
    talk = GitCommand(tmp_path).converse("cat-file")
    assert talk.ask(b"x\n") == b"x"
    pid = int(wait_for(pids))
    del talk
    assert ends(pid)


def test_many_runs_leave_no_descriptor_open(git: GitCommand) -> None:
    """Neither do those that fail or that are left early."""

    def some_runs() -> None:
        git.run("rev-parse", "HEAD", stdin=b"x")
        with pytest.raises(GitError):
            git.run("log", "nowhere")
        with git.stream("log") as out:
            out.read(1)
        git.converse("cat-file", "--batch").close()

    def settled() -> int:
        """How many are open, once the threads that drain what is left have ended."""
        for thread in threading.enumerate():
            if isinstance(thread, Errors):
                thread.join()
        return len(list(Path("/dev/fd").iterdir()))

    some_runs()
    before = settled()
    for _ in range(5):
        some_runs()
    assert before == settled()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone can bound a process")
def test_memory_is_bounded_where_nothing_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tree that unfolds to billions of files must not take the machine with it."""
    fake_git(tmp_path / "bin", monkeypatch, "sleep 0.3; ulimit -v")
    assert GitCommand(tmp_path).run("log") == f"{4 << 20}\n".encode()
    assert GitCommand(tmp_path, Network("file")).run("fetch") == b"unlimited\n"


def test_git_is_found_in_absolute_folders_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file named git in the folder where one stands is never run."""
    fake_git(tmp_path / "here", monkeypatch, "echo evil")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("PATH", f":.:../here:{Path(REAL).parent}")
    assert git_executable() == REAL


@pytest.mark.parametrize("path", ["", ".", "/nonexistent"])
def test_no_git_is_an_error_with_advice(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said at the first use, not at the import."""
    monkeypatch.setenv("PATH", path)
    with pytest.raises(GitError, match="git is not installed") as caught:
        GitCommand(Path("/")).run("version")
    assert "install git 2.30 or newer" in caught.value.hint


@pytest.mark.parametrize("version", ["git version 2.29.3", "git version 1.8.3.1", "something"])
def test_an_old_git_is_refused(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it cannot do would look like an empty repository."""
    fake_git(tmp_path / "bin", monkeypatch, "echo never", version)
    with pytest.raises(GitError, match=r"git 2\.30 or newer is needed") as caught:
        GitCommand(tmp_path).run("log")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("git version 2.39.5 (Apple Git-154)", (2, 39, 5)),
        ("git version 2.47.0.rc1.windows", (2, 47, 0)),
        ("git version 3.0", (3, 0, 0)),
    ],
)
def test_versions_are_read(
    said: str, version: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a distributor appends."""
    fake_git(tmp_path / "bin", monkeypatch, "", said)
    assert git_version() == version


def test_importing_gitpython_runs_no_git(tmp_path: Path) -> None:
    """It looks for git in PATH by itself, the folder where one stands included."""
    program = tmp_path / "git"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n", encoding="utf-8")
    program.chmod(0o755)
    code = (
        "import os; from gitdigest.git import command; before = dict(os.environ);"
        "command._gitpython(); assert before == dict(os.environ)"
    )
    environment = {**os.environ, "PATH": f":{tmp_path}"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=environment)
    assert not (tmp_path / "ran").exists()
