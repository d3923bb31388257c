"""Ctrl-C and SIGTERM: they stop the reading, and what is read until then becomes the report."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Interrupts:
    """Whether somebody asked to stop."""

    seen: bool = False


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """While the context lasts, SIGINT and SIGTERM raise KeyboardInterrupt, and are remembered.

    An exception alone can get lost: git dies of the same signal, and its error may come first.
    """
    found = Interrupts()

    def stop(_number: int, _frame: FrameType | None) -> None:
        found.seen = True
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield found
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
