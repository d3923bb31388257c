"""Large texts parsed at once by a process that may end of one.

To try each by another process first takes its time twice, which is most of what files of C++ cost.
Whoever gave this process its work is told what it dares: where it ends of that, another one begins
and is told to leave it.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from gitdigest.facts.trial import MEMORY
from gitdigest.facts.tried import SPARE, bound


class Dared:
    """The guard of a process that is one of several; `tell` is given a text's key, then None.

    `refused` are the keys of texts that others ended of. While one is parsed this process is bound as
    that of a `Trial` is, and what the library says of its end is said to nobody.
    """

    def __init__(
        self, seconds: float, tell: Callable[[bytes | None], None], refused: Collection[bytes]
    ) -> None:
        self._seconds = seconds
        self._tell = tell
        self._refused = refused
        self._before: list[tuple[int, tuple[int, int]]] = []
        self._stderr = -1

    def lets(self, source: bytes, grammar: str) -> bool:
        """Whether a text may be parsed; if so, `over` must follow."""
        key = blake2b(b"%s\0%s" % (grammar.encode(), source), digest_size=16).digest()
        if key in self._refused:
            return False
        try:
            self._stderr = os.dup(2)
            with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - no path
                os.dup2(nowhere.fileno(), 2)
        except OSError:  # no file can be opened any more
            return False
        self._tell(key)
        self._bound(resource.RLIMIT_CORE, 0)
        self._bound(resource.RLIMIT_CPU, int(time.process_time() + self._seconds) + SPARE)
        with suppress(OSError):  # macOS tells nobody what a process holds
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            self._bound(resource.RLIMIT_AS, pages * resource.getpagesize() + MEMORY)
        return True

    def over(self) -> None:
        """A text is parsed, or given up: nothing is bound any more."""
        if self._stderr < 0:
            return
        while self._before:
            resource.setrlimit(*self._before.pop())
        os.dup2(self._stderr, 2)
        os.close(self._stderr)
        self._stderr = -1
        self._tell(None)

    def _bound(self, what: int, most: int) -> None:
        self._before.append((what, resource.getrlimit(what)))
        bound(what, most)
