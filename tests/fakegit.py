"""A program named git that does what a test says, first in PATH."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import time
from pathlib import Path

import pytest

REAL = shutil.which("git") or "git"


def fake_git(
    folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, version: str = "git version 2.40.0"
) -> Path:
    """Puts a shell script first in PATH; asked for its version it says `version`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "git"
    file.write_text(
        f'#!/bin/sh\nif [ "$1" = version ]; then echo "{version}"; exit; fi\n{script}\n',
        encoding="utf-8",
    )
    file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return file


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(file: Path, seconds: float = 10) -> str:
    """The text of a file, as soon as there is some."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if file.exists() and (text := file.read_text(encoding="utf-8").strip()):
            return text
        time.sleep(0.01)
    raise AssertionError(f"{file} was not written")


def ends(pid: int, seconds: float = 5) -> bool:
    """Whether a process is gone within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not is_running(pid):
            return True
        time.sleep(0.01)
    return False


def all_go(seconds: float = 10) -> bool:
    """Whether no process of this one's pools is left within some seconds."""
    end = time.monotonic() + seconds
    while multiprocessing.active_children() and time.monotonic() < end:
        time.sleep(0.01)
    return not multiprocessing.active_children()
