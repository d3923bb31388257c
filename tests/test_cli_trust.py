"""gitdigest trust: the list of projects whose whole file counts."""

from __future__ import annotations

import os
from pathlib import Path

from commandline import run
from gitrepo import GitRepo


def test_trust_is_given_shown_and_taken_back(repo: GitRepo, tmp_path: Path) -> None:
    """The file is trusted from any folder of the project, and what it may then set is shown."""
    file = repo.write("gitdigest.toml", 'output = "out"\nlanguage = "zh"\n')
    (repo.path / "deep").mkdir()
    assert f"{file}\n  output = 'out'\n" == run("trust", cwd=repo.path / "deep").out
    assert f"{file}\n" == run("trust", "--list", cwd=tmp_path).out
    kept = Path(os.environ["XDG_DATA_HOME"], "gitdigest", "trust.json")
    assert 0o600 == kept.stat().st_mode & 0o777
    assert 0 == run("trust", "--revoke", repo.path).code
    assert "" == run("trust", "--list").out


def test_a_pyproject_can_be_trusted(repo: GitRepo) -> None:
    """[tool.gitdigest] is trusted with the file that it stands in."""
    file = repo.write("pyproject.toml", "[tool.gitdigest]\noffline = true\n")
    assert f"{file}\n  offline = True\n" == run("trust", repo.path).out


def test_what_is_shown_of_a_file_is_harmless(repo: GitRepo) -> None:
    """Escapes in a value are spelled out."""
    repo.write("gitdigest.toml", 'output = "\\u001b]0;x\\u0007"\n')
    assert "\x1b" not in run("trust", repo.path).out


def test_a_damaged_list_is_told(repo: GitRepo) -> None:
    """A broken list stops what would need it, with the way out."""
    repo.write("gitdigest.toml", 'output = "x"\n')
    kept = Path(os.environ["XDG_DATA_HOME"], "gitdigest", "trust.json")
    kept.parent.mkdir(parents=True)
    kept.write_text("[")
    done = run("daily", repo.path)
    assert (2, f"{kept} is damaged") == (done.code, done.complaint[0])
