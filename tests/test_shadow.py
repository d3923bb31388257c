"""Every shape of repository can be read through a shadow, and none is written to."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest
from gitrepo import GitRepo
from hostile import fingerprint, within

from gitdigest.errors import GitError, RepositoryError
from gitdigest.git.command import GitCommand
from gitdigest.git.shadow import _ATTRIBUTES, Shadow, open_shadow
from gitdigest.limits import Limits

BIG_FILE = Limits().file


def log(path: Path, *options: str, allow_alternates: bool = False) -> str:
    """The subjects that are read through a shadow."""
    with open_shadow(path, allow_alternates=allow_alternates) as shadow:
        return subjects(shadow, *options)


def subjects(shadow: Shadow, *options: str) -> str:
    git = GitCommand(shadow.path)
    return git.run("log", "--format=%s", *options).decode().strip().replace("\n", " ")


@pytest.fixture
def two(repo: GitRepo) -> GitRepo:
    """A repository with two commits."""
    repo.commit("one", {"a.txt": "a\n"})
    repo.commit("two", {"a.txt": "b\n", "sub/b.txt": "b\n"})
    return repo


def test_a_work_tree_is_described(two: GitRepo) -> None:
    """All that a reader must know, as plain data."""
    two.git("remote", "add", "origin", "https://bob:pw@host.example/a/b.git")
    with open_shadow(two.path) as shadow:
        assert two.path == shadow.work_tree
        assert two.path / ".git" == shadow.common_dir
        assert shadow.object_format == "sha1"
        assert shadow.refs == {"refs/heads/main": two.head()}
        assert shadow.head == "refs/heads/main"
        assert shadow.shallow == frozenset()
        assert not shadow.promisor
        assert shadow.remote_url == "https://host.example/a/b.git"
        assert shadow.skipped_refs == 0
        assert subjects(shadow) == "two one"


def test_a_shadow_is_private_and_gone_afterwards(two: GitRepo) -> None:
    """After an exception, too."""
    with open_shadow(two.path) as shadow:
        assert stat.S_IMODE(shadow.path.stat().st_mode) == 0o700
    assert not shadow.path.exists()

    def fail() -> None:
        with open_shadow(two.path) as shadow:
            raise KeyboardInterrupt(str(shadow.path))

    with pytest.raises(KeyboardInterrupt) as caught:
        fail()
    assert not Path(str(caught.value)).exists()


def test_reading_writes_nothing(two: GitRepo) -> None:
    """Not even with commands that would, given the chance."""
    before = fingerprint(two.path)
    with open_shadow(two.path) as shadow:
        git = GitCommand(shadow.path)
        for command in ("log -p", "gc", "repack -a -d", "pack-refs --all", "update-ref -d HEAD"):
            git.run(*command.split())
    assert before == fingerprint(two.path)


def test_a_folder_that_may_not_be_written_can_be_read(two: GitRepo) -> None:
    """A mounted volume, somebody else's clone."""
    folders = [two.path, *(path for path in two.path.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert log(two.path) == "two one"
    finally:
        for folder in folders:
            folder.chmod(0o755)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_another_user_can_be_read(two: GitRepo) -> None:
    """Plain git refuses it; ours never runs what it says, and reads it."""
    for path in (two.path, *two.path.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    with pytest.raises(AssertionError, match="dubious ownership"):
        two.git("log")
    assert log(two.path) == "two one"


def test_a_bare_repository(two: GitRepo, tmp_path: Path) -> None:
    """It has no work tree."""
    two.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    with open_shadow(tmp_path / "bare.git") as shadow:
        assert shadow.work_tree is None
        assert subjects(shadow) == "two one"


def test_a_linked_worktree_has_a_head_of_its_own(two: GitRepo, tmp_path: Path) -> None:
    """And all refs of the main one."""
    two.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side", "HEAD~1")
    with open_shadow(tmp_path / "linked") as shadow:
        assert shadow.head == "refs/heads/side"
        assert list(shadow.refs) == ["refs/heads/main", "refs/heads/side"]
        assert subjects(shadow) == "one"
        assert tmp_path / "linked" == shadow.work_tree


def test_the_checkout_of_a_submodule(two: GitRepo, tmp_path: Path) -> None:
    """It is read as the repository that it is."""
    outer = GitRepo.init(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(two.path), "s")
    assert log(tmp_path / "outer" / "s") == "two one"
    assert log(tmp_path / "outer" / "s" / "sub") == "two one"


def test_a_shallow_clone(two: GitRepo, tmp_path: Path) -> None:
    """Its edge is known, so that nothing is said to be missing."""
    two.git("clone", "-q", "--depth=1", f"file://{two.path}", str(tmp_path / "shallow"))
    with open_shadow(tmp_path / "shallow") as shadow:
        assert shadow.shallow == {two.head()}
        assert subjects(shadow) == "two"


def test_a_partial_clone(two: GitRepo, tmp_path: Path) -> None:
    """Metadata can be read; a patch that misses a blob is an error, and nothing is fetched."""
    two.git("config", "uploadpack.allowFilter", "true")
    two.git(
        "clone", "-q", "--filter=blob:none", "--bare", f"file://{two.path}", str(tmp_path / "p.git")
    )
    with open_shadow(tmp_path / "p.git") as shadow:
        assert shadow.promisor
        assert subjects(shadow, "--raw", "--no-renames").startswith("two")
        with pytest.raises(GitError):
            subjects(shadow, "-p")
    (tmp_path / "p.git" / "config").unlink()
    with open_shadow(tmp_path / "p.git") as shadow:
        assert shadow.promisor, "its packs tell it, too"


def test_a_detached_head(two: GitRepo) -> None:
    """HEAD is a commit's id."""
    two.git("checkout", "-q", "--detach", "HEAD~1")
    with open_shadow(two.path) as shadow:
        assert shadow.head == two.head()
        assert subjects(shadow) == "one"


def test_an_empty_repository(repo: GitRepo) -> None:
    """HEAD names a branch that is yet to be born."""
    with open_shadow(repo.path) as shadow:
        assert shadow.head == "refs/heads/main"
        assert not shadow.refs
        assert GitCommand(shadow.path).run("rev-list", "--all") == b""


def test_sha256(tmp_path: Path) -> None:
    """Longer ids, the same reading."""
    repo = GitRepo.init(tmp_path / "repo", "--object-format=sha256")
    repo.commit("one", {"a.txt": "a\n"})
    with open_shadow(repo.path) as shadow:
        assert shadow.object_format == "sha256"
        assert len(shadow.refs["refs/heads/main"]) == 64
        assert subjects(shadow, "-p").startswith("one")


@pytest.mark.parametrize("name", ["config", "description", "hooks", "info", "index", "logs"])
def test_a_repository_needs_little(name: str, two: GitRepo) -> None:
    """Copies are seen in the wild that have objects, refs and HEAD alone."""
    two.git("pack-refs", "--all")
    (two.path / ".git" / name).rename(two.path / "gone")
    assert log(two.path) == "two one"


@pytest.mark.parametrize(
    ("content", "head"),
    [
        (b"ref: refs/heads/other\n", "refs/heads/other"),
        (b"ref:  refs/heads/other", "refs/heads/other"),
        (b"ref: refs/heads/../../../secret\n", ""),
        (b"ref: refs/remotes/origin/main\n", ""),
        (b"ref: refs/heads/-x\n", ""),
        (b"0123456789\n", ""),
        (b"", ""),
        (b"\xff" * 100, ""),
    ],
)
def test_heads(content: bytes, head: str, two: GitRepo) -> None:
    """What HEAD cannot be is not known, and the rest can be read."""
    (two.path / ".git" / "HEAD").write_bytes(content)
    with open_shadow(two.path) as shadow:
        assert head == shadow.head
        assert subjects(shadow, "--all") == "two one"


def test_a_head_that_is_a_link(two: GitRepo) -> None:
    """git made it so once; it is not followed, and the rest can be read."""
    head = two.path / ".git" / "HEAD"
    head.unlink()
    head.symlink_to("refs/heads/main")
    with open_shadow(two.path) as shadow:
        assert shadow.head == ""
        assert subjects(shadow, "--all") == "two one"


@pytest.mark.parametrize(
    "name", ["with space", 'quo"te', "new\nline", "#x", "ünïcode", "a:b;c", "%d"]
)
def test_any_name_of_a_folder(name: str, two: GitRepo) -> None:
    """The one line that leads to the objects holds it."""
    moved = two.path.with_name(name)
    two.path.rename(moved)
    assert log(moved) == "two one"


def test_alternates_are_read_when_allowed(two: GitRepo, tmp_path: Path) -> None:
    """`git clone --shared` borrows all objects."""
    two.git("clone", "-q", "--shared", ".", str(tmp_path / "shared"))
    with pytest.raises(RepositoryError, match="borrowed from elsewhere"):
        log(tmp_path / "shared")
    assert log(tmp_path / "shared", allow_alternates=True) == "two one"


@pytest.mark.parametrize("name", ["HEAD", "config", "packed-refs", "shallow", "refs/heads/x"])
def test_no_pipe_makes_it_wait(name: str, two: GitRepo) -> None:
    """Plain git does so for ever."""
    two.git("pack-refs", "--all")
    file = two.path / ".git" / name
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    if name == "refs/heads/x":
        with within(10):
            assert log(two.path) == "two one"
        return
    with within(10), pytest.raises(RepositoryError, match="no plain file"):
        log(two.path)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("core.repositoryformatversion", "7", "unknown repository format version 7"),
        ("extensions.refstorage", "reftable", "reftable"),
        ("extensions.objectformat", "md5", "unknown object format md5"),
        ("extensions.future", "1", "unknown repository extension future"),
    ],
)
def test_formats_that_are_not_known_are_refused(
    key: str, value: str, message: str, two: GitRepo
) -> None:
    """With a way out; reading them as something else would show less than there is."""
    two.git("config", "core.repositoryFormatVersion", "1")
    two.git("config", key, value)
    with pytest.raises(RepositoryError, match=message) as caught:
        log(two.path)
    assert "clone" in caught.value.hint


def test_an_extension_of_the_old_format_is_ignored(two: GitRepo) -> None:
    """As git ignores it."""
    two.git("config", "extensions.future", "1")
    assert log(two.path) == "two one"


def test_a_broken_list_of_shallow_commits_is_refused(two: GitRepo) -> None:
    """git would die at it later, in the middle of a stream."""
    (two.path / ".git" / "shallow").write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(RepositoryError, match="shallow") as caught:
        log(two.path)
    assert caught.value.hint


def test_no_work_tree_of_the_config_is_believed(two: GitRepo, tmp_path: Path) -> None:
    """It could lead to the home folder of the reader."""
    two.git("config", "core.worktree", str(tmp_path))
    with open_shadow(two.path) as shadow:
        assert two.path == shadow.work_tree


def test_names_after_the_mailmap_of_head(two: GitRepo) -> None:
    """The repository says how its people are called; its config does not."""
    two.commit("map", {".mailmap": "Ada Lovelace <ada@lovelace.example> <ada@example.org>\n"})
    assert log(two.path, "--format=%aN <%aE>", "-1") == "Ada Lovelace <ada@lovelace.example>"


def test_a_hunk_names_the_function_that_it_is_in(repo: GitRepo) -> None:
    """git knows many languages, and is told the file of each that no grammar of ours reads."""
    filler = "".join(f"    x = {i};\n" for i in range(9))
    repo.commit("one", {"a.ex": f"one do\n  def f(y) do\n{filler}"})
    repo.commit("two", {"a.ex": f"one do\n  def f(y) do\n{filler}    y\n"})
    assert "@@ def f(y) do" in log(repo.path, "-p", "-1")
    assert "@@ one do" in repo.git("log", "-p", "-1")


def test_git_takes_each_line_of_the_attributes(two: GitRepo) -> None:
    """A mistake in one would be said on stderr at every commit."""
    with open_shadow(two.path) as shadow:
        names = [line.split()[0].replace("*", "x") for line in _ATTRIBUTES.splitlines()]
        said = GitCommand(shadow.path).run("check-attr", "diff", "--", *names).decode()
    assert len(names) == said.count(": diff: ") > 30
    assert "unspecified" not in said


def test_a_file_larger_than_the_bound_is_not_read_whole(repo: GitRepo) -> None:
    """git calls it binary, and says so; one that just fits is shown."""
    fits, large = b"a\n" * (BIG_FILE // 2), b"a\n" * (BIG_FILE // 2 + 1)
    repo.commit("one", {"fits.txt": fits, "large.txt": large})
    patch = log(repo.path, "-p", "--numstat")
    assert "Binary files /dev/null and b/large.txt differ" in patch
    assert f"{BIG_FILE // 2} 0\tfits.txt" in patch.replace("\t", " ", 1)


def test_the_temporary_folder_may_have_any_name(
    two: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TMPDIR is the user's own."""
    odd = tmp_path / "a b\"%'"
    odd.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(odd))
    with open_shadow(two.path) as shadow:
        assert odd in shadow.path.parents
        assert subjects(shadow) == "two one"
