"""The patch id of a commit, and that of its opposite: what they share is the same change.

Two commits have one id where `git patch-id --stable` gives them one: line numbers and white space
do not count, the lines around a change do. Git hashes the rows of a patch as they stand; here the
lines before a change and those behind it are hashed one after the other, so that the opposite is
the same two in the other order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Literal

from gitdigest.diff import Diff, FileChange, Status, Unread

_SPACE = b" \t\n\r"  # what git takes for space in a patch
_SIZE = 16
_OPPOSITE: dict[Status, Status] = {"added": "deleted", "deleted": "added"}
_NOT_BEFORE = re.compile(r"\n[+\\].*")  # that a last line has no newline does not count
_NOT_BEHIND = re.compile(r"\n[-\\].*")


def patch_ids(diff: Diff) -> tuple[str, str]:
    """The id of a patch and of its opposite, empty where the patch is, or is not all read.

    A copy has no opposite that git would write.
    """
    if diff.unread or any(change.unread not in {None, Unread.BINARY} for change in diff.files):
        return "", ""
    own: list[bytes] = []
    back: list[bytes] = []
    for change in diff.files:
        before, behind = _sides(change)
        own.append(_hashed(*_head(change, change.status), before, behind))
        opposite = _OPPOSITE.get(change.status, change.status)
        back.append(_hashed(*_head(change, opposite, -1), behind, before))
    has_copies = any(change.status == "copied" for change in diff.files)
    return _joined(own), "" if has_copies else _joined(back)


def _joined(files: Iterable[bytes]) -> str:
    """One id of all files, in whatever order they come."""
    hashes = sorted(files)
    return blake2b(b"".join(hashes), digest_size=_SIZE).hexdigest() if hashes else ""


def _hashed(*parts: bytes) -> bytes:
    return blake2b(b"\0".join(parts), digest_size=_SIZE).digest()


def _sides(change: FileChange) -> tuple[bytes, bytes]:
    """The lines of the hunks before and behind, without space; changed ones are marked alike."""
    rows = "".join([f"\n{hunk.body}" for hunk in change.hunks])
    around = "\n " in rows  # a new file has nothing before, and to take all of it away costs most
    before = _NOT_BEFORE.sub("", rows) if around or "\n-" in rows else ""
    behind = _NOT_BEHIND.sub("", rows) if around or "\n+" in rows else ""
    behind = behind.replace("\n+", "\n-")
    return _bytes(before).translate(None, _SPACE), _bytes(behind).translate(None, _SPACE)


def _head(change: FileChange, status: Status, order: Literal[1, -1] = 1) -> Iterator[bytes]:
    """Names (git quotes odd ones, but not for a space), modes where they change, blobs of binaries.

    The change that takes this one back has another status, and each two in the other order.
    """
    for name in (change.old_path or change.path, change.path)[::order]:
        yield _bytes(name.replace(" ", ""))
    yield f"{status} {change.similarity} {change.encoding}".encode()
    if change.old_mode != change.new_mode:
        yield " ".join((change.old_mode, change.new_mode)[::order]).encode()
    if change.binary:
        yield " ".join((change.old_blob, change.new_blob)[::order]).encode()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
