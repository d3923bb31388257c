"""Patch ids: the same change has the same id, wherever it stands."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from factcase import FactCase
from gitrepo import GitRepo
from handmade import change, diff, hunk
from histories import Step, build, histories
from hypothesis import HealthCheck, Phase, given, settings

from gitdigest.diff import Diff, Unread
from gitdigest.facts.patchid import patch_ids
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

SLOW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[p for p in Phase if p is not Phase.shrink],  # a history shrinks for minutes
)


def gits_ids(repo: GitRepo, shas: Iterable[str]) -> dict[str, str]:
    """What `git patch-id --stable` says of each commit's change to its first parent."""
    found = {}
    for sha in shas:
        patch = repo.git_bytes(
            "log", "-1", "-m", "--first-parent", "-p", "-M", "-C", "--full-index", "--root", sha
        )
        found[sha] = repo.git("patch-id", "--stable", stdin=patch).partition(" ")[0]
    return found


def with_returns(repo: GitRepo, shas: Iterable[str]) -> None:
    """After each commit two more: one that takes it back, and one that makes it again."""
    for i, sha in enumerate(shas):
        parents = repo.git("rev-list", "--parents", "-1", sha).split()[1:]
        if parents:
            undone = repo.git("commit-tree", f"{parents[0]}^{{tree}}", "-p", sha, "-m", "undo")
            again = repo.git("commit-tree", f"{sha}^{{tree}}", "-p", undone, "-m", "again")
            repo.git("update-ref", f"refs/heads/again{i}", again)


def classes(ids: dict[str, str]) -> set[frozenset[str]]:
    """The commits of each id; those without one have no class."""
    grouped: dict[str, set[str]] = {}
    for sha, patch_id in ids.items():
        if patch_id:
            grouped.setdefault(patch_id, set()).add(sha)
    return {frozenset(group) for group in grouped.values()}


def diffs(repo: GitRepo, cache: Path) -> dict[str, Diff]:
    """Every commit's diff, as gitdigest reads it."""
    with open_repository(str(repo.path), cache=cache) as opened:
        selected = opened.select(Selection(all_branches=True, first_parent=False))
        return {commit.sha: diff for commit, diff in opened.stream(selected)}


@given(histories())
@SLOW
def test_the_classes_are_gits(steps: list[Step]) -> None:
    """Two commits have one id where `git patch-id --stable` gives them one, and no id together."""
    with tempfile.TemporaryDirectory() as folder:
        repo, shas = build(steps, Path(folder) / "r.git")
        with_returns(repo, shas)
        read = diffs(repo, Path(folder) / "cache")
        assert classes(gits_ids(repo, read)) == classes(
            {sha: patch_ids(diff)[0] for sha, diff in read.items()}
        )


def sides(diff: Diff, kinds: str) -> list[tuple[set[str], list[list[str]]]]:
    """Each file's names, and the lines of these kinds in its hunks, one kind after another."""
    found = []
    for file in diff.files:
        lines = [line for hunk in file.hunks for line in hunk.lines()]
        told = [[line.text for line in lines if line.kind == kind] for kind in kinds]
        found.append(({file.path, file.old_path or file.path}, told))
    return sorted(found, key=lambda side: sorted(map(str, side[0])))


@given(histories())
@SLOW
def test_what_takes_a_commit_back_has_the_id_of_its_opposite(steps: list[Step]) -> None:
    """Of each commit without a copy that git compares alike in both directions; and vice versa.

    It does not always: of equal lines, it may keep one that it would not keep on the way back.
    """
    with tempfile.TemporaryDirectory() as folder:
        repo, shas = build(steps, Path(folder) / "r.git")
        with_returns(repo, shas)
        read = diffs(repo, Path(folder) / "cache")
        for sha, diff in read.items():
            if diff.parent and repo.git("log", "-1", "--format=%s", sha) == "undo":
                made = read[diff.parent]
                own, opposite = patch_ids(made)
                back = patch_ids(diff)
                if opposite and back[1] and sides(made, "-+ ") == sides(diff, "+- "):
                    assert (own, opposite) == back[::-1]


def ids_of(*bodies: str, path: str = "a.py", **fields: str) -> tuple[str, str]:
    """The ids of a diff of one file with these hunks."""
    file = change(path, **fields)  # type: ignore[arg-type]
    return patch_ids(diff(replace(file, hunks=tuple(hunk(body) for body in bodies))))


