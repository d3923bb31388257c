"""What catches those who read a repository in the plain way does not catch us: each shown first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from commandline import COMMAND, environment, run
from git.repo import Repo
from gitrepo import GitRepo
from gitserver import Server, serve
from hostile import within
from screen import Terminal
from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.errors import RemoteError, RepositoryError
from gitdigest.git.address import Address
from gitdigest.git.mirror import refresh, refresh_mirror
from gitdigest.git.shadow import open_shadow
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

ALL = Selection()
PATIENCE = 1.0  # seconds after which a plain git counts as one that waits for ever


def ours(path: Path, cache: Path) -> list[tuple[Commit, Diff]]:
    """Every commit with its diff, as a report reads them."""
    with open_repository(str(path), cache=cache) as repository:
        return list(repository.stream(repository.select(ALL)))


def subjects(path: Path, cache: Path) -> list[str]:
    return [commit.subject for commit, _ in ours(path, cache)]


def plain(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """git as anybody starts it."""
    return subprocess.run(
        ["git", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


def waits(*arguments: str, cwd: Path) -> bool:
    """Whether a plain git does not end."""
    try:
        subprocess.run(
            ["git", *arguments], cwd=cwd, capture_output=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return True
    return False


@pytest.fixture
def three(repo: GitRepo) -> GitRepo:
    """A repository with three commits."""
    for word in ("one", "two", "three"):
        repo.commit(word, {"a.py": f"{word}\n"})
    return repo


# what runs


def test_a_bare_repository_among_the_files_of_a_clone(
    three: GitRepo, tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Delivered by an honest clone, it runs what its config says in whoever steps into it."""
    pwned = tmp_path / "pwned"
    fixture = three.path / "fixture"
    GitRepo.init(tmp_path / "inner").commit("inner", {"a": "1\n"})
    shutil.copytree(tmp_path / "inner" / ".git", fixture)
    (fixture / "config").write_text(
        f'[core]\n\trepositoryFormatVersion = 0\n\tworktree = ..\n\tfsmonitor = "touch {pwned};false"\n',
        encoding="utf-8",
    )
    three.commit("fixture")
    three.git("clone", "-q", ".", str(tmp_path / "clone"))
    place = tmp_path / "clone" / "fixture"
    for folder in ("refs/heads", "objects/info", "objects/pack"):
        (place / folder).mkdir(parents=True, exist_ok=True)
    plain("status", cwd=place)
    assert pwned.exists(), "the attack does not work any more"
    assert Repo(place).git_dir == str(place)

    pwned.unlink()
    monkeypatch.chdir(place)
    assert ["fixture", "three", "two", "one"] == subjects(Path(".."), cache)
    assert ["inner"] == subjects(place, cache)
    done = run("daily", "--date", "latest", "-o", tmp_path / "out", cwd=place)
    assert 0 == done.code, done.err
    assert not pwned.exists()


def test_a_module_of_python_in_the_repository_itself(repo: GitRepo, tmp_path: Path) -> None:
    """A process that a pool starts looks for multiprocessing in the current folder first."""
    for number in range(100):
        repo.commit(f"feat: {number}", {"a.py": f"def a{number}():\n    return {number}\n"})
    pwned = tmp_path / "pwned"
    hostile = f"open({str(pwned)!r}, 'w').close()\n"
    for name in ("multiprocessing/__init__.py", "runpy.py", "selectors.py", "tree_sitter.py"):
        repo.write(name, hostile)
    plain_pool = tmp_path / "pool.py"
    plain_pool.write_text(
        "from multiprocessing import get_context\n"
        "if __name__ == '__main__':\n    get_context('spawn').Process(target=print).start()\n"
    )
    subprocess.run([sys.executable, plain_pool], cwd=repo.path, capture_output=True, check=False)
    assert pwned.exists(), "the attack does not work any more"
    pwned.unlink()
    for command in (["release"], ["daily", "--range", "HEAD", "-o", str(tmp_path / "out")]):
        done = subprocess.run(
            [sys.executable, "-m", "gitdigest", *command], cwd=repo.path, capture_output=True,
            check=False, env=environment(),
        )  # fmt: skip
        assert 0 == done.returncode, done.stderr
        assert not pwned.exists()


