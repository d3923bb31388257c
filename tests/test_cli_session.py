"""What a command starts with: its parameters as options, the clock, a voice, its signals."""

from __future__ import annotations

import io
import os
import signal
from contextlib import redirect_stderr
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gitdigest.cli.interrupts import interrupts
from gitdigest.cli.session import Session, open_session, split
from gitdigest.cli.talk import Talk, complain
from gitdigest.config.folders import user_folders
from gitdigest.config.options import Options, Source
from gitdigest.errors import ConfigError, GitDigestError, UsageError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def opened(**flags: object) -> Session:
    return open_session(flags, Talk(quiet=True))


@pytest.mark.usefixtures("here")
def test_a_parameter_is_an_option_by_its_name() -> None:
    """Values that are named count; None, empty lists and other parameters do not."""
    found = opened(
        repositories=["web=../a"],
        timezone=None,
        branches=["main", "next"],
        paths=[],
        format=["md,json", "terminal"],
        first_parent=False,
        days=3,
        quiet=True,
    ).options
    assert (
        Options(
            repositories=(Source("../a", "web"),),
            branches=("main", "next"),
            format=("md", "json", "terminal"),
            first_parent=False,
        )
        == found
    )


@pytest.mark.usefixtures("here")
def test_a_moment_may_stand_in_for_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH is a number of seconds; what is none is left alone."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    session = opened(timezone="Asia/Shanghai")
    assert "2027-01-15T16:00:00+08:00" == session.now.isoformat()
    for text in ("", "soon", "-5", "99999999999999", "\u0664"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
        assert abs(opened().now - datetime.now(UTC)) < timedelta(minutes=1)


def test_the_file_in_place_of_the_users_own(here: Path) -> None:
    """`config` names it, and `no_project_config` leaves the project's out."""
    (here / "gitdigest.toml").write_text('language = "zh"')
    (here / "mine.toml").write_text('language = "en"\ntimezone = "Asia/Tokyo"')
    both = opened(config=here / "mine.toml")
    assert ("zh", "Asia/Tokyo") == (both.options.language, both.zone.key)
    assert "en" == opened(config="mine.toml", no_project_config=True).options.language


def test_the_folders_are_the_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """XDG's variables move configuration, data and cache, each with the program's name."""
    for name in ("CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name))
    folders = user_folders()
    assert tmp_path / "CONFIG/gitdigest/gitdigest.toml" == folders.user_file
    assert tmp_path / "DATA/gitdigest/reports" == folders.reports
    assert tmp_path / "DATA/gitdigest/trust.json" == folders.trusted
    assert tmp_path / "CACHE/gitdigest" == folders.cache


def test_values_with_commas_are_split() -> None:
    """Repeated options and commas mean the same."""
    assert ("a", "b", "c") == split(["a, b", "c", ","])
    assert () == split(None)


def said(talk: Talk) -> str:
    with redirect_stderr(io.StringIO()) as stderr:
        talk.say("said \x1b[31m\nred")
        talk.detail("detail")
    return stderr.getvalue()


@pytest.mark.parametrize(
    ("expected", "talk"),
    [
        ("said \\x1b[31m red\n", Talk()),
        ("said \\x1b[31m red\ndetail\n", Talk(verbose=True)),
        ("", Talk(quiet=True)),
    ],
)
def test_what_is_said(expected: str, talk: Talk) -> None:
    """Each thing is one harmless line; --quiet and --verbose choose."""
    assert expected == said(talk)


def test_a_terminal_without_unicode_gets_all_of_it() -> None:
    """What an encoding does not have is spelled out, and nothing fails."""
    raw = io.BytesIO()
    with redirect_stderr(io.TextIOWrapper(raw, encoding="ascii")) as stderr:
        Talk().say("提交 \ud800")
        stderr.flush()
    assert b"\\u63d0\\u4ea4 <U+D800>\n" == raw.getvalue()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (1, GitDigestError("a", "b")),
        (2, UsageError("a", "b")),
        (2, ConfigError("a" * 5000 + "\n\n", "b\nc")),
        (1, GitDigestError("without a hint")),
    ],
)
def test_an_error_is_at_most_two_lines(code: int, error: GitDigestError) -> None:
    """However long and however many lines it has; the class decides the exit code."""
    with redirect_stderr(io.StringIO()) as stderr:
        assert code == complain(error)
    lines = stderr.getvalue().splitlines()
    assert len(lines) == (2 if error.hint else 1)
    assert max(map(len, lines)) < 500


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_an_exception_that_is_remembered(number: signal.Signals) -> None:
    """The exception may get lost, the flag does not; afterwards the handlers are the old ones."""
    before = signal.getsignal(number)
    with interrupts() as stop:
        seen = [stop.seen]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
        seen.append(stop.seen)
    assert [False, True] == seen
    assert before == signal.getsignal(number)
