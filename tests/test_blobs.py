"""blobs.py: contents by id, through processes that are kept open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gitrepo import GitRepo

from gitdigest.errors import GitError
from gitdigest.git.blobs import Blobs
from gitdigest.git.command import GitCommand
from gitdigest.git.shadow import open_shadow


@pytest.fixture
def blobs(repo: GitRepo) -> Iterator[Blobs]:
    """Over a repository with an empty file, a text, a binary one and a large one."""
    repo.commit("one", {"empty": "", "text": "a\nb\n", "bin": bytes(range(256)), "big": "x" * 5000})
    with open_shadow(repo.path) as shadow:
        made = Blobs(GitCommand(shadow.path))
        yield made
        made.close()


def test_it_gives_the_bytes_as_they_are(blobs: Blobs) -> None:
    """Whatever is in them, in any order, again and again."""
    for _ in range(2):
        assert b"" == blobs.read("HEAD:empty")
        assert bytes(range(256)) == blobs.read("HEAD:bin")
        assert b"a\nb\n" == blobs.read("HEAD:text")


def test_what_is_too_large_is_passed_over(blobs: Blobs) -> None:
    """And the next answer is the right one."""
    assert blobs.read("HEAD:big", limit=4999) is None
    assert b"a\nb\n" == blobs.read("HEAD:text")
    assert 5000 == len(blobs.read("HEAD:big", limit=5000) or b"")


@pytest.mark.parametrize(
    "name",
    ["0" * 40, "1" * 40, "HEAD:nope", "HEAD:", "HEAD", "", "two words", "a\nHEAD:text", "-p"],
)
def test_what_is_no_blob_is_none(name: str, blobs: Blobs) -> None:
    """A missing one, a tree, a commit, the id of nothing, names that are no names."""
    assert blobs.read(name) is None
    assert b"a\nb\n" == blobs.read("HEAD:text")


def test_trees_are_read_as_git_keeps_them(blobs: Blobs, repo: GitRepo) -> None:
    """By the id of a commit's tree too; what is none is none, and the next answer is right."""
    names = ("HEAD^{tree}", "HEAD:text", "HEAD", "1" * 40, "nope^{tree}", "a b^{tree}", "")
    tree, *others = blobs.trees(names)
    assert tree == repo.git_bytes("cat-file", "tree", "HEAD^{tree}")
    assert b"100644 empty\0" in tree
    assert [None] * 6 == others
    assert b"a\nb\n" == blobs.read("HEAD:text")


def test_many_are_asked_for_at_a_time(blobs: Blobs) -> None:
    """In their order, with what is missing or too large; far more than a pipe holds."""
    names = ["HEAD:text", "HEAD:nope", "", "HEAD:big", "HEAD:empty", "HEAD:" + "x" * 4_000]
    expected = [b"a\nb\n", None, None, None, b"", None]
    assert expected * 500 == list(blobs.read_all(names * 500, limit=4_000))
    assert [] == list(blobs.read_all([]))


def test_large_answers_do_not_stop_the_questions(repo: GitRepo) -> None:
    """Git writes more than a pipe holds before all of it was asked."""
    repo.commit("one", {f"f{n}": str(n) * 100_000 for n in range(60)})
    with open_shadow(repo.path) as shadow:
        made = Blobs(GitCommand(shadow.path))
        found = made.read_all([f"HEAD:f{n}" for n in range(60)])
        assert [str(n).encode() * 100_000 for n in range(60)] == list(found)
        made.close()


def test_answers_that_nobody_waits_for_are_not_those_to_the_next_question(blobs: Blobs) -> None:
    """A reader that leaves in the middle costs a new process."""
    some = blobs.read_all(["HEAD:text", "HEAD:bin", "HEAD:empty"])
    assert b"a\nb\n" == next(some)
    some.close()  # type: ignore[attr-defined]
    assert b"" == blobs.read("HEAD:empty")


def test_who_takes_the_last_answer_needs_no_new_process(blobs: Blobs) -> None:
    """Whether or not it waits for the end: nothing is left that could answer another question."""
    assert b"a\nb\n" == next(blobs.read_all(["HEAD:text"]))
    first = blobs._contents
    assert b"a\nb\n" == blobs.read("HEAD:text")
    assert first is blobs._contents


def test_sizes_are_asked_without_the_content(blobs: Blobs) -> None:
    """Minus one where there is no object."""
    assert [0, 4, 256, 5000, -1] == [
        blobs.size(f"HEAD:{name}") for name in ("empty", "text", "bin", "big", "nope")
    ]


def test_it_can_be_asked_again_after_it_was_closed(blobs: Blobs) -> None:
    """A new process is started."""
    blobs.close()
    assert b"a\nb\n" == blobs.read("HEAD:text")


def test_a_process_that_is_gone_is_an_error(repo: GitRepo) -> None:
    """And no empty file."""
    with open_shadow(repo.path) as shadow:
        made = Blobs(GitCommand(Path(shadow.path)))
        assert made.read("HEAD:nope") is None
        made._contents.close()  # type: ignore[union-attr]
        with pytest.raises((GitError, ValueError)):
            made.read("HEAD:nope")
        made.close()
