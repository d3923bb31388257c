"""What would be committed, read without letting git see whose it is: as git itself counts it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attacks import ATTACKS
from gitrepo import GitRepo
from hostile import Victim, fingerprint, honest, within
from hypothesis import given, settings
from hypothesis import strategies as st

from gitdigest.errors import GitDigestError, RepositoryError, UsageError
from gitdigest.git.index import is_path
from gitdigest.git.lineends import is_binary
from gitdigest.git.worktree import MAX_FILE
from gitdigest.pending import Kind, Pending
from gitdigest.repo import Repository, open_repository
from gitdigest.selection import Note

NOW = datetime(2026, 1, 26, 12, tzinfo=UTC)
NUMSTAT = ("--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv")


@contextmanager
def pending(repo: GitRepo, kind: Kind) -> Iterator[tuple[Repository, Pending]]:
    """The commit that would be made, as long as it can be read."""
    with (
        tempfile.TemporaryDirectory() as cache,
        open_repository(str(repo.path), cache=Path(cache)) as opened,
    ):
        yield opened, opened.pending(kind, NOW)


def numstat(repo: GitRepo, kind: Kind) -> bytes:
    """What differs from HEAD, as git counts it in the shadow."""
    with pending(repo, kind) as (opened, found):
        return opened._git.run("diff-tree", "-r", *NUMSTAT, repo.head(), found.sha)


def told(repo: GitRepo, kind: Kind) -> bytes:
    """The same by plain git, from the repository itself."""
    return repo.git_bytes("diff", *NUMSTAT, "--cached" if kind == "staged" else "HEAD")


# generated work trees

PATHS = ("a.txt", "b.txt", "d/c.py", "d/e/f.py", "sp ace", "new\nline", "日本", "-dash", ":x")
CONTENTS = (
    b"",
    b"one\n",
    b"one\ntwo\n",
    b"one\r\ntwo\r\n",
    b"one\r\ntwo\n",
    b"\0\r\n",
    b"lone\r\r\n",
)
Act = tuple[str, str, bytes]
ACTS = st.tuples(
    st.sampled_from(
        ["write", "delete", "chmod", "link", "folder", "add", "intend", "remove", "skip", "assume"]
    ),
    st.sampled_from(PATHS),
    st.sampled_from(CONTENTS),
)
ATTRIBUTES = ("", "* text=auto\n", "*.txt text\n*.py -text\n", "* eol=lf\n", "*.txt crlf=input\n")


def act(repo: GitRepo, what: str, name: str, content: bytes) -> None:
    """One step of somebody's work; what cannot be done is left."""
    path = repo.path / name
    if what in {"write", "link", "folder"} and path.parent.is_dir():
        gone(path)
    if what == "write" and path.parent.is_dir():
        path.write_bytes(content)
    elif what == "link" and path.parent.is_dir():
        path.symlink_to("d")
    elif what == "folder" and path.parent.is_dir():
        path.mkdir()
        (path / "inner").write_bytes(content)
    elif what == "delete":
        gone(path)
    elif what == "chmod" and path.is_file() and not path.is_symlink():
        path.chmod(path.stat().st_mode ^ 0o111)
    elif what in STEPS:
        repo.git(*STEPS[what], "--", name, check=False)


STEPS = {
    "add": ("add", "-A"),
    "intend": ("add", "-N"),
    "remove": ("rm", "-q", "--cached", "-r"),
    "skip": ("update-index", "--skip-worktree"),
    "assume": ("update-index", "--assume-unchanged"),
}


