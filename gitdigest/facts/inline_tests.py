"""Changed lines of source files that are tests: Rust keeps its unit tests beside the code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gitdigest.diff import FileChange

_TEST_MODULE = re.compile(r"\s*(?:pub(?:\([^)]*\))? )?mod \w*tests?\b")
_CFG_TEST = "#[cfg(test)]"


def inline_test_lines(files: Iterable[FileChange]) -> int:
    """How many changed lines stand in a test module of a Rust file, by its hunks alone.

    git names the last line at the left margin before a hunk: inside a test module that is `mod
    tests {`. A module that starts within the hunk counts from its own line on.
    """
    return sum(_of_file(change) for change in files if change.path.endswith(".rs"))


def _of_file(change: FileChange) -> int:
    count = 0
    for hunk in change.hunks:
        inside = _TEST_MODULE.match(hunk.section) is not None
        if not inside and "mod " not in hunk.body and _CFG_TEST not in hunk.body:
            continue
        for line in hunk.body.split("\n"):
            text = line[1:]
            if text.strip() == _CFG_TEST or (text[:1] != " " and _TEST_MODULE.match(text)):
                inside = True
            elif text.startswith(("pub ", "fn ", "impl", "struct ", "enum ", "trait ")):
                inside = False
            count += inside and line[:1] in {"+", "-"}
    return count
