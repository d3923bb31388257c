"""Mirrors of remotes: made, refreshed, healed, served stale, and private to the user."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from gitrepo import GitRepo

from gitdigest.errors import RemoteError, UsageError
from gitdigest.git.address import parse_address
from gitdigest.git.command import GitCommand
from gitdigest.git.mirror import Mirror, list_mirrors, refresh, refresh_mirror, remove_mirror
from gitdigest.git.shadow import open_shadow


@pytest.fixture
def upstream(tmp_path: Path) -> GitRepo:
    """A remote repository with two commits, two branches and a tag."""
    repo = GitRepo.init(tmp_path / "upstream")
    repo.commit("one", {"a.txt": "a\n"})
    repo.git("branch", "side")
    repo.commit("two", {"a.txt": "b\n"})
    repo.git("tag", "-a", "v1", "-m", "one")
    return repo


@pytest.fixture
def url(upstream: GitRepo) -> str:
    """Its address."""
    return f"file://{upstream.path}"


def refs(mirror: Mirror) -> dict[str, str]:
    with open_shadow(mirror.path) as shadow:
        return dict(shadow.refs)


def head(mirror: Mirror) -> str:
    with open_shadow(mirror.path) as shadow:
        return shadow.head


def log(mirror: Mirror, *options: str) -> str:
    with open_shadow(mirror.path) as shadow:
        read = GitCommand(shadow.path).run("log", "-p", "--format=%s", *options)
    return " ".join(line for line in read.decode().split("\n") if line in {"one", "two", "three"})


def as_upstream(upstream: GitRepo) -> dict[str, str]:
    listed = upstream.git("for-each-ref", "--format=%(refname) %(objectname)")
    return dict(line.split(" ") for line in listed.split("\n"))


def test_a_mirror_has_the_branches_and_tags(url: str, upstream: GitRepo, cache: Path) -> None:
    """And HEAD, and all objects, and nothing else."""
    upstream.git("update-ref", "refs/pull/1/head", "HEAD")
    upstream.git("update-ref", "refs/replace/" + upstream.head(), "HEAD~1")
    mirror = refresh_mirror(url, cache)
    assert Mirror(mirror.path, url, stale="", fetched=True, healed=False) == mirror
    expected = {k: v for k, v in as_upstream(upstream).items() if "/pull/" not in k}
    del expected["refs/replace/" + upstream.head()]
    assert expected == refs(mirror)
    assert head(mirror) == "refs/heads/main"
    assert log(mirror) == "two one"


def test_a_refresh_without_news_says_so(url: str, cache: Path) -> None:
    """The second time there is nothing to fetch."""
    refresh_mirror(url, cache)
    assert not refresh_mirror(url, cache).fetched


def test_all_that_moves_is_followed(url: str, upstream: GitRepo, cache: Path) -> None:
    """New commits, rewritten ones, branches that are new, gone or renamed, and moved tags."""
    refresh_mirror(url, cache)
    upstream.git("commit", "-q", "--amend", "-m", "three")
    upstream.git("branch", "-D", "side")
    upstream.git("branch", "side/deeper")
    upstream.git("branch", "-m", "main", "trunk")
    upstream.git("tag", "-f", "v1", "HEAD~1")
    mirror = refresh_mirror(url, cache)
    assert mirror.fetched
    assert as_upstream(upstream) == refs(mirror)
    assert head(mirror) == "refs/heads/trunk"
    assert log(mirror) == "three one"


def test_a_detached_head_counts_as_its_branch(url: str, upstream: GitRepo, cache: Path) -> None:
    """A remote with a work tree may stand anywhere."""
    upstream.git("checkout", "-q", "--detach", "side")
    assert head(refresh_mirror(url, cache)) == "refs/heads/side"


@pytest.mark.parametrize("kind", ["sha256", "shallow", "empty"])
def test_other_kinds_of_remotes(kind: str, upstream: GitRepo, tmp_path: Path, cache: Path) -> None:
    """Their mirrors are of the same kind."""
    path = tmp_path / kind
    if kind == "shallow":
        upstream.git("clone", "-q", "--depth=1", f"file://{upstream.path}", str(path))
    else:
        repo = GitRepo.init(path, *(["--object-format=sha256"] if kind == "sha256" else []))
        if kind == "sha256":
            repo.commit("one", {"a.txt": "a\n"})
    for _ in range(2):
        mirror = refresh_mirror(f"file://{path}", cache)
    assert not mirror.stale
    assert {"sha256": "one", "shallow": "two", "empty": ""}[kind] == log(mirror, "--all")


def test_a_remote_that_was_made_anew_in_another_format(
    url: str, upstream: GitRepo, cache: Path
) -> None:
    """The old mirror cannot take its objects, and gives way."""
    refresh_mirror(url, cache)
    shutil.rmtree(upstream.path)
    GitRepo.init(upstream.path, "--object-format=sha256").commit("three", {"a.txt": "a\n"})
    assert log(refresh_mirror(url, cache)) == "three"


def test_a_remote_that_is_gone_leaves_the_mirror(url: str, upstream: GitRepo, cache: Path) -> None:
    """It says why, and of when it is."""
    refresh_mirror(url, cache)
    upstream.path.rename(upstream.path.with_name("moved"))
    mirror = refresh_mirror(url, cache)
    assert "no such folder" in mirror.stale
    assert "last refreshed 20" in mirror.stale
    assert "\n" not in mirror.stale
    assert log(mirror) == "two one"


def test_a_remote_that_never_was_is_an_error(tmp_path: Path, cache: Path) -> None:
    """There is nothing to read, and nothing is left."""
    with pytest.raises(RemoteError, match="no such folder") as caught:
        refresh_mirror(f"file://{tmp_path}/missing", cache)
    assert caught.value.hint
    assert list_mirrors(cache) == ()


def test_offline_reads_what_is_there(cache: Path, url: str) -> None:
    """And asks no remote; a file is none."""
    address = "https://localhost:1/a"
    with pytest.raises(RemoteError, match="offline"):
        refresh_mirror(address, cache, offline=True)
    there = refresh_mirror(url, cache, offline=True).path
    there.rename(there.with_name(f"{parse_address(address).folder_name}.git"))
    mirror = refresh_mirror(address, cache, offline=True)
    assert mirror.stale.startswith("offline; last refreshed 20")
    assert log(mirror) == "two one"


def damage_pack(path: Path) -> None:
    for pack in path.glob("objects/pack/*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(pack.read_bytes()[:-40])


def damage_refs(path: Path) -> None:
    for file in (*path.glob("refs/heads/*"), path / "packed-refs"):
        file.write_text("1" * 40 + "\n", encoding="utf-8")


def damage_objects(path: Path) -> None:
    shutil.rmtree(path / "objects")


def damage_index(path: Path) -> None:
    for index in path.glob("objects/pack/*.idx"):
        index.unlink()


@pytest.mark.parametrize("damage", [damage_pack, damage_objects, damage_index, damage_refs])
def test_a_damaged_mirror_is_cloned_again(
    damage: object, url: str, upstream: GitRepo, cache: Path
) -> None:
    """And only then it is thrown away."""
    damaged = refresh_mirror(url, cache).path
    damage(damaged)  # type: ignore[operator]
    mirror = refresh_mirror(url, cache)
    assert mirror.healed
    assert not mirror.stale
    assert as_upstream(upstream) == refs(mirror)
    assert log(mirror) == "two one"
    assert not refresh_mirror(url, cache).healed


@pytest.mark.parametrize("name", ["config", "HEAD"])
def test_config_and_head_are_written_each_time(name: str, url: str, cache: Path) -> None:
    """Whatever came in between, what git reads there is ours."""
    path = refresh_mirror(url, cache).path
    before = (path / name).read_bytes()
    (path / name).write_text('[core]\n\tfsmonitor = "touch pwned"\n', encoding="utf-8")
    refresh_mirror(url, cache)
    assert before == (path / name).read_bytes()


def test_a_damaged_mirror_of_a_remote_that_is_gone_stays(
    url: str, upstream: GitRepo, cache: Path
) -> None:
    """Half of a history may still be of use."""
    path = refresh_mirror(url, cache).path
    damage_pack(path)
    upstream.path.rename(upstream.path.with_name("moved"))
    mirror = refresh_mirror(url, cache)
    assert mirror.stale
    assert mirror.path.is_dir()


def test_a_remote_of_this_machine_runs_nothing(
    url: str, upstream: GitRepo, tmp_path: Path, cache: Path
) -> None:
    """git serves a folder with the folder's own config; ours serves its shadow."""
    pwned = tmp_path / "pwned"
    for key in ("core.fsmonitor", "uploadpack.packObjectsHook", "core.sshCommand"):
        upstream.git("config", key, f"touch {pwned};false")
    before = {path: path.stat().st_mtime_ns for path in upstream.path.rglob("*")}
    refresh_mirror(url, cache)
    assert not pwned.exists()
    assert before == {path: path.stat().st_mtime_ns for path in upstream.path.rglob("*")}


