"""A GGUF file -> a model server on the loopback, in a child process that ends with its parent."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gitdigest.errors import ModelError
from gitdigest.text import clean

WINDOW = 16384
_MAGIC = b"GGUF"
_ENDS = 1 << 20
_START = 600.0  # seconds; tens of gigabytes are read from a slow disk
_STOP = 5.0
_PACKAGE = "xllamacpp"
_LOG = 1 << 16
_CHILD = (sys.executable, "-I", str(Path(__file__).with_name("llama_child.py")))
_LOGGED = re.compile(r"^[\d.]+ E\s+(?:\w+\s*:?\s+)?(?:\w+: )?(?P<said>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a file is served with: tokens of a request, requests at a time, threads of the CPU.

    One thread is left to git and to us. More slots than one buy little where there is no GPU.
    """

    path: Path
    window: int = WINDOW
    slots: int = 1
    threads: int = max(1, (os.cpu_count() or 2) - 1)


@dataclass(frozen=True, slots=True)
class LlamaServer:
    """A server that runs: where it is, and the key that keeps other users of the machine out."""

    url: str
    key: str
    pid: int


@contextmanager
def llama_server(settings: ServerSettings) -> Iterator[LlamaServer]:
    """A server of the file, for as long as the context lasts. Raises ModelError."""
    check_file(settings.path)
    key = secrets.token_urlsafe(24)
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            _CHILD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            env=_environment(),
            cwd="/",
        )
        try:
            yield LlamaServer(_started(child, settings, key, log.fileno()), key, child.pid)
        finally:
            _stop(child)


def gguf_identity(path: Path) -> str:
    """The file's name, size and a hash of its first and last MiB: a hash of all takes too long."""
    size = path.stat().st_size
    with path.open("rb") as file:
        ends = hashlib.sha256(file.read(_ENDS))
        file.seek(max(0, size - _ENDS))
        ends.update(file.read(_ENDS))
    return f"gguf:{path.stem}:{size}:{ends.hexdigest()[:32]}"


def check_file(path: Path) -> None:
    """Raise ModelError for what cannot be served: a file that is none, a package that is missing."""
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        said = f"{path} cannot be read: {error.strerror}"
        raise ModelError(said, "check the path", kind="setup") from error
    if magic != _MAGIC:
        raise ModelError(f"{path} is no GGUF file", "check the path", kind="setup")
    if find_spec(_PACKAGE) is None:
        raise ModelError(
            f"to run {path.name}, the package {_PACKAGE} is needed",
            "pip install 'gitdigest[gguf]', or serve the file yourself and give --api-base",
            kind="setup",
        )


def _started(child: subprocess.Popen[bytes], settings: ServerSettings, key: str, log: int) -> str:
    """Give the child its settings, wait for the address that it listens at."""
    assert child.stdin  # noqa: S101 - both are pipes
    assert child.stdout  # noqa: S101
    told = {
        "path": str(settings.path.resolve()),
        "name": settings.path.stem,
        "key": key,
        "window": settings.window,
        "slots": settings.slots,
        "threads": settings.threads,
    }
    with suppress(BrokenPipeError):
        child.stdin.write(json.dumps(told).encode() + b"\n")
        child.stdin.flush()
    ready, _, _ = select.select([child.stdout], [], [], _START)
    line = child.stdout.readline() if ready else b""
    if not line:
        raise ModelError(
            f"{settings.path.name} cannot be served: {_reason(log)}",
            "check that the file is whole and fits in memory, or try a smaller --window",
            kind="setup",
        )
    url: str = json.loads(line)["url"]
    return url


def _reason(log: int) -> str:
    """The first error that llama.cpp names; the last lines only repeat that there was one."""
    text = os.pread(log, _LOG, 0).decode("utf-8", "replace")
    match = _LOGGED.search(text)
    last = text.strip().rpartition("\n")[2]
    return clean(match["said"] if match else last, limit=200, oneline=True) or "no reason is given"


def _environment() -> dict[str, str]:
    """What a child of ours needs: no settings of llama.cpp, no proxy, no key of the user's."""
    kept = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End it as it ends itself when we are gone: its stdin is at an end."""
    for pipe in (child.stdin, child.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()
    try:
        child.wait(_STOP)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
