"""A history of any length, made fast by `git fast-import`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

DAY = 86_400
NEWEST = 1_767_225_600  # 2026-01-01T00:00:00Z


def made_repository(path: Path, commits: int, *, a_day: int = 20) -> Path:
    """A bare repository of so many commits on `main`, `a_day` of them on each day until NEWEST."""
    return fast_import(path, _stream(commits, a_day))


def fast_import(path: Path, chunks: Iterable[bytes]) -> Path:
    """A bare repository made from a stream of git-fast-import."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
    command = ["git", "-C", str(path), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin is not None  # noqa: S101 - for the type checker
        for chunk in chunks:
            importer.stdin.write(chunk)
        importer.stdin.close()
    return path


def _stream(commits: int, a_day: int) -> Iterator[bytes]:
    for i in range(commits):
        when = NEWEST - DAY // 2 - (commits - 1 - i) * (DAY // a_day)
        who = b"Ada <ada@example.org> %d +0000" % when
        message = b"fix(core): change number %d" % i
        path = b"src/part%d/file%d.py" % (i % 7, i % 50)
        body = b"".join(b"value_%d = %d\n" % (n, i if n % 9 == i % 9 else n) for n in range(60))
        yield b"commit refs/heads/main\nauthor %s\ncommitter %s\ndata %d\n%s\n" % (
            who, who, len(message), message,
        ) + b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(body), body)  # fmt: skip
