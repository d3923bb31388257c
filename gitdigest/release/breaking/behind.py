"""Who is behind a difference: the commits that took or wrote its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gitdigest.facts.fact import Evidence
from gitdigest.release.effect import Endings

_MOST_LINES = 60
_MOST_COMMITS = 3


class Behind:
    """Finds the commits behind lines that differ at the end, the most concerned first."""

    def __init__(self, endings: Endings) -> None:
        self._endings = endings

    def lost(self, old_path: str, first: int, last: int) -> tuple[str, ...]:
        """The commits that took lines (1-based, both included) of before the range."""
        lines = range(first, min(last, first + _MOST_LINES) + 1)
        gone = [line for line in lines if self._endings.is_lost(old_path, line)]
        return _some(self._endings.took(old_path, line) for line in gone)

    def gained(self, path: str, first: int, last: int) -> tuple[str, ...]:
        """The commits that wrote lines (1-based, both included) that are new at the end."""
        lines = range(first, min(last, first + _MOST_LINES) + 1)
        new = [line for line in lines if self._endings.is_gained(path, line)]
        return _some(self._endings.wrote(path, line) for line in new)

    def at(self, evidence: Evidence) -> tuple[str, ...]:
        """The commits behind a place; where its line tells none, the last that touched the file."""
        line = evidence.line or 0
        if line and evidence.side == "old":
            found = self.lost(evidence.path, line, line)
        else:
            found = self.gained(evidence.path, line, line) if line else ()
        return found or self.file(evidence.path)

    def file(self, path: str) -> tuple[str, ...]:
        """The commit that touched a file last; its name may be that of either end."""
        return _some([self._endings.touched(path)])


def _some(shas: Iterable[str]) -> tuple[str, ...]:
    counted = Counter(sha for sha in shas if sha)
    return tuple(sha for sha, _ in counted.most_common(_MOST_COMMITS))