def test_a_git_in_the_repository_itself(three: GitRepo, tmp_path: Path) -> None:
    """An empty entry of PATH means the current folder."""
    pwned = tmp_path / "pwned"
    three.write("git", f'#!/bin/sh\ntouch {pwned}\nexec {shutil.which("git")} "$@"\n')
    (three.path / "git").chmod(0o755)
    path = f":{os.environ['PATH']}"
    subprocess.run(
        ["/bin/sh", "-c", "git status"], cwd=three.path, env={"PATH": path}, capture_output=True,
        check=False,
    )  # fmt: skip
    assert pwned.exists(), "the attack does not work any more"
    pwned.unlink()
    assert 0 == run("show", "HEAD", cwd=three.path, PATH=path).code
    assert not pwned.exists()


def test_a_pager_of_the_config(three: GitRepo, tmp_path: Path) -> None:
    """git starts it where its output goes to a terminal, as does a report of ours."""
    pwned = tmp_path / "pwned"
    three.git("config", "core.pager", f"touch {pwned}; cat")
    Terminal(["git", "-C", str(three.path), "log"], 80).run()
    assert pwned.exists(), "the attack does not work any more"
    pwned.unlink()
    show = [*COMMAND, "show", "HEAD", "--repo", str(three.path)]
    assert "three" in "\n".join(Terminal(show, 80, {"PAGER": "", "LINES": "5"}).run().lines)
    assert not pwned.exists()


def test_a_program_of_the_environment(three: GitRepo, tmp_path: Path) -> None:
    """GIT_EXTERNAL_DIFF is inherited by whoever starts git out of a hook."""
    pwned = tmp_path / "pwned"
    program = three.write("evil.sh", f"#!/bin/sh\ntouch {pwned}\n", executable=True)
    environment = {**os.environ, "GIT_EXTERNAL_DIFF": str(program)}
    subprocess.run(
        ["git", "diff", "HEAD~1", "HEAD"], cwd=three.path, env=environment, check=False,
        capture_output=True,
    )  # fmt: skip
    assert pwned.exists(), "the attack does not work any more"
    pwned.unlink()
    done = run("show", "HEAD", cwd=three.path, GIT_EXTERNAL_DIFF=str(program), GIT_DIR="/nowhere")
    assert 0 == done.code, done.err
    assert not pwned.exists()


def test_a_module_in_the_current_folder(three: GitRepo, tmp_path: Path) -> None:
    """With -m, Python looks there first."""
    pwned = tmp_path / "pwned"
    for name in ("shlex", "git"):
        three.write(f"{name}.py", f"open({str(pwned)!r}, 'w')\n")
    command = [sys.executable, "-m"]
    subprocess.run([*command, "shlex"], cwd=three.path, capture_output=True, check=False)
    assert pwned.exists(), "the attack does not work any more"
    pwned.unlink()
    done = subprocess.run(
        [*command, "gitdigest", "show", "HEAD"], cwd=three.path, capture_output=True, check=False
    )
    assert 0 == done.returncode, done.stderr
    assert not pwned.exists()


# what makes git wait or eat


@pytest.mark.parametrize("name", ["HEAD", "config", "packed-refs", "refs/heads/x"])
def test_a_pipe_in_place_of_a_file(name: str, three: GitRepo, cache: Path) -> None:
    """Whoever opens it waits for ever."""
    three.git("pack-refs", "--all")
    file = three.path / ".git" / name
    file.unlink(missing_ok=True)
    os.mkfifo(file)
    assert waits("log", "--all", cwd=three.path), "the attack does not work any more"
    with within(20):
        if name == "refs/heads/x":
            assert ["three", "two", "one"] == subjects(three.path, cache)
            return
        with pytest.raises(RepositoryError, match="no plain file"):
            subjects(three.path, cache)


