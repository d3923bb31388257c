"""Reads a file that may be a trap, writes one that is never seen half, and names one safely."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from gitdigest.errors import GitDigestError, OutputError

_UNSAFE = re.compile(r"[^\w.-]+")
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9¹²³]", re.IGNORECASE)
_LONGEST_NAME = 71  # bytes, and a hash of nine


class UnreadableError(GitDigestError):
    """A file that is no plain file, is too large, or does not let itself be read."""


def read_plain(path: Path, limit: int, *, follow: bool = False) -> bytes | None:
    """The bytes of a regular file of at most `limit` bytes; None where there is no such file.

    A symbolic link is refused unless `follow`; a FIFO cannot make it wait. Raises UnreadableError.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    if path.is_symlink() and not follow:
        raise UnreadableError(f"{path} is a symbolic link", "put a plain file in its place")
    try:
        descriptor = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}") from error
    try:
        return _content(path, descriptor, limit)
    finally:
        os.close(descriptor)


def _content(path: Path, descriptor: int, limit: int) -> bytes:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableError(f"{path} is no plain file", "put a plain file in its place")
    content = bytearray()
    while chunk := os.read(descriptor, 65536):
        content += chunk
        if len(content) > limit:
            raise UnreadableError(f"{path} is larger than {limit} bytes", "make it smaller")
    return bytes(content)


def from_home(path: str) -> Path:
    """The path with the home that "~" or "~name" means; as it stands where nobody has that name."""
    with suppress(ValueError):  # a NUL is in no name
        return Path(os.path.expanduser(path))  # noqa: PTH111 - Path's own has an error for no such user
    return Path(path)


def is_there(path: Path) -> bool:
    """Whether something is at a path; no name is too long to be asked for."""
    return os.path.exists(path)  # noqa: PTH110 - Path's own has an error for such a name


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write `content` to `path` as `written_whole` does."""
    with written_whole(path, mode=mode) as file:
        file.write(content)


@contextmanager
def written_whole(path: Path, *, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """A file for what shall stand at `path`, so that nobody ever sees a part of it.

    No link there is followed. The folder is made where it is missing. Only a plain file is
    replaced: no link, no device. Raises OutputError, and leaves no other file behind.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OutputError(f"{path} is there already and is no plain file", "name another place")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(prefix=".gitdigest-", dir=path.parent)
    except OSError as error:
        raise _refusal(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            os.fchmod(file.fileno(), mode)
        os.replace(name, path)  # noqa: PTH105 - the names are strings already
    except OSError as error:
        raise _refusal(path, error) from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)  # noqa: PTH108 - gone already where all went well


def _refusal(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or "it is not possible"
    return OutputError(f"{path} cannot be written: {reason}", "name another place with -o")


def safe_name(text: str) -> str:
    """The text as part of a file name on any system; what had to change is told by a hash.

    At most 80 bytes of letters and digits of any script in their composed form, ".", "_" and "-",
    the first one no "." and no "-"; never a name that Windows keeps for a device.
    """
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", text)).lstrip(".-")
    name = name.encode()[:_LONGEST_NAME].decode(errors="ignore").rstrip(".-")
    if _DEVICE.fullmatch(name.partition(".")[0]):
        name = f"_{name}"
    if name == text:
        return name
    seal = hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return f"{name}-{seal.hexdigest()[:8]}".lstrip("-")
