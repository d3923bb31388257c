"""Makes real repositories with fixed names and dates."""

from __future__ import annotations

import os
import re
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
NOON = 1_700_000_000  # 2023-11-14T22:13:20Z


@dataclass
class GitRepo:
    """A repository and the clock of its next commit (seconds since the epoch)."""

    path: Path
    clock: int = NOON
    zone: str = "+0000"
    env: dict[str, str] = field(default_factory=dict)

    @classmethod
    def init(cls, path: Path, *options: str) -> GitRepo:
        subprocess.run(
            ["git", "init", "-q", "-b", "main", *options, str(path)],
            check=True,
            capture_output=True,
        )
        return cls(path)

    def git(self, *args: str, stdin: bytes | None = None, check: bool = True) -> str:
        return self.git_bytes(*args, stdin=stdin, check=check).decode("utf-8", "replace").strip()

    def git_bytes(self, *args: str, stdin: bytes | None = None, check: bool = True) -> bytes:
        date = f"@{self.clock} {self.zone}"
        who = {
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.org",
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": "Grace",
            "GIT_COMMITTER_EMAIL": "grace@example.org",
            "GIT_COMMITTER_DATE": date,
        }
        done = subprocess.run(
            ["git", "-C", str(self.path), *args],
            input=stdin if stdin is not None else b"",
            capture_output=True,
            check=False,
            env={**os.environ, **who, **self.env},
        )
        if check and done.returncode:
            raise AssertionError(f"git {' '.join(args)}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def write(self, name: str | bytes, content: str | bytes, *, executable: bool = False) -> Path:
        data = content.encode() if isinstance(content, str) else content
        path = self.path / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o755 if executable else 0o644)
        return path

    def commit(
        self,
        message: str | bytes = "change",
        files: dict[str, str | bytes | None] | None = None,
        *,
        at: int | None = None,
    ) -> str:
        """Writes the files (None deletes one), commits all, and gives the id; a minute passes."""
        if at is not None:
            self.clock = at
        for name, content in (files or {}).items():
            if content is None:
                (self.path / name).unlink()
            else:
                self.write(name, content)
        self.git("add", "-A")
        data = message.encode() if isinstance(message, str) else message
        self.git_bytes(
            *("-c", "maintenance.auto=false"),  # git starts another git to find nothing to do
            "commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-F", "-",
            stdin=data,
        )  # fmt: skip
        self.clock += 60
        return self.head()

    def head(self) -> str:
        """The id of HEAD, by a look at the files that hold it, where there are such."""
        dot_git = self.path / ".git"
        with suppress(OSError, UnicodeDecodeError):
            name = (dot_git / "HEAD").read_text(encoding="utf-8").strip()
            branch = name.removeprefix("ref: ")
            found = (
                name if branch == name else (dot_git / branch).read_text(encoding="ascii").strip()
            )
            if _ID.fullmatch(found):
                return found
        return self.git("rev-parse", "HEAD")