def gone(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@given(
    first=st.lists(st.sampled_from(CONTENTS), min_size=len(PATHS), max_size=len(PATHS)),
    acts=st.lists(ACTS, max_size=12),
    attributes=st.sampled_from(ATTRIBUTES),
    form=st.sampled_from([(), ("--index-version", "4"), ("--split-index",)]),
)
@settings(max_examples=25)
def test_it_counts_what_git_counts(
    first: list[bytes], acts: list[Act], attributes: str, form: tuple[str, ...]
) -> None:
    """Staged and uncommitted, whatever was done to a work tree, in every form of an index."""
    with tempfile.TemporaryDirectory() as folder:
        repo = GitRepo.init(Path(folder) / "repo")
        files: dict[str, str | bytes | None] = dict(zip(PATHS, first, strict=True))
        repo.commit("one", {**files, ".gitattributes": attributes})
        for one in acts:
            act(repo, *one)
        repo.git("update-index", *form)
        before = fingerprint(repo.path)
        found = {kind: numstat(repo, kind) for kind in ("staged", "uncommitted")}
        assert before == fingerprint(repo.path)
        assert told(repo, "staged") == found["staged"]
        assert told(repo, "uncommitted") == found["uncommitted"]


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    """Two files, of which one is changed and staged, the other changed."""
    repo.commit("one", {"a.py": "a\n", "b.py": "b\n"})
    repo.write("a.py", "a\nstaged\n")
    repo.git("add", "a.py")
    repo.write("b.py", "b\nnot\nstaged\n")
    return repo


def test_only_what_is_staged_is_staged(made: GitRepo) -> None:
    """The index counts, and not the file."""
    made.write("a.py", "a\nstaged\nand more\n")
    assert b"1\t0\ta.py\0" == numstat(made, "staged")
    assert b"2\t0\ta.py\x002\t0\tb.py\0" == numstat(made, "uncommitted")


def test_the_commit_follows_head_and_names_nobody(made: GitRepo) -> None:
    """It has one parent, the time of the run, and an author that is none."""
    with pending(made, "staged") as (opened, found):
        text = opened._git.run("cat-file", "commit", found.sha).decode()
        assert (made.head(), "staged") == (found.parent, found.kind)
    assert f"parent {made.head()}\nauthor nobody yet <> {int(NOW.timestamp())} +0000" in text
    assert text.endswith("\n\nStaged changes\n")


def test_before_the_first_commit(repo: GitRepo) -> None:
    """All that is staged is new."""
    repo.write("a.py", "a\n")
    repo.git("add", "a.py")
    with pending(repo, "staged") as (opened, found):
        assert "" == found.parent
        assert ["a.py"] == list(opened.ranges.tree(found.sha))


def test_where_nothing_changed_there_is_no_commit(repo: GitRepo) -> None:
    """It is HEAD then."""
    sha = repo.commit("one", {"a.py": "a\n"})
    for kind in ("staged", "uncommitted"):
        with pending(repo, kind) as (_, found):
            assert (True, sha) == (found.is_empty, found.sha)


def test_nothing_of_it_is_kept(made: GitRepo, cache: Path) -> None:
    """No graph and no history of files knows a commit that nobody made."""
    with open_repository(str(made.path), cache=cache) as opened:
        found = opened.pending("uncommitted", NOW)
        opened.past.update([found.parent])
        assert (found.sha,) == opened.ranges.commits(found.parent, found.sha)
        made.git("tag", "other", made.git("commit-tree", "HEAD^{tree}", "-m", "elsewhere"))
        other = made.git("rev-parse", "other")
        assert {found.sha, other} == opened.ranges.reached(found.sha, [found.sha]) | {other}
        opened.ranges.reached(other, [other])
    for file in cache.rglob("*"):
        if file.is_file():
            assert bytes.fromhex(found.sha) not in file.read_bytes()
            assert found.sha.encode() not in file.read_bytes()


def test_sha256(tmp_path: Path) -> None:
    """Longer ids, also of what is gone."""
    repo = GitRepo.init(tmp_path / "repo", "--object-format=sha256")
    repo.commit("one", {"a": "a\n", "b": "b\n"})
    repo.write("a", "c\n")
    (repo.path / "b").unlink()
    assert told(repo, "uncommitted") == numstat(repo, "uncommitted") == b"1\t1\ta\x000\t1\tb\0"


def test_a_linked_worktree_has_an_index_of_its_own(made: GitRepo, tmp_path: Path) -> None:
    """What is staged there is staged nowhere else."""
    made.git("worktree", "add", "-q", str(tmp_path / "linked"))
    linked = GitRepo(tmp_path / "linked")
    linked.write("b.py", "linked\n")
    linked.git("add", "b.py")
    assert b"1\t1\tb.py\0" == numstat(linked, "staged")


def test_a_sparse_checkout_misses_nothing(repo: GitRepo) -> None:
    """Files that are not there on purpose are not gone, in either form of its index."""
    repo.commit("one", {"in/a": "a\n", "out/b": "b\n", "out/deep/c": "c\n"})
    for form in ("--no-sparse-index", "--sparse-index"):
        repo.git("sparse-checkout", "set", "--cone", form, "in")
        repo.write("in/a", "changed\n")
        assert not (repo.path / "out").exists()
        assert b"1\t1\tin/a\0" == numstat(repo, "uncommitted")


@pytest.mark.parametrize("value", ["true", "false", "off"])
def test_the_executable_bit_counts_where_the_file_system_keeps_it(
    made: GitRepo, value: str
) -> None:
    """git tries that out when it makes a repository, and writes it down."""
    made.git("config", "core.fileMode", value)
    for name in ("a.py", "b.py"):
        (made.path / name).chmod(0o755)
    with pending(made, "uncommitted") as (opened, found):
        listed = opened._git.run("ls-tree", "-r", found.sha).decode().split()[::4]
    assert ["100755" if value == "true" else "100644"] * 2 == listed
    assert told(made, "uncommitted") == numstat(made, "uncommitted")


# line ends


@pytest.mark.parametrize(
    ("attributes", "config", "before", "after"),
    [
        ("", {}, b"a\n", b"a\r\nb\r\n"),
        ("* text=auto", {}, b"a\n", b"a\r\nb\r\n"),
        ("* text=auto", {}, b"a\r\n", b"a\r\nb\r\n"),
        ("* text=auto", {}, b"a\n", b"a\r\nb\r\r\n"),
        ("* text", {}, b"a\n", b"a\r\nb\r\r\n"),
        ("* -text", {"core.autocrlf": "true"}, b"a\n", b"a\r\nb\r\n"),
        ("", {"core.autocrlf": "true"}, b"a\n", b"a\r\nb\r\n"),
        ("", {"core.autocrlf": "input"}, b"a\n", b"a\r\n\0"),
        ("* eol=crlf", {}, b"a\n", b"a\r\nb\r\n"),
        ("* crlf", {}, b"a\n", b"a\r\nb\r\n"),
        ("* -crlf", {"core.autocrlf": "true"}, b"a\n", b"a\r\nb\r\n"),
    ],
)
def test_line_ends_are_those_that_git_would_commit(
    repo: GitRepo, attributes: str, config: dict[str, str], before: bytes, after: bytes
) -> None:
    """By the attributes of the repository, and by core.autocrlf, which starts nothing."""
    repo.commit("one", {"f": before})
    for key, value in config.items():
        repo.git("config", key, value)
    repo.write(".gitattributes", f"{attributes}\n")
    repo.git("add", ".gitattributes")
    repo.write("f", after)
    assert told(repo, "uncommitted") == numstat(repo, "uncommitted")


@given(st.binary(max_size=40), st.integers(0, 300))
@settings(max_examples=20)
def test_a_binary_is_what_git_takes_for_one(odd: bytes, letters: int) -> None:
    """`ls-files --eol` tells what git thinks of a file."""
    content = odd + b"x" * letters
    with tempfile.TemporaryDirectory() as folder:
        repo = GitRepo.init(Path(folder))
        repo.write("f", content)
        said = repo.git("ls-files", "--eol", "--others", "f").split()[1]
    assert ("w/-text" == said) == is_binary(content)


# what a work tree may hold


@pytest.mark.parametrize("kind", ["fifo", "socket", "folder"])
def test_what_is_no_file_counts_as_gone(repo: GitRepo, kind: str) -> None:
    """Nobody waits at a FIFO."""
    repo.commit("one", {"a": "a\n", "b": "b\n"})
    (repo.path / "a").unlink()
    if kind == "fifo":
        os.mkfifo(repo.path / "a")
    elif kind == "folder":
        (repo.path / "a").mkdir()
    else:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(repo.path / "a"))
    with within(20):
        assert b"0\t1\ta\0" == numstat(repo, "uncommitted")