def test_where_a_hunk_stands_and_its_space_do_not_count() -> None:
    """As for git: line numbers and white space are let go, the lines around the change are not."""
    plain = ids_of(" a\n-b\n+c")
    moved = diff(replace(change("a.py"), hunks=(hunk(" a\n-b\n+c", old_start=9, new_start=12),)))
    assert plain == patch_ids(moved)
    assert plain == ids_of(" \ta \n-  b\n+c\r")
    assert plain != ids_of(" x\n-b\n+c")
    assert plain != ids_of(" a\n-b\n+c", path="b.py")


def test_the_end_of_a_file_without_a_newline_does_not_count() -> None:
    """Git's remark about it is none of the change."""
    assert ids_of("-a\n+b") == ids_of("-a\n\\ No newline at end of file\n+b")


def test_the_opposite_turns_each_run_of_lines() -> None:
    """What goes is written before what comes, on both sides."""
    own, opposite = ids_of(" a\n-b\n-c\n+d\n e\n+f")
    assert (opposite, own) == ids_of(" a\n-d\n+b\n+c\n e\n-f")
    assert own != opposite


def test_space_alone_is_its_own_opposite() -> None:
    """So that nobody may conclude from it that something was taken back."""
    own, opposite = ids_of("-a b\n+a  b")
    assert own == opposite


def test_a_file_that_comes_is_the_opposite_of_one_that_goes() -> None:
    """With the modes that git writes only then."""
    nothing = "000000"
    come = ids_of("+a", status="added", old_mode=nothing)
    gone = ids_of("-a", status="deleted", new_mode=nothing)
    assert come == gone[::-1]
    assert come != ids_of("+a", status="added", old_mode=nothing, new_mode="100755")


def test_a_rename_is_turned_with_its_names() -> None:
    """There and back."""
    there = ids_of("-a\n+b", path="new.py", status="renamed", old_path="old.py")
    back = ids_of("-b\n+a", path="old.py", status="renamed", old_path="new.py")
    assert there == back[::-1]


def test_what_is_not_all_read_has_no_id() -> None:
    """Neither a commit without content, nor one with a file that was too large, nor an empty one."""
    whole = change("a.py", "+a")
    cut = replace(change("b.py"), unread=Unread.TOO_LARGE)
    for commit in (diff(), diff(whole, cut), replace(diff(whole), unread=Unread.SHALLOW)):
        assert ("", "") == patch_ids(commit)


def test_a_binary_is_known_by_its_blobs() -> None:
    """Its content is not in the patch, but its ids are."""
    logo = replace(
        change("logo.png"), binary=True, unread=Unread.BINARY, old_blob="a" * 40, new_blob="b" * 40
    )
    other = replace(logo, new_blob="c" * 40)
    back = replace(logo, old_blob="b" * 40, new_blob="a" * 40)
    assert patch_ids(diff(logo)) == patch_ids(diff(back))[::-1]
    assert patch_ids(diff(logo)) != patch_ids(diff(other))


def test_a_copy_has_no_opposite() -> None:
    """Git would write the deletion of a file, which is another change."""
    own, opposite = ids_of("", status="copied", old_path="b.py")
    assert own
    assert not opposite


def test_the_order_of_the_files_does_not_count() -> None:
    """As with --stable."""
    one, two = change("a.py", "+a"), change("b.py", "-b")
    assert patch_ids(diff(one, two)) == patch_ids(diff(two, one))


def test_the_ids_are_in_the_facts(case: FactCase) -> None:
    """Of every commit, for the selection to compare."""
    there = case.facts({"a.py": "a\n"}, {"a.py": "b\n"})
    back = case.facts({}, {"a.py": "a\n"})
    assert (there.patch_id, there.inverse_id) == (back.inverse_id, back.patch_id)
    assert 32 == len(there.patch_id)


def test_rows_that_begin_with_signs_are_not_taken_for_others() -> None:
    """A longer underline of plus signs is no opposite of itself, as git's rows in a row tell."""
    longer = change("a.rst", "-++++\n+++++++\n")
    shorter = change("a.rst", "-++++++\n+++++\n")
    assert patch_ids(diff(longer)) == patch_ids(diff(shorter))[::-1]
    assert len(set(patch_ids(diff(longer)))) == 2
