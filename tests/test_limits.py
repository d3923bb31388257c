"""A bound that cuts something says so: the file with its reason, and the report with the number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commandline import put_git, run
from gitrepo import GitRepo

from gitdigest.limits import BEHIND, KEYS, Limits

DAY = "2023-11-14"  # the day of GitRepo's clock, in UTC
FILES: Mapping[str, str | bytes] = {
    "a.txt": "1\n" * 3,
    "big.txt": "line\n" * 500,
    "c.txt": "3\n",
    "min.js": "x" * 1_500 + "\n",
}
COUNTS = {"a.txt": 3, "big.txt": 500, "c.txt": 1, "min.js": 1}


def daily(repo: GitRepo, tmp_path: Path, limits: str, *arguments: str | Path) -> Any:
    """The one repository of a report under these limits; it is complete."""
    config = tmp_path / "own.toml"
    config.write_text(f"[limits]\n{limits}\n", encoding="utf-8")
    done = run(
        *("daily", repo.path, "-d", DAY, "--config", config, "-o", tmp_path / "out"),
        *("-f", "json,md", "--quiet", *arguments),
    )
    assert 0 == done.code, done.err
    (report,) = (tmp_path / "out").glob("*.json")
    part = json.loads(report.read_text(encoding="utf-8"))["repositories"][0]
    text = next((tmp_path / "out").glob("*.md")).read_text(encoding="utf-8")
    for note in part["notes"]:
        assert all(value in text for value in note["values"])
    return part


def unread(part: Any) -> dict[str, str | None]:
    """Why the files of the only commit have no content."""
    ((commit,), files) = part["commits"], {}
    for file in commit["facts"]["files"]:
        files[file["path"]] = file["unread"]
    return files


@pytest.mark.parametrize(
    ("limits", "cut", "said"),
    [
        ("patch = 1000", {"big.txt": "too-large", "min.js": "too-large"}, ["patch = 1000"]),
        ("file = 2000", {"big.txt": "too-large"}, ["file = 2000"]),
        ("commit = 4000", {"min.js": "large-commit"}, ["commit = 4000"]),
        ("line = 1000", {"min.js": "long-line"}, ["line = 1000"]),
        ("files = 2", {"c.txt": "many-files", "min.js": "many-files"}, ["files = 2"]),
        ("files = 4\nline = 1501\ncommit = 6000", {}, []),
    ],
)
def test_what_is_beyond_a_bound_is_named(
    limits: str, cut: dict[str, str], said: list[str], repo: GitRepo, tmp_path: Path
) -> None:
    """The file with its reason, the bound with its number; the books still close."""
    repo.commit("feat: all", dict(FILES))
    part = daily(repo, tmp_path, limits)
    assert {name: cut.get(name) for name in FILES} == unread(part)
    values = [value for note in part["notes"] for value in note["values"]]
    assert set(said) <= set(values)
    assert bool(cut) == bool(values)
    counted = {name: n for name, n in COUNTS.items() if cut.get(name) != "too-large"}
    found = {file["path"]: file["additions"] for file in part["commits"][0]["facts"]["files"]}
    assert counted.items() <= found.items()
    assert sorted(part["books"]["unread_files"]) == sorted(
        [reason, list(cut.values()).count(reason)] for reason in set(cut.values())
    )


@pytest.mark.parametrize("form", ["md", "html", "terminal", "text"])
def test_a_release_names_them_too(form: str, repo: GitRepo, tmp_path: Path) -> None:
    """Whoever reads the verdict must know what it does not rest on."""
    repo.commit("feat: one", {"a.txt": "1\n"})
    repo.git("tag", "v1")
    repo.commit("feat: all", dict(FILES))
    config = tmp_path / "own.toml"
    config.write_text("[limits]\npatch = 1000\n", encoding="utf-8")
    done = run(
        "release", "--repo", repo.path, "--config", config, "-f", form, "-o", "-", "--no-color"
    )
    assert 0 == done.code, done.err
    said = done.out.replace("\\", "")
    assert "too large to read" in said
    assert "Not read beyond the bounds of [limits]" in said
    assert "patch = 1000" in said
    whole = run("release", "--repo", repo.path, "-f", form, "-o", "-", "--no-color")
    assert "limits" not in whole.out


def test_too_many_refs_are_an_error_that_names_the_bound(repo: GitRepo, tmp_path: Path) -> None:
    """Nothing can be said of a repository whose branches were not all looked at."""
    repo.commit("one", {"a": "1\n"})
    for name in ("b", "c"):
        repo.git("branch", name)
    config = tmp_path / "own.toml"
    config.write_text("[limits]\nrefs = 2\n", encoding="utf-8")
    done = run("daily", repo.path, "-d", DAY, "--config", config)
    assert 1 == done.code
    assert "gitdigest: more than 2 refs\nhint: raise refs of [limits]" in done.err
    config.write_text("[limits]\nrefs = 3\n", encoding="utf-8")
    assert 0 == run("daily", repo.path, "-d", DAY, "--config", config).code


def test_a_git_that_stands_still_costs_a_commit_its_content(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are listed by their names, with the reason and the bound."""
    repo.commit("feat: one", {"a.txt": "1\n"})
    script = 'case "$*" in *--patch*) sleep 60;; esac; exec $GIT "$@"'
    monkeypatch.setenv("PATH", put_git(tmp_path / "bin", script))
    part = daily(repo, tmp_path, "seconds = 1")
    assert {"a.txt": "out-of-time"} == unread(part)
    assert [{"code": "limits", "values": ["seconds = 1"]}] == part["notes"]


