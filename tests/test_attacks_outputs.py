"""What a repository makes of a report that is written in the plain way, and not of ours: shown first."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from commandline import COMMAND, run
from gitrepo import GitRepo
from rich.console import Console
from rich.errors import MarkupError
from rich.text import Text
from screen import Terminal

from gitdigest.text import clean

DAY = ("-d", "2023-11-14")
CRASH = "fix: [/] and [/oops]"
MARKUP = {
    "\x1b]8;": "fix: [link=https://evil.example]x[/link]",
    "\x1b[8m": "fix: [conceal]gone[/conceal]",
    "\N{BOMB}": "fix: :bomb:",
}
CODES = {
    "\x1b]0;": "fix: \x1b]0;owned\x1b\\title",
    "\x1b]52;": "fix: \x1b]52;c;b3duZWQ=\x1b\\clipboard",
    "\x1b[2J": "fix: \x1b[2Jscreen",
    "\x9b": "fix: \x9b2Jscreen",
    "\u202e": "fix: \u202eturned",
}


def printed(what: str | Text) -> str:
    """What rich prints of it on a terminal, as anybody prints."""
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=120, _environ={}).print(what)
    return out.getvalue()


def test_no_subject_commands_the_terminal(repo: GitRepo) -> None:
    """Markup makes links, hides words and ends a program of rich's; codes pass through its Text.

    In a real terminal ours shows each as it is written, while it reads and in the report.
    """
    with pytest.raises(MarkupError):
        printed(CRASH)
    for sign, subject in MARKUP.items():
        assert sign in printed(subject), "the attack does not work any more"
    for sign, subject in CODES.items():
        assert sign in printed(Text(subject)), "the attack does not work any more"

    subjects = [CRASH, *MARKUP.values(), *CODES.values()]
    for number, subject in enumerate(subjects):
        repo.commit(subject, {"a.py": f"x = {number}\n"})
    command = [*COMMAND, "daily", str(repo.path), *DAY, "-f", "terminal", "-o-"]
    terminal = Terminal(command, 120)
    terminal.run()
    assert [] == [sign for sign in (*MARKUP, *CODES) if sign in terminal.said]
    assert all(clean(subject) in terminal.said for subject in subjects)


def test_no_path_commands_the_terminal(tmp_path: Path) -> None:
    """A folder can be named after the end of a style, and a repository after a link."""
    path = tmp_path / "x[" / "oops]"
    with pytest.raises(MarkupError):
        printed(str(path))
    repo = GitRepo.init(path)
    repo.commit("one", {"a.py": "x = 1\n"})
    terminal = Terminal([*COMMAND, "daily", str(path), *DAY, "-o", str(path / "r.md")], 200)
    assert str(path / "r.md") in "".join(terminal.run().lines)
    assert f"{path}/none" in run("daily", path / "none").complaint[0]


@pytest.mark.parametrize("command", [("daily", *DAY), ("release", "HEAD~1..HEAD")])
def test_a_link_in_place_of_the_report(
    command: tuple[str, ...], repo: GitRepo, tmp_path: Path
) -> None:
    """It comes with a clone; who opens the report to write it writes what the link leads to."""
    victim = tmp_path / "home of the reader"
    (repo.path / "report.md").symlink_to(victim)
    repo.commit("one", {"a.py": "x = 1\n"})
    repo.commit("two", {"a.py": "x = 2\n"})
    repo.git("clone", "-q", ".", str(tmp_path / "clone"))
    report = tmp_path / "clone" / "report.md"
    for text in ("once", "precious"):
        with report.open("w", encoding="utf-8") as plain:
            plain.write(text)
        assert text == victim.read_text(encoding="utf-8"), "the attack does not work any more"

    done = run(*command, "-q", "-o", "report.md", cwd=report.parent)
    assert (1, "report.md is there already and is no plain file") == (
        done.code, done.complaint[0]
    )  # fmt: skip
    assert ("precious", True) == (victim.read_text(encoding="utf-8"), report.is_symlink())
