"""A small project before its next release: every part of a review has something to say of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gitrepo import GitRepo
from releases import reviewed

from gitdigest.analysis.claim import Claim
from gitdigest.digest import Analysis, CommitDigest, ModelUse
from gitdigest.release.release import ReleaseDigest

FRONT = 'from orchard.store import load, save\n\n__all__ = ["load", "save"]\n'
STORE = """\
def load(path, mode="r"):
    with open(path, mode) as file:
        return file.read()


def save(path, text, *, encoding="utf-8"):
    with open(path, "w", encoding=encoding) as file:
        file.write(text)
"""
RUN = """\
import argparse
import os

HOME = os.environ.get("ORCHARD_HOME", ".")
DEFAULTS = {"MAX_TREES": 10}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast")
    parser.add_argument("--quiet")
    return parser.parse_args()
"""
PROJECT = """\
[project]
name = "orchard"
version = "{version}"
requires-python = ">={python}"
dependencies = ["click>={click}"]
"""
TESTS = "def test_load():\n    assert True\n\n\ndef test_save():\n    assert True\n"
TABLE = "CREATE TABLE trees (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, planted TEXT);\n"
INDEX = "def find(index, name):\n    return index.get(name)\n"
CHANGES = "# Changelog\n\n## [Unreleased]\n\n## [1.0.0]\n\n- the beginning\n"
GRACE = {"GIT_AUTHOR_NAME": "Grace Hopper", "GIT_AUTHOR_EMAIL": "grace@example.org"}


def _first_release(repo: GitRepo) -> None:
    files: dict[str, str | bytes | None] = {
        "src/orchard/__init__.py": FRONT,
        "src/orchard/store.py": STORE,
        "src/orchard/run.py": RUN,
        "tests/test_store.py": TESTS,
        "migrations/0001_trees.sql": TABLE,
        "pyproject.toml": PROJECT.format(version="1.0.0", python="3.9", click="7.1"),
        "CHANGELOG.md": CHANGES,
        "LICENSE": "MIT License\n",
    }
    repo.commit("feat: begin", files)
    repo.git("tag", "v1.0.0")
    repo.git("switch", "-q", "-c", "1.0.x")
    repo.commit("fix: read bytes as well (#7)", {
        "src/orchard/store.py": STORE.replace("file.read()", "file.read() or None"),
    })  # fmt: skip
    repo.git("tag", "v1.0.1")
    repo.git("switch", "-q", "main")


def _branch(repo: GitRepo) -> None:
    """A pull request with a fix-up, and a feature that came and went."""
    repo.git("switch", "-q", "-c", "index")
    repo.commit("feat(store): an index", {"src/orchard/index.py": INDEX})
    repo.commit(
        "fixup! feat(store): an index",
        {"src/orchard/index.py": INDEX + "\n\ndef names(index):\n    return sorted(index)\n"},
    )
    repo.git("switch", "-q", "main")
    repo.commit("feat: a cache", {"src/orchard/cache.py": "KEPT = {}\n"})
    title = "Merge pull request #12 from grace/index\n\nfeat(store): find trees by name"
    repo.git("merge", "-q", "--no-ff", "-m", title, "index")
    repo.clock += 60
    repo.git("revert", "--no-edit", "HEAD~1")
    repo.clock += 86_400


def _breaks(repo: GitRepo) -> None:
    repo.env = GRACE
    repo.commit(
        "refactor: tidy",
        {"src/orchard/store.py": STORE.replace(', *, encoding="utf-8"', "").replace(
            "encoding=encoding", 'encoding="utf-8"'
        )},
    )  # fmt: skip
    repo.env = {}
    repo.commit(
        "build!: drop Python 3.9\n\nBREAKING CHANGE: Python 3.11 is needed.",
        {"pyproject.toml": PROJECT.format(version="1.1.0", python="3.11", click="8.0")},
    )
    less = RUN.replace('    parser.add_argument("--fast")\n', "").replace("10}", "25}")
    repo.commit("fix(cli): one way to run (#14)", {
        "src/orchard/run.py": less.replace("ORCHARD_HOME", "ORCHARD_ROOT"),
    })  # fmt: skip
    repo.commit("feat: fruit", {
        "migrations/0002_fruit.sql": "ALTER TABLE trees DROP COLUMN planted;\n",
        "CHANGELOG.md": CHANGES.replace("[Unreleased]\n", "[Unreleased]\n\n- fruit\n"),
    })  # fmt: skip
    repo.clock += 86_400


def _risks(repo: GitRepo) -> None:
    skipped = TESTS.replace("def test_save", "@pytest.mark.skip\ndef test_save")
    repo.commit(
        "test: leave the slow one", {"tests/test_store.py": "import pytest\n\n\n" + skipped}
    )
    repo.env = GRACE
    late = "".join(f"def pick_{n}(tree):\n    return tree[{n}]\n\n\n" for n in range(150))
    repo.commit("feat: pick fruit (#20)", {
        "src/orchard/pick.py": f"# TODO: pick in parallel\n{late}",
        "docs/pick.md": "# Pick\n",
    })  # fmt: skip
    repo.env = {}


def _told(commit: CommitDigest) -> CommitDigest:
    """What a model says of the last one."""
    if not commit.commit.subject.startswith("feat: pick"):
        return commit
    said = Analysis(
        depth="high",
        language="en",
        change_types=("feat",),
        importance="high",
        summary=Claim("Adds 150 functions that pick fruit.", verdict="held"),
        risks=(
            Claim("`pick_0` fails for a tree without fruit.", "src/orchard/pick.py", kind="high",
                  verdict="held"),
        ),
    )  # fmt: skip
    return replace(commit, analysis=said, skipped=None)


def shipped(folder: Path) -> ReleaseDigest:
    """The review of its main branch since v1.0.1, which stands on a branch of its own."""
    repo = GitRepo.init(folder / "orchard")
    repo.git("remote", "add", "origin", "https://github.com/example/orchard")
    _first_release(repo)
    _branch(repo)
    _breaks(repo)
    _risks(repo)
    release = reviewed(repo, folder / "cache", "v1.0.1..main", change=_told)
    return replace(release, model=ModelUse("ollama_chat/qwen3:8b", 1, 0, 0, 2_345, 234, 12.5))
