"""The pager: whose it is, when it comes, and that nobody is stopped by it. In a real terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
from fcntl import ioctl
from pathlib import Path

import pytest
from commandline import COMMAND, environment, run
from gitrepo import GitRepo

from gitdigest.cli.pager import commands, find_pager, takes_colour, takes_links

LINK = re.compile(r"\x1b\]8;id=\d+;([^\x1b]*)\x1b\\")
SGR = re.compile(r"\x1b\[[0-9;]*m")
LESS = shutil.which("less")
DAY = "2023-11-14"


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> GitRepo:
    """Sixty commits on a forge: more than a screen holds. They are read alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        return _sixty(GitRepo.init(tmp_path_factory.mktemp("long") / "repo"))


def _sixty(repo: GitRepo) -> GitRepo:
    repo.git("remote", "add", "origin", "https://github.com/owner/name.git")
    for number in range(60):
        repo.commit(f"feat: number {number}", {"a.py": f"x = {number}\n"})
    return repo


def shown(
    *arguments: str | Path, keys: str = "", until: str = "", rows: str = "24", **env: str
) -> tuple[int, str]:
    """A run in a terminal of 100 columns; after `until` Ctrl-C and `keys` are pressed."""
    ours, theirs = pty.openpty()
    ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), 100, 0, 0))
    known = {"TERM": "xterm", **env}
    with subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**known),
        start_new_session=True, preexec_fn=_own_the_terminal,  # noqa: PLW1509 - no threads here
    ) as process:  # fmt: skip
        os.close(theirs)
        seen, stopped = b"", False
        try:
            while True:
                ready, _, _ = select.select([ours], [], [], 0.5)
                if ready:
                    if not (data := _read(ours)):
                        break
                    seen += data
                if keys and not stopped and until.encode() in seen:
                    os.write(ours, b"\x03")
                    stopped = True
                elif stopped and not ready:  # what was typed before Ctrl-C arrived goes with it
                    os.write(ours, keys.encode())
        finally:
            os.close(ours)  # a pager that waits for a key must not hold the test
    return process.returncode, seen.decode()


def _own_the_terminal() -> None:
    """Ctrl-C in it is meant for the run."""
    ioctl(0, termios.TIOCSCTTY, 0)


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux says so when the last writer has gone
        return b""


def daily(repo: GitRepo, tmp_path: Path, *more: str, **env: str) -> tuple[int, str]:
    return shown("daily", repo.path, "-d", DAY, "-f", "terminal", "-q", *more,
                 "-o", tmp_path / "out", **env)  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "environ"),
    [
        ("ours", {"GITDIGEST_PAGER": "ours", "PAGER": "theirs"}),
        ("theirs -x", {"PAGER": " theirs -x "}),
        ("", {"GITDIGEST_PAGER": "", "PAGER": "theirs"}),
        ("", {"PAGER": "cat"}),
        ("", {"GITDIGEST_PAGER": "cat"}),
        ("less" if LESS else "", {"GIT_PAGER": "git's own"}),
    ],
)
def test_the_pager_is_the_users(expected: str, environ: dict[str, str]) -> None:
    """Ours before everybody's; one that is set to nothing is none, and git's is git's."""
    assert expected == find_pager(environ)


def test_only_its_own_words_are_run_offline() -> None:
    """What --offline lets pass is the command of the environment, and the question for its age."""
    assert (("/bin/sh", "-c", "mine -r"), ("less", "--version")) == commands({"PAGER": "mine -r"})
    assert () == commands({"PAGER": "cat"})


def test_a_report_longer_than_the_screen_goes_through_it(long: GitRepo, tmp_path: Path) -> None:
    """All of it, in colour, without links: who knows what this program does with them."""
    paged = tmp_path / "paged"
    code, seen = daily(long, tmp_path, PAGER=f"cat > '{paged}'")
    text = paged.read_text()
    assert (0, "") == (code, seen)
    assert "number 59" in text
    assert "number 0" in text
    assert "\x1b[" in text
    assert "\x1b]" not in text


@pytest.mark.parametrize(
    ("flags", "env"),
    [
        (["--no-pager"], {"PAGER": "touch {}"}),
        ([], {"PAGER": "touch {}", "GITDIGEST_PAGER": ""}),
        ([], {"PAGER": "touch {}", "TERM": "dumb"}),
    ],
)
def test_nobody_is_paged_against_his_will(
    long: GitRepo, tmp_path: Path, flags: list[str], env: dict[str, str]
) -> None:
    """A flag, a variable that says so, and a terminal that could not."""
    mark = tmp_path / "mark"
    given = {name: value.format(mark) for name, value in env.items()}
    code, seen = daily(long, tmp_path, *flags, **given)
    assert 0 == code
    assert "number 59" in seen
    assert not mark.exists()


