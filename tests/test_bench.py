"""The benchmark beside git-cliff: it measures what is there, and says what is not."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from commandline import environment
from gitrepo import GitRepo

ROOT = Path(__file__).parent.parent


def bench(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`python -m bench.cliff ARGUMENTS`, where no git-cliff can be found but a named one."""
    return subprocess.run(
        [sys.executable, "-m", "bench.cliff", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        env=environment(),
    )


def test_without_git_cliff_our_side_is_measured(repo: GitRepo) -> None:
    """Every commit of the range is accounted for; a missing program is told in a word."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.git("tag", "v1.0.0")
    repo.commit("no form at all", {"a.py": "x = 2\n"})
    repo.commit("feat: three", {"b.py": "y = 3\n"})
    done = bench(repo.path, "v1.0.0..HEAD", repo.path / "no-git-cliff")
    assert 0 == done.returncode
    assert done.stderr.startswith("git-cliff is not installed: pip install git-cliff")
    first, ours, took = done.stdout.splitlines()
    assert f"{repo.path} v1.0.0..HEAD: 2 commits, load " in first
    assert "gitdigest: accounts for 2 (100 %), names 2 in its notes" == ours.strip()
    assert re.search(r"gitdigest: [\d.]+ x git log -p -M by the clock \(bound 8, ", took)


def test_a_range_that_is_not_there_is_an_error(repo: GitRepo) -> None:
    """In git's words, and a wrong call in ours."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    done = bench(repo.path, "nope..HEAD")
    assert 1 == done.returncode
    assert "git failed" in done.stderr
    assert "Traceback" not in done.stderr
    assert 2 == bench(repo.path).returncode
