"""gitdigest repos: the mirrors of URLs in the cache."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commandline import run
from gitrepo import GitRepo

DAY = "2023-11-14"


@pytest.fixture
def url(repo: GitRepo) -> str:
    """A remote whose mirror a report has made."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    address = repo.path.as_uri()
    assert 0 == run("daily", address, "-d", DAY, "-o", "-").code
    return address


def test_without_mirrors_there_is_nothing_to_list() -> None:
    """An empty cache is no error."""
    assert (0, "") == (run("repos").code, run("repos").out)


def test_a_mirror_is_listed_with_its_age_and_size(url: str) -> None:
    """A line holds the time of the last refresh, the size and the URL."""
    line = run("repos").out
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d +\d+(\.\d)? (B|[KMG]iB)  \S+\n", line)
    assert line.endswith(f"{url}\n")


def test_a_mirror_is_refreshed_and_removed(url: str, repo: GitRepo) -> None:
    """refresh fetches; remove takes the folder away, and a second time there is none."""
    repo.commit("feat: two", {"b.py": "y = 1\n"})
    assert (0, "") == (run("repos", "refresh").code, run("repos", "refresh", url, "-q").err)
    offline = run("daily", url, "-d", DAY, "-o", "-", "--offline")
    assert "feat: two" in offline.out
    assert 0 == run("repos", "remove", url).code
    assert "" == run("repos").out
    assert 2 == run("repos", "remove", url).code


def test_a_remote_that_has_gone_is_told(url: str, repo: GitRepo, tmp_path: Path) -> None:
    """Where no mirror could be refreshed the exit code is 1, and the mirror stays."""
    repo.path.rename(tmp_path / "moved")
    done = run("repos", "refresh")
    assert 1 == done.code
    assert url in done.err
    assert url in run("repos").out
