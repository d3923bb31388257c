"""Starts git and nothing else does: one command, a stream of output, or a process kept open."""

from __future__ import annotations

import fcntl
import os
import re
import resource
import signal
import tempfile
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EAGAIN, ENOMEM
from functools import cache
from io import BufferedReader
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from gitdigest.errors import SCARCE, GitError, GitTimeoutError
from gitdigest.git.environment import Network, environment, find_git
from gitdigest.git.pipes import Collector, Errors, OnLine, Pipe
from gitdigest.limits import Limits

if TYPE_CHECKING:
    from git.cmd import Git

OLDEST = (2, 30)

_BUFFER = 1 << 20
_WIDE = 1 << 20  # bytes of a pipe: as many as Linux gives to whoever asks
_MEMORY = 4 << 30  # a tree can be made that unfolds to billions of files: git must fail, not swap
_VERSION = re.compile(rb"git version (\d+)\.(\d+)(?:\.(\d+))?")


class GitCommand:
    """Runs git on one bare repository of our own, in an environment made from scratch.

    `directory` is the repository's folder; no discovery takes place. `network` says which
    protocol the process may speak; without it git reads what is there. `seconds` are what a command
    may take, and a stream from one piece of output to the next. `lacking` is the hint where git fails
    at an object, known to who knows why one may not be there.
    """

    def __init__(
        self,
        directory: Path,
        network: Network | None = None,
        *,
        seconds: float = Limits().seconds,
        lacking: str = "",
    ) -> None:
        self.directory = directory
        self._network = network
        self._seconds = seconds
        self._lacking = lacking

    def run(
        self, *args: str, stdin: bytes = b"", timeout: float = 0, on_line: OnLine | None = None
    ) -> bytes:
        """The output of one command; `on_line` gets each cleaned line of stderr as it comes.

        Raises GitError for a status other than 0, and GitTimeoutError after `timeout` seconds.
        """
        timeout = timeout or self._seconds
        late = threading.Event()
        with self._running(args, stdin) as child:
            out = Collector(_some(child.stdout))
            errors = Errors(_some(child.stderr), on_line)
            timer = threading.Timer(timeout, _expire, (child, late))
            timer.daemon = True
            timer.start()
            try:
                errors.read(lambda: child.poll() is None)
                status = child.wait()
            finally:
                timer.cancel()
        if late.is_set():
            raise _too_late(args, timeout)
        errors.check(status, args, self._lacking)
        return out.data()

    @contextmanager
    def stream(self, *args: str, stdin: bytes = b"") -> Iterator[BufferedReader]:
        """The output of a command while git still writes it.

        A reader that has seen the end gets a GitError at the end of the block if git failed; one
        that leaves earlier, by an exception or not, ends git and hears no more of it. One that waits
        longer than git may take gets a GitTimeoutError.
        """
        with self._running(args, stdin) as child:
            errors = Errors(_some(child.stderr))
            errors.start()
            late = _too_late(args, self._seconds)
            _widen(child)
            pipe = Pipe(_some(child.stdout), self._seconds, late)
            with BufferedReader(pipe, _BUFFER) as out:
                yield cast("BufferedReader", out)
            if pipe.ended:
                status = child.wait()
                errors.join()
                errors.check(status, args, self._lacking)

    def converse(self, *args: str) -> Conversation:
        """A command that answers line by line, kept open until it is closed."""
        child = _start(self._command(args), self.directory, PIPE)
        late = _too_late(args, self._seconds)
        return Conversation(child, Pipe(_some(child.stdout), self._seconds, late))

    @contextmanager
    def _running(self, args: Sequence[str], stdin: bytes) -> Iterator[Popen[bytes]]:
        with _file_of(stdin) as source:
            child = _start(self._command(args), self.directory, source)
        try:
            if self._network is None:
                _limit_memory(child)
            yield child
        finally:
            _end(child)

    def _command(self, args: Sequence[str]) -> list[str]:
        pairs = self._network.config if self._network else ()
        config = (word for key, value in pairs for word in ("-c", f"{key}={value}"))
        git = [git_executable(), f"--git-dir={self.directory}", *config, *args]
        return _isolated(git, self._network)


