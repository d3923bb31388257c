"""filehistory.py: who changed which file when, and what that says of a commit."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from gitrepo import NOON, GitRepo

from gitdigest.describe import describe
from gitdigest.facts.history import Partner, Past
from gitdigest.facts.past import entropy
from gitdigest.facts.rules import Rules
from gitdigest.git import filehistory
from gitdigest.git.filehistory import FileHistory
from gitdigest.repo import Repository, open_repository
from gitdigest.selection import Selection

DAY = 86_400


@contextmanager
def opened(repo: GitRepo, cache: Path) -> Iterator[Repository]:
    with open_repository(str(repo.path), cache=cache) as repository:
        yield repository


def past_of(repo: GitRepo, cache: Path, revision: str = "HEAD") -> Past | None:
    with opened(repo, cache) as repository:
        selected = repository.select(Selection(revision_range=revision))
        sha = repo.git("rev-parse", revision)
        commit, diff = next(pair for pair in repository.stream(selected) if pair[0].sha == sha)
        before = [f.old_path or f.path for f in diff.files if f.status not in {"added", "copied"}]
        return repository.past.past(commit, before)


def by(repo: GitRepo, name: str) -> None:
    repo.env = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": f"{name}@example.org"}


@pytest.fixture
def shared(repo: GitRepo) -> GitRepo:
    """Two people, two files, a day between the commits."""
    for number, (name, files) in enumerate(
        [("ada", ["a", "b"]), ("ada", ["a"]), ("bob", ["b"]), ("bob", ["c"]), ("ada", ["a", "b"])]
    ):
        by(repo, name)
        repo.commit(f"c{number}", dict.fromkeys(files, f"{number}\n"), at=NOON + number * DAY)
    return repo


def test_the_measures_count_what_was_before(shared: GitRepo, cache: Path) -> None:
    """NDEV, NUC and AGE over the files; EXP and SEXP of the author; the commit itself left out."""
    past = past_of(shared, cache)
    assert past is not None
    assert (2, 3, 2, 2) == (past.developers, past.changes, past.experience, past.subsystem)
    assert (3 + 2) / 2 == pytest.approx(past.age)
    assert 2 == past.recent
    assert () == past.first_touched


def test_an_author_who_is_new_to_a_file_is_told(shared: GitRepo, cache: Path) -> None:
    """Only for files that others changed before; a file of one's own making is none."""
    by(shared, "bob")
    shared.commit("new", {"a": "new\n", "b": "new\n", "d": "new\n"})
    past = past_of(shared, cache)
    assert past is not None
    assert ("a",) == past.first_touched


def test_recent_experience_fades_by_years(repo: GitRepo, cache: Path) -> None:
    """A commit of this year counts one, of last year a half, of the year before a third."""
    for days in (900, 500, 20, 10):
        repo.commit("one", {"a": f"{days}\n"}, at=NOON - days * DAY)
    repo.commit("now", {"a": "now\n"}, at=NOON)
    past = past_of(repo, cache)
    assert past is not None
    assert 1 / 3 + 1 / 2 + 1 + 1 == pytest.approx(past.recent)


def test_the_first_commit_has_no_past(shared: GitRepo, cache: Path) -> None:
    """Its files are new, and nobody has experience."""
    assert Past(0, 0, 0.0, 0, 0.0, 0) == past_of(shared, cache, "HEAD~4")


