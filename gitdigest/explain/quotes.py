"""Analysis and Diff -> the hunks that its claims point to, as a report shows them."""

from __future__ import annotations

from collections.abc import Iterator

from gitdigest.analysis.claim import Analysis, claims_of
from gitdigest.diff import Diff, FileChange, Hunk
from gitdigest.digest import Quote

MOST_QUOTES = 8
_MOST_LINES = 60


def quotes_of(analysis: Analysis, diff: Diff) -> tuple[Quote, ...]:
    """Each hunk that holds a claimed line, once, in the order of the claims; the first 8.

    A hunk of more than 60 lines is not quoted: the place of the claim is told all the same.
    """
    found: dict[tuple[str, int], Quote] = {}
    files = {file.path: file for file in diff.files}
    for _, claim in claims_of(analysis):
        if claim.lines and claim.file in files:
            for hunk in _around(files[claim.file], claim.lines):
                quote = Quote(
                    claim.file, hunk.old_start, hunk.new_start, hunk.body, hunk.section.strip()
                )
                found.setdefault((claim.file, hunk.new_start), quote)
    return tuple(found.values())[:MOST_QUOTES]


def _around(change: FileChange, lines: tuple[int, int]) -> Iterator[Hunk]:
    """The first hunk with a changed line of that number on either side, if it can be shown."""
    first, last = lines
    for hunk in change.hunks:
        numbers = (line.new or line.old or 0 for line in hunk.lines() if line.kind != " ")
        if any(first <= number <= last for number in numbers):
            if hunk.body.count("\n") <= _MOST_LINES:
                yield hunk
            return
