"""gitdigest cache: the kept answers, shown, pruned, carried from one machine to another."""

from __future__ import annotations

import json
from pathlib import Path

import answers as answer
import pytest
from commandline import Done, run
from engine.scripted import Scripted, reads, scripted
from gitrepo import GitRepo
from warm import run as run_warm

from gitdigest.cli.keeping import read_size
from gitdigest.errors import UsageError

DAY = "2023-11-14"


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    for number in range(3):
        repo.commit(f"fix: x is {number}", {"x.py": f"x = {number}\n" * (number + 1)})
    return repo


def daily(repo: GitRepo, server: Scripted | str) -> Done:
    base = server if isinstance(server, str) else server.base
    model = ("--model", "openai/scripted", "--api-base", base, "-f", "json", "-o", "-")
    return run_warm("daily", repo.path, "-d", DAY, *model)


def shown() -> dict[str, str]:
    done = run("cache")
    assert (0, "") == (done.code, done.err)
    return dict(line.split(None, 1) for line in done.out.splitlines())


def test_an_empty_cache_is_no_error() -> None:
    """It has a folder, and nothing in it."""
    lines = shown()
    assert ("0", True) == (lines["answers"], lines["folder"].endswith("/answers"))
    assert {"folder", "answers", "size"} == lines.keys()


def test_answers_and_what_they_spared_are_counted(made: GitRepo) -> None:
    """Two runs of one day: the second finds all that the first asked for."""
    with scripted(reads(answer.FORMS)) as server:
        daily(made, server)
        asked = len(server.asked)
        first = shown()
        daily(made, server)
    assert str(asked) == first["answers"]
    assert f"0 of {asked} answers that runs needed (0%)" == first["hits"]
    assert f"{asked} of {2 * asked} answers that runs needed (50%)" == shown()["hits"]
    assert first["kept"].count("-") == 4


def test_an_analysis_travels_to_a_machine_without_a_model(
    made: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exported here, imported there: the report there needs no server, and nothing is new twice."""
    with scripted(reads(answer.FORMS)) as server:
        here = json.loads(daily(made, server).out)
        base = server.base
    file = tmp_path / "out" / "answers.jsonl"
    done = run("cache", "export", file)
    count = len(file.read_text().splitlines())
    assert (0, f"{file}\n") == (done.code, done.out)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "there"))
    taken = run("cache", "import", file)
    assert (0, "0\n") == (taken.code, run("cache", "import", file).out)
    assert 0 < int(taken.out) < count
    digest = json.loads(daily(made, base).out)
    assert here["repositories"][0]["commits"] == digest["repositories"][0]["commits"]
    assert 0 == digest["model"]["calls"]


def test_it_goes_through_a_pipe_as_well(made: GitRepo, tmp_path: Path) -> None:
    """- is stdout and stdin; what is counted goes to stderr, past the data."""
    with scripted(reads(answer.FORMS)) as server:
        daily(made, server)
        asked = len(server.asked)
    done = run("cache", "export", "-")
    assert (0, f"{asked} answers written\n") == (done.code, done.err)
    taken = run("cache", "import", "-", stdin=done.out.encode(), XDG_CACHE_HOME=str(tmp_path))
    assert f"{asked}\n" == taken.out


@pytest.mark.parametrize("content", [b"nonsense\n", b"\xff\xfe\n", b'{"key": 1}\n', b"[" * 9000])
def test_what_is_no_export_is_refused(content: bytes, tmp_path: Path) -> None:
    """The line is named; a traceback is not shown."""
    file = tmp_path / "file"
    file.write_bytes(content)
    done = run("cache", "import", file)
    assert (1, "line 1 is no answer of a cache") == (done.code, done.complaint[0])


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    """Both are told in two lines."""
    missing = run("cache", "import", tmp_path / "missing")
    assert (2, True) == (missing.code, "cannot be read" in missing.complaint[0])
    folder = run("cache", "export", tmp_path)
    assert (1, True) == (folder.code, "is no plain file" in folder.complaint[0])


def test_old_and_many_answers_go(made: GitRepo) -> None:
    """By age, by size, and all of them; the number is printed."""
    with scripted(reads(answer.FORMS)) as server:
        daily(made, server)
        asked = len(server.asked)
        assert "0\n" == run("cache", "prune", "--days", "1", "--size", "1GB").out
        assert f"{asked}\n" == run("cache", "prune", "--days", "0").out
        assert "0" == shown()["answers"]
        daily(made, server)
        assert f"{asked}\n" == run("cache", "prune", "--size", "1").out
        daily(made, server)
        assert f"{asked}\n" == run("cache", "clear").out
    assert {"folder", "answers", "size"} == shown().keys()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "nothing says which answers may go"),
        (("--size", "much"), "'much' is no size"),
        (("--days", "-1"), "Invalid value for '--days': -1.0 is not in the range x>=0"),
    ],
)
def test_what_prune_does_not_understand(arguments: tuple[str, ...], message: str) -> None:
    """It lets nothing go."""
    done = run("cache", "prune", *arguments)
    assert (2, message) == (done.code, done.complaint[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200MB", 200_000_000),
        ("1.5 GB", 1_500_000_000),
        ("512MiB", 512 << 20),
        ("10k", 10_000),
        ("0", 0),
    ],
)
def test_sizes_as_people_write_them(text: str, expected: int) -> None:
    """Powers of 1000, and of 1024 with an i."""
    assert expected == read_size(text)


@pytest.mark.parametrize("text", ["", "MB", "-1MB", "1TBB", "1e9"])
def test_what_is_no_size(text: str) -> None:
    """It is said how one is written."""
    with pytest.raises(UsageError, match="no size"):
        read_size(text)