def test_every_bound_has_a_reason_or_an_error() -> None:
    """A bound that nobody names could cut in silence."""
    assert set(KEYS) == {key for keys in BEHIND.values() for key in keys} | {"refs"}
    assert all(getattr(Limits(), key) > 0 for key in KEYS)


def test_a_range_may_hold_more_than_a_commit() -> None:
    """A release of many commits is not cut as one."""
    assert Limits(commit=32, files=48, patch=5) == Limits(commit=2, files=3, patch=5).of_range()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("line = 0", "limits.line cannot be 0"),
        ("line = -1", "limits.line cannot be -1"),
        ("line = 1.5", "limits.line cannot be 1.5"),
        ("line = true", "limits.line cannot be True"),
        ("seconds = 99999999999", "limits.seconds cannot be 99999999999"),
        ("lines = 5", "there is no key 'lines'"),
    ],
)
def test_a_bound_that_is_none_is_refused(
    text: str, message: str, repo: GitRepo, tmp_path: Path
) -> None:
    """In two lines, before anything is read."""
    config = tmp_path / "own.toml"
    config.write_text(f"[limits]\n{text}\n", encoding="utf-8")
    done = run("daily", repo.path, "--config", config)
    assert 2 == done.code
    assert message in done.err
    assert 2 == len(done.err.splitlines())


def test_a_repository_cannot_set_its_own_bounds(repo: GitRepo, tmp_path: Path) -> None:
    """Neither up, to be read without end, nor down, to hide: unless the user trusts its file."""
    repo.commit("feat: all", {**FILES, "gitdigest.toml": "[limits]\nfiles = 1\nline = 9999999\n"})
    own = "line = 1000"
    alone = daily(repo, tmp_path, own, "--no-project-config")
    assert unread(alone) == unread(daily(repo, tmp_path, own))
    assert "long-line" == unread(alone)["min.js"]
    done = run("daily", repo.path, "-d", DAY, "-o", tmp_path / "x")
    assert "gitdigest.toml: limits ignored" in done.err

    assert 0 == run("trust", repo.path).code
    trusted = daily(repo, tmp_path, own)
    assert "many-files" == unread(trusted)["min.js"]
    assert None is unread(trusted)["a.txt"]
