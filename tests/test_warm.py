"""A command line that forks from a process with litellm in it is what one that starts from nothing is."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import commandline
import pytest
import warm
from engine.scripted import says, scripted
from gitrepo import GitRepo

EPOCH = {"SOURCE_DATE_EPOCH": "1700000000"}


def test_it_does_the_same(repo: GitRepo, tmp_path: Path) -> None:
    """In its folder and environment, with what is piped to it: code, data and words."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    patch = repo.git_bytes("format-patch", "--root", "--stdout", "HEAD")
    asked: tuple[tuple[str, ...], ...] = (
        ("show", "HEAD", "-f", "json", "-o", "-"),
        ("show", "-", "-f", "json", "-o", "-"),
        ("cache",),
        ("daily", "--date", "never"),
        ("nothing",),
    )
    for words in asked:
        cold, forked = (
            run(*words, cwd=repo.path, stdin=patch, **EPOCH, XDG_CACHE_HOME=str(tmp_path))
            for run in (commandline.run, warm.run)
        )
        assert cold == forked
    assert 2 == forked.code


@pytest.mark.parametrize("number", [signal.SIGKILL, 0])
def test_none_stays(repo: GitRepo, number: int) -> None:
    """A signal reaches it, and it ends where nobody waits for it any more."""
    repo.commit("feat: one", {"a.py": "x = 1\n"})
    with scripted(says(delay=60)) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        with warm.begun("show", "HEAD", "--repo", repo.path, *model) as running:
            end = time.monotonic() + 60
            while not server.asked and time.monotonic() < end:
                time.sleep(0.02)
            if number:
                running.send_signal(signal.Signals(number))
                assert -number == running.done().code
        while is_there(running.pid) and time.monotonic() < end:
            time.sleep(0.02)
        assert not is_there(running.pid)


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
