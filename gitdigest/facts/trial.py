"""Whether a text can be parsed: tried by a process that may end of it.

A hundred kilobytes that follow no rule take five gigabytes where tree-sitter (0.26) gives up at their
end, more of them the whole machine, or a deeper stack than a process has; and it asks nobody meanwhile.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from importlib.resources import files
from subprocess import DEVNULL, PIPE, Popen

from gitdigest.facts.grammars import GRAMMARS

MEMORY = 256 << 20  # bytes; a megabyte that somebody wrote takes a third of it
_PATIENCE = 30.0  # seconds for a text, which takes one of work on a machine that has nothing else


class Trial:
    """The process, from the first text on; it is begun anew after one that it did not survive."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: Popen[bytes] | None = None

    def lets(self, source: bytes, grammar: str) -> bool:
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

    def over(self) -> None:
        """A text is parsed, which changes nothing."""

    def end(self) -> None:
        """Ends the process, whatever it does."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        with suppress(BrokenPipeError):
            process.communicate()

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
        bounds = (str(MEMORY), str(self._seconds))
        return Popen(  # our own code, by this very Python
            [sys.executable, "-I", "-S", "-c", code, *bounds, *folders],
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd="/", start_new_session=True,
        )  # fmt: skip