def test_a_link_is_read_and_not_followed(repo: GitRepo, tmp_path: Path) -> None:
    """Neither one in place of a file, nor one in place of its folder, leads to what is private."""
    private = tmp_path / "private"
    private.mkdir()
    (private / "key").write_text("secret\n")
    repo.commit("one", {"key": "a\n", "d/key": "b\n"})
    shutil.rmtree(repo.path / "d")
    (repo.path / "d").symlink_to(private)
    (repo.path / "key").unlink()
    (repo.path / "key").symlink_to(private / "key")
    with pending(repo, "uncommitted") as (opened, found):
        tree = opened.ranges.tree(found.sha)
        assert ["key"] == list(tree)
        assert os.fsencode(private / "key") == opened.tree.read(tree["key"])


def test_a_file_too_large_to_be_read_is_refused(repo: GitRepo) -> None:
    """A hole costs its maker nothing."""
    repo.commit("one", {"a": "a\n"})
    with (repo.path / "a").open("wb") as file:
        file.truncate(MAX_FILE + 1)
    with pytest.raises(RepositoryError, match="too much changed") as caught:
        numstat(repo, "uncommitted")
    assert "--staged" in caught.value.hint


def test_a_submodule_counts_by_where_it_stands(repo: GitRepo, tmp_path: Path) -> None:
    """What is changed in it is not part of the commit; one that is not there did not change."""
    inner = GitRepo.init(tmp_path / "inner")
    inner.commit("one", {"x": "x\n"})
    repo.commit("one", {"a": "a\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.path), "sub")
    repo.commit("two")
    there = GitRepo(repo.path / "sub", clock=repo.clock)
    there.write("x", "changed\n")
    assert b"" == numstat(repo, "uncommitted")
    there.commit("three")
    assert b"1\t1\tsub\0" == numstat(repo, "uncommitted") == told(repo, "uncommitted")
    shutil.rmtree(there.path)
    there.path.mkdir()
    assert b"" == numstat(repo, "uncommitted")


def test_a_submodule_that_leads_elsewhere_is_not_followed(repo: GitRepo, tmp_path: Path) -> None:
    """A file in a downloaded folder must not tell of somebody's other repository."""
    other = GitRepo.init(tmp_path / "other")
    other.commit("private", {"x": "x\n"})
    repo.commit("one", {"a": "a\n"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.head()},sub")
    repo.git("commit", "-q", "-m", "sub")
    repo.write("sub/.git", f"gitdir: {other.path}/.git\n")
    assert b"" == numstat(repo, "uncommitted")


# an index that somebody forged, or that is not there


@pytest.mark.parametrize("path", ["../outside", ".git/config", "a/../../b", "/etc/passwd", "a//b"])
def test_a_path_that_leads_out_is_refused(repo: GitRepo, tmp_path: Path, path: str) -> None:
    """git looks at paths where it adds them, and not where it reads an index."""
    (tmp_path / "outside").write_text("secret\n")
    repo.commit("one", {"x" * len(path): "a\n"})
    index = repo.path / ".git" / "index"
    data = index.read_bytes()[:-20].replace(b"x" * len(path), path.encode())
    index.write_bytes(data + b"\0" * 20)
    repo.git("config", "index.skipHash", "true")
    with pytest.raises(RepositoryError):
        numstat(repo, "uncommitted")


@pytest.mark.parametrize(
    ("path", "good"),
    [
        ("a", True),
        ("a/b c/.gitignore", True),
        (".github/x", True),
        ("..a/b", True),
        ("..", False),
        ("a/..", False),
        ("./a", False),
        ("", False),
        ("/a", False),
        ("a/.GIT/x", False),
        ("git~1/x", False),
    ],
)
def test_a_path_of_a_work_tree(path: str, good: bool) -> None:
    """No way up, no way into the git folder by any of its names."""
    assert good == is_path(path)


def test_a_merge_under_way_has_all_of_its_parents(repo: GitRepo, cache: Path) -> None:
    """What the other side wrote is laid to its commits, and what the merge itself changes to it."""
    repo.commit("one", {"a": "a\n"})
    repo.git("checkout", "-q", "-b", "other")
    other = repo.commit("two", {"b": "b\n"})
    repo.git("checkout", "-q", "main")
    head = repo.commit("three", {"c": "c\n"})
    repo.git("merge", "-q", "--no-commit", "--no-ff", "other")
    repo.write("c", "c\nmine\n")
    repo.git("add", "c")
    with open_repository(str(repo.path), cache=cache) as opened:
        found = opened.pending("staged", NOW)
        assert (head, (other,)) == (found.parent, found.merged)
        assert (other, found.sha) == opened.ranges.commits(head, found.sha)
        assert {found.sha: (head, other)} == opened.ranges.parents([found.sha])
    assert told(repo, "staged") == numstat(repo, "staged")
    (repo.path / ".git" / "MERGE_HEAD").write_text("nonsense\n")
    with pytest.raises(RepositoryError, match="MERGE_HEAD names no commit"):
        numstat(repo, "staged")


@given(
    changes=st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=8)), max_size=6),
    cut=st.integers(0, 400),
    form=st.sampled_from([(), ("--index-version", "4"), ("--split-index",)]),
)
@settings(max_examples=20)
def test_no_index_makes_it_fall(
    changes: list[tuple[int, bytes]], cut: int, form: tuple[str, ...]
) -> None:
    """Whatever its bytes are, there is a commit or an error of ours, and nothing is written."""
    with tempfile.TemporaryDirectory() as folder:
        repo = GitRepo.init(Path(folder) / "repo")
        repo.commit("one", {"a.py": "a\n", "d/b.py": "b\n", "d/c.py": "c\n"})
        repo.write("d/c.py", "changed\n")
        repo.git("update-index", *form)
        index = repo.path / ".git" / "index"
        data = bytearray(index.read_bytes())
        for at, some in changes:
            data[12 + at : 12 + at + len(some)] = some
        index.write_bytes(data[: len(data) - cut] if cut < len(data) - 32 else data)
        before = fingerprint(Path(folder))
        for kind in ("staged", "uncommitted"):
            with suppress(GitDigestError):
                numstat(repo, kind)
        assert before == fingerprint(Path(folder))