def test_a_pipe_in_place_of_an_object(three: GitRepo, cache: Path) -> None:
    """It is seen before git is started."""
    blob = three.git("rev-parse", "HEAD:a.py")
    file = three.path / ".git" / "objects" / blob[:2] / blob[2:]
    file.unlink()
    os.mkfifo(file)
    assert waits("log", "-p", cwd=three.path), "the attack does not work any more"
    with within(20), pytest.raises(RepositoryError, match="no plain file"):
        subjects(three.path, cache)


def test_a_pipe_behind_an_include(three: GitRepo, cache: Path) -> None:
    """git and GitPython follow it as they open the repository."""
    os.mkfifo(three.path / "pipe")
    three.git("config", "include.path", str(three.path / "pipe"))
    assert waits("log", cwd=three.path), "the attack does not work any more"
    with within(20):
        assert ["three", "two", "one"] == subjects(three.path, cache)


def test_a_tree_that_unfolds_without_end(repo: GitRepo, tmp_path: Path) -> None:
    """Ten folders that hold one folder ten times over, and so on: a report names the commit."""
    tree = repo.git("mktree", stdin=f"100644 blob {_blob(repo)}\ta\n".encode())
    for _ in range(10):
        lines = "".join(f"040000 tree {tree}\td{n}\n" for n in range(10))
        tree = repo.git("mktree", stdin=lines.encode())
    sha = repo.git("commit-tree", tree, "-m", "bomb")
    repo.git("update-ref", "refs/heads/main", sha)
    assert waits("log", "--raw", cwd=repo.path), "the attack does not work any more"
    config = tmp_path / "own.toml"
    config.write_text("[limits]\nseconds = 1\n", encoding="utf-8")
    with within(60):
        done = run("daily", repo.path, "--date", "latest", "--config", config, "-f", "md", "-o-")
    assert "bomb" in done.out, done.err


def _blob(repo: GitRepo) -> str:
    return repo.git("hash-object", "-w", "--stdin", stdin=b"1\n")


# what lies


def test_an_old_date_on_top_hides_what_is_below(three: GitRepo, cache: Path) -> None:
    """git ends its walk there."""
    three.commit("hides", {"b": "1\n"}, at=1)
    found = plain("log", "--format=%s", "--since=2000-01-01", cwd=three.path).stdout
    assert b"" == found, "the attack does not work any more"
    window = Selection(since=datetime(2000, 1, 1, tzinfo=UTC))
    with open_repository(str(three.path), cache=cache) as repository:
        assert 3 == len(repository.select(window).shas)


def test_a_name_that_is_not_utf_8_hides_the_files_behind_it(repo: GitRepo, cache: Path) -> None:
    """GitPython's reader dies at it, and hands out what it has."""
    repo.commit("one", {"a": "1\n"})
    for number in range(9):
        repo.write(f"f{number}", "1\n")
    repo.write(b"f4\xff", "1\n")
    repo.commit("two")
    script = "import git; c = git.Repo('.').head.commit; print(len(c.parents[0].diff(c)))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=repo.path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() != "10", "the attack does not work any more"
    assert 10 == len(ours(repo.path, cache)[0][1].files)


def test_a_time_zone_of_no_place_ends_a_log(three: GitRepo, cache: Path) -> None:
    """What is behind it would be lost."""
    text = three.git_bytes("cat-file", "commit", "HEAD").replace(b"+0000", b"+99999999")
    sha = three.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text)
    three.git("update-ref", "refs/heads/main", sha)
    done = plain("log", cwd=three.path)
    assert done.returncode or b"one" not in done.stdout, "the attack does not work any more"
    found = ours(three.path, cache)
    assert ["three", "two", "one"] == [commit.subject for commit, _ in found]
    assert found[0][0].doubts


