"""gitdigest show: one commit, or a patch from anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commandline import run
from gitrepo import GitRepo


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.commit("fix!: two\n\nBREAKING CHANGE: gone", {"a.py": None, "b.py": "y = 2\n"})
    repo.git("tag", "v1", "HEAD~1")
    return repo


@pytest.mark.parametrize(
    ("subject", "revision"), [("fix!: two", "HEAD"), ("feat: one", "HEAD~1"), ("feat: one", "v1")]
)
def test_one_commit_is_shown(made: GitRepo, subject: str, revision: str) -> None:
    """A branch, a tag or an expression names the commit; the terminal view is on stdout."""
    done = run("show", revision, cwd=made.path)
    assert (0, "") == (done.code, done.err)
    assert done.out.startswith(subject)
    assert "a.py" in done.out


@pytest.mark.parametrize("command", ["daily", "show"])
def test_a_commit_where_a_shallow_clone_ends_is_incomplete(
    made: GitRepo, tmp_path: Path, command: str
) -> None:
    """Exit code 3: its parent is not there to compare it with."""
    made.git("clone", "-q", "--depth=1", made.path.as_uri(), str(tmp_path / "clone"))
    asked = ("show", "HEAD") if command == "show" else ("daily", "-d", "latest", "-o", "-")
    done = run(*asked, "-q", "-f", "text", cwd=tmp_path / "clone")
    assert (3, "") == (done.code, done.err)
    assert "⚠ This report is incomplete" in done.out
    assert "the shallow clone ends here" in done.out


def test_the_repository_can_be_elsewhere(made: GitRepo, tmp_path: Path) -> None:
    """--repo takes a path, and the formats go to stdout or to a file."""
    done = run("show", made.head()[:8], "--repo", made.path, "-f", "json", cwd=tmp_path)
    digest = json.loads(done.out)
    assert (made.head(), "commit") == (
        digest["repositories"][0]["commits"][0]["sha"],
        digest["period"]["kind"],
    )
    file = tmp_path / "one.md"
    assert f"{file}\n" == run("show", "HEAD", "-r", made.path, "-o", file, cwd=tmp_path).out
    assert "fix!: two" in file.read_text()


def test_what_is_configured_for_days_does_not_hold_here(made: GitRepo, tmp_path: Path) -> None:
    """Formats and output of the files are those of daily reports; the language counts."""
    config = tmp_path / "mine.toml"
    config.write_text(f'format = ["md", "json"]\noutput = "{tmp_path}/out"\nlanguage = "zh"\n')
    done = run("show", "HEAD", "--config", config, cwd=made.path)
    assert 0 == done.code
    assert done.out.startswith("fix!: two")
    assert any("\u4e00" <= char <= "\u9fff" for char in done.out)
    assert not (tmp_path / "out").exists()


def test_a_patch_from_a_pipe_is_shown(made: GitRepo, tmp_path: Path) -> None:
    """`git diff | gitdigest show -` needs no repository."""
    patch = made.git_bytes("diff", "HEAD~1", "HEAD")
    done = run("show", "-", "-f", "json", stdin=patch, cwd=tmp_path)
    files = json.loads(done.out)["repositories"][0]["commits"][0]["facts"]["files"]
    assert {"a.py", "b.py"} <= {file["path"] for file in files} | {
        str(file["old_path"]) for file in files
    }
    mail = made.git_bytes("format-patch", "--stdout", "-1", "HEAD")
    assert "fix!: two" in run("show", "-", stdin=mail, cwd=tmp_path).out


def test_a_revision_that_looks_like_an_option_is_none(made: GitRepo) -> None:
    """No revision becomes an option of git."""
    done = run("show", "--", "--output=owned", cwd=made.path)
    assert 2 == done.code
    assert not (made.path / "owned").exists()
