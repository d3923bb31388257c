"""Commit and diff make facts."""

from __future__ import annotations

import time

from handmade import change, commit, diff

from gitdigest.diff import FileChange
from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Reference, Sizes, Trailer


def test_facts_of_a_commit() -> None:
    """Message, files, sizes and components come together."""
    facts = find_facts(
        commit("feat(api): add x (#12)", "why\n\nReviewed-by: B <b@b.c>"),
        diff(
            change("src/a/x.py", "+1\n+2\n+3", status="added"),
            change("src/b/y.py", "-1", status="deleted"),
            change("z.py", "+1\n-1", status="renamed", old_path="w.py"),
            FileChange("logo.png", "added", additions=None, deletions=None, binary=True),
        ),
    )
    assert ("feat", False, "api", "add x") == (
        facts.change_type,
        facts.type_inferred,
        facts.scope,
        facts.description,
    )
    assert Sizes(4, 4, 2, added=2, deleted=1, renamed=1, binary=1) == facts.sizes
    assert (".", "a", "b") == facts.components
    assert (Trailer("Reviewed-by", "B <b@b.c>"),) == facts.trailers
    assert (Reference("pull-request", "#12"),) == facts.references


def test_inferred_type_is_said() -> None:
    """A type that the subject does not name is marked as inferred, in the reasons too."""
    facts = find_facts(commit("add x"), diff(change("src/a.py", "+1")))
    assert ("feat", True) == (facts.change_type, facts.type_inferred)
    assert "type.inferred" == facts.reasons[0].code


def test_merges() -> None:
    """A merge is a type of its own, unless its subject names one."""
    plain = find_facts(commit("Merge x into y", parents=2), diff())
    titled = find_facts(commit("feat: x", parents=2), diff(change("a.py", "+1")))
    assert ("merge", "feat") == (plain.change_type, titled.change_type)
    assert not plain.type_inferred


def test_merge_by_subject_needs_parents() -> None:
    """One parent and the word merge alone are a plain change."""
    edit = diff(change("a.py", "+1"))
    assert "merge" != find_facts(commit("Merge x into y"), edit).change_type
    fork = find_facts(commit("Merge commit from fork"), edit)
    assert ("fix", True) == (fork.change_type, fork.type_inferred)


def test_cost_of_a_commit() -> None:
    """The facts of a plain commit cost a millisecond of CPU or two, without its sources."""
    files = diff(*(change(f"src/p{n}/x.py", lines=40) for n in range(4)))
    start = time.process_time()
    for _ in range(200):
        find_facts(commit("fix(api): handle x (#1)", "body\n\nSigned-off-by: A <a@b.c>"), files)
    assert (time.process_time() - start) / 200 < 0.002
