"""repo.py: selecting and reading real repositories of every shape."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from gitrepo import NOON, GitRepo

from gitdigest.commit import Commit
from gitdigest.diff import Diff, Unread
from gitdigest.errors import GitDigestError, RevisionError
from gitdigest.repo import Repository, open_repository
from gitdigest.selection import Note, Selection

DAY = 86_400


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@contextmanager
def opened(path: Path, cache: Path) -> Iterator[Repository]:
    with open_repository(str(path), cache=cache) as repository:
        yield repository


def subjects(path: Path, cache: Path, selection: Selection) -> list[str]:
    return [commit.subject for commit, _ in pairs(path, cache, selection)]


def pairs(path: Path, cache: Path, selection: Selection) -> list[tuple[Commit, Diff]]:
    with opened(path, cache) as repository:
        return list(repository.stream(repository.select(selection)))


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(p.relative_to(folder)): (p.stat().st_mtime_ns, p.read_bytes())
        for p in folder.rglob("*")
        if p.is_file() and not p.is_symlink()
    }


def test_a_window_includes_its_start_and_not_its_end(repo: GitRepo, cache: Path) -> None:
    """A day is half open: the first second of the next one is not in it."""
    for name, offset in (("before", -1), ("first", 0), ("last", DAY - 1), ("after", DAY)):
        repo.commit(name, at=NOON + offset)
    window = Selection(since=at(NOON), until=at(NOON + DAY))
    assert ["last", "first"] == subjects(repo.path, cache, window)


def test_old_and_future_clocks_hide_nothing(repo: GitRepo, cache: Path) -> None:
    """A commit with an old date on top ends no walk, as it does for git log --since."""
    repo.commit("one", at=NOON)
    repo.commit("future", at=NOON + 999 * DAY)
    repo.commit("two", at=NOON + 10)
    repo.commit("past", at=1000)
    window = Selection(since=at(NOON), until=at(NOON + DAY))
    assert "" == repo.git("log", f"--since={NOON}", f"--until={NOON + DAY}", "--format=%s")
    assert ["two", "one"] == subjects(repo.path, cache, window)


def test_the_author_date_counts_where_it_is_asked_for(repo: GitRepo, cache: Path) -> None:
    """A rebased commit was written on another day than it was committed."""
    repo.commit("one", at=NOON)
    repo.clock = NOON + 5 * DAY
    repo.git("commit", "-q", "--amend", "--allow-empty", "--date", f"{NOON} +0000", "-m", "moved")
    day = Selection(since=at(NOON), until=at(NOON + DAY))
    assert [] == subjects(repo.path, cache, day)
    by_author = Selection(since=day.since, until=day.until, date_field="author")
    assert ["moved"] == subjects(repo.path, cache, by_author)


@pytest.fixture
def merged(repo: GitRepo) -> GitRepo:
    """main: base, merge of side (two commits), tip; side is still there."""
    repo.commit("base", {"a": "1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side one", {"b": "1\n"})
    repo.commit("side two", {"b": "2\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    repo.clock += 60
    repo.commit("tip", {"a": "2\n"})
    return repo


def test_the_first_parent_line_shows_what_a_merge_brought_in(merged: GitRepo, cache: Path) -> None:
    """The default: one entry for the merge, with the change that it made to main."""
    found = pairs(merged.path, cache, Selection())
    assert ["tip", "merge", "base"] == [commit.subject for commit, _ in found]
    assert [("b", 1, 0)] == [(c.path, c.additions, c.deletions) for c in found[1][1].files]


def test_all_parents_with_merges_as_entries(merged: GitRepo, cache: Path) -> None:
    """No line is counted twice: a merge is named, its change is in the commits that it merged."""
    found = pairs(merged.path, cache, Selection(first_parent=False, merges="entry"))
    assert ["tip", "merge", "side two", "side one", "base"] == [c.subject for c, _ in found]
    assert (Unread.MERGE, ()) == (found[1][1].unread, found[1][1].files)


def test_merges_can_be_left_out_and_are_counted(merged: GitRepo, cache: Path) -> None:
    """What is left out is said."""
    with opened(merged.path, cache) as repository:
        selected = repository.select(Selection(first_parent=False, merges="omit"))
    assert 4 == len(selected.shas)
    assert Note("merges-omitted", ("1",)) in selected.notes


def test_all_branches_without_doubles(merged: GitRepo, cache: Path) -> None:
    """A commit that two branches share is there once."""
    merged.git("branch", "other", "side")
    merged.git("checkout", "-q", "-b", "wild", "side")
    merged.commit("wild")
    everything = Selection(all_branches=True, first_parent=False)
    found = subjects(merged.path, cache, everything)
    assert sorted(["tip", "merge", "side two", "side one", "base", "wild"]) == sorted(found)


def test_ranges_are_gits(merged: GitRepo, cache: Path) -> None:
    """A..B, A...B and a single revision, by first parent and by all."""
    for text in ("side..main", "main...side", "main~1..main", "HEAD"):
        with opened(merged.path, cache) as repository:
            selected = repository.select(Selection(revision_range=text, first_parent=False))
        assert set(merged.git("rev-list", text).split()) == set(selected.shas)


def test_authors_are_matched_after_the_mailmap(repo: GitRepo, cache: Path) -> None:
    """The name that .mailmap gives is the name that is shown and searched."""
    repo.commit("one", {".mailmap": "Ada Lovelace <ada@new.org> <ada@example.org>\n"})
    found = pairs(repo.path, cache, Selection(authors=("LOVELACE",)))
    assert ["Ada Lovelace"] == [commit.author.name for commit, _ in found]
    assert [] == subjects(repo.path, cache, Selection(authors=("nobody",)))


def test_paths_choose_commits_and_files(repo: GitRepo, cache: Path) -> None:
    """A commit is chosen when it touches a path; only what was asked for is shown."""
    repo.commit("both", {"src/a.py": "1\n", "docs/a.md": "1\n"})
    repo.commit("docs", {"docs/a.md": "2\n"})
    repo.commit("name", {"src:odd/b": "1\n"})
    found = pairs(repo.path, cache, Selection(paths=("src",)))
    assert [("both", ["src/a.py"])] == [(c.subject, [f.path for f in d.files]) for c, d in found]
    assert ["docs", "both"] == subjects(repo.path, cache, Selection(paths=("**/*.md",)))
    assert ["name"] == subjects(repo.path, cache, Selection(paths=("src:odd/",)))


def test_what_is_new_is_what_the_refs_gained(repo: GitRepo, cache: Path) -> None:
    """Not by dates: an old commit that arrives today is new, after a force-push too."""
    new = Selection(new=True)
    repo.commit("one")
    with opened(repo.path, cache) as repository:
        first = repository.select(new)
        assert Note("first-report") in first.notes
        repository.mark_seen(first)
        assert () == repository.select(new).shas
    repo.commit("two", at=1000)
    repo.commit("three", at=2000)
    assert ["three", "two"] == subjects(repo.path, cache, new)
    with opened(repo.path, cache) as repository:
        repository.mark_seen(repository.select(new))
    repo.git("reset", "-q", "--hard", "HEAD~2")
    repo.commit("rewritten", at=3000)
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    assert ["rewritten"] == subjects(repo.path, cache, new)


def test_a_lost_mark_is_said_and_does_not_report_all_of_history(repo: GitRepo, cache: Path) -> None:
    """Where the old tips are gone and the graph too, the window that is given counts."""
    new = Selection(new=True, since=at(NOON + DAY))
    repo.commit("one")
    repo.commit("two")
    with opened(repo.path, cache) as repository:
        repository.mark_seen(repository.select(new))
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.git("reflog", "expire", "--expire=now", "--all")
    repo.git("gc", "-q", "--prune=now")
    shutil.rmtree(cache / "graphs")
    with opened(repo.path, cache) as repository:
        selected = repository.select(new)
    assert () == selected.shas
    assert Note("mark-lost") in selected.notes


def test_a_broken_graph_file_is_made_again(repo: GitRepo, cache: Path) -> None:
    """A damaged cache is a miss."""
    repo.commit("one")
    assert ["one"] == subjects(repo.path, cache, Selection())
    (file,) = (cache / "graphs").glob("*.graph")
    file.write_bytes(b"gitdigest graph 1\nrubbish")
    assert ["one"] == subjects(repo.path, cache, Selection())


def test_a_shallow_clone_says_where_it_ends(repo: GitRepo, tmp_path: Path, cache: Path) -> None:
    """The boundary's change is unknown: it is not shown as if all files were added."""
    for i in range(4):
        repo.commit(f"c{i}", {"a": f"{i}\n"})
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=2", repo.path.as_uri(), str(clone))
    found = pairs(clone, cache, Selection())
    assert ["c3", "c2"] == [commit.subject for commit, _ in found]
    assert (Unread.SHALLOW, ()) == (found[1][1].unread, found[1][1].files)
    with opened(clone, cache) as repository:
        assert Note("shallow", ("1",)) in repository.notes