@pytest.mark.parametrize("name", ["..", ".git", "a/b"])
def test_paths_that_would_leave_the_tree_are_refused(
    name: str, url: str, upstream: GitRepo, cache: Path
) -> None:
    """Nobody makes them by accident; the mirror stays as it was."""
    refresh_mirror(url, cache)
    blob = upstream.git("rev-parse", "HEAD:a.txt")
    entry = b"100644 " + name.encode() + b"\0" + bytes.fromhex(blob)
    tree = upstream.git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=entry)
    commit = upstream.git("commit-tree", "-p", "HEAD", "-m", "evil", tree)
    upstream.git("update-ref", "refs/heads/main", commit)
    mirror = refresh_mirror(url, cache)
    assert mirror.stale
    assert not mirror.healed
    assert log(mirror) == "two one"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"> 1700000060 +0000\n", b"> 1700000060 +99999999\n"),
        (b"author Ada <ada@example.org>", b"author Ada<ada@example.org>"),
        (b"author Ada <ada@example.org>", b"author Ada <>"),
        (b"> 1700000060 +0000\n", b"> 01700000060 +0000\n"),
    ],
)
def test_old_honest_histories_are_taken(
    old: bytes, new: bytes, url: str, upstream: GitRepo, cache: Path
) -> None:
    """Tools of twenty years wrote dates and names that fsck complains of."""
    text = upstream.git_bytes("cat-file", "commit", "HEAD")
    assert old in text
    odd = upstream.git(
        "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=text.replace(old, new)
    )
    upstream.git("update-ref", "refs/heads/main", odd)
    assert log(refresh_mirror(url, cache)) == "two one"


