"""Runs the real command line where litellm is loaded already: its import takes four seconds each time.

`forking.py` is the process that loads it, and forks for each command line. What is to be shown of a
start from nothing is shown with `commandline`.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from commandline import Done, environment

_FORKING = Path(__file__).with_name("forking.py")
_FORMAT = "i"
_SETTLED = {"LANG", "LANGUAGE", "LC_ALL", "PYTHONUTF8", "PYTHONIOENCODING"}  # when Python starts


@dataclass(frozen=True)
class Running:
    """A command line that has begun."""

    pid: int
    line: socket.socket
    files: Sequence[IO[bytes]]

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal; nobody else has its id before `done`."""
        os.kill(self.pid, number)

    def done(self, timeout: float = 120) -> Done:
        """What it left; a code that is negative is the signal that ended it."""
        self.line.settimeout(timeout)
        (code,) = struct.unpack(_FORMAT, self.line.recv(4))
        out, err = (_content(file) for file in self.files[1:])
        return Done(code, out, err)


def run(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", **env: str) -> Done:
    """As `commandline.run`."""
    with begun(*arguments, cwd=cwd, stdin=stdin, **env) as running:
        return running.done()


@contextmanager
def begun(
    *arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", **env: str
) -> Iterator[Running]:
    """`gitdigest ARGUMENTS`, as it runs. The watcher ends it where nobody waits for it any more."""
    assert _SETTLED.isdisjoint(env)
    request = [[str(word) for word in arguments], str(cwd or Path.cwd()), environment(**env)]
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(stdin)
        files[0].seek(0)
        line, theirs = socket.socketpair()
        stack.enter_context(line)
        with theirs:
            handles = [*(file.fileno() for file in files), theirs.fileno()]
            socket.send_fds(_forking()[0], [json.dumps(request).encode() + b"\n"], handles)
        line.settimeout(120)
        (pid,) = struct.unpack(_FORMAT, line.recv(4))
        yield Running(pid, line, files)


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def end() -> None:
    """Let the process that forks go, where there is one."""
    if _forking.cache_info().currsize:
        line, process = _forking()
        line.close()
        process.wait(timeout=10)
        _forking.cache_clear()


@cache
def _forking() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The process that forks, and the line to it; it ends with the line."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-P", _FORKING, str(theirs.fileno())],
        pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/", env=environment(),
    )  # fmt: skip
    theirs.close()
    return ours, process
