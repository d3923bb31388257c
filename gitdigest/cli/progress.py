"""How far a run has come, in plain lines for a log, or not at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gitdigest import describe

_EVERY = 5.0  # seconds between two plain lines
_TELLING = 50  # one commit of so many tells how long the others take

Clock = Callable[[], float]


class Watch(Protocol):
    """A `describe.Progress` that also passes on what git says, and how a model does."""

    def start(self, repository: str, total: int) -> None:
        """A repository with so many selected commits begins."""

    def advance(self, sha: str, subject: str) -> None:
        """A commit is done."""

    def finish(self) -> None:
        """The repository is done."""

    def tell(self, text: str) -> None:
        """How the work goes, beside its count."""

    def line(self, text: str) -> None:
        """Something is going on that has no count."""


class Silence(describe.Silence):
    """Says nothing."""

    def line(self, text: str) -> None:
        """Nothing."""


@dataclass(slots=True)
class Lines:
    """A plain line every few seconds, and one when a repository is done."""

    say: Callable[[str], None]
    clock: Clock = time.monotonic
    _name: str = ""
    _total: int = 0
    _done: int = 0
    _began: float = 0.0
    _last: float = float("-inf")
    _told: str = ""

    def start(self, repository: str, total: int) -> None:
        """Begin to count."""
        self._name, self._total, self._done, self._told = repository, total, 0, ""
        self._began = self._last = self.clock()

    def advance(self, sha: str, subject: str) -> None:  # noqa: ARG002 - a log needs no subjects
        """Count one, and tell where it is time to."""
        self._done += 1
        now = self.clock()
        if now - self._last < _EVERY or self._done == self._total:
            return
        self._last = now
        rate = self._done / (now - self._began)
        told = f"{self._name}: {self._done:,} of {self._total:,} commits"
        if self._done * _TELLING >= self._total:
            left = (self._total - self._done) / rate
            told += f", {_rate(rate)}, {left:.0f} s left"
        self.say(told + self._more)

    def finish(self) -> None:
        """Tell the sum."""
        seconds = self.clock() - self._began
        self.say(summary(self._name, self._done, self._total, seconds) + self._more)

    def tell(self, text: str) -> None:
        """Keep it for the next line."""
        self._told = text

    @property
    def _more(self) -> str:
        return f", {self._told}" if self._told else ""

    def line(self, text: str) -> None:
        """Tell it where the last line is some seconds old."""
        now = self.clock()
        if now - self._last >= _EVERY:
            self._last = now
            self.say(text)


def _rate(rate: float) -> str:
    """Commits a second, or a minute where they are few."""
    return f"{rate:.0f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"


def summary(name: str, done: int, total: int, seconds: float) -> str:
    """The line that stays when a repository is done."""
    many = f"{done:,} of {total:,} commits" if done != total else f"{done:,} commits"
    if done == total == 1:
        many = "1 commit"
    return f"{name}: {many} in {seconds:.1f} s"
