"""Refs are read by a parser of our own, which agrees with git and trusts no name."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from gitrepo import GitRepo
from hostile import within
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gitdigest.errors import RepositoryError
from gitdigest.git.refs import Refs, is_safe_name, read_refs

ID = "1234567890" * 4


def dot_git(repo: GitRepo) -> Path:
    return repo.path / ".git"


def as_git_says(repo: GitRepo) -> dict[str, str]:
    """Branches, tags and remote branches that are no symbolic refs."""
    listed = repo.git(
        "for-each-ref", "--format=%(objectname) %(refname)%(symref)",
        "refs/heads", "refs/tags", "refs/remotes",
    )  # fmt: skip
    return {name: value for value, name in (line.split(" ") for line in listed.split("\n") if line)}


@pytest.mark.parametrize("packed", ["loose", "packed", "both", "without header"])
def test_the_refs_are_those_that_git_lists(packed: str, repo: GitRepo) -> None:
    """Loose and packed, annotated tags too, and a loose one counts more than a packed one."""
    repo.commit("one")
    for name in ("heads/a/b", "heads/ünïcode", "tags/v1.0", "remotes/origin/main"):
        repo.git("update-ref", f"refs/{name}", "HEAD")
    repo.git("tag", "-a", "v2", "-m", "two")
    if packed != "loose":
        repo.git("pack-refs", "--all")
    if packed == "both":
        repo.commit("two")
    if packed == "without header":
        file = dot_git(repo) / "packed-refs"
        lines = file.read_bytes().split(b"\n")
        file.write_bytes(b"\n".join(line for line in lines if not line.startswith((b"#", b"^"))))
    expected = as_git_says(repo)
    assert len(expected) == 6
    assert Refs(dict(sorted(expected.items())), 0) == read_refs(dot_git(repo), 40)


def test_symbolic_refs_and_other_namespaces_are_left_out(repo: GitRepo) -> None:
    """Every clone has the first, every stash makes the second: neither is worth a word."""
    repo.commit("one")
    for name in ("remotes/origin/main", "notes/commits", "replace/" + ID, "pull/1/head", "stash"):
        repo.git("update-ref", f"refs/{name}", "HEAD")
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    for _ in range(2):
        found = read_refs(dot_git(repo), 40)
        assert list(found.ids) == ["refs/heads/main", "refs/remotes/origin/main"]
        assert found.skipped == 0
        repo.git("pack-refs", "--all")


def test_a_name_that_is_not_utf8_is_kept(repo: GitRepo) -> None:
    """It can be written again as the bytes that it was."""
    repo.commit("one")
    with (dot_git(repo) / "packed-refs").open("wb") as file:
        file.write(f"{repo.head()} ".encode() + b"refs/heads/caf\xe9\n")
    assert "refs/heads/caf\udce9" in read_refs(dot_git(repo), 40).ids


@pytest.mark.parametrize(
    "line",
    [
        f"{ID} refs/heads/--output=/etc/passwd",
        f"{ID} refs/heads/-x",
        f"{ID} refs/heads/a/-x",
        f"{ID} refs/heads/../../x",
        f"{ID} refs/heads/a..b",
        f"{ID} refs/heads/.hidden",
        f"{ID} refs/heads/a.lock",
        f"{ID} refs/heads/a b",
        f"{ID} refs/heads/a\x1b[2J",
        f"{ID} refs/heads/a:b",
        f"{ID} refs/heads/a@{{1}}",
        f"{ID} refs/heads/{'x' * 2000}",
        f"{ID} refs/heads/",
        f"{ID[1:]} refs/heads/short",
        f"{ID}0 refs/heads/long",
        f"{'0' * 40} refs/heads/nothing",
        f"{'z' * 40} refs/heads/no-id",
        "nonsense",
    ],
)
def test_what_is_no_good_is_left_out_and_counted(line: str, repo: GitRepo) -> None:
    """A name that a command could take for something else does not get into our repository."""
    (dot_git(repo) / "packed-refs").write_text(f"{line}\n{ID} refs/heads/ok\n", encoding="utf-8")
    assert Refs({"refs/heads/ok": ID}, 1) == read_refs(dot_git(repo), 40)


@given(st.binary(min_size=1, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_safe_name_is_one_that_git_takes(name: bytes) -> None:
    """We may be stricter than git, never laxer."""
    full = b"refs/heads/" + name
    if is_safe_name(full):
        subprocess.run([b"git", b"check-ref-format", full], check=True)


def test_files_that_are_no_refs_are_counted(repo: GitRepo, tmp_path: Path) -> None:
    """A link out of the repository is not followed, and a pipe is not waited for."""
    repo.commit("one")
    heads = dot_git(repo) / "refs" / "heads"
    (tmp_path / "secret").write_text(ID, encoding="utf-8")
    (heads / "link").symlink_to(tmp_path / "secret")
    (heads / "folder").symlink_to(tmp_path)
    (heads / "empty").touch()
    (heads / "large").write_bytes(b"1" * 5000)
    (heads / "main.lock").touch()
    os.mkfifo(heads / "pipe")
    with within(5):
        found = read_refs(dot_git(repo), 40)
    assert list(found.ids) == ["refs/heads/main"]
    assert found.skipped == 5


def test_a_loose_ref_that_is_broken_is_not_replaced_by_an_old_one(repo: GitRepo) -> None:
    """A crash may leave it empty; what was packed once would be a lie about today."""
    repo.commit("one")
    repo.git("pack-refs", "--all")
    (dot_git(repo) / "refs" / "heads" / "main").write_bytes(b"")
    assert Refs({}, 1) == read_refs(dot_git(repo), 40)


@pytest.mark.parametrize("name", ["packed-refs", "refs"])
def test_a_link_instead_of_the_refs_is_refused(name: str, repo: GitRepo, tmp_path: Path) -> None:
    """It would show the branches of another repository."""
    repo.commit("one")
    repo.git("pack-refs", "--all")
    (dot_git(repo) / name).rename(tmp_path / "moved")
    (dot_git(repo) / name).symlink_to(tmp_path / "moved")
    with pytest.raises(RepositoryError, match="is a symbolic link") as caught:
        read_refs(dot_git(repo), 40)
    assert caught.value.hint


def test_a_pipe_instead_of_packed_refs_is_refused(repo: GitRepo) -> None:
    """And not waited for."""
    os.mkfifo(dot_git(repo) / "packed-refs")
    with within(5), pytest.raises(RepositoryError, match="no plain file"):
        read_refs(dot_git(repo), 40)


def test_folders_of_refs_may_be_deep(repo: GitRepo) -> None:
    """As deep as a name may be long; what is deeper is one that is no good."""
    repo.commit("one")
    (dot_git(repo) / "refs" / "heads" / "/".join("d" * 600)).mkdir(parents=True)
    found = read_refs(dot_git(repo), 40)
    assert list(found.ids) == ["refs/heads/main"]
    assert found.skipped == 1


def test_too_many_refs_are_refused(repo: GitRepo) -> None:
    """git itself needs minutes for a million of them."""
    lines = "".join(f"{ID} refs/heads/b{i}\n" for i in range(11))
    (dot_git(repo) / "packed-refs").write_text(lines, encoding="utf-8")
    with pytest.raises(RepositoryError, match="more than 10 refs") as caught:
        read_refs(dot_git(repo), 40, 10)
    assert "raise refs of [limits]" in caught.value.hint


def test_a_repository_without_refs_has_none(tmp_path: Path) -> None:
    """An empty folder is no error here."""
    assert Refs({}, 0) == read_refs(tmp_path, 40)
