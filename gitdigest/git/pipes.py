"""The ends of the pipes of a git process: what it says, what it gives, and when that has ended."""

from __future__ import annotations

import fcntl
import os
import re
import select
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import FileIO
from typing import IO, TYPE_CHECKING

from gitdigest.errors import GitError
from gitdigest.text import clean

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

OnLine = Callable[[str], None]

_LINES = 40  # of stderr; the reason stands in the last ones
_LINE = 4096
_PIPE = 1 << 20
_LONGEST = 2**31 - 1  # milliseconds that poll can wait
_GRACE = 500  # milliseconds
_BREAK = re.compile(rb"[\r\n]+")
_REASON = re.compile(r"(?:fatal|error): (.+)")
_OBJECT = re.compile(r"\b(?:[0-9a-f]{40}|[0-9a-f]{64})\b")


class Pipe(FileIO):
    """A pipe, wide enough for git to run ahead of its reader, that knows when it has ended.

    A reader that waits for more than `seconds` gets the error `late`.
    """

    def __init__(self, source: IO[bytes], seconds: float, late: GitError) -> None:
        super().__init__(os.dup(source.fileno()), "rb")
        source.close()
        self.ended = False
        self._milliseconds = min(int(seconds * 1000), _LONGEST)
        self._late = late
        self._waiter = select.poll()
        self._waiter.register(self, select.POLLIN)
        with suppress(AttributeError, OSError):  # Linux alone has it, and a user's share is limited
            fcntl.fcntl(self.fileno(), fcntl.F_SETPIPE_SZ, _PIPE)

    def readinto(self, buffer: WriteableBuffer) -> int:
        """As FileIO has it, and takes note of the end."""
        if not self._waiter.poll(self._milliseconds):
            raise self._late
        count = super().readinto(buffer)
        self.ended = self.ended or count == 0
        return count

    def readall(self) -> bytes:
        """As FileIO has it, and takes note of the end."""
        data = super().readall()
        self.ended = True
        return data


class Collector(threading.Thread):
    """Reads all of a pipe beside the reader of another one."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._data = b""
        self.start()

    def run(self) -> None:
        """Reads until the last writer is gone."""
        with self._pipe:
            self._data = self._pipe.read()

    def data(self) -> bytes:
        """All of it, when it has ended."""
        self.join()
        return self._data


class Errors(threading.Thread):
    """Reads stderr, in a thread or in the caller's, and keeps the last lines: git must not wait."""

    def __init__(self, pipe: IO[bytes], on_line: OnLine | None = None) -> None:
        super().__init__(daemon=True)
        self._pipe = pipe
        self._on_line = on_line
        self._lines: deque[str] = deque(maxlen=_LINES)

    def run(self) -> None:
        """Reads until the last writer is gone."""
        self.read(lambda: True)

    def read(self, alive: Callable[[], bool]) -> None:
        """Reads until the last writer is gone, or git is and who it left behind says nothing.

        A helper that stays in the background, as those for passwords do, holds the pipe open.
        """
        tail = b""
        with self._pipe:
            for chunk in self._chunks(alive):
                *lines, tail = _BREAK.split(tail + chunk)
                tail = tail[:_LINE]
                self._keep(lines)
        self._keep([tail])

    def check(self, status: int, args: Sequence[str], lacking: str = "") -> None:
        """Raises GitError unless the status is 0, with the reason that git gave last.

        `lacking` is the hint where that names an object.
        """
        if status:
            text = "\n".join(self._lines)
            reasons = _REASON.findall(text) or list(self._lines) or [f"status {status}"]
            hint = lacking if _OBJECT.search(reasons[-1]) else ""
            raise GitError(f"git {args[0]} failed: {reasons[-1]}", hint, status=status, stderr=text)

    def _chunks(self, alive: Callable[[], bool]) -> Iterator[bytes]:
        waiter = select.poll()
        waiter.register(self._pipe, select.POLLIN)
        while True:
            if waiter.poll(_GRACE):
                chunk = os.read(self._pipe.fileno(), 1 << 16)
                if not chunk:
                    return
                yield chunk
            elif not alive():
                return

    def _keep(self, lines: Sequence[bytes]) -> None:
        for raw in lines:
            line = clean(raw[:_LINE].decode("utf-8", "replace"), oneline=True).strip()
            if line:
                self._lines.append(line)
                if self._on_line:
                    self._on_line(line)
