"""Every bad input ends in two lines and the right exit code, and in no trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commandline import COMMAND, environment, put_git, run
from gitrepo import GitRepo


@pytest.fixture
def made(repo: GitRepo) -> Path:
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    return repo.path


@pytest.mark.parametrize(
    ("code", "message", "arguments"),
    [
        (2, "no such folder", ("/no/such/place",)),
        (1, "Failed to connect", ("https://127.0.0.1:1/a.git",)),
        (2, "not an address", ("ext::sh -c true",)),
        (2, "no branch 'nope'", ("{repo}", "--branch", "nope")),
        (2, "'nope'", ("{repo}", "--range", "nope..HEAD")),
        (2, "'2026-13-01' is not a date", ("{repo}", "--date", "2026-13-01")),
        (2, "'soon' is not a date", ("{repo}", "--since", "soon")),
        (2, "there is no time zone 'Asia/Shangai'", ("{repo}", "--timezone", "Asia/Shangai")),
        (2, "is not before", ("{repo}", "--since", "2026-02-01", "--until", "2026-01-01")),
        (2, "--new does not go", ("{repo}", "--new", "--date", "today")),
        (2, "there is no format 'markdwn'", ("{repo}", "--format", "markdwn")),
        (2, "2 formats do not fit", ("{repo}", "--format", "md,json", "-o", "-")),
        (2, "2 formats do not fit", ("{repo}", "--format", "md,json", "-o", "a.md")),
        (2, "there is no report in the language 'xx'", ("{repo}", "--language", "xx")),
        (2, "No such option: --dat", ("{repo}", "--dat", "today")),
        (2, "Invalid value for '--days'", ("{repo}", "--days", "few")),
        (2, "Invalid value for '--merges': 'all' is not one of", ("{repo}", "--merges", "all")),
        (2, "there is no configuration file", ("{repo}", "--config", "/no/such/file")),
        (1, "is no folder", ("{repo}", "-o", "{repo}/a.py/below")),
        (1, "cannot be written", ("{repo}", "-o", "/proc/nothing/here")),
        (1, "is there already and is no plain file", ("{repo}", "-o", "/dev/full")),
        (1, "none of the 2 repositories could be read", ("/no/such", "/nor/such")),
    ],
)
def test_bad_input_of_daily(
    made: Path, code: int, message: str, arguments: tuple[str, ...]
) -> None:
    """The message names what is wrong, the hint what mends it; nothing is on stdout."""
    done = run("daily", *(part.format(repo=made) for part in arguments), "--quiet")
    said, hint = done.complaint
    assert message in said
    assert hint
    assert code == done.code


@pytest.mark.parametrize(
    ("code", "message", "arguments"),
    [
        (2, "No such command 'dayly'. Did you mean 'daily'", ("dayly",)),
        (2, "no commit 'nope'", ("show", "nope", "--repo", "{repo}")),
        (2, "Missing argument", ("show",)),
        (2, "no change in this patch", ("show", "-", "--repo", "{repo}")),
        (2, "cannot be read: No such file", ("render", "/no/such.json")),
        (1, "not a digest", ("render", "{repo}/a.py")),
        (2, "there is no gitdigest.toml", ("trust", "{repo}")),
        (2, "nothing in", ("trust", "--revoke", "{repo}")),
        (2, "there is no mirror of", ("repos", "remove", "https://example.invalid/a.git")),
        (2, "No such command 'list'", ("repos", "list")),
    ],
)
def test_bad_input_of_other_commands(
    made: Path, code: int, message: str, arguments: tuple[str, ...]
) -> None:
    """The other commands fail in the same form."""
    done = run(*(part.format(repo=made) for part in arguments))
    assert message in done.complaint[0]
    assert code == done.code


def test_a_folder_that_is_no_repository(tmp_path: Path) -> None:
    """A plain folder cannot be read, and the hint says what is looked for."""
    done = run("daily", tmp_path)
    assert (1, f"not a git repository: {tmp_path}") == (done.code, done.complaint[0])


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("is no TOML", "timezone = "),
        ("there is no key 'timezne'", 'timezne = "UTC"'),
        ("language cannot be 3", "language = 3"),
        ("there is no time zone 'Moon/Base'", 'timezone = "Moon/Base"'),
    ],
)
def test_a_broken_configuration(made: Path, message: str, text: str) -> None:
    """The user's file and the project's file are refused alike, before anything is read."""
    user = Path(os.environ["XDG_CONFIG_HOME"], "gitdigest", "gitdigest.toml")
    user.parent.mkdir(parents=True)
    for file in (user, made / "gitdigest.toml"):
        file.write_text(text)
        done = run("daily", made)
        assert message in done.complaint[0]
        assert 2 == done.code
        file.unlink()


def test_a_wrong_variable(made: Path) -> None:
    """GITDIGEST_* variables are checked as files are."""
    done = run("daily", made, GITDIGEST_TIMEZNE="UTC")
    assert (2, "did you mean TIMEZONE?") == (done.code, done.complaint[1])


@pytest.mark.parametrize("how", ["argument", "variable", "file"])
def test_a_name_that_is_too_long(how: str, tmp_path: Path) -> None:
    """Wherever it comes from, the system's word is told, and not as a bug."""
    name = "x" * 5000
    config = tmp_path / "own.toml"
    config.write_text(f'repositories = ["{name}"]\n' if how == "file" else "", encoding="utf-8")
    arguments = [name] if how == "argument" else []
    variables: dict[str, Any] = {"GITDIGEST_REPOSITORIES": name} if how == "variable" else {}
    done = run("daily", *arguments, "--config", config, cwd=tmp_path, **variables)
    assert 1 == done.code
    assert "bug" not in done.err
    assert "File name too long" in done.err or "xxx… [+" in done.err