class Conversation:
    """A process of git that is asked and answers, one line at a time.

    Who waits longer for an answer than git may take gets a GitTimeoutError.
    """

    def __init__(self, child: Popen[bytes], pipe: Pipe) -> None:
        self._stdin, self._stdout = _some(child.stdin), BufferedReader(pipe, _BUFFER)
        self._end = weakref.finalize(self, _end_conversation, child, self._stdout)
        _limit_memory(child)
        Errors(_some(child.stderr)).start()

    def ask(self, line: bytes) -> bytes:
        """The line that answers a line, without its newline; empty when git has ended."""
        self.send(line)
        return self.line()

    def send(self, lines: bytes) -> None:
        """Asks without waiting: no more than a pipe holds, or both sides would wait."""
        with suppress(BrokenPipeError):
            self._stdin.write(lines)
            self._stdin.flush()

    def line(self) -> bytes:
        """The next line of an answer, without its newline; empty when git has ended."""
        return self._stdout.readline().removesuffix(b"\n")

    def read(self, size: int) -> bytes:
        """The next bytes of an answer, less only when git has ended."""
        return self._stdout.read(size)

    def close(self) -> None:
        """Ends the process; it ends with this object or the interpreter at the latest."""
        self._end()


def prepare() -> None:
    """Loads what the first command would load, and asks git for its version."""
    with suppress(GitError):  # whoever needs it hears what is amiss
        git_executable()


def git_executable() -> str:
    """The absolute path of a git that is new enough; raises GitError where there is none."""
    git = find_git()
    version = _version(git)
    if version < OLDEST:
        found = ".".join(map(str, version)) or "of an unknown version"
        raise GitError(f"git 2.30 or newer is needed, {git} is {found}", "install a newer git")
    return git


def git_version() -> tuple[int, ...]:
    """The version of the git that runs, as numbers."""
    return _version(git_executable())


@cache
def _version(git: str) -> tuple[int, ...]:
    child = _start(_isolated([git, "version"]), Path("/"), None)
    try:
        out, _ = child.communicate(timeout=20)
    finally:
        _end(child)
    match = _VERSION.match(out)
    return tuple(int(number) for number in match.groups(b"0")) if match else ()


def _isolated(command: Sequence[str], network: Network | None = None) -> list[str]:
    """The command under `env -i`: GitPython adds to the environment, and takes nothing out."""
    variables = (f"{name}={value}" for name, value in environment(network).items())
    return ["/usr/bin/env", "-i", *variables, *command]


@cache
def _gitpython() -> type[Git]:
    """GitPython, kept from running the first git in PATH when it is imported."""
    names = {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": os.devnull}
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        from git.cmd import Git  # noqa: PLC0415 - not before the variables are set
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ.update({name: value} if value is not None else {})
    return Git


def _start(command: list[str], directory: Path, stdin: object) -> Popen[bytes]:
    """A process in a session of its own: no terminal, no Ctrl-C, one group to end."""
    try:
        started = _gitpython()(directory).execute(
            command,
            istream=cast(BinaryIO, stdin),
            as_process=True,
            shell=False,
            start_new_session=True,
        )
    except OSError as error:
        hint = SCARCE if error.errno in {EAGAIN, ENOMEM} else "gitdigest doctor tells what is amiss"
        raise GitError(f"git cannot be started: {error.strerror}", hint) from error
    child, started.proc = started.proc, None  # we end it ourselves, with all that it started
    return cast("Popen[bytes]", child)


@contextmanager
def _file_of(stdin: bytes) -> Iterator[BinaryIO | None]:
    """The bytes as a file: a pipe would dead-lock where git writes before it has read all."""
    if not stdin:
        yield None
        return
    with tempfile.TemporaryFile() as file:
        file.write(stdin)
        file.seek(0)
        yield cast(BinaryIO, file)


def _widen(child: Popen[bytes]) -> None:
    """Lets git write ahead of who reads; Linux alone has larger pipes, and not without end."""
    with suppress(AttributeError, OSError):
        fcntl.fcntl(_some(child.stdout), fcntl.F_SETPIPE_SZ, _WIDE)


def _limit_memory(child: Popen[bytes]) -> None:
    """Bounds what the process may map; Linux alone can do it from outside."""
    with suppress(AttributeError, OSError, ValueError):
        resource.prlimit(child.pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _too_late(args: Sequence[str], seconds: float) -> GitTimeoutError:
    return GitTimeoutError(
        f"git {args[0]} took longer than {seconds:g} seconds", "raise seconds of [limits]"
    )


def _expire(child: Popen[bytes], late: threading.Event) -> None:
    late.set()
    _kill(child)


def _kill(child: Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _end(child: Popen[bytes]) -> None:
    """Ends the process and its group if it still runs, and reaps it."""
    if child.returncode is None:
        _kill(child)
    child.wait()


def _end_conversation(child: Popen[bytes], answers: BufferedReader[Pipe]) -> None:
    _end(child)
    with suppress(BrokenPipeError):
        _some(child.stdin).close()
    answers.close()


def _some(pipe: IO[bytes] | None) -> IO[bytes]:
    """A pipe that was asked for, so that it is there."""
    return cast("IO[bytes]", pipe)
