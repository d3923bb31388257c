"""What a repository's maker can do to plain git, and cannot do to one that reads a shadow."""

from __future__ import annotations

import contextlib
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks import ATTACKS
from gitrepo import GitRepo
from hostile import LIES, Victim, copied, fingerprint, honest

from gitdigest.errors import GitError
from gitdigest.git.command import GitCommand
from gitdigest.git.shadow import open_shadow

# what gitdigest asks, and more: none of it may start any program
READS = (
    "log -p --ext-diff --textconv --submodule=diff --all",
    "log --raw -p -M -z --format=%H%(trailers) HEAD",
    "rev-list --objects --all",
    "diff --ext-diff --textconv HEAD~2 HEAD",
    "diff-tree -p HEAD",
    "for-each-ref",
    "ls-tree -r HEAD",
    "log --raw --all",
    "cat-file --textconv HEAD:code.py",
    "cat-file --filters HEAD:code.py",
    "archive HEAD",
    "blame HEAD -- code.py",
    "grep -e one HEAD",
)
# what it never asks: git then runs something, but nothing that the repository chose
NEVER = ("log --show-signature", "log --format=%G?", "fetch origin", "st", "gc")


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> GitRepo:
    """The honest repository that every attack starts from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        return honest(tmp_path_factory.mktemp("honest") / "repo")


class _AsksForPassword(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def web() -> Iterator[str]:
    """The address of a server that wants a password for everything."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _AsksForPassword)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/x"
    server.shutdown()
    server.server_close()


@pytest.fixture
def traced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which every git says each child that it starts."""
    log, folder = tmp_path / "trace", tmp_path / "bin"
    folder.mkdir()
    wrapper = folder / "git"
    wrapper.write_text(
        f'#!/bin/sh\nGIT_TRACE2_EVENT={log} exec {shutil.which("git")} "$@"\n', encoding="utf-8"
    )
    wrapper.chmod(0o755)
    log.touch()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return log


def _answers(git: GitCommand, commands: tuple[str, ...]) -> int:
    """How many commands gave something; a hostile repository may make some fail."""
    found = 0
    for command in commands:
        with contextlib.suppress(GitError):
            found += bool(git.run(*command.split(), timeout=30))
    return found


@pytest.fixture
def victim(base: GitRepo, web: str, tmp_path: Path) -> Victim:
    """An honest repository, before the attack."""
    return Victim(copied(base, tmp_path / "repo"), tmp_path / "pwned", web)


@pytest.mark.parametrize("name", ATTACKS)
def test_what_runs_under_plain_git_does_not_run_in_a_shadow(
    name: str, victim: Victim, traced: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attack works, so that its failure means something; no git of ours starts a child."""
    command = ATTACKS[name](victim)
    before = fingerprint(victim.path)
    monkeypatch.chdir(victim.path)
    with open_shadow(victim.path, allow_alternates=True) as shadow:
        git = GitCommand(shadow.path)
        traced.write_bytes(b"")
        assert _answers(git, READS) > 2
        assert "child_start" not in traced.read_text(encoding="utf-8")
        _answers(git, NEVER)
    assert not victim.pwned.exists()
    assert before == fingerprint(victim.path)

    subprocess.run(
        ["git", *command],
        cwd=victim.path,
        capture_output=True,
        check=False,
        timeout=30,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
    )
    assert victim.pwned.exists(), "the attack does not work any more"


@pytest.mark.parametrize("name", LIES)
def test_what_plain_git_is_told_to_show_a_shadow_does_not(
    name: str, base: GitRepo, tmp_path: Path
) -> None:
    """The log and the patches are those of the honest repository."""
    repo = copied(base, tmp_path / "repo")
    LIES[name](repo)
    plain = [one.git_bytes("log", "-p") for one in (base, repo)]
    assert plain[0] != plain[1], "the lie does not work any more"
    read = []
    for path in (base.path, repo.path):
        with open_shadow(path) as shadow:
            read.append(GitCommand(shadow.path).run("log", "-p"))
    assert read[0] == read[1]
    assert b"def one():" in read[1]
