"""A commit with a 300 MB diff: read within bounds, and named as too large."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.made import fast_import

SIZE = 300_000_000
BOUND = 200


def run(scratch: Path) -> None:
    """Prints the peak memory of Python while it reads the commit, and of git beside it."""
    path = fast_import(scratch / "huge", _stream())
    code = (
        "import json, resource, sys; from gitdigest.__main__ import run; status = run(); "
        "kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN); "
        "print(json.dumps([resource.getrusage(k).ru_maxrss // 1024 for k in kinds]), file=sys.stderr)"
    )
    out = scratch / "huge.md"
    done = subprocess.run(
        [
            sys.executable, "-P", "-c", code, "daily", str(path), "--date", "latest",
            "--timezone", "UTC", "--quiet", "--format", "md", "-o", str(out), "--language", "en",
        ],
        check=True, capture_output=True, text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(scratch / "cache")},
    )  # fmt: skip
    ours, git = done.stderr.strip().splitlines()[-1].strip("[]").split(", ")
    named = "named in the report" if "too large" in out.read_text() else "NOT NAMED"
    print(f"{'memory at a 300 MB diff':<44} {ours} MB (bound {BOUND} MB), git {git} MB; {named}")


def _stream() -> Iterator[bytes]:
    """Text files of 3 MB each, so that git does not take one of them for too big by itself."""
    body = b"".join(b"line number %d of a file that is far too long\n" % i for i in range(60_000))
    yield b"commit refs/heads/main\ncommitter Ada <ada@example.org> 1700000000 +0000\n"
    yield b"data 5\nlarge\n"
    for i in range(SIZE // len(body) + 1):
        content = b"%d\n" % i + body
        yield b"M 100644 inline f%d\ndata %d\n%s\n" % (i, len(content), content)