def test_a_partial_clone_is_read_by_its_names(repo: GitRepo, tmp_path: Path, cache: Path) -> None:
    """Nothing is downloaded: what is not there is listed without counts, and says why."""
    for i in range(30):
        repo.commit(f"c{i}", {"a": f"{i}\n", "b": "same\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", "--no-checkout", repo.path.as_uri(), str(clone))
    before = files_of(clone)
    found = pairs(clone, cache, Selection())
    assert before == files_of(clone)
    assert 30 == len(found)
    assert {Unread.MISSING_OBJECT} == {diff.unread for _, diff in found}
    assert ["a"] == [change.path for change in found[0][1].files]
    assert ["a", "b"] == [change.path for change in found[-1][1].files]
    assert {None} == {change.additions for _, diff in found for change in diff.files}


def test_an_empty_commit_of_a_partial_clone_is_empty(
    repo: GitRepo, tmp_path: Path, cache: Path
) -> None:
    """Its two trees are there and are the same: nothing of it is unread."""
    repo.commit("one", {"a": "x\n"})
    repo.commit("empty")
    for i in range(25):
        repo.commit(f"c{i}", {"a": f"{i}\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", "--no-checkout", repo.path.as_uri(), str(clone))
    whole = {commit.subject: diff for commit, diff in pairs(clone, cache, Selection())}
    assert (None, ()) == (whole["empty"].unread, whole["empty"].files)


def test_one_missing_blob_costs_one_commit(repo: GitRepo, cache: Path) -> None:
    """The commits before and behind it keep their content."""
    repo.commit("one", {"a": "1\n"})
    repo.commit("two", {"a": "two\n"})
    for i in range(3):
        repo.commit(f"more {i}", {"b": f"{i}\n"})
    repo.commit("last", {"c": "1\n"})
    blob = repo.git("rev-parse", "HEAD:a")
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    found = {commit.subject: diff for commit, diff in pairs(repo.path, cache, Selection())}
    assert ["last", "more 2", "more 1", "more 0", "two", "one"] == list(found)
    assert {"two": Unread.MISSING_OBJECT} == {k: d.unread for k, d in found.items() if d.unread}
    assert ["a"] == [change.path for change in found["two"].files]


def test_a_missing_tree_leaves_the_message(repo: GitRepo, cache: Path) -> None:
    """Even the names are gone; the commit is still an entry."""
    repo.commit("one", {"a": "1\n"})
    repo.commit("two", {"a": "2\n"})
    tree = repo.git("rev-parse", "HEAD^{tree}")
    (repo.path / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    found = pairs(repo.path, cache, Selection())
    assert ["two", "one"] == [commit.subject for commit, _ in found]
    assert (Unread.MISSING_OBJECT, ()) == (found[0][1].unread, found[0][1].files)


def test_a_text_that_git_does_not_diff_is_called_too_large(repo: GitRepo, cache: Path) -> None:
    """Not binary: it was not read for its size."""
    repo.commit("big", {"a.txt": "line\n" * 1_000_000, "b.bin": b"\0"})
    ((_, diff),) = pairs(repo.path, cache, Selection())
    assert [("a.txt", False, Unread.TOO_LARGE), ("b.bin", True, Unread.BINARY)] == [
        (c.path, c.binary, c.unread) for c in diff.files
    ]


@pytest.mark.parametrize("form", ["--object-format=sha1", "--object-format=sha256"])
@pytest.mark.parametrize("bare", [True, False])
def test_every_kind_of_clone_reads_the_same(
    form: str, bare: bool, tmp_path: Path, cache: Path
) -> None:
    """Work tree or bare, SHA-1 or SHA-256; nothing in it changes."""
    repo = GitRepo.init(tmp_path / "r", form)
    repo.commit("one", {"a": "1\n"})
    repo.commit("two", {"a": "2\n"})
    path = repo.path
    if bare:
        path = tmp_path / "bare.git"
        repo.git("clone", "-q", "--bare", str(repo.path), str(path))
    before = files_of(path)
    found = pairs(path, cache, Selection())
    assert before == files_of(path)
    assert [("two", 1), ("one", 1)] == [(c.subject, d.files[0].additions) for c, d in found]


def test_a_detached_head_and_a_linked_worktree(repo: GitRepo, tmp_path: Path, cache: Path) -> None:
    """HEAD is that of the place that was named."""
    repo.commit("one")
    repo.commit("two")
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "wt"), "HEAD~1")
    assert ["one"] == subjects(tmp_path / "wt", cache, Selection())
    assert ["two", "one"] == subjects(repo.path, cache, Selection())


def test_an_empty_repository_has_no_commits(repo: GitRepo, cache: Path) -> None:
    """It is a repository all the same."""
    assert [] == pairs(repo.path, cache, Selection())
    with opened(repo.path, cache) as repository:
        assert repository.latest_day(Selection(), UTC) is None


def test_the_latest_day_is_in_the_zone_that_is_asked_for(repo: GitRepo, cache: Path) -> None:
    """And before the end of the window."""
    repo.commit("one", at=NOON)  # 22:13 in UTC, the next morning in Shanghai
    repo.commit("two", at=NOON + 5 * DAY)
    asked = Selection(until=at(NOON + DAY))
    with opened(repo.path, cache) as repository:
        shanghai = timezone(timedelta(hours=8))
        assert "2023-11-14" == str(repository.latest_day(asked, UTC))
        assert "2023-11-15" == str(repository.latest_day(asked, shanghai))


@pytest.mark.parametrize("name", ["nope", "--output=x", "main^{/x}", "", "\0", "a..b..c"])
def test_a_revision_that_is_not_there_is_an_error_with_a_hint(
    name: str, repo: GitRepo, cache: Path
) -> None:
    """Options and empty names are no revisions either."""
    repo.commit("one")
    with opened(repo.path, cache) as repository, pytest.raises(RevisionError) as caught:
        repository.resolve(name)
    assert caught.value.hint


def test_an_unknown_branch_offers_the_nearest(repo: GitRepo, cache: Path) -> None:
    """A typing error is mended by the message."""
    repo.commit("one")
    with opened(repo.path, cache) as repository, pytest.raises(RevisionError) as caught:
        repository.select(Selection(branches=("mian",)))
    assert "main" in caught.value.hint


def test_the_name_and_the_links_come_from_the_remote(repo: GitRepo, cache: Path) -> None:
    """owner/name where the remote tells it, the folder's name where not."""
    repo.commit("one")
    with opened(repo.path, cache) as repository:
        assert ("repo", "") == (repository.name, repository.forge.commit_url("1" * 40))
    repo.git("remote", "add", "origin", "git@github.com:owner/name.git")
    with opened(repo.path, cache) as repository:
        assert "owner/name" == repository.name
        url = repository.forge.commit_url("1" * 40)
    assert f"https://github.com/owner/name/commit/{'1' * 40}" == url


def test_a_file_of_the_tip_can_be_read(repo: GitRepo, cache: Path) -> None:
    """For a project's own configuration in a bare repository."""
    repo.commit("one", {"a/b": "text"})
    with opened(repo.path, cache) as repository:
        assert b"text" == repository.read_file("a/b")
        assert repository.read_file("nope") is None
        assert repository.read_file("a") is None


def test_a_history_with_a_hole_is_an_error_and_not_a_short_history(
    repo: GitRepo, cache: Path
) -> None:
    """A missing commit object ends the reading with a word."""
    repo.commit("one")
    lost = repo.commit("two")
    repo.commit("three")
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(GitDigestError):
        pairs(repo.path, cache, Selection())
