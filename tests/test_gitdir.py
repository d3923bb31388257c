"""Where a path's repository is, and which paths only claim to have one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from gitrepo import GitRepo
from hostile import within

from gitdigest.errors import RepositoryError, UsageError
from gitdigest.git.directory import GitDir, find_git_dir


@pytest.fixture
def private(tmp_path: Path) -> GitRepo:
    """Somebody's repository, which no downloaded folder may show."""
    repo = GitRepo.init(tmp_path / "private")
    repo.commit("secret plans", {"plan.txt": "secret\n"})
    return repo


@pytest.fixture
def downloaded(tmp_path: Path) -> Path:
    """A folder that somebody else made."""
    folder = tmp_path / "downloaded"
    folder.mkdir()
    return folder


def test_a_work_tree(repo: GitRepo) -> None:
    """Its .git is the git folder and the common folder."""
    assert GitDir(repo.path / ".git", repo.path / ".git", repo.path) == find_git_dir(repo.path)


@pytest.mark.parametrize("inside", ["a", "a/b", ".git", ".git/refs/heads"])
def test_a_folder_inside(inside: str, repo: GitRepo) -> None:
    """The nearest .git upwards counts."""
    (repo.path / inside).mkdir(parents=True, exist_ok=True)
    assert find_git_dir(repo.path / inside).work_tree == repo.path


def test_a_relative_path_and_a_link_to_a_repository(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the user names is followed."""
    (tmp_path / "link").symlink_to(repo.path)
    monkeypatch.chdir(tmp_path)
    assert find_git_dir(Path("link")).work_tree == repo.path
    monkeypatch.chdir(repo.path)
    assert find_git_dir(Path()).work_tree == repo.path


def test_a_bare_repository(tmp_path: Path) -> None:
    """It has no work tree."""
    path = GitRepo.init(tmp_path / "bare.git", "--bare").path
    assert GitDir(path, path, None) == find_git_dir(path)


def test_a_bare_repository_among_files_counts_only_when_named(repo: GitRepo) -> None:
    """A fixture that holds one is no repository for the folders in it."""
    bare = GitRepo.init(repo.path / "fixture", "--bare").path
    assert find_git_dir(bare).work_tree is None
    assert find_git_dir(bare / "objects").work_tree == repo.path


def test_an_empty_dot_git_is_none(repo: GitRepo) -> None:
    """git looks on upwards, too."""
    (repo.path / "sub" / ".git").mkdir(parents=True)
    assert find_git_dir(repo.path / "sub").work_tree == repo.path


@pytest.mark.parametrize("bare", [False, True])
def test_a_linked_worktree(bare: bool, repo: GitRepo, tmp_path: Path) -> None:
    """HEAD is its own, all else is that of the main one, bare or not."""
    repo.commit()
    main = repo
    if bare:
        repo.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
        main = GitRepo(tmp_path / "bare.git")
    main.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    common = main.path if bare else main.path / ".git"
    expected = GitDir(common / "worktrees" / "linked", common, tmp_path / "linked")
    assert expected == find_git_dir(tmp_path / "linked")


def test_a_checkout_of_a_submodule(repo: GitRepo, tmp_path: Path) -> None:
    """Its git folder is in the modules of the outer one, and points back."""
    inner = GitRepo.init(tmp_path / "inner")
    inner.commit()
    repo.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "s"
    )
    module = repo.path / ".git" / "modules" / "s"
    assert GitDir(module, module, repo.path / "s") == find_git_dir(repo.path / "s")


@pytest.mark.parametrize("name", ["missing", "missing/deeper", "file", "file/x"])
def test_no_such_folder_is_a_mistake_of_usage(name: str, tmp_path: Path) -> None:
    """Exit code 2: the command line is wrong."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=r"no such folder|not a folder") as caught:
        find_git_dir(tmp_path / name)
    assert caught.value.hint


def test_a_folder_without_a_repository(downloaded: Path) -> None:
    """Exit code 1: the path is right, and there is nothing to read."""
    with pytest.raises(RepositoryError, match="not a git repository"):
        find_git_dir(downloaded)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "a/" * 3000])
