"""What is told of a commit by more than itself, wherever a digest is made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from commandline import run
from gitrepo import GitRepo
from handmade import change, commit, diff
from jsonschema import Draft202012Validator

from gitdigest import elsewhere
from gitdigest.api import make_digest
from gitdigest.describe import describe
from gitdigest.digest import CommitDigest, Digest, Period
from gitdigest.elsewhere import Elsewhere
from gitdigest.errors import GitError
from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Fact
from gitdigest.facts.rules import Rules
from gitdigest.facts.snapshot import Snapshot
from gitdigest.facts.uses import Uses
from gitdigest.prompt.briefing import brief
from gitdigest.repo import open_repository
from gitdigest.report import json as digest_json
from gitdigest.report import render
from gitdigest.selection import Note, Selection

UTIL = "def load_items():\n    return {}\n"
APP = "from util import load_items\nload_items()\n"


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    """A function that is used, changed, changed back, and removed."""
    repo.commit("one", {"util.py": UTIL.format(1), "app.py": APP})
    repo.commit("two", {"util.py": UTIL.format(2)})
    repo.commit("three", {"util.py": UTIL.format(1)})
    repo.commit("four", {"util.py": "x = 1\n"})
    return repo


def kinds(findings: Iterator[dict[str, str]] | list[dict[str, str]]) -> list[str]:
    return [one["kind"] for one in findings if one["kind"].startswith(("use", "patch"))]


def test_the_library_tells_it(made: GitRepo, cache: Path) -> None:
    """Of each commit in the order of a report, after what the commit itself tells."""
    commits = make_digest(made.path, cache=cache).repositories[0].commits
    shas = {one.commit.subject: one.sha for one in commits}
    found = {
        one.commit.subject: [
            (fact.kind, fact.name, fact.after)
            for fact in one.facts.findings
            if fact.kind.startswith(("use", "patch"))
        ]
        for one in commits
    }
    assert {
        "four": [("use.left", "load_items", "1/1")],
        "three": [("patch.undoes", shas["two"], None), ("use", "load_items", "2/1")],
        "two": [("patch.undone", shas["three"], None), ("use", "load_items", "2/1")],
        "one": [("use", "load_items", "2/1")],
    } == found
    last = commits[0].facts.findings[-1]
    assert ("app.py", 1) == (last.evidence[0].path, last.evidence[0].line)


def test_show_and_daily_tell_it(made: GitRepo, tmp_path: Path) -> None:
    """A single commit has a tree, but no other commits beside it."""
    shown = json.loads(run("show", "HEAD~1", "-f", "json", cwd=made.path).out)
    assert ["use"] == kinds(shown["repositories"][0]["commits"][0]["facts"]["findings"])
    days = ("--since", "2023-11-14", "--until", "2023-11-14", "--timezone", "UTC")
    done = run("daily", made.path, *days, "-f", "json", "-o", "-", cwd=tmp_path)
    commits = json.loads(done.out)["repositories"][0]["commits"]
    assert [["use.left"], ["patch.undoes", "use"], ["patch.undone", "use"], ["use"]] == [
        kinds(one["facts"]["findings"]) for one in commits
    ]


def test_a_patch_from_a_pipe_has_no_tree(made: GitRepo, tmp_path: Path) -> None:
    """It says nothing of one, and does not fail."""
    patch = made.git_bytes("diff", "HEAD~2", "HEAD~1")
    done = run("show", "-", "-f", "json", stdin=patch, cwd=tmp_path)
    part = json.loads(done.out)["repositories"][0]
    assert (0, []) == (done.code, kinds(part["commits"][0]["facts"]["findings"]))
    assert [] == part["notes"]


def test_a_digest_with_them_follows_the_schema(made: GitRepo, cache: Path) -> None:
    """And renders again to the same."""
    digest = make_digest(made.path, cache=cache)
    text = digest_json.dump(digest)
    Draft202012Validator(digest_json.schema()).validate(json.loads(text))
    assert digest == digest_json.load(text)


def alone(digest: Digest, one: CommitDigest) -> Digest:
    """The digest of one of its commits, which every format shows in full."""
    part = replace(digest.repositories[0], commits=(one,))
    return replace(digest, period=Period("commit", one.sha[:10]), repositories=(part,))


@pytest.mark.parametrize("form", ["md", "html", "terminal"])
def test_reports_say_it_in_words(made: GitRepo, cache: Path, form: str) -> None:
    """How often in how many files, where first, and another commit as short as everywhere."""
    digest = make_digest(made.path, cache=cache)
    three, two = digest.repositories[0].commits[1:3]
    text = render(alone(digest, three), form, language="en")
    assert "Named elsewhere" in text
    assert "2 in 1 file" in text
    assert "app.py:1" in text
    assert "2/1" not in text
    assert "Takes back" in text
    assert two.sha[:7] in text
    assert two.sha not in text


def test_a_count_that_is_none_is_shown_as_it_is(made: GitRepo, cache: Path) -> None:
    """A digest from somebody else may hold anything."""
    digest = make_digest(made.path, cache=cache)
    one = digest.repositories[0].commits[0]
    for after in ("9" * 5000 + "/1", "/", "a/b", "1/2/3", None):
        odd = replace(one, facts=replace(one.facts, findings=(Fact("use", "x", after=after),)))
        for form in ("md", "html", "terminal"):
            assert "Named elsewhere" in render(alone(digest, odd), form)


def test_none_of_it_shapes_a_request(made: GitRepo, cache: Path) -> None:
    """A rebase changes the tree and the neighbours, and must not change what a model is asked."""
    for one in make_digest(made.path, cache=cache).repositories[0].commits:
        own = [f for f in one.facts.findings if not f.kind.startswith(("use", "patch"))]
        assert len(own) < len(one.facts.findings)
        assert brief(replace(one.facts, findings=tuple(own))) == brief(one.facts)


class Broken:
    """Blobs of a git that has ended."""

    def read(self, name: str, *, limit: int) -> bytes | None:
        raise GitError(f"git stopped answering: {name}, {limit}")

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        raise GitError(f"git stopped answering: {names}, {limit}")

    def trees(self, names: Iterable[str]) -> Iterator[bytes | None]:
        raise GitError(f"git stopped answering: {names}")


def test_a_git_that_fails_costs_these_facts_alone() -> None:
    """The rest stands, and the report says what is missing."""
    facts = find_facts(commit("one"), diff(change("a.py", "+a")))
    facts = replace(facts, findings=(Fact("symbol", "load_items", change="changed"),))
    look = Elsewhere(Broken())
    look.add(commit("one"), facts)
    told, notes = look.finish()
    assert [facts] == told
    assert ["uses-unreadable"] == [note.code for note in notes]


def test_an_interrupt_keeps_what_is_there(
    made: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every commit is reported; those behind the interrupt lack these facts, and that is said."""
    moved: list[str] = []
    move = Snapshot.move

    def stop(self: Snapshot, sha: str) -> None:
        moved.append(sha)
        if len(moved) == 3:
            raise KeyboardInterrupt
        move(self, sha)

    monkeypatch.setattr(Snapshot, "move", stop)
    part = make_digest(made.path, cache=cache).repositories[0]
    assert (4, ()) == (len(part.commits), part.omitted)
    assert [["use.left"], ["use"], [], []] == [
        [fact.kind for fact in one.facts.findings if fact.kind.startswith("use")]
        for one in part.commits
    ]
    assert ["uses-interrupted"] == [note.code for note in part.notes]