def test_a_conflict_must_be_resolved(repo: GitRepo) -> None:
    """There is no commit to speak of before."""
    repo.commit("one", {"a": "a\n"})
    repo.git("checkout", "-q", "-b", "other")
    repo.commit("two", {"a": "b\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("three", {"a": "c\n"})
    repo.git("merge", "other", check=False)
    for kind in ("staged", "uncommitted"):
        with pytest.raises(RepositoryError, match="'a' has a conflict"):
            numstat(repo, kind)


@pytest.mark.parametrize("content", [b"", b"DIRC", b"nonsense" * 100])
def test_a_broken_index_is_an_error(made: GitRepo, content: bytes) -> None:
    """In git's words."""
    (made.path / ".git" / "index").write_bytes(content)
    with pytest.raises(RepositoryError):
        numstat(made, "staged")


def test_an_index_that_is_a_pipe_or_a_link(made: GitRepo) -> None:
    """Neither is waited for nor followed."""
    index = made.path / ".git" / "index"
    index.unlink()
    os.mkfifo(index)
    with within(10), pytest.raises(RepositoryError, match="no plain file"):
        numstat(made, "staged")
    index.unlink()
    index.symlink_to("/etc/passwd")
    with pytest.raises(RepositoryError, match="symbolic link"):
        numstat(made, "staged")


def test_where_there_is_nothing_to_look_at(made: GitRepo, tmp_path: Path) -> None:
    """A bare repository and one without an index are mistakes of the user."""
    made.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    with (
        pytest.raises(UsageError, match="no work tree"),
        pending(GitRepo(tmp_path / "bare.git"), "staged"),
    ):
        pass
    (made.path / ".git" / "index").unlink()
    with pytest.raises(UsageError, match="no index"):
        numstat(made, "staged")


# what is not tracked


def test_untracked_files_are_counted_as_git_counts_them(made: GitRepo) -> None:
    """By every rule of the repository, in folders, and a repository within counts as one."""
    made.write(".gitignore", "*.o\n/build/\nnode_modules\n")
    made.write("src/.gitignore", "!keep.o\ncache/*\n!cache/kept\n")
    (made.path / ".git" / "info" / "exclude").write_text("*.local\n")
    for name in ("x.o", "build/deep/y", "src/keep.o", "src/x.o", "src/cache/a", "src/cache/kept",
                 "lib/node_modules/z", "my.local", "new\nline", "sub/deep/er/file"):  # fmt: skip
        made.write(name, "x\n")
    (made.path / "link").symlink_to("/")
    GitRepo.init(made.path / "nested").commit("inner", {"x": "x\n", "y": "y\n"})
    listed = made.git_bytes("ls-files", "--others", "--exclude-standard", "-z").split(b"\0")[:-1]
    with pending(made, "uncommitted") as (opened, _):
        assert 8 == len(listed)
        assert Note("untracked", ("8",)) in opened.notes
    with pending(made, "staged") as (opened, _):
        assert [Note("staged")] == list(opened.notes)


def test_rules_that_are_a_pipe_hold_nobody(made: GitRepo) -> None:
    """Plain git waits there for ever."""
    os.mkfifo(made.path / ".gitignore")
    with within(20), pending(made, "uncommitted") as (opened, _):
        assert (Note("uncommitted"),) == opened.notes


def test_too_many_untracked_files_are_not_counted(
    made: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A work tree may hold a whole disk."""
    monkeypatch.setattr("gitdigest.git.untracked.MOST", 3)
    for number in range(4):
        made.write(f"{number}.txt", "x\n")
    with pending(made, "uncommitted") as (opened, _):
        assert Note("untracked-many") in opened.notes


# whoever made the repository chose what git runs in it

Plain = Callable[[Victim], tuple[str, ...]]
RUN: dict[str, Plain] = {
    name: ATTACKS[name]
    for name in (
        *("fsmonitor", "clean_filter", "filter_process", "hook", "hooks_path", "textconv"),
        *("conditional_include", "worktree_config", "status_of_a_submodule", "external_diff"),
    )
}


@pytest.mark.parametrize("name", RUN)
def test_no_program_of_the_repository_runs(name: str, tmp_path: Path) -> None:
    """Plain git runs it at `add`, `diff` or `status`; that it does is tried as well."""
    victim = Victim(honest(tmp_path / "repo"), tmp_path / "pwned", "")
    command = RUN[name](victim)
    victim.make_dirty()
    before = fingerprint(victim.path)
    for kind in ("staged", "uncommitted"):
        with pending(victim.repo, kind) as (opened, found):
            opened.ranges.between(found.parent, found.sha)
    assert not victim.pwned.exists()
    assert before == fingerprint(victim.path)
    subprocess.run(["git", *command], cwd=victim.path, capture_output=True, check=False)
    assert victim.pwned.exists(), "the attack does not work any more"


@pytest.mark.parametrize("command", [("add", "-A"), ("diff", "HEAD"), ("status",)])
def test_a_filter_fires_wherever_plain_git_reads_the_work_tree(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    """And the file is read as it lies there."""
    victim = Victim(honest(tmp_path / "repo"), tmp_path / "pwned", "")
    ATTACKS["clean_filter"](victim)
    with pending(victim.repo, "uncommitted") as (opened, found):
        assert b"two" in (opened.tree.read(f"{found.sha}:code.py") or b"")
    assert not victim.pwned.exists()
    victim.repo.git(*command, check=False)
    assert victim.pwned.exists()
