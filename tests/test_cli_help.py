"""What costs little stays cheap, and what the command line says of itself is true."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from commandline import environment, run

COMMANDS = [
    "daily",
    "release",
    "show",
    "render",
    "archive",
    "init",
    "doctor",
    "models",
    "eval",
    "trust",
    "cache",
    "repos",
]
INNER = [
    "repos refresh",
    "repos remove",
    "cache prune",
    "cache export",
    "cache import",
    "cache clear",
]
HEAVY = {
    "git", "litellm", "jinja2", "rich", "msgspec", "babel", "tree_sitter", "unidiff", "diskcache",
    "platformdirs", "filelock", "tzlocal", "gitdb",
}  # fmt: skip


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)]
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """--help and --version import no library but typer."""
    script = (
        "import sys\n"
        "from gitdigest.__main__ import run\n"
        f"sys.argv = ['gitdigest', *{arguments!r}]\n"
        "code = run()\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True, text=True, check=True, env=environment(),
    )  # fmt: skip
    assert set() == HEAVY & set(done.stderr.split())
    assert done.stdout


def test_the_end_looks_for_no_garbage() -> None:
    """What the libraries made is given back as a whole: to look through litellm takes a second."""
    script = (
        "import gc, sys\n"
        "from gitdigest.__main__ import run\n"
        "sys.argv = ['gitdigest', '--version']\n"
        "run()\n"
        "print(gc.get_freeze_count() > 1000, len(gc.get_objects()) < 1000)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    assert "True True" == done.stdout.splitlines()[-1]


def test_the_version_is_the_packages() -> None:
    """--version names the program and the installed version."""
    assert f"gitdigest {version('gitdigest')}\n" == run("--version").out


def test_nothing_asked_is_answered_with_the_help() -> None:
    """Without a command the help is shown, and the exit code says that nothing was done."""
    done = run()
    assert (2, "") == (done.code, done.err)
    assert done.out == run("--help").out


@pytest.mark.parametrize("command", [*COMMANDS, *INNER])
def test_every_option_has_help(command: str) -> None:
    """Each option and argument of each command says what it does."""
    text = run(*command.split(), "--help").out
    entries = re.split(r"\n  (?=\S)", text.partition("\nOptions:")[2])[1:]
    assert entries
    for entry in entries:
        assert re.search(r"\S\s{2,}\S", entry), f"{entry!r} has no help"


def test_the_help_lists_the_commands() -> None:
    """Every command is in the help, the most used first."""
    text = run("--help").out
    assert COMMANDS == re.findall(r"^  (\S+)", text.partition("Commands:")[2], re.MULTILINE)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete(shell: str) -> None:
    """The shells' completion asks the program, and gets commands and options."""
    done = run(
        _GITDIGEST_COMPLETE=f"complete_{shell}",
        _TYPER_COMPLETE_ARGS="gitdigest da",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        COMP_WORDS="gitdigest da",
        COMP_CWORD="1",
    )
    assert "daily" in done.out


def test_modules_of_the_current_folder_are_not_imported(tmp_path: Path) -> None:
    """With -m, a shlex.py or rich/ in the current folder does not run."""
    names = ["shlex", "typing", "dataclasses", "__future__", "git", "rich", "typer", "traceback"]
    for name in names:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('hostile')\n")
    done = subprocess.run(
        [sys.executable, "-m", "gitdigest", "daily", "/no/such/place"],
        cwd=tmp_path, capture_output=True, text=True, check=False, env=environment(),
    )  # fmt: skip
    assert (2, "gitdigest: no such folder: /no/such/place") == (
        done.returncode,
        done.stderr.splitlines()[0],
    )