def test_attributes_of_the_tree_hide_a_change(three: GitRepo, cache: Path) -> None:
    """A text is called binary by a file that comes with every clone."""
    three.commit("hide", {".gitattributes": "*.py -diff\n", "a.py": "four\n"})
    said = plain("show", "HEAD", "--", "a.py", cwd=three.path).stdout
    assert b"Binary files" in said, "the attack does not work any more"
    (_, diff), *_ = ours(three.path, cache)
    (change,) = [change for change in diff.files if change.path == "a.py"]
    assert (1, 1, None) == (change.additions, change.deletions, change.unread)


def test_separators_in_a_subject_forge_a_commit(three: GitRepo, cache: Path) -> None:
    """A parser that splits at them reads one more than there is."""
    forged = f"x\x1e{'f' * 40}\x1fEve\x1ffix: nothing"
    three.commit(forged, {"a.py": "4\n"})
    listed = plain("log", "--format=%H%x1f%an%x1f%s%x1e", cwd=three.path).stdout.decode()
    names = [row.split("\x1f")[1] for row in listed.split("\x1e") if row.strip()]
    assert "Eve" in names, "the attack does not work any more"
    assert {"Ada"} == {commit.author.name for commit, _ in ours(three.path, cache)}


def test_a_patch_in_a_message_forges_a_file(three: GitRepo, cache: Path) -> None:
    """A parser that gets message and patch in one stream shows it."""
    patch = "diff --git a/FORGED b/FORGED\n--- a/FORGED\n+++ b/FORGED\n@@ -1 +1 @@\n-1\n+2\n"
    three.commit(f"fix: x\n\n{patch}", {"a.py": "4\n"})
    shown = plain("log", "-1", "-p", "--format=%B", cwd=three.path).stdout.decode()
    names = {file.path for file in PatchSet.from_string(shown)}
    assert "FORGED" in names, "the attack does not work any more"
    assert ["a.py"] == [change.path for change in ours(three.path, cache)[0][1].files]


def test_a_carriage_return_breaks_a_reader_of_text(three: GitRepo, cache: Path) -> None:
    """Read as text, one line becomes two, and the patch is none."""
    three.commit("cr", {"a.py": "one\rtwo\nthree\n"})
    done = subprocess.run(
        ["git", "diff", "HEAD~1", "HEAD"], cwd=three.path, capture_output=True, text=True, check=True
    )  # fmt: skip
    with pytest.raises(UnidiffParseError):
        PatchSet.from_string(done.stdout)
    (_, diff), *_ = ours(three.path, cache)
    added = [line.text for line in diff.files[0].hunks[0].lines() if line.kind == "+"]
    assert ["one\rtwo"] == added[:1]


def test_a_work_tree_that_is_somebody_elses(three: GitRepo, tmp_path: Path) -> None:
    """git and GitPython believe the config."""
    home = tmp_path / "home of the reader"
    home.mkdir()
    three.git("config", "core.worktree", str(home))
    assert str(home) == Repo(three.path / ".git").working_tree_dir
    with open_shadow(three.path) as shadow:
        assert three.path == shadow.work_tree


def test_objects_of_somebody_elses_repository(three: GitRepo, tmp_path: Path, cache: Path) -> None:
    """Borrowed by a line in a downloaded folder: its reader's report would tell a private history."""
    private = GitRepo.init(tmp_path / "private")
    secret = private.commit("for nobody's eyes", {"a": "1\n"})
    borrowed = three.path / ".git" / "objects" / "info" / "alternates"
    borrowed.write_text(f"{private.path}/.git/objects\n", encoding="utf-8")
    (three.path / ".git" / "refs" / "heads" / "x").write_text(f"{secret}\n", encoding="ascii")
    shown = plain("log", "--format=%s", "x", cwd=three.path).stdout
    assert b"for nobody's eyes\n" == shown, "the attack does not work any more"
    with pytest.raises(RepositoryError, match="borrowed from elsewhere"):
        subjects(three.path, cache)


