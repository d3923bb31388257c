"""The object folders are looked through before git may wait in one of them or leave by one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from gitrepo import GitRepo
from hostile import within

from gitdigest.errors import RepositoryError
from gitdigest.git import objects
from gitdigest.git.objects import object_folders


@pytest.fixture
def store(repo: GitRepo) -> Path:
    """The object folder of a repository with a commit and a pack."""
    repo.commit("one", {"a.txt": "a\n"})
    repo.git("repack", "-a", "-d", "-q")
    repo.commit("two", {"a.txt": "b\n"})
    return repo.path / ".git" / "objects"


def borrow(store: Path, *lines: str) -> None:
    (store / "info").mkdir(exist_ok=True)
    (store / "info" / "alternates").write_text("".join(f"{x}\n" for x in lines), encoding="utf-8")


def test_an_honest_folder_is_the_only_one(store: Path) -> None:
    """Loose objects, packs and their indexes are plain files."""
    assert object_folders(store, allow_alternates=False) == (store,)


def test_a_pipe_in_place_of_an_object_is_refused(store: Path, repo: GitRepo) -> None:
    """Plain git waits for it for ever."""
    name = repo.head()
    file = store / name[:2] / name[2:]
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["git", "log"], cwd=repo.path, timeout=0.5, capture_output=True, check=False)
    with within(5), pytest.raises(RepositoryError, match="is no plain file") as caught:
        object_folders(store, allow_alternates=False)
    assert caught.value.hint


@pytest.mark.parametrize("place", ["pack", "info", "ab", "pack/pack-1.pack", "ab/cdef"])
def test_a_link_out_of_the_folder_is_refused(place: str, store: Path, tmp_path: Path) -> None:
    """It would make the objects of another repository part of this one."""
    (tmp_path / "elsewhere").mkdir()
    target = store / place
    if target.is_dir():
        target.rename(tmp_path / "moved")
    target.parent.mkdir(exist_ok=True)
    target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RepositoryError, match="is a symbolic link"):
        object_folders(store, allow_alternates=True)


def test_the_folder_itself_may_be_no_link(store: Path, tmp_path: Path) -> None:
    """Nor may it be one to another repository."""
    (tmp_path / "objects").symlink_to(store)
    with pytest.raises(RepositoryError, match="is a symbolic link"):
        object_folders(tmp_path / "objects", allow_alternates=True)


def test_borrowed_objects_are_refused_unless_allowed(store: Path, tmp_path: Path) -> None:
    """A downloaded folder could borrow from a private one; `clone --shared` is honest."""
    other = tmp_path / "other"
    other.mkdir()
    borrow(store, str(other))
    with pytest.raises(RepositoryError, match="borrowed from elsewhere") as caught:
        object_folders(store, allow_alternates=False)
    assert "--allow-alternates" in caught.value.hint
    assert object_folders(store, allow_alternates=True) == (store, other)


def test_a_chain_of_borrowing_is_followed_once(store: Path, tmp_path: Path) -> None:
    """Relative paths count from the folder that has them, and a circle ends."""
    for name in ("b", "c"):
        (tmp_path / name).mkdir()
    borrow(store, "# a comment", "", str(tmp_path / "b"), str(tmp_path / "missing"))
    borrow(tmp_path / "b", "../c")
    borrow(tmp_path / "c", str(store))
    found = object_folders(store, allow_alternates=True)
    assert found == (store, tmp_path / "b", tmp_path / "c")


def test_a_pipe_in_a_borrowed_folder_is_refused(store: Path, tmp_path: Path) -> None:
    """What is borrowed is looked through as well."""
    (tmp_path / "other" / "ab").mkdir(parents=True)
    os.mkfifo(tmp_path / "other" / "ab" / "cd")
    borrow(store, str(tmp_path / "other"))
    with within(5), pytest.raises(RepositoryError, match="no plain file"):
        object_folders(store, allow_alternates=True)


@pytest.mark.parametrize("line", ['"/a\\nb"', "/a\0b"])
def test_an_odd_path_is_refused(line: str, store: Path) -> None:
    """What git would unquote and we would not."""
    borrow(store, line)
    with pytest.raises(RepositoryError, match="odd path"):
        object_folders(store, allow_alternates=True)


def test_a_list_without_paths_borrows_nothing(store: Path) -> None:
    """Comments and empty lines are no folders."""
    borrow(store, "# nothing", "")
    assert object_folders(store, allow_alternates=False) == (store,)


def test_too_many_files_and_folders_are_refused(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look through them has an end."""
    monkeypatch.setattr(objects, "MAX_ENTRIES", 3)
    with pytest.raises(RepositoryError, match="too many files"):
        object_folders(store, allow_alternates=False)
    monkeypatch.undo()
    folders = [tmp_path / f"f{i}" for i in range(60)]
    for folder in folders:
        folder.mkdir()
    borrow(store, *map(str, folders))
    with pytest.raises(RepositoryError, match="too many places"):
        object_folders(store, allow_alternates=True)
