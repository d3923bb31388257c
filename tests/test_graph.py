"""graph.py: the commit graph and its file."""

from __future__ import annotations

import pytest
from gitrepo import GitRepo
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.graph import CommitGraph


def sha(number: int, size: int = 20) -> str:
    return number.to_bytes(size, "big").hex()


@st.composite
def graphs(draw: st.DrawFn) -> tuple[CommitGraph, list[list[int]]]:
    """A graph of up to 30 commits, and the parents of each by position."""
    parents = [
        draw(st.lists(st.integers(0, i - 1), max_size=4, unique=True)) if i else []
        for i in range(draw(st.integers(1, 30)))
    ]
    graph = CommitGraph()
    graph.extend(
        (sha(i + 1), tuple(sha(p + 1) for p in each), 100 + i, 200 - i)
        for i, each in enumerate(parents)
    )
    return graph, parents


def reach(parents: list[list[int]], tips: set[int]) -> set[int]:
    seen: set[int] = set()
    todo = list(tips)
    while todo:
        here = todo.pop()
        if here not in seen:
            seen.add(here)
            todo.extend(parents[here])
    return seen


@given(graphs(), st.data())
def test_reachable_is_the_closure_over_all_parents(
    made: tuple[CommitGraph, list[list[int]]], data: st.DataObject
) -> None:
    """What the flags say is what a plain walk finds, for any tips."""
    graph, parents = made
    tips = data.draw(st.sets(st.integers(0, len(parents) - 1)))
    assert reach(parents, tips) == {i for i, flag in enumerate(graph.reachable(tips)) if flag}


@given(graphs(), st.data())
def test_first_parents_follow_one_line_and_double_nothing(
    made: tuple[CommitGraph, list[list[int]]], data: st.DataObject
) -> None:
    """Lines that meet are walked once."""
    graph, parents = made
    tips = data.draw(st.lists(st.integers(0, len(parents) - 1), max_size=4))
    expected = reach([each[:1] for each in parents], set(tips))
    found = list(graph.first_parents(tips))
    assert expected == set(found)
    assert len(expected) == len(found)


@given(graphs())
def test_its_file_gives_the_same_graph_again(made: tuple[CommitGraph, list[list[int]]]) -> None:
    """dump and load are inverse."""
    graph, _ = made
    again = CommitGraph.load(graph.dump())
    assert again == graph


@given(graphs())
def test_merges_and_heads_are_known(made: tuple[CommitGraph, list[list[int]]]) -> None:
    """A merge has further parents; a head is nobody's parent."""
    graph, parents = made
    everyone = range(len(parents))
    assert [len(parents[i]) > 1 for i in everyone] == [graph.is_merge(i) for i in everyone]
    taken = {p for each in parents for p in each}
    assert [sha(i + 1) for i in everyone if i not in taken] == graph.heads()


@given(graphs(), st.data())
def test_a_damaged_file_is_no_graph(
    made: tuple[CommitGraph, list[list[int]]], data: st.DataObject
) -> None:
    """One flipped bit, or a cut, is noticed."""
    good = made[0].dump()
    at = data.draw(st.integers(0, len(good) - 1))
    assert CommitGraph.load(good[:at]) is None
    assert CommitGraph.load(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]) is None


def test_an_id_inside_two_others_is_not_found() -> None:
    """A search for an id respects the borders between ids."""
    graph = CommitGraph()
    graph.extend([("00" * 19 + "ab", (), 0, 0), ("cd" + "00" * 19, (), 0, 0)])
    inside = "00" * 10 + "abcd" + "00" * 8
    assert graph.position(inside) == -1
    assert graph.position("cd" + "00" * 19) == 1


def test_a_parent_that_is_not_there_ends_the_line() -> None:
    """The boundary of a shallow history is a root, as git shows it."""
    graph = CommitGraph()
    graph.extend([(sha(1), (sha(9),), 1, 1)])
    assert [0] == list(graph.first_parents([0]))


@pytest.mark.parametrize("seconds", [-(1 << 70), 1 << 70])
def test_a_date_beyond_all_numbers_is_kept_at_the_border(seconds: int) -> None:
    """A forged date cannot break the file."""
    graph = CommitGraph()
    graph.extend([(sha(1), (), seconds, seconds)])
    assert (1 << 63) - 1 == abs(graph.committed[0])


def test_it_equals_git_on_a_real_history(repo: GitRepo) -> None:
    """rev-list of git and ours name the same commits, with a merge and a second root."""
    repo.commit("one", {"a": "1"})
    repo.git("checkout", "-q", "-b", "side")
    repo.commit("two", {"b": "1"})
    repo.git("checkout", "-q", "main")
    repo.commit("three", {"a": "2"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    rows = [
        (parts[0], tuple(parts[3:]), int(parts[1]), int(parts[2]))
        for parts in (
            line.split(" ")
            for line in repo.git(
                "log", "--reverse", "--topo-order", "--format=%H %at %ct %P"
            ).split("\n")
        )
    ]
    graph = CommitGraph()
    graph.extend((s, tuple(p for p in parents if p), a, c) for s, parents, a, c in rows)
    tip = graph.position(repo.head())
    expected = set(repo.git("rev-list", "--first-parent", "HEAD").split())
    assert expected == {graph.sha(i) for i in graph.first_parents([tip])}
    assert int(repo.git("rev-list", "--count", "HEAD")) == sum(graph.reachable([tip]))
