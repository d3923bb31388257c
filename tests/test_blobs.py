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
    tree = blobs.tree("HEAD^{tree}") or b""
    assert tree == repo.git_bytes("cat-file", "tree", "HEAD^{tree}")
    assert b"100644 empty\0" in tree
    for name in ("HEAD:text", "HEAD", "1" * 40, "nope^{tree}", "a b^{tree}"):
        assert blobs.tree(name) is None
    assert b"a\nb\n" == blobs.read("HEAD:text")


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
