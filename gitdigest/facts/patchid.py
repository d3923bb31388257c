"""The patch id of a commit, and that of its opposite: what they share is the same change.

Two commits have one id where `git patch-id --stable` gives them one: line numbers and white space
do not count, the lines around a change do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b

from gitdigest.diff import Diff, FileChange, Hunk, Status, Unread

_SPACE = b" \t\n\r"  # what git takes for space in a patch
_SIZE = 16
_OPPOSITE: dict[Status, Status] = {"added": "deleted", "deleted": "added"}


def patch_ids(diff: Diff) -> tuple[str, str]:
    """The id of a patch and of its opposite, empty where the patch is, or is not all read.

    A copy has no opposite that git would write.
    """
    if diff.unread or any(change.unread not in {None, Unread.BINARY} for change in diff.files):
        return "", ""
    own = _joined(_parts(change, _bodies(change.hunks)) for change in diff.files)
    if any(change.status == "copied" for change in diff.files):
        return own, ""
    back = [_opposite(change) for change in diff.files]
    return own, _joined(_parts(change, _bodies(change.hunks)) for change in back)


def _joined(files: Iterable[Sequence[bytes]]) -> str:
    """One id of all files, in whatever order they come."""
    hashes = sorted(blake2b(b"\0".join(parts), digest_size=_SIZE).digest() for parts in files)
    return blake2b(b"".join(hashes), digest_size=_SIZE).hexdigest() if hashes else ""


def _parts(change: FileChange, bodies: Iterable[str]) -> list[bytes]:
    """What counts of a file: what git writes above its hunks, and their text without space."""
    text = "".join(bodies).encode("utf-8", "surrogatepass").translate(None, _SPACE)
    return [*(part.encode("utf-8", "surrogatepass") for part in _head(change)), text]


def _head(change: FileChange) -> Iterator[str]:
    """Names (git quotes odd ones, but not for a space), modes where they change, blobs of binaries."""
    yield (change.old_path or change.path).replace(" ", "")
    yield change.path.replace(" ", "")
    yield change.status
    yield str(change.similarity)
    if change.old_mode != change.new_mode:
        yield f"{change.old_mode} {change.new_mode}"
    if change.binary:
        yield f"{change.old_blob} {change.new_blob}"
    yield change.encoding


def _bodies(hunks: Iterable[Hunk]) -> Iterator[str]:
    """The lines of the hunks; that a last one has no newline does not count."""
    for hunk in hunks:
        if "\n\\" in hunk.body:
            yield "\n".join(row for row in hunk.body.split("\n") if row[:1] != "\\")
        else:
            yield hunk.body


def _opposite(change: FileChange) -> FileChange:
    """The change of a file that takes this one back; a type changes in two patches, old one first."""
    return replace(
        change,
        path=change.old_path or change.path,
        old_path=change.path if change.old_path else None,
        status=_OPPOSITE.get(change.status, change.status),
        old_mode=change.new_mode,
        new_mode=change.old_mode,
        old_blob=change.new_blob,
        new_blob=change.old_blob,
        hunks=tuple(map(_turned, change.hunks[:: -1 if change.status == "type-changed" else 1])),
    )


def _turned(hunk: Hunk) -> Hunk:
    """The hunk that takes this one back: what goes comes before what comes, as git writes it."""
    rows: list[str] = []
    gone: list[str] = []
    come: list[str] = []
    for row in hunk.body.split("\n"):
        if row[:1] == "+":
            gone.append(f"-{row[1:]}")
        elif row[:1] == "-":
            come.append(f"+{row[1:]}")
        elif row[:1] != "\\":
            rows += (*gone, *come, row)
            gone, come = [], []
    return replace(hunk, body="\n".join(rows))
