"""gitdigest init: a configuration from what is found, with and without a person who answers."""

from __future__ import annotations

import fcntl
import os
import pty
import subprocess
import termios
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from commandline import COMMAND, Done, environment, run
from engine.scripted import scripted
from gitrepo import GitRepo
from hypothesis import given, settings
from hypothesis import strategies as st

from gitdigest.cli.surroundings import repositories_near, system_language
from gitdigest.config.writing import config_text, is_writable

SERVED = {"/v1/models": {"data": [{"id": "nomic-embed"}, {"id": "first"}, {"id": "second"}]}}
MUTE = ("--api-base", "http://127.0.0.1:9/v1")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with two clones, one of them in a folder of its own."""
    for name in ("src/web", "src/team/api"):
        GitRepo.init(tmp_path / name).commit("feat: one", {"a.py": "x = 1\n"})
    return tmp_path / "src"


def own_file() -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"], "gitdigest", "gitdigest.toml")


def written(file: Path | None = None) -> dict[str, Any]:
    return tomllib.loads((file or own_file()).read_text(encoding="utf-8"))


def answered(lines: str, folder: Path, *arguments: str, **env: str) -> Done:
    """The command at a terminal at which somebody types these lines; stderr is the terminal."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [*COMMAND, "init", *arguments],
        cwd=folder,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(**env),
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - Ctrl-C is for it
    )
    os.close(theirs)
    said, typed = b"", False
    with suppress(OSError):  # the other end is gone, and all is read
        while piece := os.read(ours, 65536):
            said += piece
            if not typed and b"language" in said:
                os.write(ours, lines.encode())
                typed = True
    out, _ = child.communicate(timeout=60)
    os.close(ours)
    return Done(child.returncode, out.decode(), said.decode())


def test_what_is_found_without_a_question(source: Path) -> None:
    """Language, zone, the clones nearby, the first model to talk with; the file is shown."""
    with scripted(gets=SERVED) as server:
        done = run("init", "--yes", "--api-base", server.base, cwd=source, LANG="de_DE.UTF-8")
        base = server.base
    assert 0 == done.code, done.err
    assert {
        "language": "de",
        "timezone": "UTC",
        "repositories": [str(source / "team/api"), str(source / "web")],
        "model": "openai/first",
        "api_base": [base],
    } == written()
    assert f"{own_file()}\n\n{own_file().read_text()}" == done.out
    assert 0o600 == own_file().stat().st_mode & 0o777


def test_the_file_is_what_a_report_reads(source: Path) -> None:
    """Without a model: facts alone, of the repositories that were found."""
    assert 0 == run("init", "--yes", *MUTE, cwd=source).code
    assert {"language", "timezone", "repositories"} == written().keys()
    assert "# no model server was found" in own_file().read_text()
    done = run("daily", "-d", "2023-11-14", "-o", "-", "-q")
    assert (0, True) == (done.code, "feat: one" in done.out), done.err


def test_a_person_answers(source: Path) -> None:
    """The defaults by empty lines, others by number and name; what cannot be read is asked again."""
    lines = "xx\nzh\nMars\nAsia/Shanghai\n9\n2\n7\n2\ny\n"
    with scripted(gets=SERVED) as server:
        done = answered(lines, source, "--api-base", server.base)
    assert 0 == done.code, done.err
    found = written()
    assert ("zh", "Asia/Shanghai") == (found["language"], found["timezone"])
    assert ([str(source / "web")], "openai/second") == (found["repositories"], found["model"])
    assert "there is no report in the language 'xx'" in done.err
    assert "there is no time zone 'Mars'" in done.err
    assert "'9' is not in the list; give a number from 1 to 2" in done.err
    assert "'7' is not in the list; give a number from 0 to 2" in done.err
    assert "nomic-embed" not in done.err


def test_a_person_takes_the_defaults(source: Path) -> None:
    """Five empty lines are --yes."""
    with scripted(gets=SERVED) as server:
        arguments = ("--api-base", server.base)
        assert 0 == answered("\n\n\n\n\n", source, *arguments).code
        asked = own_file().read_text()
        assert 0 == run("init", "--yes", "--force", *arguments, cwd=source).code
    assert asked == own_file().read_text()


