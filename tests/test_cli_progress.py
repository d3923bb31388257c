"""Progress on stderr: plain lines for logs, one live line for people, nothing for --quiet."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest

from gitdigest.cli.live import live
from gitdigest.cli.progress import Lines, Silence, summary
from gitdigest.cli.talk import Talk
from gitdigest.cli.watching import watch


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_a_line_every_few_seconds_and_a_sum() -> None:
    """Of a thousand commits in sixteen seconds a log tells three times and at the end, with rate and time left."""
    clock, said = Clock(), list[str]()
    lines = Lines(said.append, clock)
    lines.start("web", 1000)
    for _ in range(1000):
        clock.now += 1 / 64  # exact in binary
        lines.advance("0" * 40, "subject")
    lines.finish()
    assert "web: 320 of 1,000 commits, 64 a second, 11 s left" == said[0]
    assert 4 == len(said)
    assert "web: 1,000 commits in 15.6 s" == said[-1]


def test_the_first_of_many_tells_no_time() -> None:
    """It waited for what the others do not wait for."""
    clock, said = Clock(), list[str]()
    lines = Lines(said.append, clock)
    lines.start("web", 1000)
    for _ in range(2):
        clock.now += 8
        lines.advance("0" * 40, "subject")
    assert ["web: 1 of 1,000 commits", "web: 2 of 1,000 commits"] == said


def test_what_git_says_is_told_sparsely() -> None:
    """Of a hundred lines in a second the first is told."""
    clock, said = Clock(), list[str]()
    lines = Lines(said.append, clock)
    for number in range(100):
        clock.now += 0.01
        lines.line(f"Receiving objects: {number}%")
    assert ["Receiving objects: 0%"] == said


@pytest.mark.parametrize(
    ("expected", "done", "total"),
    [
        ("a: 0 commits in 1.0 s", 0, 0),
        ("a: 1 commit in 1.0 s", 1, 1),
        ("a: 2 commits in 1.0 s", 2, 2),
        ("a: 1 of 2 commits in 1.0 s", 1, 2),
    ],
)
def test_the_sum_tells_what_is_missing(expected: str, done: int, total: int) -> None:
    """A whole count is one number, a part is two."""
    assert expected == summary("a", done, total, 1.0)


def test_the_progress_fits_its_reader() -> None:
    """--quiet wins over a terminal, and a pipe gets lines."""
    with redirect_stderr(Terminal()), watch(Talk(quiet=True)) as progress:
        assert isinstance(progress, Silence)
        progress.start("a", 1)
        progress.advance("0", "x")
        progress.line("x")
        progress.finish()
    with redirect_stderr(io.StringIO()), watch(Talk()) as progress:
        assert isinstance(progress, Lines)


def test_the_live_line_shows_what_is_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name, count and subject are shown; foreign text is neither markup nor escape."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    screen = Terminal()
    with redirect_stderr(screen), live(Talk()) as progress:
        progress.line("remote: \x1b]0;owned\x07 [/oops]")
        progress._bars.refresh()
        progress.start("web [red]", 3)
        progress.advance("f" * 40, "fix: [/] \x1b[2J\u202e :bomb:")
        progress._bars.refresh()
        progress.finish()
    shown = screen.getvalue()
    for part in ("web [red]", "1/3", "ffffffff fix: [/]", ":bomb:", "web [red]: 1 of 3 commits"):
        assert part in shown
    for evil in ("\x1b]0;", "\x1b[2J\u202e", "\u202e"):
        assert evil not in shown