def test_git_is_missing(made: Path, tmp_path: Path) -> None:
    """Without git the message says so, not that a file is missing."""
    (tmp_path / "empty").mkdir()
    done = run("daily", made, PATH=str(tmp_path / "empty"))
    assert 1 == done.code
    assert "git" in done.complaint[0]


def test_git_is_too_old(made: Path, tmp_path: Path) -> None:
    """Git before 2.30 is refused with its version and the one that is needed."""
    done = run("daily", made, PATH=put_git(tmp_path / "old", "echo git version 2.29.3"))
    assert 1 == done.code
    assert "2.29" in done.complaint[0]
    assert "2.30" in " ".join(done.complaint)


def test_what_is_told_cannot_command_a_terminal(tmp_path: Path) -> None:
    """Escapes and newlines in a path or a name are spelled out."""
    done = run("daily", tmp_path / "a\x1b]0;x\x07\nb\u202e")
    assert "a\\x1b]0;x\\x07 b<U+202E>" in done.complaint[0]
    assert 2 == done.code


def test_a_bug_is_told_as_one(tmp_path: Path) -> None:
    """What nobody expected is two lines, too; the trace is for those who ask for it."""
    script = (
        "import sys; sys.argv = ['gitdigest', 'daily', *sys.argv[1:]]\n"
        "from gitdigest import period, __main__\n"
        "def boom(*_): raise ZeroDivisionError('a \\x1b[31mred\\nbug')\n"
        "period.resolve_period = boom\n"
        "sys.exit(__main__.run())"
    )
    command = [sys.executable, "-c", script]

    def crash(*arguments: str, **env: str) -> tuple[int, list[str]]:
        done = subprocess.run(
            [*command, str(tmp_path), *arguments],
            capture_output=True, text=True, check=False, env=environment(**env),
        )  # fmt: skip
        return done.returncode, done.stderr.splitlines()

    code, lines = crash()
    told = "gitdigest: this is a bug: ZeroDivisionError: a \\x1b[31mred bug"
    assert (1, told, 2) == (code, lines[0], len(lines))
    assert "GITDIGEST_DEBUG=1" in lines[1]
    for _, traced in (crash("--verbose"), crash(GITDIGEST_DEBUG="1")):
        assert "Traceback (most recent call last):" in traced
        assert "\x1b" not in "".join(traced)


def test_a_reader_who_leaves_is_no_error(made: Path) -> None:
    """`gitdigest ... | head -1` ends quietly."""
    with subprocess.Popen(
        [*COMMAND, "daily", str(made), "--date", "latest", "-o", "-", "--quiet"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (b"", 0) == (process.stderr.read(), process.wait(60))


def test_a_full_disk_behind_stdout(made: Path) -> None:
    """What stdout does not take is an error with an exit code, not a trace."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "daily", str(made), "--date", "latest", "-o", "-", "--quiet"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment(),
        )  # fmt: skip
    assert (1, 2) == (done.returncode, len(done.stderr.splitlines())), done.stderr
    assert "stdout" in done.stderr
