"""gitdigest render: the same report again from its JSON, without git."""

from __future__ import annotations

from pathlib import Path

import pytest
from commandline import run
from gitrepo import GitRepo

DAY = "2023-11-14"


@pytest.fixture
def saved(repo: GitRepo, tmp_path: Path) -> Path:
    """The folder of a report in two forms and its digest."""
    repo.commit("feat: one | two `three`", {"a.py": "x = 1\n"})
    for language in ("en", "zh"):
        done = run(
            "daily", repo.path, "-d", DAY, "-f", "md,json", "-l", language, "-o", tmp_path / "out",
            SOURCE_DATE_EPOCH="1800000000",
        )  # fmt: skip
        assert 0 == done.code, done.err
    return tmp_path / "out"


@pytest.mark.parametrize(
    ("form", "name"),
    [("md", f"{DAY}-repo-en.md"), ("md", f"{DAY}-repo-zh.md"), ("json", f"{DAY}-repo.json")],
)
def test_the_same_bytes_come_again_without_git(
    saved: Path, tmp_path: Path, form: str, name: str
) -> None:
    """What is rendered from the digest equals what was written first."""
    (tmp_path / "bin").mkdir()
    language = "zh" if "zh" in name else "en"
    source = saved / f"{DAY}-repo.json"
    done = run("render", source, "-f", form, "-l", language, PATH=str(tmp_path / "bin"))
    assert (0, "") == (done.code, done.err)
    assert (saved / name).read_text(encoding="utf-8") == done.out


def test_a_digest_can_come_from_a_pipe(saved: Path) -> None:
    """- is stdin; the terminal view has no escapes where no terminal is."""
    data = (saved / f"{DAY}-repo.json").read_bytes()
    done = run("render", "-", "-f", "terminal", stdin=data)
    assert (0, True, False) == (done.code, "feat: one" in done.out, "\x1b" in done.out)


def test_a_rendered_report_can_go_to_a_folder(saved: Path, tmp_path: Path) -> None:
    """-o DIR names the files as daily does."""
    done = run("render", saved / f"{DAY}-repo.json", "-f", "md,json", "-o", tmp_path / "new")
    expected = [tmp_path / "new" / f"{DAY}-repo-en.md", tmp_path / "new" / f"{DAY}-repo.json"]
    assert expected == [Path(line) for line in done.out.splitlines()]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"schema": "gitdigest/digest/999"}']
)
def test_what_is_no_digest_is_refused(tmp_path: Path, content: bytes) -> None:
    """Broken, foreign and later forms end in two lines and exit code 1."""
    file = tmp_path / "a.json"
    file.write_bytes(content)
    done = run("render", file)
    assert done.complaint
    assert 1 == done.code