# what a remote does


@pytest.fixture
def served(three: GitRepo, tmp_path: Path) -> Iterator[Server]:
    """A server of a clone of it."""
    three.git("clone", "-q", "--bare", ".", str(tmp_path / "served" / "r.git"))
    with serve(tmp_path / "served") as server:
        yield server


def by_http(server: Server) -> Address:
    url = f"{server.address}/r.git"
    return Address("http", url, url, "")


def test_a_redirect_into_the_readers_network(served: Server, cache: Path, tmp_path: Path) -> None:
    """git follows the first one wherever it leads."""
    with serve(served.root) as other:
        served.redirect = other.address
        plain("clone", "-q", f"{served.address}/r.git", tmp_path / "plain", cwd=tmp_path)
        assert other.asked, "the attack does not work any more"
        other.asked.clear()
        with pytest.raises(RemoteError):
            refresh(by_http(served), cache)
        assert [] == other.asked


def test_a_server_that_speaks_to_the_terminal(served: Server, cache: Path, tmp_path: Path) -> None:
    """git hands on what it says, escapes and all."""
    served.says = b"\x1b]0;owned\x07\n"
    said = plain("clone", f"{served.address}/r.git", tmp_path / "plain", cwd=tmp_path).stderr
    assert b"\x1b]0;owned" in said, "the attack does not work any more"
    lines: list[str] = []
    refresh(by_http(served), cache, on_line=lines.append)
    assert "owned" in "".join(lines)
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize("name", ["..", ".git", ".", "../../etc/x"])
def test_names_that_would_leave_the_tree(
    name: str, three: GitRepo, cache: Path, tmp_path: Path
) -> None:
    """A bare clone takes them over without a word."""
    entry = b"100644 %s\0%s" % (name.encode(), bytes.fromhex(_blob(three)))
    tree = three.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=entry)
    sha = three.git("commit-tree", tree, "-p", "HEAD", "-m", "odd")
    three.git("update-ref", "refs/heads/main", sha)
    url = f"file://{three.path}"
    done = plain("clone", "-q", "--bare", url, tmp_path / "plain", cwd=tmp_path)
    assert 0 == done.returncode, "the attack does not work any more"
    with pytest.raises(RemoteError):
        refresh_mirror(url, cache)


def test_replacements_come_with_a_mirror(three: GitRepo, cache: Path, tmp_path: Path) -> None:
    """And change what every command shows afterwards."""
    text = three.git_bytes("cat-file", "commit", "HEAD").replace(b"three", b"four!")
    other = three.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=text)
    three.git("update-ref", f"refs/replace/{three.head()}", other)
    url = f"file://{three.path}"
    plain("clone", "-q", "--mirror", url, tmp_path / "plain", cwd=tmp_path)
    shown = plain("log", "-1", "--format=%s", cwd=tmp_path / "plain").stdout
    assert b"four!\n" == shown, "the attack does not work any more"
    assert ["three", "two", "one"] == subjects(three.path, cache)
    assert ["three", "two", "one"] == subjects(refresh_mirror(url, cache).path, cache)


def test_an_object_that_is_not_what_its_name_says(three: GitRepo, cache: Path) -> None:
    """git shows it under the name of another; a mirror counts what arrives, and refuses it."""
    sha = three.head()
    text = three.git_bytes("cat-file", "commit", sha).replace(b"three", b"four!")
    other = three.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=text)
    objects = three.path / ".git" / "objects"
    forged = objects / sha[:2] / sha[2:]
    forged.unlink()
    shutil.copy(objects / other[:2] / other[2:], forged)
    shown = plain("log", "-1", "--format=%H %s", cwd=three.path).stdout.decode()
    assert f"{sha} four!\n" == shown, "the attack does not work any more"
    with pytest.raises(RemoteError):
        refresh_mirror(f"file://{three.path}", cache)