def test_a_path_and_no_model(source: Path, tmp_path: Path) -> None:
    """A folder that was not found can be named; 0 is no model."""
    with scripted(gets=SERVED) as server:
        lines = f"\n\n/no/such, 1\n1, {tmp_path}\n0\n\n"
        done = answered(lines, source, "--api-base", server.base)
    assert 0 == done.code, done.err
    assert "no such folder: /no/such" in done.err
    assert [str(source / "team/api"), str(tmp_path)] == written()["repositories"]
    assert "model" not in written()


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [("\n\n\n\nwhat\nn\n", 2, "nothing was written"), ("\n\x04", 130, ""), ("\n\n\x03", 130, "")],
)
def test_a_person_who_changes_their_mind(source: Path, lines: str, code: int, said: str) -> None:
    """No, Ctrl-D and Ctrl-C leave no file and no traceback."""
    done = answered(lines, source, *MUTE)
    assert (code, "") == (done.code, done.out), done.err
    assert said in done.err
    assert "Traceback" not in done.err
    assert not own_file().exists()


def test_nothing_is_overwritten_unasked(source: Path) -> None:
    """Neither with --yes nor at a terminal; --force does."""
    own_file().parent.mkdir(parents=True)
    own_file().write_text("language = 'ja'\n")
    done = run("init", "--yes", *MUTE, cwd=source)
    assert (2, (f"{own_file()} is there already", "--force replaces it")) == (
        done.code,
        done.complaint,
    )
    assert 2 == answered("\n" * 9, source, *MUTE).code
    assert {"language": "ja"} == written()
    assert 0 == run("init", "--yes", "--force", *MUTE, cwd=source, LANG="C").code
    assert "en" == written()["language"]


def test_another_file(source: Path, tmp_path: Path) -> None:
    """--config names it, or its variable."""
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    assert 0 == run("init", "-y", "--config", one, *MUTE, cwd=source).code
    assert 0 == run("init", "-y", *MUTE, cwd=source, GITDIGEST_CONFIG=str(two)).code
    assert written(one) == written(two)
    assert not own_file().exists()


def test_nobody_is_there(source: Path) -> None:
    """Without a terminal it asks nothing and writes nothing."""
    done = run("init", *MUTE, cwd=source)
    assert (2, "there is nobody to be asked") == (done.code, done.complaint[0])


def test_a_folder_that_cannot_be_written(source: Path, tmp_path: Path) -> None:
    """It is told in two lines."""
    (tmp_path / "file").touch()
    done = run("init", "-yq", *MUTE, cwd=source, XDG_CONFIG_HOME=str(tmp_path / "file"))
    assert (1, True) == (done.code, "cannot be written" in done.complaint[0])


def test_clones_and_nothing_else(tmp_path: Path) -> None:
    """No link, no linked work tree, nothing inside of a clone, nothing hidden, nothing deep."""
    main = GitRepo.init(tmp_path / "main")
    main.commit("feat: one", {"a.py": "x = 1\n"})
    main.git("worktree", "add", "-q", str(tmp_path / "linked"))
    GitRepo.init(tmp_path / "main" / "inner")
    GitRepo.init(tmp_path / ".hidden")
    GitRepo.init(tmp_path / "a" / "b" / "deep")
    (tmp_path / "link").symlink_to(tmp_path / "main")
    assert (tmp_path / "main",) == repositories_near(tmp_path)
    assert (tmp_path / "main",) == repositories_near(tmp_path / "main")
    (tmp_path / "main" / "sub").mkdir()
    assert (tmp_path / "main",) == repositories_near(tmp_path / "main" / "sub")


def test_few_are_taken_of_many(tmp_path: Path) -> None:
    """Twenty; a name that is no text is left out."""
    for number in range(25):
        (tmp_path / f"r{number:02}" / ".git").mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff/.git")).mkdir(parents=True)
    found = repositories_near(tmp_path)
    assert 20 == len(found)
    assert all(is_writable(str(path)) for path in found)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh_TW"),
        ({"LANG": "de_AT.UTF-8@euro"}, "de"),
        ({"LANG": "de_DE", "LC_ALL": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_system(environ: Mapping[str, str], expected: str) -> None:
    """As the locale has it, English where there is no such report."""
    assert expected == system_language(environ)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), TEXTS | st.lists(TEXTS) | st.integers(0)))
def test_what_is_written_is_read_back(values: dict[str, Any]) -> None:
    """Whatever stands in a path or a model's name, and remarks change nothing."""
    assert values == tomllib.loads(config_text(values, ["a remark"]))