def test_what_fits_the_screen_is_printed(long: GitRepo, tmp_path: Path) -> None:
    """The pager is not started for it; nor where nobody reads."""
    mark = tmp_path / "mark"
    pager = f"touch '{mark}'"
    one = ("show", "--repo", long.path, "HEAD", "--no-color")
    assert "number 59" in shown(*one, rows="60", PAGER=pager)[1]
    assert "number 59" in run("daily", long.path, "-d", DAY, "-o", "-", PAGER=pager).out
    assert not mark.exists()
    shown(*one, rows="3", PAGER=pager)
    assert mark.exists()


@pytest.mark.parametrize("pager", ["no-such-pager-anywhere --x", "/dev/null"])
def test_a_pager_that_cannot_be_started_hides_nothing(
    long: GitRepo, tmp_path: Path, pager: str
) -> None:
    """The report is printed then."""
    code, seen = daily(long, tmp_path, PAGER=pager)
    assert 0 == code
    assert "number 59" in seen
    assert "number 0" in seen


@pytest.mark.parametrize("pager", ["true", "head -n 3", "exit 3", "kill -9 $$"])
def test_a_pager_may_end_early(long: GitRepo, tmp_path: Path, pager: str) -> None:
    """However it ends: the run is complete, and has no complaint."""
    code, seen = daily(long, tmp_path, PAGER=pager)
    assert 0 == code
    assert len(seen.splitlines()) <= 3
    assert "error" not in seen.lower()


def test_a_releases_review_and_a_saved_digest_are_paged_too(long: GitRepo, tmp_path: Path) -> None:
    """Every command that prints a report has the same reader."""
    paged = tmp_path / "paged"
    pager = f"cat > '{paged}'"
    base = long.git("rev-list", "--max-parents=0", "HEAD").strip()
    shown("release", f"{base[:10]}..HEAD", "--repo", long.path, "-q", rows="5", PAGER=pager)
    assert "number 59" in paged.read_text()
    saved = tmp_path / "day.json"
    assert 0 == run("daily", long.path, "-d", DAY, "-f", "json", "-o", saved).code
    paged.unlink()
    assert 0 == shown("render", saved, "-f", "terminal", PAGER=pager)[0]
    assert "number 0" in paged.read_text()


def test_it_pages_offline(long: GitRepo, tmp_path: Path) -> None:
    """The guard lets the user's own pager pass, word for word, and no other program."""
    paged = tmp_path / "paged"
    code, seen = daily(long, tmp_path, "--offline", PAGER=f"cat > '{paged}'")
    assert (0, "") == (code, seen)
    assert "number 59" in paged.read_text()


@pytest.mark.skipif(LESS is None, reason="there is no less here")
def test_less_waits_for_its_reader(long: GitRepo, tmp_path: Path) -> None:
    """It shows the first screen, is not ended by Ctrl-C, and leaves at a q; then we are done."""
    code, seen = shown(
        "daily", long.path, "-d", DAY, "-f", "terminal", "-o", tmp_path / "out",
        keys="q", until="number 57", PAGER="less",
    )  # fmt: skip
    assert 0 == code
    assert "number 59" in seen
    assert "number 10\r" not in seen


@pytest.mark.parametrize("env", [{}, {"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": "linux"},
                                 {"VTE_VERSION": "4800"}])  # fmt: skip
def test_a_commit_leads_to_its_page(long: GitRepo, env: dict[str, str]) -> None:
    """By a code that the terminal understands; nowhere else, and no other way."""
    sha = long.git("rev-parse", "HEAD").strip()
    _, seen = shown("show", "HEAD", "--repo", long.path, "--no-pager", **env)
    pages = set() if env else {f"https://github.com/owner/name/commit/{sha}"}
    assert pages <= set(LINK.findall(seen))
    assert bool(env) != bool(LINK.search(seen))
    assert "\x1b]8;;\x1b\\" in seen or env


@pytest.mark.parametrize(
    ("expected", "pager", "environ"),
    [
        (True, "less", {}),
        (True, "less", {"LESS": "-i -FRX"}),
        (True, "/usr/bin/less -R", {"LESS": "i"}),
        (True, "less --RAW-CONTROL-CHARS", {"LESS": ""}),
        (True, "most", {"LESS": ""}),
        (False, "less", {"LESS": ""}),
        (False, "less --ignore-case", {"LESS": "-i --tabs=4"}),
    ],
)
def test_colours_go_where_they_are_understood(
    expected: bool, pager: str, environ: dict[str, str]
) -> None:
    """A less whose options are the user's, without the one for colours, gets plain text."""
    assert expected == takes_colour(pager, environ)


def test_links_go_where_they_are_understood() -> None:
    """Through a less that is young enough, and through no program that we do not know."""
    assert not takes_links("more")
    assert not takes_links("sed s/x/y/ | less")
    if LESS:
        said = subprocess.run([LESS, "--version"], capture_output=True, check=True).stdout
        assert (int(said.split()[1]) >= 581) == takes_links("less -S") == takes_links(LESS)