def test_a_path_that_no_system_takes(name: str, tmp_path: Path) -> None:
    """Is an error with a message, not a trace."""
    with pytest.raises((RepositoryError, UsageError)):
        find_git_dir(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read(repo: GitRepo) -> None:
    """Is an error with the reason."""
    repo.path.chmod(0)
    try:
        with pytest.raises(RepositoryError, match="Permission denied"):
            find_git_dir(repo.path)
    finally:
        repo.path.chmod(0o755)


def shows_the_secret(folder: Path) -> bool:
    """Whether plain git shows the private repository at a folder."""
    return "secret plans" in GitRepo(folder).git("log", "--format=%s", check=False)


def test_a_file_that_leads_elsewhere(private: GitRepo, downloaded: Path) -> None:
    """Plain git shows somebody's private history; here it is an error."""
    (downloaded / ".git").write_text(f"gitdir: {private.path}/.git\n", encoding="utf-8")
    assert shows_the_secret(downloaded)
    with pytest.raises(RepositoryError, match="does not point back"):
        find_git_dir(downloaded)


def test_a_link_that_leads_elsewhere(private: GitRepo, downloaded: Path) -> None:
    """A symbolic link named .git is no repository of this folder."""
    (downloaded / ".git").symlink_to(private.path / ".git")
    assert shows_the_secret(downloaded)
    with pytest.raises(RepositoryError, match="is a symbolic link"):
        find_git_dir(downloaded)


@pytest.mark.parametrize("place", ["fake", "worktrees/fake"])
def test_a_worktree_that_was_made_up(place: str, private: GitRepo, downloaded: Path) -> None:
    """It points back, but the repository that it names knows nothing of it."""
    fake = downloaded / place
    fake.mkdir(parents=True)
    (fake / "gitdir").write_text(f"{downloaded}/.git\n", encoding="utf-8")
    (fake / "commondir").write_text(f"{private.path}/.git\n", encoding="utf-8")
    (fake / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (downloaded / ".git").write_text(f"gitdir: {place}\n", encoding="utf-8")
    assert shows_the_secret(downloaded)
    with pytest.raises(RepositoryError, match="does not point back"):
        find_git_dir(downloaded)


def test_the_worktree_of_another_folder(private: GitRepo, downloaded: Path, tmp_path: Path) -> None:
    """A linked worktree of a private repository is at one place only."""
    private.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    (downloaded / ".git").write_bytes((tmp_path / "linked" / ".git").read_bytes())
    assert shows_the_secret(downloaded)
    with pytest.raises(RepositoryError, match="does not point back"):
        find_git_dir(downloaded)


def test_the_common_folder_of_a_real_dot_git_is_its_own(private: GitRepo, downloaded: Path) -> None:
    """A `commondir` in it would lead elsewhere, and is not read."""
    GitRepo.init(downloaded)
    (downloaded / ".git" / "commondir").write_text(f"{private.path}/.git\n", encoding="utf-8")
    assert shows_the_secret(downloaded)
    assert find_git_dir(downloaded).common == downloaded / ".git"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gitdir:",
        "nonsense",
        "gitdir: a\0b",
        "gitdir: a\nb",
        "gitdir: /nonexistent",
        "x" * 100_000,
    ],
)
def test_a_file_that_names_nothing(text: str, downloaded: Path) -> None:
    """Is refused in one line with advice."""
    (downloaded / ".git").write_text(text, encoding="utf-8")
    with pytest.raises(RepositoryError) as caught:
        find_git_dir(downloaded)
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_a_pipe_named_dot_git_does_not_hang(downloaded: Path) -> None:
    """Nor one that a .git file leads to."""
    os.mkfifo(downloaded / ".git")
    with within(5), pytest.raises(RepositoryError, match="neither a folder nor a file"):
        find_git_dir(downloaded)
    (downloaded / ".git").unlink()
    (downloaded / "fake").mkdir()
    os.mkfifo(downloaded / "fake" / "gitdir")
    (downloaded / ".git").write_text("gitdir: fake\n", encoding="utf-8")
    with within(5), pytest.raises(RepositoryError, match="no plain file"):
        find_git_dir(downloaded)
