"""Commits of a selection that make the same change, or take one another's back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from gitrepo import GitRepo

from gitdigest.describe import describe
from gitdigest.facts.relations import find_relations
from gitdigest.facts.rules import Rules
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

LINES = [f"line {n}\n" for n in range(30)]
Told = Callable[[], dict[str, list[tuple[str, str]]]]


def text(**changed: str) -> str:
    """Thirty lines, some of them replaced: `at7="x"` is the eighth."""
    return "".join(changed.get(f"at{n}", line) for n, line in enumerate(LINES))


@pytest.fixture
def told(repo: GitRepo, cache: Path) -> Told:
    """What is told of each commit of all branches, by subjects."""

    def find() -> dict[str, list[tuple[str, str]]]:
        with open_repository(str(repo.path), cache=cache) as opened:
            everything = Selection(all_branches=True, first_parent=False)
            digests = list(describe(opened, opened.select(everything), Rules()))
        found = find_relations([(one.commit, one.facts) for one in digests])
        subjects = {one.sha: one.commit.subject for one in digests}
        return {
            subjects[sha]: [(fact.kind, subjects[fact.name]) for fact in facts]
            for sha, facts in found.items()
        }

    return find


def test_the_same_change_on_two_branches(repo: GitRepo, told: Told) -> None:
    """A commit that was picked onto another base is told of both, whatever the messages say."""
    repo.commit("base", {"a.txt": text()})
    repo.git("switch", "-qc", "release")
    repo.commit("only here", {"a.txt": "top\n" + text()})
    repo.git("switch", "-q", "main")
    repo.commit("mend", {"a.txt": text(at20="mended\n")})
    repo.git("switch", "-q", "release")
    repo.commit("mend it here, too", {"a.txt": "top\n" + text(at20="mended\n")})
    assert {
        "mend": [("patch.same", "mend it here, too")],
        "mend it here, too": [("patch.same", "mend")],
    } == told()


def test_a_change_is_taken_back_without_a_word(repo: GitRepo, told: Told) -> None:
    """The opposite patch tells it, even after others have moved the lines."""
    repo.commit("base", {"a.txt": text()})
    repo.commit("try it", {"a.txt": text(at20="tried\n")})
    repo.commit("above", {"a.txt": "top\n" + text(at20="tried\n")})
    repo.commit("calm down", {"a.txt": "top\n" + text()})
    assert {
        "try it": [("patch.undone", "calm down")],
        "calm down": [("patch.undoes", "try it")],
    } == told()


def test_what_the_message_says_is_not_said_twice(repo: GitRepo, told: Told) -> None:
    """The commit that is reverted names the one that does; that one has said so itself."""
    repo.commit("base", {"a.txt": text()})
    sha = repo.commit("try it", {"a.txt": text(at20="tried\n")})
    repo.commit(f'Revert "try it"\n\nThis reverts commit {sha}.', {"a.txt": text()})
    assert {"try it": [("patch.undone", 'Revert "try it"')]} == told()


def test_a_revert_that_was_mended_by_hand_counts_by_its_message(repo: GitRepo, told: Told) -> None:
    """Its patch is not the opposite; by a short id, or by the subject alone."""
    repo.commit("base", {"a.txt": text()})
    sha = repo.commit("try it", {"a.txt": text(at20="tried\n")})
    repo.commit(f"no\n\nThis reverts commit {sha[:9]}.", {"a.txt": text(at20="not quite\n")})
    repo.commit("again", {"a.txt": text(at3="again\n")})
    repo.commit('Revert "again"', {"a.txt": text(at3="not quite\n")})
    assert {
        "try it": [("patch.undone", "no")],
        "again": [("patch.undone", 'Revert "again"')],
    } == told()


def test_a_subject_that_two_commits_have_names_none(repo: GitRepo, told: Told) -> None:
    """A guess would be wrong half of the time."""
    repo.commit("base", {"a.txt": text()})
    repo.commit("fix", {"a.txt": text(at3="x\n")})
    repo.commit("fix", {"a.txt": text(at3="x\n", at20="y\n")})
    repo.commit('Revert "fix"', {"a.txt": text(at5="z\n")})
    assert {} == told()


def test_what_is_applied_again_takes_its_revert_back(repo: GitRepo, told: Told) -> None:
    """And makes the same change as the first."""
    repo.commit("base", {"a.txt": text()})
    repo.commit("try it", {"a.txt": text(at20="tried\n")})
    repo.commit('Revert "try it"', {"a.txt": text()})
    repo.commit('Reapply "try it"', {"a.txt": text(at20="tried\n")})
    assert {
        "try it": [
            ("patch.same", 'Reapply "try it"'),
            ("patch.undone", 'Revert "try it"'),
        ],
        'Revert "try it"': [("patch.undone", 'Reapply "try it"')],
        'Reapply "try it"': [("patch.same", "try it")],
    } == told()


def test_of_two_branches_it_is_ones_own_that_is_taken_back(repo: GitRepo, told: Told) -> None:
    """Though the other one has the later copy."""
    repo.commit("base", {"a.txt": text()})
    repo.git("branch", "release")
    repo.commit("here", {"a.txt": text(at20="x\n")})
    repo.commit("between", {"b.txt": "b\n"})
    repo.git("switch", "-q", "release")
    repo.commit("there", {"a.txt": text(at20="x\n")})
    repo.git("switch", "-q", "main")
    repo.commit("out", {"a.txt": text()})
    found = told()
    assert [("patch.undoes", "here")] == found["out"]
    assert [("patch.same", "there"), ("patch.undone", "out")] == found["here"]
    assert [("patch.same", "here")] == found["there"]


def test_white_space_alone_tells_nothing(repo: GitRepo, told: Told) -> None:
    """To indent and to indent again have one patch id, and each its own opposite."""
    for depth in range(4):
        repo.commit(f"depth {depth}", {"a.py": f"{' ' * depth}x = 1\n{' ' * depth}y = 2\n"})
    assert {} == told()


def test_empty_commits_are_not_the_same(repo: GitRepo, told: Told) -> None:
    """Nothing is like nothing, and tells nothing."""
    repo.commit("base", {"a.txt": text()})
    repo.commit("nothing")
    repo.commit("nothing more")
    assert {} == told()


def test_a_merge_is_not_the_same_as_what_it_merges(repo: GitRepo, told: Told) -> None:
    """But what takes a merge back is told, as that is what people revert."""
    repo.commit("base", {"a.txt": text(), "b.txt": text()})
    repo.git("switch", "-qc", "topic")
    repo.commit("topic", {"a.txt": text(at20="tried\n")})
    repo.git("switch", "-q", "main")
    repo.clock += 60
    repo.commit("meanwhile", {"b.txt": text(at3="x\n")})
    repo.git("merge", "-q", "--no-ff", "-m", "bring it in", "topic")
    repo.clock += 60
    repo.commit("out with it", {"a.txt": text()})
    assert {
        "bring it in": [("patch.undone", "out with it")],
        "out with it": [("patch.undoes", "bring it in")],
    } == told()


def test_a_change_that_is_made_over_and_over_names_five(repo: GitRepo, told: Told) -> None:
    """On and off, twelve times: the nearest one is taken back, and the list has an end."""
    repo.commit("base", {"a.txt": text()})
    for n in range(12):
        repo.commit(f"switch {n}", {"a.txt": text() if n % 2 else text(at20="on\n")})
    found = told()
    assert [("patch.same", f"switch {n}") for n in (11, 9, 7, 5, 3)] == [
        item for item in found["switch 1"] if item[0] == "patch.same"
    ]
    assert ("patch.undone", "switch 2") in found["switch 1"]
    assert ("patch.undoes", "switch 0") in found["switch 1"]


def test_a_whole_file_that_comes_and_goes(repo: GitRepo, told: Told) -> None:
    """With its mode, and a binary by its content."""
    repo.commit("base", {"a.txt": text()})
    repo.commit("bring", {"b.bin": b"\0\1\2", "c.py": "x = 1\n"})
    repo.commit("drop", {"b.bin": None, "c.py": None})
    assert {
        "bring": [("patch.undone", "drop")],
        "drop": [("patch.undoes", "bring")],
    } == told()
