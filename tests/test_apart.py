"""apart.py: what is beside a commit is no past of it, by what git itself says."""

from __future__ import annotations

import random

import pytest
from gitrepo import GitRepo

from gitdigest.git import apart
from gitdigest.git.apart import Ancestry, descendant


@pytest.fixture
def tangled(repo: GitRepo) -> list[tuple[str, list[str]]]:
    """Commits with their parents, parents first: sixty of four branches that merge at random."""
    chance = random.Random(20)  # noqa: S311 - the same each time
    tree = repo.git("mktree", stdin=b"")
    made: list[tuple[str, list[str]]] = []
    ends: list[str | None] = [None] * 4
    for number in range(60):
        branch = chance.randrange(4)
        known = [end for end in ends if end]
        others = chance.sample(known, min(len(known), chance.choice([0, 0, 0, 1, 1, 2])))
        parents = list(dict.fromkeys([*filter(None, [ends[branch]]), *others]))
        arguments = [word for parent in parents for word in ("-p", parent)]
        sha = repo.git("commit-tree", tree, "-m", str(number), *arguments)
        made.append((sha, parents))
        ends[branch] = sha
    return made


def past(commits: list[tuple[str, list[str]]]) -> dict[str, Ancestry]:
    known: dict[str, Ancestry] = {}
    for place, (sha, parents) in enumerate(commits):
        known[sha] = descendant(place, [known[parent] for parent in parents])
    return known


def test_the_past_is_what_git_reaches(repo: GitRepo, tangled: list[tuple[str, list[str]]]) -> None:
    """Of each commit, in a history of branches that cross."""
    shas = [sha for sha, _ in tangled]
    known = past(tangled)
    for sha in shas:
        reached = set(repo.git("rev-list", sha).split()) - {sha}
        spans = known[sha].spans(range(len(shas)))
        assert reached == {shas[place] for start, end in spans for place in range(start, end)}
    assert any(len(one.apart) > 2 for one in known.values())


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], []),
        ([0, 1], [(0, 2)]),
        ([2, 3, 6], []),
        ([1, 2, 5, 6, 9], [(0, 1), (2, 3), (4, 5)]),
        ([4, 5, 7, 8, 10, 11], [(0, 2), (3, 4)]),
        ([10], []),
    ],
)
def test_a_list_of_places_is_cut_to_the_past(
    places: list[int], expected: list[tuple[int, int]]
) -> None:
    """Without what is apart, and what comes later."""
    assert expected == Ancestry(10, ((2, 4), (6, 8))).spans(places)


def test_of_many_branches_the_latest_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit beside thousands of branches keeps a bounded number of them apart."""
    monkeypatch.setattr(apart, "MOST_STRETCHES", 3)
    main = descendant(0, [])
    for place in range(2, 40, 2):
        descendant(place - 1, [main])
        main = descendant(place, [main])
    assert ((33, 34), (35, 36), (37, 38)) == main.apart