def test_progress_is_told(url: str, cache: Path) -> None:
    """Line by line, while git works."""
    said: list[str] = []
    refresh_mirror(url, cache, on_line=said.append)
    assert any("objects" in line for line in said)


def test_an_interrupted_run_leaves_no_half_mirror(url: str, cache: Path) -> None:
    """And the next one starts anew, and cleans up after one that was killed."""

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        refresh_mirror(url, cache, on_line=interrupt)
    assert list_mirrors(cache) == ()
    folder = cache / "mirrors"
    left = folder / f".{parse_address(url).folder_name}-killed"
    (left / "new.git").mkdir(parents=True)
    mirror = refresh_mirror(url, cache)
    names = {path.name for path in folder.iterdir()} - {f"{mirror.path.stem}.lock"}
    assert names == {mirror.path.name}


def test_two_runs_do_not_meet(url: str, cache: Path) -> None:
    """The second waits, and after a while says for whom."""
    mirror = refresh_mirror(url, cache)
    with FileLock(mirror.path.with_suffix(".lock")), pytest.raises(RemoteError) as caught:
        refresh(parse_address(url), cache, patience=0.1)
    assert caught.value.message == (f"another run has been refreshing {url} for 0.1 seconds")
    assert caught.value.hint


def test_mirrors_are_private(url: str, cache: Path) -> None:
    """The cache is made so that others cannot look into it."""
    umask = os.umask(0)
    try:
        mirror = refresh_mirror(url, cache)
    finally:
        os.umask(umask)
    for folder in (cache, cache / "mirrors"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(mirror.path.with_suffix(".lock").stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("name", ["", "mirrors"])
def test_a_cache_of_somebody_else_is_refused(
    name: str, url: str, tmp_path: Path, cache: Path
) -> None:
    """A link, or a folder that others may write, could hold mirrors that are theirs."""
    folder = cache / name
    folder.parent.mkdir(exist_ok=True)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(RemoteError, match="is not a folder of yours") as caught:
        refresh_mirror(url, cache)
    assert caught.value.hint
    folder.unlink()
    folder.mkdir()
    folder.chmod(0o777)
    with pytest.raises(RemoteError, match="others may write"):
        refresh_mirror(url, cache)
    folder.rmdir()
    folder.write_text("x", encoding="utf-8")
    with pytest.raises(RemoteError, match="cannot be made"):
        refresh_mirror(url, cache)


def test_mirrors_are_listed_and_removed(url: str, upstream: GitRepo, cache: Path) -> None:
    """By the addresses that they were made for."""
    other = upstream.path.with_name("other")
    shutil.copytree(upstream.path, other)
    mirrors = [refresh_mirror(each, cache) for each in (url, f"file://{other}")]
    expected = tuple(sorted((replace(m, fetched=False) for m in mirrors), key=lambda m: m.url))
    assert expected == list_mirrors(cache)
    assert remove_mirror(url, cache)
    assert not remove_mirror(url, cache)
    assert list_mirrors(cache) == (replace(mirrors[1], fetched=False),)


@pytest.mark.parametrize("text", ["http://h/a", "ext::sh -c id", "--upload-pack=x", "git://h/a"])
def test_what_is_no_address_of_ours_is_refused(text: str, cache: Path) -> None:
    """Before anything is made or asked."""
    with pytest.raises(UsageError):
        refresh_mirror(text, cache)
    assert not cache.exists()
