"""One line that moves: repository, bar, count, rate, time left, the commit at hand."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.progress import Progress, ProgressColumn, Task, TaskID
from rich.text import Text

from gitdigest.cli.progress import summary
from gitdigest.cli.talk import Talk
from gitdigest.text import clean

_LONGEST = 200
_LONGEST_NAME = 28
_BAR = 20
_LEAST_SUBJECT = 12
_MINUTE, _HOUR = 60, 3_600


class Live:
    """A `progress.Watch` over rich's bars; what it shows is cleaned, and never markup."""

    def __init__(self, bars: Progress, talk: Talk) -> None:
        self._bars = bars
        self._talk = talk
        self._task: TaskID | None = None
        self._name, self._done, self._total, self._told = "", 0, 0, ""
        self._began = 0.0

    def start(self, repository: str, total: int) -> None:
        """Begin a bar."""
        self._clear()
        self._name, self._done, self._total, self._told = repository, 0, total, ""
        self._began = time.monotonic()
        self._task = self._bars.add_task(repository, total=total, subject="", told="")

    def advance(self, sha: str, subject: str) -> None:
        """Move the bar."""
        self._done += 1
        if self._task is not None:
            self._bars.update(self._task, advance=1, subject=f"{sha[:8]} {subject}")

    def finish(self) -> None:
        """Take the bar away, and leave the sum."""
        self._clear()
        seconds = time.monotonic() - self._began
        more = f", {self._told}" if self._told else ""
        self._talk.say(summary(self._name, self._done, self._total, seconds) + more)

    def tell(self, text: str) -> None:
        """Show how the model does, beside the bar."""
        self._told = text
        if self._task is not None:
            self._bars.update(self._task, told=text)

    def line(self, text: str) -> None:
        """Show what git says while there is nothing to count."""
        if self._task is None:
            self._task = self._bars.add_task("", total=None, subject="", told="")
        self._bars.update(self._task, subject=text)

    def _clear(self) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None


class _Line(ProgressColumn):
    """All that is told of a task, in the one line that a terminal has room for."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def render(self, task: Task) -> Text:
        """The line; a column stays free, so that a terminal that shrinks wraps nothing."""
        return Text(line_of(task, self._console.width - 1), no_wrap=True, overflow="crop")


@contextmanager
def live(talk: Talk) -> Iterator[Live]:
    """The live line on stderr; it is gone when the context ends."""
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    console.no_color = console.no_color or not talk.color
    bars = Progress(_Line(console), console=console, transient=True, redirect_stdout=False)
    with bars:
        yield Live(bars, talk)


def line_of(task: Task, width: int) -> str:
    """What fits into so many columns: the count before the name, the subject in what is left.

    Numbers keep their places while they grow, so that nothing jumps.
    """
    subject, told = (_plain(task.fields[name]) for name in ("subject", "told"))
    if task.total is None:
        return _cut(subject, width)
    parts = [
        _cut(_plain(task.description), min(_LONGEST_NAME, max(width // 3, 1))),
        _bar(task.percentage),
        _count(task.completed, task.total),
        _rate(task.speed or 0.0),
        _left(task.time_remaining),
        told,
    ]
    shown = _fitting(parts, (2, 0, 4, 5, 1, 3), width)
    room = width - cell_len(shown) - 1
    return f"{shown} {_cut(subject, room)}" if room >= _LEAST_SUBJECT and subject else shown


def _fitting(parts: Sequence[str], order: Sequence[int], width: int) -> str:
    """The parts that fit, the weightiest first, in their own order."""
    kept: set[int] = set()
    for number in order:
        line = " ".join(parts[n] for n in sorted({*kept, number}) if parts[n])
        if cell_len(line) <= width:
            kept.add(number)
    return " ".join(parts[n] for n in sorted(kept) if parts[n])


def _plain(value: object) -> str:
    return clean(str(value), limit=_LONGEST, oneline=True).strip()


def _cut(text: str, width: int) -> str:
    """The text in at most so many columns, "…" where some of it is missing."""
    if cell_len(text) <= width:
        return text
    return f"{set_cell_size(text, max(width - 1, 0)).rstrip()}…" if width > 0 else ""


def _bar(percentage: float) -> str:
    done = round(_BAR * percentage / 100)
    return "━" * done + "─" * (_BAR - done)


def _count(done: float, total: float) -> str:
    whole = f"{total:,.0f}"
    return f"{done:,.0f}".rjust(len(whole)) + f"/{whole}"


def _rate(speed: float) -> str:
    """Commits a second, or a minute where they are few."""
    if not speed:
        return " " * 6
    return (f"{speed:.0f}/s" if speed >= 1 else f"{60 * speed:.0f}/min").rjust(6)


def _left(seconds: float | None) -> str:
    """How long it may still take."""
    if seconds is None:
        return "--:--"
    whole = round(seconds)
    if whole < _HOUR:
        return f"{whole // _MINUTE:02}:{whole % _MINUTE:02}"
    return f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02}:{whole % _MINUTE:02}"
