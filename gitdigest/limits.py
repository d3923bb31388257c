"""How much of a repository is read: whoever made it may have made it without end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

_RANGE = 16  # a range of commits may hold what so many of them may


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what is read; what is beyond one is counted where git counts it, and named.

    In bytes: a text `file` that git compares, the `patch` of one file, all patches of a `commit`,
    a `line` of a patch. `files` of a commit are read, the `refs` of a repository are taken over,
    and git may say nothing for `seconds`.
    """

    file: int = 4 << 20
    patch: int = 2 << 20
    commit: int = 16 << 20
    line: int = 1 << 20
    files: int = 10_000
    refs: int = 200_000
    seconds: int = 120

    def of_range(self) -> Self:
        """The bounds where a whole range is read as one commit."""
        return replace(self, commit=_RANGE * self.commit, files=_RANGE * self.files)


KEYS = tuple(field.name for field in fields(Limits))

BEHIND: Mapping[str, tuple[str, ...]] = {
    "too-large": ("file", "patch"),
    "large-commit": ("commit",),
    "long-line": ("line",),
    "many-files": ("files",),
    "out-of-time": ("seconds",),
}
"""Why a file has no content in a report -> the bounds that may be why."""
