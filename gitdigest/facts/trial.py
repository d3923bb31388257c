"""Whether a text can be parsed: tried by a process that may end of it.

A hundred kilobytes that follow no rule take five gigabytes where tree-sitter (0.26) gives up at their
end, more of them the whole machine, or a deeper stack than a process has; and it asks nobody meanwhile.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO, Protocol

from gitdigest.facts import tried
from gitdigest.facts.grammars import GRAMMARS

_MEMORY = 256 << 20  # bytes; a megabyte that somebody wrote takes a third of it
_PATIENCE = 30.0  # seconds for a text, which takes one of work on a machine that has nothing else


class _Process(Protocol):
    """A process that is asked by `stdin` and answers by `stdout`."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None

    def kill(self) -> None:
        """Ends it."""

    def wait(self) -> int:
        """Waits until it has ended."""


class Trial:
    """The process, from the first text on; it is begun anew after one that it did not survive."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: _Process | None = None

    def fork(self) -> None:
        """Begins it from this process, at a tenth of the cost; only Linux, and where no thread is."""
        with suppress(OSError):
            self._process = _Forked(self._seconds)

    def survives(self, source: bytes, grammar: str) -> bool:
        """Whether a text is parsed in so many seconds of work, and within bounds of memory."""
        fresh = self._process is None
        answer = self._answer(source, grammar)
        if not answer and not fresh:  # what came before may have been at fault
            answer = self._answer(source, grammar)
        return answer == b"1"

    def _answer(self, source: bytes, grammar: str) -> bytes:
        """What the process says; nothing where it has ended, or there is none to be had."""
        answer = b""
        try:
            answer = self._ask(source, grammar)
        except (OSError, RuntimeError):
            return b""
        finally:
            if not answer:
                self.end()
        return answer

    def end(self) -> None:
        """Ends the process, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for line in (process.stdin, process.stdout):
            with suppress(BrokenPipeError):
                if line:
                    line.close()
        process.wait()

    def _ask(self, source: bytes, grammar: str) -> bytes:
        process = self._process = self._process or self._begin()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
        known = GRAMMARS[grammar]
        patience = threading.Timer(_PATIENCE, process.kill)
        patience.start()
        try:
            process.stdin.write(f"{known.module} {known.function} {len(source)}\n".encode())
            process.stdin.write(source)
            process.stdin.flush()
            return process.stdout.read(1)
        finally:
            patience.cancel()

    def _begin(self) -> Popen[bytes]:
        code = files("gitdigest.facts").joinpath("tried.py").read_text(encoding="utf-8")
        folders = [folder for folder in sys.path if folder]  # never where we happen to stand
        bounds = (str(_MEMORY), str(self._seconds))
        return Popen(  # our own code, by this very Python
            [sys.executable, "-I", "-S", "-c", code, *bounds, *folders],
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/", start_new_session=True,
        )  # fmt: skip


class _Forked:
    """A copy of this process that does nothing else any more; raises OSError where there is none."""

    def __init__(self, seconds: float) -> None:
        asked, ours = os.pipe()
        theirs, answers = os.pipe()
        try:
            self.pid = os.fork()
        except OSError:
            for one in (asked, ours, theirs, answers):
                os.close(one)
            raise
        if self.pid == 0:
            _serve(asked, answers, seconds)
        os.close(asked)
        os.close(answers)
        self.stdin: IO[bytes] | None = os.fdopen(ours, "wb")
        self.stdout: IO[bytes] | None = os.fdopen(theirs, "rb")
        self._status: int | None = None

    def kill(self) -> None:
        """Ends it, unless it has ended and its number may be another's."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Waits until it has ended."""
        if self._status is None:
            _, self._status = os.waitpid(self.pid, 0)
        return self._status


def _serve(asked: int, answers: int, seconds: float) -> None:
    """What a forked process does, with nothing of what it was forked from but its memory."""
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nowhere, number)
        there = {int(path.name) for path in Path("/proc/self/fd").iterdir()}
        for number in there - {0, 1, 2, asked, answers}:  # others' lines end with their holders
            with suppress(OSError):  # what listed them is closed
                os.close(number)
        held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
        tried.serve(os.fdopen(asked, "rb"), os.fdopen(answers, "wb"), held + _MEMORY, seconds)
    finally:
        os._exit(0)
