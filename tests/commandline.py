"""Runs the real command line in a process of its own."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-P", "-m", "gitdigest")


@dataclass(frozen=True)
class Done:
    """What a process left: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def complaint(self) -> tuple[str, str]:
        """The message and the hint of a failure, which are all that stderr holds."""
        lines = self.err.splitlines()
        assert "" == self.out
        assert 2 == len(lines), self.err
        assert lines[0].startswith("gitdigest: ")
        assert lines[1].startswith("hint: ")
        return lines[0].removeprefix("gitdigest: "), lines[1].removeprefix("hint: ")


def environment(**more: str) -> dict[str, str]:
    """The test's environment, without options in it and with no pager that waits for a key."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("GITDIGEST_")
        and key not in {"LESS", "LINES", "PYTHONDONTWRITEBYTECODE"}
    }
    return {**kept, "PAGER": "cat", **more}


def run(*arguments: str | Path, cwd: Path | None = None, stdin: bytes = b"", **env: str) -> Done:
    """`gitdigest ARGUMENTS`; the variables of `env` are added to its environment."""
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env=environment(**env),
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def put_git(folder: Path, script: str) -> str:
    """A PATH whose only `git` is a shell script; `$GIT` is the real one in it."""
    folder.mkdir(exist_ok=True)
    fake = folder / "git"
    fake.write_text(f"#!/bin/sh\nGIT={shutil.which('git')}\n{script}\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    others = [path for path in ("/usr/bin", "/bin") if Path(path).is_dir()]
    return os.pathsep.join([str(folder), *others])
