"""Loads litellm, forgets all of gitdigest again, and becomes the command line as often as it is asked to.

`python -P forking.py LINE`, where LINE is the number of a socket. A request is words, a folder and an
environment in JSON, with the files that are to be stdin, stdout and stderr, and a socket for the
answer: the id of the process, and its exit code. It forks, and the fork begins as
`python -P -m gitdigest` does.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import select
import signal
import socket
import struct
import sys
import tempfile
import time
from contextlib import suppress

_LONGEST = 1 << 17  # bytes of a request
_FORMAT = "i"
_LOOK = 0.02  # seconds between two looks at whether it has ended


def serve(line: socket.socket) -> list[str]:
    """Fork for each request, until nobody is at the other end; returns in a fork, with its words."""
    while True:
        data, handles = _asked(line)
        while _reaped():
            pass
        if not data:
            os._exit(0)
        if os.fork() == 0:
            line.close()
            answer = socket.socket(fileno=handles.pop())
            if pid := os.fork():
                _watch(pid, answer)
            answer.close()
            return _become(handles, *json.loads(data))
        for handle in handles:
            os.close(handle)


def _reaped() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _watch(pid: int, answer: socket.socket) -> None:
    """Tell the process and how it ends, and end it where nobody waits for that any more."""
    answer.send(struct.pack(_FORMAT, pid))
    ended, status = 0, 0
    while not ended:
        if select.select([answer.fileno()], [], [], _LOOK)[0]:
            os.kill(pid, signal.SIGKILL)
        ended, status = os.waitpid(pid, os.WNOHANG)
    with suppress(OSError):
        answer.send(struct.pack(_FORMAT, os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _asked(line: socket.socket) -> tuple[bytes, list[int]]:
    """A request, which is a line, with its files; empty where nobody is at the other end."""
    data, handles, _, _ = socket.recv_fds(line, _LONGEST, 4)
    while data and not data.endswith(b"\n"):
        data += line.recv(_LONGEST)
    return data, handles


def _become(handles: list[int], words: list[str], cwd: str, env: dict[str, str]) -> list[str]:
    """Take over the files, the folder and the environment of a new process."""
    for number, handle in enumerate(handles):
        os.dup2(handle, number)
        os.close(handle)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    tempfile.tempdir = None  # as if nobody had asked
    return words


def load() -> None:
    """litellm as gitdigest loads it, and nothing of gitdigest."""
    from gitdigest.model.litellm_calls import load as load_litellm  # noqa: PLC0415

    load_litellm()
    for name in [name for name in sys.modules if name.partition(".")[0] == "gitdigest"]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()  # so that no fork touches, and thereby copies, what it has no use for


if __name__ == "__main__":
    load()
    sys.argv = ["gitdigest", *serve(socket.socket(fileno=int(sys.argv[1])))]
    runpy.run_module("gitdigest", run_name="__main__", alter_sys=True)
