"""Builds repositories whose maker wants git to lie, and what attacks of any kind need."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import signal
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gitrepo import GitRepo

SIGNED = b"""tree %s
parent %s
author Ada <ada@example.org> 1700000300 +0000
committer Ada <ada@example.org> 1700000300 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 aaaa
 -----END PGP SIGNATURE-----

a commit with a signature that nobody made
"""


@dataclass
class Victim:
    """A repository under attack; `web` is the address of a server that asks for a password."""

    repo: GitRepo
    pwned: Path
    web: str

    @property
    def path(self) -> Path:
        return self.repo.path

    @property
    def dot_git(self) -> Path:
        return self.path / ".git"

    @property
    def payload(self) -> str:
        return f"touch {shlex.quote(str(self.pwned))}"

    def config(self, *pairs: tuple[str, str]) -> None:
        for key, value in pairs:
            self.repo.git("config", key, value)

    def script(self, path: Path, after: str = "") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{self.payload}\n{after}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def attributes(self, line: str) -> None:
        self.repo.commit("attributes", {".gitattributes": f"{line}\n"})
        self.make_dirty()

    def make_dirty(self) -> None:
        """A change that git sees only by reading: as many bytes, another time."""
        file = self.path / "code.py"
        file.write_bytes(file.read_bytes().replace(b"one", b"two"))
        os.utime(file, (1, 1))


def honest(path: Path) -> GitRepo:
    """Four commits, one of them with a signature, and a second branch."""
    repo = GitRepo.init(path)
    repo.commit("one", {"code.py": "def one():\n    return 1\n", "notes.txt": "a\nb\n"})
    repo.commit("two", {"code.py": "def one():\n    return 2\n"})
    repo.commit("three", {"notes.txt": "a\nb\nc\n"})
    tree, parent = (repo.git("rev-parse", name).encode() for name in ("HEAD^{tree}", "HEAD"))
    signed = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=SIGNED % (tree, parent))
    repo.git("update-ref", "refs/heads/main", signed)
    repo.git("branch", "other", "HEAD~1")
    return repo


def copied(repo: GitRepo, path: Path) -> GitRepo:
    shutil.copytree(repo.path, path, symlinks=True)
    return GitRepo(path, clock=repo.clock)


def fingerprint(path: Path) -> dict[str, str]:
    """What is at each path below a folder: kind, mode, time and content."""
    return dict(_prints(path))


def _prints(path: Path) -> Iterator[tuple[str, str]]:
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            entry = Path(folder, name)
            found = entry.lstat()
            plain = entry.is_file() and not entry.is_symlink()
            content = hashlib.sha256(entry.read_bytes()).hexdigest() if plain else ""
            yield str(entry), f"{found.st_mode:o} {found.st_mtime_ns} {content}"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails where the block takes longer: what hangs shall not hang the tests."""

    def fail(*_: object) -> None:
        raise AssertionError(f"took longer than {seconds} seconds")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


# lies: nothing runs, but what git shows is not what is there

LIES: dict[str, Callable[[GitRepo], None]] = {}


def lie(function: Callable[[GitRepo], None]) -> Callable[[GitRepo], None]:
    LIES[function.__name__] = function
    return function


@lie
def replacement(repo: GitRepo) -> None:
    text = repo.git_bytes("cat-file", "commit", "HEAD").replace(b"nobody made", b"all trust")
    other = repo.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=text)
    repo.git("update-ref", f"refs/replace/{repo.head()}", other)


@lie
def grafts(repo: GitRepo) -> None:
    (repo.path / ".git" / "info" / "grafts").write_text(f"{repo.head()}\n", encoding="utf-8")


@lie
def forged_commit_graph(repo: GitRepo) -> None:
    """A graph in which no commit has a parent, with a checksum that is right."""
    repo.git("commit-graph", "write", "--reachable")
    file = repo.path / ".git" / "objects" / "info" / "commit-graph"
    data = bytearray(file.read_bytes()[:-20])
    chunks = {}
    for index in range(data[6]):
        name, offset = struct.unpack_from(">4sQ", data, 8 + 12 * index)
        chunks[name] = offset
    count = struct.unpack_from(">I", data, chunks[b"OIDF"] + 255 * 4)[0]
    for index in range(count):
        struct.pack_into(">II", data, chunks[b"CDAT"] + 36 * index + 20, 0x70000000, 0x70000000)
    file.chmod(0o644)
    file.write_bytes(bytes(data) + hashlib.sha1(data, usedforsecurity=False).digest())


@lie
def binary_by_attributes(repo: GitRepo) -> None:
    (repo.path / ".git" / "info" / "attributes").write_text("*.py -diff\n", encoding="utf-8")


@lie
def encoding(repo: GitRepo) -> None:
    repo.git("config", "i18n.logOutputEncoding", "UTF-16")


@lie
def colours(repo: GitRepo) -> None:
    repo.git("config", "color.ui", "always")


@lie
def prefixes(repo: GitRepo) -> None:
    repo.git("config", "diff.noprefix", "true")


@lie
def format_of_the_log(repo: GitRepo) -> None:
    repo.git("config", "format.pretty", "%s")


@lie
def roots_hidden(repo: GitRepo) -> None:
    repo.git("config", "log.showRoot", "false")


@lie
def date_format(repo: GitRepo) -> None:
    repo.git("config", "log.date", "format:yesterday")


@lie
def mailmap(repo: GitRepo) -> None:
    file = repo.path / ".git" / "names"
    file.write_text("Eve <eve@example.org> <ada@example.org>\n", encoding="utf-8")
    repo.git("config", "mailmap.file", str(file))
