"""git/merges.py: what a merge brought, with the subjects and the tags of its commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import digests
import pytest
from gitrepo import GitRepo

from gitdigest.api import make_digest
from gitdigest.digest import Brought, BroughtCommit, CommitDigest
from gitdigest.git.command import GitCommand
from gitdigest.repo import Repository, open_repository
from gitdigest.report import description, html, markdown, terminal, text
from gitdigest.report.brought import brought_text
from gitdigest.report.catalog import find_catalog
from gitdigest.selection import Selection

KEY = "ghp_" + "x1Y2z3A4b5" * 3 + "c6D7e8"


@pytest.fixture
def merged(repo: GitRepo) -> GitRepo:
    """main: base, merge of side (two commits and a merge, tagged), tip."""
    repo.commit("base", {"a": "1\n"})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("fix: other", {"o": "1\n"})
    repo.git("checkout", "-q", "-b", "side", "main")
    repo.commit(f"fix: leak {KEY}\n\nCo-authored-by: A <a@b>", {"b": "1\n"})
    repo.git("merge", "-q", "--no-ff", "-m", "Merge branch 'other'", "other")
    repo.git("tag", "-a", "-m", "x", "v1.0,rc")
    repo.clock += 60
    repo.commit("feat: two", {"b": "2\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side")
    repo.clock += 60
    repo.commit("tip", {"a": "2\n"})
    return repo


@contextmanager
def opened(path: Path, cache: Path) -> Iterator[Repository]:
    with open_repository(str(path), cache=cache) as repository:
        yield repository


def told(path: Path, cache: Path, selection: Selection) -> Mapping[str, Brought]:
    with opened(path, cache) as repository:
        return repository.brought(repository.select(selection))


def test_a_merge_tells_the_commits_that_it_brought(merged: GitRepo, cache: Path) -> None:
    """Newest first, merges themselves left out, tags of all; a secret in a subject is masked."""
    (found,) = told(merged.path, cache, Selection()).values()
    subjects = ["feat: two", "fix: leak [secret:github-token]", "fix: other"]
    assert subjects == [commit.subject for commit in found.commits]
    assert (3, ("v1.0,rc",)) == (found.count, found.tags)


def test_it_is_git_that_says_what_a_merge_brought(merged: GitRepo, cache: Path) -> None:
    """Also where branches cross and where a merge has three parents."""
    for name in ("one", "two"):
        merged.git("checkout", "-q", "-b", name, "side")
        merged.commit(f"feat: {name}", {name: "1\n"})
        merged.git("merge", "-q", "--no-ff", "-m", f"main into {name}", "main")
        merged.commit(f"feat: {name} again", {name: "2\n"})
    merged.git("checkout", "-q", "main")
    merged.git("merge", "-q", "--no-ff", "-m", "octopus", "one", "two")
    merges = merged.git("rev-list", "--first-parent", "--merges", "HEAD").split()
    expected = {
        sha: int(merged.git("rev-list", "--no-merges", "--count", f"{sha}^1..{sha}"))
        for sha in merges
    }
    found = told(merged.path, cache, Selection())
    assert expected == {sha: one.count for sha, one in found.items()}


def test_where_all_commits_are_entries_none_is_told_twice(merged: GitRepo, cache: Path) -> None:
    """With all parents the commits behind a merge are selected themselves."""
    assert {} == told(merged.path, cache, Selection(first_parent=False, merges="entry"))


def test_a_whole_selection_takes_one_process(
    merged: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one a merge."""
    for n in range(3):
        merged.git("checkout", "-q", "-b", f"more{n}")
        merged.commit(f"feat: {n}")
        merged.git("checkout", "-q", "main")
        merged.git("merge", "-q", "--no-ff", "-m", f"Merge {n}", f"more{n}")
    asked = []
    run = GitCommand.run

    def counted(self: GitCommand, *args: str, stdin: bytes = b"") -> bytes:
        asked.append(args)
        return run(self, *args, stdin=stdin)

    with opened(merged.path, cache) as repository:
        selected = repository.select(Selection())
        monkeypatch.setattr(GitCommand, "run", counted)
        assert 4 == len(repository.brought(selected))
    assert 1 == len(asked)


def test_a_digest_tells_it_of_merges_alone(merged: GitRepo, cache: Path) -> None:
    """Others have none."""
    (part,) = make_digest(merged.path, cache=cache).repositories
    assert [0, 3, 0] == [one.brought.count if one.brought else 0 for one in part.commits]


def test_every_format_tells_it() -> None:
    """With ids, tags and how many more there are; the account counts them."""
    day = digests.digest(digests.repository(merge("Merge branch 'stable'")))
    page, lines, view = html.render(day), text.render(day), terminal.render(day, width=200)
    made, brings = markdown.render(day), "Brings 14 commits (tag 3.1.3)"
    assert "- **🔀 Brought in**: 14 commits (tag 3.1.3)" in made
    assert "  - [abcdef0](https://github.com/ai-dynamo/dynamo/commit/abcdef0" in made
    assert ") fix: &lt;b>c4" in made
    assert "  - and 12 more" in made
    assert "merges brought 14 commits" in made
    for report in (lines, view):
        assert f"{brings}: fix: <b>c4; start; and 12 more." in report.replace("\u200b", "")
    assert f"{brings}: fix: &lt;b&gt;c4; start; and 12 more" in page
    assert "🔀 Brought in: 14 commits (tag 3.1.3)" in page
    assert "🔀 Brought in: 14 commits (tag 3.1.3)" in terminal.render(
        digests.single(merge("Merge branch 'stable'"))
    )


def test_what_the_title_says_is_not_said_twice() -> None:
    """A pull request of one commit mostly has that commit's subject."""
    one = Brought(1, (BroughtCommit("a" * 40, "fix: x"),))
    commit = merge("fix: x (#12)", one)
    assert "" == brought_text(find_catalog("en"), commit)
    assert "Brings 1 commit: fix: x" == brought_text(find_catalog("en"), merge("Merge x", one))


def merge(subject: str, brought: Brought | None = None) -> CommitDigest:
    commits = (
        BroughtCommit("abcdef0".ljust(40, "1"), "fix: <b>c4", ("3.1.3",)),
        BroughtCommit("b" * 40, "start"),
    )
    return replace(
        digests.commit_digest("d", subject, known=digests.facts(importance="medium")),
        brought=brought or Brought(14, commits, ("3.1.3",)),
    )


def test_what_a_merge_brought_takes_no_room_from_what_it_changed() -> None:
    """The first sentence of its facts stands behind it in a list too."""
    subjects = tuple(BroughtCommit(f"{n}" * 40, f"fix: {'long ' * 12}{n}") for n in range(3))
    commit = merge("Merge branch 'stable'", Brought(3, subjects))
    line = description.summary(find_catalog("en"), commit, 40)
    assert line.startswith("Brings 3 commits: fix: long")
    assert line.endswith(". An empty commit: no file changed.")
