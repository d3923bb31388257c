"""The model of random weights, kept in a folder between runs of the tests."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock


def random_gguf_in(folder: Path) -> Path:
    """The file, written now if it is not there yet, by one process alone."""
    maker = Path(__file__).with_name("random_gguf.py").read_bytes()
    made_by = hashlib.sha256(maker + version("numpy").encode() + version("gguf").encode())
    path = folder / f"random-{made_by.hexdigest()[:12]}.gguf"
    with FileLock(folder / "lock"):
        if not path.exists():
            from engine.random_gguf import write_random_gguf  # noqa: PLC0415 - numpy is slow

            unfinished = path.with_suffix(".new")
            write_random_gguf(unfinished)
            unfinished.rename(path)
    return path
