"""Ctrl-C, SIGTERM, a closed terminal: they stop the reading; what is read becomes the report."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_terminals: list[int] = []  # of stdout and stderr, as it was: one that is gone does not tell


@dataclass(slots=True)
class Interrupts:
    """Whether somebody asked to stop."""

    seen: bool = False


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """While the context lasts, the signals raise KeyboardInterrupt, and are remembered.

    An exception alone can get lost: git dies of the same signal, and its error may come first.
    """
    found = Interrupts()

    def stop(number: int, frame: FrameType | None) -> None:
        found.seen = True
        _stop(number, frame)

    before = {number: signal.signal(number, stop) for number in _SIGNALS if _is_heard(number)}
    try:
        yield found
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_by_signals() -> None:
    """From here on each of the signals ends what is under way in order, as Ctrl-C does."""
    _terminals.extend(number for number in (1, 2) if os.isatty(number))
    for number in _SIGNALS:
        if _is_heard(number):
            signal.signal(number, _stop)


def _is_heard(number: signal.Signals) -> bool:
    """Whether a signal counts; nohup and shells let programs ignore some."""
    return signal.getsignal(number) is not signal.SIG_IGN


def _stop(number: int, _frame: FrameType | None) -> None:
    if number == signal.SIGHUP:
        _forget_terminal()
    raise KeyboardInterrupt


def _forget_terminal() -> None:
    """Say the rest to nobody: a terminal that is gone refuses each word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in _terminals:
        os.dup2(nowhere, number)
    os.close(nowhere)
