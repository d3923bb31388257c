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
from collections.abc import Mapping, Sequence
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
    """A command line that has begun; its files are those of the caller."""

    pid: int
    line: socket.socket

    def send_signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def wait(self, timeout: float = 120) -> int:
        """The exit code, or a signal as a negative number."""
        self.line.settimeout(timeout)
        try:
            (status,) = struct.unpack(_FORMAT, self.line.recv(16))
        except TimeoutError:
            self.send_signal(signal.SIGKILL)
            raise
        finally:
            self.line.close()
        return int(status)


def start(
    arguments: Sequence[str | Path],
    files: Sequence[IO[bytes]],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str],
) -> Running:
    """Begin `gitdigest ARGUMENTS` with these files as stdin, stdout and stderr."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    request = [[str(word) for word in arguments], str(cwd or Path.cwd()), dict(env)]
    handles = [*(file.fileno() for file in files), theirs.fileno()]
    socket.send_fds(_forking()[0], [json.dumps(request).encode()], handles)
    theirs.close()
    ours.settimeout(60)
    (pid,) = struct.unpack(_FORMAT, ours.recv(16))
    return Running(pid, ours)


def run(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", **env: str) -> Done:
    """As `commandline.run`."""
    assert _SETTLED.isdisjoint(env)
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, (
        tempfile.TemporaryFile()
    ) as err:  # fmt: skip
        given.write(stdin)
        given.seek(0)
        code = start(arguments, (given, out, err), cwd=cwd, env=environment(**env)).wait()
        out.seek(0)
        err.seek(0)
        return Done(code, out.read().decode(), err.read().decode())


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
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    process = subprocess.Popen(
        [sys.executable, "-P", _FORKING, str(theirs.fileno())],
        pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/", env=environment(),
    )  # fmt: skip
    theirs.close()
    return ours, process
