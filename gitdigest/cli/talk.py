"""What the command line says to people: one line at a time, on stderr, harmless to a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from gitdigest.errors import GitDigestError
from gitdigest.text import clean

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Talk:
    """How much is said, whether in colour and by pages; stdout is for data, this is for the rest."""

    quiet: bool = False
    verbose: bool = False
    color: bool = True
    paged: bool = True

    def say(self, text: str) -> None:
        """A line for those who are not --quiet."""
        if not self.quiet:
            _print(text)

    def detail(self, text: str) -> None:
        """A line for those who are --verbose."""
        if self.verbose:
            _print(text)


def complain(error: GitDigestError) -> int:
    """Print an error in at most two lines; the exit code that it asks for."""
    _print(f"gitdigest: {error.message}")
    if error.hint:
        _print(f"hint: {error.hint}")
    return error.exit_code


def _print(text: str) -> None:
    line = clean(text, limit=_LONGEST, oneline=True)
    encoding = sys.stderr.encoding or "utf-8"
    print(line.encode(encoding, "backslashreplace").decode(encoding), file=sys.stderr)  # noqa: T201 - the one place where people are spoken to
