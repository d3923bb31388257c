"""One line that moves: repository, bar, count, rate, time left, the commit at hand."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

from gitdigest.cli.progress import summary
from gitdigest.cli.talk import Talk
from gitdigest.text import clean

_LONGEST = 200


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


class _Words(ProgressColumn):
    """A column of plain text, made of a task."""

    def __init__(self, words: Callable[[Task], str], *, ratio: int | None = None) -> None:
        super().__init__(Column(ratio=ratio, no_wrap=True, overflow="ellipsis"))
        self._words = words

    def render(self, task: Task) -> Text:
        """The words as they are, whatever markup they hold."""
        return Text(clean(self._words(task), limit=_LONGEST, oneline=True))


@contextmanager
def live(talk: Talk) -> Iterator[Live]:
    """The live line on stderr; it is gone when the context ends."""
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    console.no_color = console.no_color or not talk.color
    columns = (
        _Words(lambda task: task.description),
        BarColumn(bar_width=20),
        _Words(_count),
        _Words(_rate),
        TimeRemainingColumn(compact=True),
        _Words(lambda task: str(task.fields["told"])),
        _Words(lambda task: str(task.fields["subject"]), ratio=1),
    )
    bars = Progress(*columns, console=console, transient=True, expand=True, redirect_stdout=False)
    with bars:
        yield Live(bars, talk)


def _count(task: Task) -> str:
    return "" if task.total is None else f"{task.completed:,.0f}/{task.total:,.0f}"


def _rate(task: Task) -> str:
    speed = task.speed or 0.0
    return f"{speed:.0f}/s" if speed >= 1 else f"{60 * speed:.0f}/min" if speed else ""