def test_batches_tell_what_one_look_tells(
    made: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few commits are looked at together."""
    whole = make_digest(made.path, cache=cache).repositories[0]
    for size in (1, 3):
        monkeypatch.setattr(elsewhere, "BATCH", size)
        assert whole == make_digest(made.path, cache=cache).repositories[0]


def test_what_is_left_to_somebody_else_is_not_looked_into(made: GitRepo, cache: Path) -> None:
    """Unless he never tells; and where nobody looks any more, that is said."""
    with open_repository(str(made.path), cache=cache) as repository:
        described = list(describe(repository, repository.select(Selection()), Rules()))
        assert repository.objects
        shas = [one.sha for one in described]
        told: list[list[Fact]] = []
        for knows, look in ((True, True), (False, True), (False, False)):
            elsewhere = Elsewhere(repository.objects)
            elsewhere.leave(shas)
            for one in described:
                elsewhere.add(one.commit, one.facts)
            elsewhere.look()
            if knows:
                elsewhere.know(shas, Uses({shas[0]: [Fact("use", "by him")]}))
            facts, notes = elsewhere.finish(look=look)
            told.append([fact for one in facts for fact in one.findings if fact.kind[:3] == "use"])
            assert ([] if look else ["uses-interrupted"]) == [note.code for note in notes]
    assert ["by him"] == [fact.name for fact in told[0]]
    assert ["use.left", "use", "use", "use"] == [fact.kind for fact in told[1]]
    assert [] == told[2]


def test_an_interrupt_between_batches_ends_the_reading(
    made: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commits that nobody looked at any more are named as left out."""

    def stop(_self: Snapshot, _sha: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(elsewhere, "BATCH", 2)
    monkeypatch.setattr(Snapshot, "move", stop)
    part = make_digest(made.path, cache=cache).repositories[0]
    assert 2 == len(part.commits)
    assert ["interrupted", "interrupted"] == [one.reason for one in part.omitted]


@pytest.mark.parametrize("language", ["en", "zh", "zh_TW", "ja", "de"])
@pytest.mark.parametrize(
    "note",
    [
        Note("uses-unread", ("a.py", "b.py", "+3")),
        Note("uses-too-many-files", ("20000",)),
        Note("uses-unreadable", ("20000",)),
        Note("uses-interrupted", ("20000",)),
    ],
    ids=lambda note: note.code,
)
def test_what_is_missing_is_said_in_every_language(
    made: GitRepo, cache: Path, note: Note, language: str
) -> None:
    """In words, with the values that belong there."""
    digest = make_digest(made.path, cache=cache)
    part = replace(digest.repositories[0], notes=(note,))
    text = render(replace(digest, repositories=(part,)), "md", language=language)
    assert note.code not in text
    assert ("a.py" in text) == (note.code == "uses-unread") or "app.py" in text
    assert ("20000" in text) == (note.code == "uses-too-many-files")
