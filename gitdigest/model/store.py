"""A folder that keeps JSON by key, on disk: small, safe to share between processes, never trusted."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
import zlib
from collections.abc import Iterator
from contextlib import suppress
from os import getuid
from pathlib import Path
from typing import Any

import diskcache

from gitdigest.errors import GitDigestError

_VALUE_FILE = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{28}\.val")
_KEY = re.compile(r"[a-z]+:[0-9a-f]{64}")
_LIMIT = 16 << 20  # bytes of a value, unpacked
_DATABASE = "cache.db"


def is_key(key: object) -> bool:
    """Whether a store can have such a key: a word, a colon, and a SHA-256."""
    return isinstance(key, str) and _KEY.fullmatch(key) is not None


class _PoisonedError(ValueError):
    """A row or a file that we did not write."""


class _SafeDisk(diskcache.Disk):  # type: ignore[misc]
    """Values are packed JSON, keys are text, files stay in the folder.

    diskcache unpickles whatever a row calls a pickle, which runs what its writer wants
    (CVE-2025-69872); its own JSONDisk unpickles first as well. Nothing here unpickles.
    """

    def put(self, key: str) -> tuple[str, bool]:
        """A key for the database."""
        if not is_key(key):
            raise TypeError(f"no key: {key!r}")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """A key from the database; one that is not ours is empty."""
        return str(key) if raw and is_key(key) else ""

    def store(self, value: object, read: bool, key: object = diskcache.UNKNOWN) -> Any:  # noqa: FBT001, ARG002
        """A value for the database or a file."""
        packed = zlib.compress(json.dumps(value).encode(), 1)
        return super().store(packed, False, key=key)

    def fetch(self, mode: int, filename: str | None, value: object, read: bool) -> Any:  # noqa: FBT001
        """A value from the database or a file. Raises _PoisonedError."""
        in_file = mode == diskcache.core.MODE_BINARY
        if read or mode not in (diskcache.core.MODE_RAW, diskcache.core.MODE_BINARY):
            raise _PoisonedError("a value of another kind")
        if in_file and not _VALUE_FILE.fullmatch(filename or ""):
            raise _PoisonedError("a file elsewhere")
        packed = super().fetch(mode, filename, value, False)
        if not isinstance(packed, bytes):
            raise _PoisonedError("a value that is no bytes")
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(packed, _LIMIT)
        if not unpacker.eof:
            raise _PoisonedError("a value that is cut off, or without end")
        return json.loads(content)

    def remove(self, file_path: str) -> None:
        """Remove a value's file; a row may name another one."""
        if _VALUE_FILE.fullmatch(file_path):
            super().remove(file_path)


class Store:
    """JSON by key. What cannot be read is not there; what cannot be written is not kept."""

    def __init__(self, folder: Path, limit: int = 1 << 30) -> None:
        self.folder = folder
        _check(folder)
        self._cache = _opened(folder, limit)

    def get(self, key: str) -> Any:
        """The value, or None."""
        try:
            return self._cache.get(key)
        except (ValueError, RecursionError, zlib.error, sqlite3.Error, OSError, diskcache.Timeout):
            return None

    def put(self, key: str, value: object) -> None:
        """Keep a value."""
        with suppress(sqlite3.Error, OSError, diskcache.Timeout):  # a full disk ends no run
            self._cache.set(key, value)

    def delete(self, key: str) -> None:
        """Let a value go."""
        with suppress(sqlite3.Error, OSError, diskcache.Timeout):
            self._cache.delete(key)

    def __iter__(self) -> Iterator[str]:
        """Every key, oldest first."""
        return (key for key in self._cache if key)

    def shrink(self, limit: int) -> None:
        """Let the oldest values go, until the folder has at most so many bytes."""
        kept = self._cache.size_limit
        self._cache.reset("size_limit", limit)
        self._cache.cull()
        self._cache.reset("size_limit", kept)

    def clear(self) -> None:
        """Let every value go."""
        with suppress(sqlite3.Error, OSError, diskcache.Timeout):
            self._cache.clear()

    @property
    def bytes(self) -> int:
        """What it takes on disk."""
        return int(self._cache.volume())

    def close(self) -> None:
        """Close the database."""
        self._cache.close()


def _check(folder: Path) -> None:
    """Nobody else may have written what is read here, nor may read it: it speaks of the code."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
    except OSError as error:
        raise _unusable(folder, error.strerror or "it is not possible") from error
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == getuid()
    if not ours or found.st_mode & 0o022:
        raise GitDigestError(
            f"the cache {folder} is not a folder of yours alone",
            "remove it, or name another one by XDG_CACHE_HOME",
        )
    if found.st_mode & 0o077:
        folder.chmod(0o700)


def _opened(folder: Path, limit: int) -> Any:
    """The database, begun anew where it is broken, but not where it has no room or no right."""
    try:
        cache = _cache(folder, limit)
    except (sqlite3.OperationalError, OSError, diskcache.Timeout) as error:
        reason = getattr(error, "strerror", None) or str(error) or "another run holds it"
        raise GitDigestError(
            f"the cache {folder} cannot be used: {reason}",
            "free some room, or name another one by XDG_CACHE_HOME",
        ) from error
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError):
        try:
            for path in folder.glob(f"{_DATABASE}*"):
                path.unlink()
            cache = _cache(folder, limit)
        except (sqlite3.DatabaseError, OSError) as error:
            raise _unusable(folder, str(error)) from error
    return cache


def _unusable(folder: Path, why: str) -> GitDigestError:
    return GitDigestError(
        f"the cache {folder} cannot be written: {why}", "name another one by XDG_CACHE_HOME"
    )


def _cache(folder: Path, limit: int) -> Any:
    made = diskcache.Cache(str(folder), disk=_SafeDisk, size_limit=limit)
    (folder / _DATABASE).chmod(0o600)
    return made
