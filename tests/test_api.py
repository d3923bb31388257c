"""What `import gitdigest` gives to a program."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from answers import FORMS
from engine.scripted import reads, scripted
from gitrepo import NOON, GitRepo

import gitdigest
from gitdigest import (
    GitDigestError,
    Limits,
    ModelOptions,
    Selection,
    Settings,
    load,
    make_digest,
    render,
)

NOW = datetime(2026, 1, 26, tzinfo=UTC)


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    repo.commit("docs: two", {"README.md": "# A\n"})
    return repo


def test_a_digest_is_one_call(made: GitRepo, cache: Path) -> None:
    """A path gives the digest of HEAD, which renders in every format, and loads again."""
    digest = make_digest(made.path, cache=cache, now=NOW)
    subjects = [commit.commit.subject for commit in digest.repositories[0].commits]
    assert ["docs: two", "feat: one"] == subjects
    assert "feat: one" in render(digest, "md")
    assert digest == load(render(digest, "json"))


def test_the_selection_narrows_it_and_names_the_period(made: GitRepo, cache: Path) -> None:
    """A range or a window is what the title says, unless the caller says otherwise."""
    by_range = make_digest(made.path, Selection(revision_range="HEAD~1..HEAD"), cache=cache)
    assert ("range", "HEAD~1..HEAD") == (by_range.period.kind, by_range.period.label)
    since = datetime.fromtimestamp(NOON, UTC) + timedelta(seconds=30)
    window = make_digest(made.path, Selection(since=since), cache=cache)
    assert ("window", f"{since.isoformat()}..") == (window.period.kind, window.period.label)
    assert [1, 1] == [len(found.repositories[0].commits) for found in (by_range, window)]


def test_the_caller_bounds_what_is_read(made: GitRepo, cache: Path) -> None:
    """A bound that cut something is named with its number, as one of a configuration is."""
    made.commit("feat: all", {"long.txt": "x" * 99 + "\n", "short.txt": "x\n"})
    selection = Selection(revision_range="HEAD~1..HEAD")
    whole = make_digest(made.path, selection, cache=cache).repositories[0]
    cut = make_digest(made.path, selection, cache=cache, limits=Limits(line=50)).repositories[0]
    assert ((), ()) == (whole.notes, whole.books.unread_files)
    assert [("limits", ("line = 50",))] == [(note.code, note.values) for note in cut.notes]
    assert {"long.txt": "long-line", "short.txt": None} == {
        file.path: file.unread for file in cut.commits[0].facts.files
    }
    for name in ("b", "c"):
        made.git("branch", name)
    with pytest.raises(GitDigestError, match="more than 2 refs"):
        make_digest(made.path, cache=cache, limits=Limits(refs=2))


@pytest.mark.parametrize("bound", [0, -1, 1.5, True, 1 << 40])
def test_a_bound_that_is_none_is_refused(made: GitRepo, cache: Path, bound: int) -> None:
    """As in a configuration, and not by git in the middle of the work."""
    with pytest.raises(GitDigestError, match=r"limits\.files cannot be") as caught:
        make_digest(made.path, cache=cache, limits=Limits(files=bound))
    assert "it must be a whole number from 1 up" == caught.value.hint


def test_every_error_has_a_message_and_a_hint(tmp_path: Path, cache: Path) -> None:
    """A program catches one class."""
    with pytest.raises(GitDigestError) as caught:
        make_digest(tmp_path / "none", cache=cache)
    assert caught.value.message
    assert caught.value.hint


def test_the_public_names_are_all_there() -> None:
    """`__all__`, dir() and the attributes agree; other names are refused as usual."""
    assert sorted(gitdigest.__all__) == dir(gitdigest)
    assert all(getattr(gitdigest, name) is not None for name in gitdigest.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = gitdigest.nothing  # type: ignore[attr-defined]


def test_importing_the_package_imports_nothing_else() -> None:
    """Not even a module of the standard library: the search path may be hostile still."""
    script = (
        "import sys; before = set(sys.modules); import gitdigest; "
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "['gitdigest']\n" == done.stdout


def test_a_model_explains_the_commits(repo: GitRepo, tmp_path: Path) -> None:
    """By the settings of a run; the next call finds what is kept."""
    repo.commit("fix: x", {"x.py": "x = 2\ny = 3\nz = 4\n"})
    with scripted(reads(FORMS)) as server:
        settings = Settings(ModelOptions("openai/scripted", api_base=(server.base,)))
        first = make_digest(repo.path, cache=tmp_path, model=settings)
        again = make_digest(repo.path, cache=tmp_path, model=settings)
        assert 1 == len(server.asked)
    assert first.repositories == again.repositories
    (commit,) = first.repositories[0].commits
    assert commit.analysis
    assert first.model
    assert (1, 0) == (first.model.calls, first.model.cached)
