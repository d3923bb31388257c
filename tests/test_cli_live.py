"""The live line in a real terminal: calm, within its width, gone at the end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from commandline import COMMAND
from gitrepo import GitRepo
from hypothesis import given
from hypothesis import strategies as st
from payloads import PAYLOADS
from rich.cells import cell_len
from rich.progress import Task
from screen import Terminal

from gitdigest.cli.live import line_of

CHILD = """
import time
from gitdigest.cli.live import live
from gitdigest.cli.talk import Talk
with live(Talk()) as progress:
    progress.line("remote: Counting objects \\x1b]0;owned\\x07")
    time.sleep(0.3)
    progress.start("ai-dynamo/dynamo", 30)
    for n in range(30):
        progress.tell(f"qwen3:8b {n} calls, 12,345 tokens")
        progress.advance(f"{n:040}", "修复：一个很长的提交标题 \\U0001f41b \\x1b[2J" * 9)
        time.sleep(0.05)
    progress.finish()
"""
SUM = "ai-dynamo/dynamo: 30 commits in"


def terminal(columns: int) -> Terminal:
    return Terminal([sys.executable, "-c", CHILD], columns)


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_one_line_moves_and_is_gone_at_the_end(columns: int) -> None:
    """It never wraps, shows a count at any width, and leaves the sum and a cursor behind."""
    one = terminal(columns)
    screen = one.run()
    moving = [frame for frame in one.frames if frame and not frame[0].startswith(SUM[:columns])]
    assert {1} == {len(frame) for frame in moving}
    assert all("/30 " in frame[0] for frame in moving[-5:])
    assert "".join(screen.lines).replace(" ", "").startswith(SUM.replace(" ", ""))
    assert "━" not in "".join(screen.lines)
    assert screen.is_cursor_shown
    assert [] == screen.unknown


@pytest.mark.parametrize(("before", "after"), [(120, 60), (60, 120), (100, 20)])
def test_it_fits_a_terminal_that_changes(before: int, after: int) -> None:
    """The next frames have the new width; nothing of the old one is left below them."""
    one = terminal(before)
    screen = one.run(lambda frame: after if frame == 8 else None)
    last = [frame for frame in one.frames if frame and "/30" in frame[-1]][-3:]
    assert all(cell_len(frame[-1]) < after for frame in last)
    assert SUM[: after - 5] in screen.lines[-len(screen.lines)]
    assert screen.is_cursor_shown


def test_a_real_run_shows_it(repo: GitRepo, tmp_path: Path) -> None:
    """`daily` on a terminal: the line while it reads, then the sum and the file."""
    for number in range(3):
        repo.commit(f"feat: number {number}", {"a.py": f"x = {number}\n"})
    command = [*COMMAND, "daily", str(repo.path), "-d", "2023-11-14", "-o", str(tmp_path / "a.md")]
    one = Terminal(command, 80)
    screen = one.run()
    assert ["repo: 3 commits", str(tmp_path / "a.md")] == [
        screen.lines[0].partition(" in ")[0], "".join(screen.lines[1:])
    ]  # fmt: skip
    assert screen.is_cursor_shown


def task(name: str, done: int, total: int | None, *, told: str = "", subject: str = "") -> Task:
    fields = {"told": told, "subject": subject}
    return Task(0, name, total, done, _get_time=lambda: 0.0, fields=fields)  # type: ignore[arg-type]


@given(st.sampled_from(PAYLOADS), st.integers(0, 200), st.integers(0, 99_999), st.booleans())
def test_a_line_is_never_wider_than_its_room(
    text: str, width: int, done: int, counts: bool
) -> None:
    """Whatever a repository, a commit or git itself calls things."""
    one = task(text * 3, done, 99_999 if counts else None, told=text, subject=text * 9)
    line = line_of(one, width)
    assert cell_len(line) <= width
    assert not set(line) & set("\x1b\n\r\t\x07\u202e")


def test_what_matters_most_is_left_when_it_gets_narrow() -> None:
    """The count to the last, then the name, the time, the model, the bar."""
    one = task("web", 7, 1_000, told="3 calls", subject="abcdef12 fix: it")
    assert "    7/1,000" == line_of(one, 11)
    assert "web     7/1,000" == line_of(one, 15).replace("…", "")[:15]
    assert "--:--" in line_of(one, 30)
    assert "3 calls" in line_of(one, 40)
    assert "━" not in line_of(one, 40)
    assert line_of(one, 90).endswith("3 calls abcdef12 fix: it")


def test_numbers_keep_their_places() -> None:
    """A line does not jump when a count gets another digit."""
    places = {line_of(task("web", n, 1_000), 60).index("/1,000") for n in (1, 10, 100, 1_000)}
    assert 1 == len(places)
