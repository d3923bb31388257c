"""The process that parses first what may end whoever parses it; `trial.py` starts it, nobody else.

It is run from its text by a Python without a site, an environment, or a module of ours: its bounds
and the folders of modules are its arguments. It is asked by lines of a module, its function and a
size in bytes, each with so many bytes behind it, and answers each with one byte.
"""

from __future__ import annotations

import resource
import sys
import time
from contextlib import suppress
from importlib import import_module

SPARE = 3  # seconds of work until the system ends a parse that asks nobody


class Given:
    """A text as tree-sitter reads it: it holds what it is given for ever, here views of nothing."""

    def __init__(self, source: bytes) -> None:
        self._views = [memoryview(source)]

    def read(self, offset: int, _point: object) -> memoryview:
        """The text from an offset on."""
        self._views.append(self._views[0][offset:])
        return self._views[-1]

    def take_back(self) -> None:
        """Lets go of the text: nothing of it is to be read any more."""
        for view in reversed(self._views):
            view.release()


def main() -> None:
    """Parses what it is given, until there is no more."""
    memory, seconds, *sys.path[:] = sys.argv[1:]
    bound(resource.RLIMIT_AS, int(memory))
    bound(resource.RLIMIT_CORE, 0)
    while line := sys.stdin.buffer.readline():
        module, function, size = line.decode().split()
        source = sys.stdin.buffer.read(int(size))
        bound(resource.RLIMIT_CPU, int(time.process_time() + float(seconds)) + SPARE)
        is_parsed = _is_parsed(module, function, source, float(seconds))
        sys.stdout.buffer.write(b"1" if is_parsed else b"0")
        sys.stdout.buffer.flush()


def bound(what: int, most: int) -> None:
    """Bounds this process where the system lets it: macOS knows no bound of memory."""
    _, hard = resource.getrlimit(what)
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (most, hard))


def _is_parsed(module: str, function: str, source: bytes, seconds: float) -> bool:
    from tree_sitter import Language, Parser  # noqa: PLC0415 - its folder is known now

    end = time.thread_time() + seconds
    given = Given(source)

    def late(_offset: int, _has_error: bool) -> bool:  # noqa: FBT001 - called by the library
        return time.thread_time() > end

    parser = Parser(Language(getattr(import_module(module), function)()))
    try:
        parser.parse(given.read, progress_callback=late)
    except ValueError:
        return False
    finally:
        given.take_back()
    return True


if __name__ == "__main__":
    main()
