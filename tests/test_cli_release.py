"""gitdigest release: its exit codes, where it begins and ends, and what it writes where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commandline import Done, run
from gitrepo import GitRepo

API = "def load(path):\n    return path\n\n\ndef save(path):\n    return path\n"
LESS = API.partition("\n\n\n")[0] + "\n"


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    """A release, and a fix after it."""
    repo.commit("feat: begin", {"p/__init__.py": API})
    repo.git("tag", "v1.0.0")
    repo.commit("fix: read text", {"p/__init__.py": API.replace("return path", "return str(path)")})
    return repo


def reviewed(*arguments: str | Path, cwd: Path) -> dict[str, Any]:
    """What the review holds."""
    done = run("release", *arguments, "-f", "json", "--quiet", cwd=cwd)
    assert (0, "") == (done.code, done.err)
    found: dict[str, Any] = json.loads(done.out)
    return found


def ends(*arguments: str | Path, cwd: Path) -> tuple[str, str]:
    """From where to where."""
    found = reviewed(*arguments, cwd=cwd)["ends"]
    return found["base"], found["head"]


# what is not committed


def test_what_is_staged_is_reviewed(made: GitRepo) -> None:
    """From HEAD; what breaks is laid to a commit that has no id, and leads nowhere."""
    made.git("remote", "add", "origin", "https://github.com/some/one.git")
    made.write("p/__init__.py", LESS)
    made.git("add", ".")
    made.write("p/__init__.py", API)
    found = reviewed("--staged", cwd=made.path)
    assert ("HEAD", "staged", "pending") == (
        found["ends"]["base"],
        found["ends"]["head"],
        found["ends"]["head_sha"],
    )
    (commit,) = found["repository"]["commits"]
    assert ("pending", "", "Staged changes") == (
        commit["sha"],
        commit["url"],
        commit["commit"]["subject"],
    )
    assert [("p.save", ["pending"])] == [(b["name"], b["commits"]) for b in found["breaks"]]
    assert [{"code": "staged", "values": []}] == found["repository"]["notes"]


@pytest.mark.parametrize("name", ["md", "html", "text", "terminal", "notes", "sarif", "junit"])
def test_no_report_shows_an_id_that_is_none(made: GitRepo, name: str) -> None:
    """Nobody can look it up: it stands in no format, in full or in short."""
    made.write("p/__init__.py", LESS)
    made.write("new.txt", "x\n")
    with_id = run("release", "--uncommitted", "-f", "json", cwd=made.path)
    done = run("release", "--uncommitted", "-f", name, "--fail-on", "stop", cwd=made.path)
    assert (0, 4) == (with_id.code, done.code)
    assert "pending" in done.out or name in {"text", "junit"}
    assert "Uncommitted changes of tracked files" in done.out or name not in {"md", "html"}
    assert "does not track are left out: 1" in done.out or name not in {"md", "html", "terminal"}
    known = made.git("log", "--format=%h", "--abbrev=7").split()
    words = done.out.replace("`", " ").replace("<", " ").replace(">", " ").split()
    ids = {w for w in words if len(w) == 7 and set(w) <= set("0123456789abcdef") and w.isalnum()}
    assert ids <= {*known, "0000000"}


def test_the_work_tree_is_reviewed_since_a_release(made: GitRepo) -> None:
    """With the commits between, as they are; a bare revision is where it begins, too."""
    made.write("p/__init__.py", LESS)
    for since in ("v1.0.0..", "v1.0.0"):
        found = reviewed(since, "--uncommitted", cwd=made.path)
        assert ("v1.0.0", "uncommitted", "1.0.0") == (
            found["ends"]["base"],
            found["ends"]["head"],
            found["ends"]["version"],
        )
        shas = [commit["sha"] for commit in found["repository"]["commits"]]
        assert ["pending", made.head()] == shas
        assert "2.0.0" == found["advice"]["asked"]


def test_nothing_staged_is_nothing_to_review(made: GitRepo) -> None:
    """A hook before each commit must not fail for it; `show` has nothing to show."""
    found = reviewed("--staged", cwd=made.path)
    assert ([], made.head()) == (found["repository"]["commits"], found["ends"]["head_sha"])
    said, hint = run("show", "--staged", cwd=made.path).complaint
    assert ("nothing is staged", "git add stages a change") == (said, hint)


def test_staged_changes_are_shown(made: GitRepo) -> None:
    """As one commit is, with its facts."""
    made.write("p/__init__.py", LESS)
    done = run("show", "--uncommitted", cwd=made.path)
    assert 0 == done.code
    assert done.out.startswith("Uncommitted changes\npending  nobody yet")
    assert "\n-def save(path):\n" in done.out
    assert done.out.endswith(
        "\n\nUncommitted changes of tracked files count as one commit, which has no id yet.\n"
    )


def test_the_first_commit_is_reviewed_before_it_is_made(repo: GitRepo) -> None:
    """From the beginning of the history."""
    repo.write("p.py", API)
    repo.git("add", ".")
    assert ("", "staged") == ends("--staged", cwd=repo.path)
    repo.git("rm", "-q", "--cached", "p.py")
    said, _ = run("release", "--staged", cwd=repo.path).complaint
    assert "there is no commit yet, and nothing staged" == said


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("--staged and --uncommitted do not go together", ("release", "--staged", "--uncommitted")),
        ("'HEAD~1..HEAD' has an end, and so has --staged", ("release", "HEAD~1..HEAD", "--staged")),
        ("no commit 'nope'", ("release", "nope..", "--uncommitted")),
        ("a revision and --staged do not go together", ("show", "HEAD", "--staged")),
        ("has no work tree", ("release", "--staged", "--repo", "{bare}")),
        ("has no work tree", ("show", "--uncommitted", "--repo", "{bare}")),
    ],
)
def test_what_cannot_be_pending_is_said(
    made: GitRepo, tmp_path: Path, message: str, arguments: tuple[str, ...]
) -> None:
    """In two lines, with exit code 2."""
    made.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    named = [part.format(bare=tmp_path / "bare.git") for part in arguments]
    done: Done = run(*named, "--quiet", cwd=made.path)
    assert message in done.complaint[0]
    assert 2 == done.code