def test_a_merge_has_no_past_of_its_own(repo: GitRepo, cache: Path) -> None:
    """What it brings is counted where it was committed."""
    repo.commit("one", {"a": "1\n"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("side", {"b": "1\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    assert past_of(repo, cache) is None


def test_files_that_usually_change_together_and_did_not(repo: GitRepo, cache: Path) -> None:
    """At least five changes, at least seven in ten of them together, and the file is still there."""
    for i in range(6):
        files = {"schema.sql": f"{i}\n", "model.py": f"{i}\n", "old.py": f"{i}\n"}
        repo.commit(f"c{i}", {**files, f"other{i}": "x\n"})
    repo.commit("drop", {"old.py": None})
    repo.commit("alone", {"schema.sql": "new\n"})
    past = past_of(repo, cache)
    assert past is not None
    assert (Partner("schema.sql", "model.py", 6, 6),) == past.partners


@pytest.mark.parametrize(
    ("together", "alone"), [(7, 3), (6, 4), (5, 0), (4, 0), (42, 18), (41, 19)]
)
def test_changes_without_others_count(
    repo: GitRepo, cache: Path, together: int, alone: int
) -> None:
    """Seven in ten of all that are looked at, of which some changed no other file."""
    for i in range(together):
        repo.commit(f"both {i}", {"a": f"{i}\n", "b": f"{i}\n"})
    for i in range(alone):
        repo.commit(f"one {i}", {"a": f"alone {i}\n"})
    repo.commit("last", {"a": "last\n"})
    past = past_of(repo, cache)
    assert past is not None
    count = together + alone
    usual = count >= 5 and together * 10 >= count * 7
    assert past.partners == ((Partner("a", "b", together, count),) if usual else ())


def test_a_commit_is_found_wherever_it_is(repo: GitRepo, cache: Path) -> None:
    """One is asked for with its neighbours; and not a merge, which is others' commits."""
    shas = [repo.commit(f"c{i}", {"a": f"{i}\n"}) for i in range(80)]
    repo.git("checkout", "-q", "-b", "side", shas[40])
    repo.commit("side", {"b": "1\n"})
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    with open_repository(str(repo.path), cache=cache) as repository:
        selected = repository.select(Selection(merges="entry"))
        pasts = {
            commit.subject: repository.past.past(commit, ["a"])
            for commit, _ in repository.stream(selected)
        }
    assert pasts.pop("merge") is None
    for i in range(41):
        past = pasts[f"c{i}"]
        assert past is not None
        assert (i, i) == (past.changes, past.experience)


def test_commits_of_many_files_make_no_partners(repo: GitRepo, cache: Path) -> None:
    """A mass change does not tell which files belong together."""
    for i in range(6):
        repo.commit(f"c{i}", {f"f{n}": f"{i}\n" for n in range(40)})
    repo.commit("one", {"f0": "new\n"})
    past = past_of(repo, cache)
    assert past is not None
    assert () == past.partners


@pytest.fixture
def crossed(repo: GitRepo) -> list[str]:
    """Thirty commits to two files by three people, on branches that meet; some clocks go back."""
    chance = random.Random(7)  # noqa: S311 - the same each time
    repo.commit("root", {"a": "0\n", "b": "0\n"}, at=NOON - 900 * DAY)
    for branch in ("one", "two"):
        repo.git("branch", branch)
    for number in range(1, 30):
        repo.git("checkout", "-q", chance.choice(["main", "one", "two"]))
        if not number % 5:
            repo.git("merge", "-q", "-X", "ours", "-m", "merge", chance.choice(["one", "two"]))
        by(repo, chance.choice(["ada", "bob", "eve"]))
        files = chance.choice([["a"], ["b"], ["a", "b"]])
        when = NOON - (900 - 30 * number + chance.choice([0, 0, 500])) * DAY
        repo.commit(f"c{number}", dict.fromkeys(files, f"{number}\n"), at=when)
    shas = repo.git("rev-list", "--no-merges", "--branches").split()
    return chance.sample(shas, len(shas))


def measured(repo: GitRepo, sha: str) -> Past:
    """What git tells of the past of a commit, asked for it alone."""

    def log(*arguments: str) -> list[list[str]]:
        options = ("--no-merges", "--full-history", "--format=%H %ct %ae")
        found = repo.git("log", *options, *arguments).split("\n")
        return [line.split() for line in found if line]

    _, now, author = log("-1", sha)[0]
    paths = repo.git("diff-tree", "--root", "--no-commit-id", "--name-only", "-r", sha).split()
    if not repo.git("rev-list", "--parents", "-1", sha).split()[1:]:
        return Past(0, 0, 0.0, 0, 0.0, 0)
    each = [log(f"{sha}~", "--", path) for path in paths]
    own = [int(time) for _, time, email in log(f"{sha}~") if email == author]
    ages = [max(0, int(now) - max(int(t) for _, t, _ in rows)) / DAY for rows in each if rows]
    return Past(
        developers=len({email for rows in each for *_, email in rows}),
        changes=len({name for rows in each for name, *_ in rows}),
        age=sum(ages) / len(ages) if ages else 0.0,
        experience=len(own),
        recent=sum(1 / (max(0, (int(now) - time) // (365.25 * DAY)) + 1) for time in own),
        subsystem=len(own),
        first_touched=tuple(
            path
            for path, rows in zip(paths, each, strict=True)
            if rows and author not in {email for *_, email in rows}
        ),
    )


@pytest.mark.parametrize("grows", [True, False])
def test_the_past_is_what_git_tells_of_each_commit(
    repo: GitRepo, cache: Path, crossed: list[str], *, grows: bool
) -> None:
    """On whatever branch it is, whatever was asked before, and wherever clocks had gone back."""
    for sha in crossed if grows else reversed(crossed):
        if not grows:
            past_of(repo, cache, "main")
        past = past_of(repo, cache, sha)
        assert past is not None
        expected = measured(repo, sha)
        assert pytest.approx(expected.recent) == past.recent
        assert pytest.approx(expected.age) == past.age
        assert expected == replace(past, recent=expected.recent, age=expected.age, partners=())


def test_a_new_file_is_in_a_component_that_was_there(shared: GitRepo, cache: Path) -> None:
    """SEXP counts what the author did beside it before."""
    by(shared, "ada")
    shared.commit("pkg", {"pkg/a.py": "1\n"})
    shared.commit("new", {"pkg/b.py": "1\n"})
    with opened(shared, cache) as repository:
        newest = next(describe(repository, repository.select(Selection()), Rules()))
    found = {fact.name: fact.after for fact in newest.facts.findings if fact.kind == "history"}
    assert ("0", "1") == (found["NUC"], found["SEXP"])


def test_the_past_of_a_range_is_that_of_its_head(repo: GitRepo, cache: Path) -> None:
    """Whatever else was asked about before: who knows a file, and what changed with it."""
    by(repo, "ada")
    for number in range(6):
        repo.commit(f"a{number}", {"a": f"{number}\n"})
    repo.git("tag", "v1")
    repo.git("checkout", "-q", "-b", "other")
    by(repo, "bob")
    for number in range(20):
        repo.commit(f"b{number}", {"a": f"b{number}\n", "b": f"{number}\n"})
    repo.git("checkout", "-q", "main")
    inside = repo.commit("new", {"a": "new\n"})
    found = []
    for _ in range(2):
        with opened(repo, cache) as repository:
            repository.past.update([inside])
            found.append(repository.pasts(["a"], [inside], inside))
        past_of(repo, cache, "other")
    assert found[0] == found[1]
    assert [("Ada", 6, 6)] == [
        (one.name.title(), one.changes, one.whole) for one in found[1]["a"].experts
    ]
    assert () == found[1]["a"].partners


def test_it_grows_by_what_is_new(shared: GitRepo, cache: Path) -> None:
    """A second run reads the new commits only, and a force-push loses nothing that was counted."""
    assert past_of(shared, cache) is not None
    by(shared, "ada")
    shared.commit("more", {"a": "more\n"})
    past = past_of(shared, cache)
    assert past is not None
    assert (3, 3) == (past.changes, past.experience)
    shared.git("reset", "-q", "--hard", "HEAD~2")
    shared.git("reflog", "expire", "--expire=now", "--all")
    shared.git("gc", "-q", "--prune=now")
    shared.commit("again", {"a": "again\n"})
    assert past_of(shared, cache) is not None


@pytest.mark.parametrize("rubbish", [b"rubbish" * 400, b""])
def test_a_broken_database_is_made_again(shared: GitRepo, cache: Path, rubbish: bytes) -> None:
    """As a broken cache is a miss."""
    expected = past_of(shared, cache)
    (file,) = (cache / "graphs").glob("*.sqlite")
    file.write_bytes(rubbish)
    assert expected is not None
    assert expected == past_of(shared, cache)


@pytest.mark.parametrize("version", [0, 3])
def test_a_database_that_was_half_made_is_made_again(
    shared: GitRepo, cache: Path, version: int
) -> None:
    """By a process that was killed, or by an earlier version; its past is not lost for ever."""
    expected = past_of(shared, cache)
    (file,) = (cache / "graphs").glob("*.sqlite")
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE commits(place INTEGER PRIMARY KEY)")
        database.execute(f"PRAGMA user_version = {version}")
        database.commit()
    assert expected is not None
    assert expected == past_of(shared, cache)


def test_a_database_that_is_damaged_within_is_made_again(shared: GitRepo, cache: Path) -> None:
    """The run that meets it has no past of files, the next one has."""
    for number in range(200):
        shared.commit(f"more {number}", {f"file-{number}": "x\n"})
    expected = past_of(shared, cache)
    (file,) = (cache / "graphs").glob("*.sqlite")
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"rubbish!" * (len(whole) // 8 - 512))
    past_of(shared, cache)
    assert expected is not None
    assert expected == past_of(shared, cache)


def test_another_thread_has_no_past_and_takes_none_away(shared: GitRepo, cache: Path) -> None:
    """Who asks a model reads the commits again beside what describes them."""
    with opened(shared, cache) as repository:
        selected = repository.select(Selection())
        pairs = list(repository.stream(selected))
        with ThreadPoolExecutor(1) as pool:
            assert pairs == pool.submit(list, repository.stream(selected)).result()
            assert pool.submit(repository.past.past, pairs[0][0], ["a"]).result() is None
        past = repository.past.past(pairs[0][0], ["a"])
        assert past is not None
        assert 2 == past.changes
    assert list((cache / "graphs").glob("*.sqlite"))


def test_what_is_asked_together_holds_nobody_up_afterwards(shared: GitRepo, cache: Path) -> None:
    """The answers are those of one at a time; a database that goes meanwhile costs them alone."""
    with opened(shared, cache) as repository:
        pairs = list(repository.stream(repository.select(Selection())))
        alone = [repository.past.past(commit, ["a"]) for commit, _ in pairs]
        with repository.past.together():
            assert alone == [repository.past.past(commit, ["a"]) for commit, _ in pairs]
        assert None not in alone
        (file,) = (cache / "graphs").glob("*.sqlite")
        with closing(sqlite3.connect(file, timeout=0)) as other, other:
            other.execute("DELETE FROM tips")
        with ThreadPoolExecutor(1) as pool:
            pool.submit(ExitStack().enter_context, repository.past.together()).result()
        with repository.past.together():
            repository.past.close()


def test_what_two_processes_read_at_once_is_all_kept(
    repo: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two branches, each by one of them: whoever comes later writes behind the other."""
    repo.commit("root", {"a": "0\n", "b": "0\n"})
    for name in ("a", "b"):
        repo.git("checkout", "-q", "-B", name, "main")
        for number in range(40):
            repo.commit(f"{name}{number}", {name: f"{name}{number}\n"})
    both = threading.Barrier(2)
    tips = filehistory._tips

    def at_once(database: sqlite3.Connection) -> set[str]:
        found = tips(database)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return found

    with monkeypatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(filehistory, "_tips", at_once)
        list(pool.map(lambda name: past_of(repo, cache, name), ("a", "b")))
    for name in ("a", "b"):
        past = past_of(repo, cache, name)
        assert past is not None
        assert 40 == past.changes


def test_a_clone_that_was_deepened_has_all_of_its_past(shared: GitRepo, tmp_path: Path) -> None:
    """And all of its commits: where a shallow one ended is not for ever its end."""
    clone = GitRepo(tmp_path / "clone")
    shared.git("clone", "-q", "--depth", "2", f"file://{shared.path}", str(clone.path))
    cache = tmp_path / "cache"
    with opened(clone, cache) as repository:
        assert 2 == len(repository.select(Selection()).shas)
    clone.git("fetch", "-q", "--deepen", "1")
    with opened(clone, cache) as repository:
        assert 3 == len(repository.select(Selection()).shas)
    assert 1 == len(list((cache / "graphs").glob("*-*.graph")))
    clone.git("fetch", "-q", "--unshallow")
    with opened(clone, cache) as repository:
        assert 5 == len(repository.select(Selection()).shas)
    assert past_of(shared, tmp_path / "other") == past_of(clone, cache)


def test_several_may_begin_at_the_same_time(shared: GitRepo, cache: Path) -> None:
    """On a cache that nobody has written yet; each has the whole past."""
    expected = past_of(shared, cache / "own")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: past_of(shared, cache / "one"), range(8)))
    assert [expected] * 8 == found


def test_a_cache_that_cannot_be_written_costs_the_past_alone(
    shared: GitRepo, tmp_path: Path
) -> None:
    """The report is made without it."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert past_of(shared, blocked / "cache") is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [([], 0), ([5], 0), ([1, 1], 1), ([0, 0], 0), ([1, 1, 1, 1], 1), ([3, 1], 0.811)],
)
def test_entropy_is_the_papers(lines: list[int], expected: float) -> None:
    """Normalised by the logarithm of the number of files."""
    assert expected == pytest.approx(entropy(lines), abs=0.001)


def test_the_facts_carry_the_measures(shared: GitRepo, cache: Path) -> None:
    """Each under the paper's name; an author who is new to a file is a fact of its own."""
    by(shared, "bob")
    shared.commit("new", {"a": "new\n"})
    with opened(shared, cache) as repository:
        newest = next(describe(repository, repository.select(Selection()), Rules()))
    findings = newest.facts.findings
    found = {fact.name: fact.after for fact in findings if fact.kind == "history"}
    assert {
        "NF": "1",
        "ND": "1",
        "NS": "1",
        "LA": "1",
        "LD": "1",
        "Entropy": "0",
    }.items() <= found.items()
    assert ("1", "3", "2") == (found["NDEV"], found["NUC"], found["EXP"])
    (new,) = [fact for fact in findings if fact.kind == "history.new-author"]
    assert ("bob", "a") == (new.name, new.evidence[0].path)


def test_the_history_of_a_file_is_not_walked_again(shared: GitRepo, cache: Path) -> None:
    """With all tips known, nothing is asked of git."""
    assert past_of(shared, cache) is not None
    (file,) = (cache / "graphs").glob("*.sqlite")
    history = FileHistory(None, file)  # type: ignore[arg-type]
    history.update([shared.head()])
    history.close()
