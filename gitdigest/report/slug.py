r"""Anchors of headings, by the rules of GitHub and of GitLab, and headings where both agree.

GitHub (html-pipeline's TocFilter; github-slugger follows it): lower case, everything but word
characters, hyphens and spaces is removed, each space becomes a hyphen; the second of equal anchors
gets "-1". GitLab documents the same, and then makes one hyphen of several. So the two differ where
a gap between words holds more than one space or hyphen: "a - b", "with --flag", "this & that".
A no-break space and a no-break hyphen are removed by both, and look like the plain ones: they take
the place of each that is one too many.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

LONGEST = 120
_LOOK_ALIKE = {ord(" "): "\u00a0", ord("-"): "\u2011"}  # no-break space, no-break hyphen
_PRODUCT = re.compile(  # GitLab drops its own tiers from an anchor: "Feature (premium only)"
    r"\s*\**\((?:premium|ultimate|free|beta|experiment)(?: \w+){0,2}\)\**", re.IGNORECASE
)
_HYPHENS = re.compile(r"-+")
_WORD = frozenset({"Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Pc"})
_CONTESTED = frozenset({"Nl", "No", "Cn", "Cf"})  # word characters to one, none to the other


def github(text: str) -> str:
    """The anchor of a heading on GitHub, before it is made unique."""
    return "".join(char for char in text.lower() if _is_kept(char)).replace(" ", "-")


def gitlab(text: str) -> str:
    """The anchor of a heading on GitLab, before it is made unique."""
    anchor = _HYPHENS.sub("-", github(_PRODUCT.sub("", text.strip())))
    return f"anchor-{anchor}" if anchor.isdigit() else anchor


class Anchors:
    """The anchors of a document's headings, added in their order."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._used: set[str] = set()

    def add(self, heading: str) -> str:
        """The heading's anchor, "" where GitHub and GitLab would not agree on it."""
        anchor = github(heading)
        agreed = anchor == gitlab(heading) and not any(map(_is_contested, heading))
        count = self._seen[anchor]
        self._seen[anchor] += 1
        unique = f"{anchor}-{count}" if count else anchor
        fresh = unique not in self._used
        self._used.add(unique)
        return unique if agreed and fresh else ""


def agreeing(subject: str, end: str) -> str:
    """A heading of a subject and a last word, such as a short SHA, with one anchor by both rules.

    The subject is whole but for spaces and hyphens that became no-break ones; "…" stands for what
    the rules cannot agree on, and for what is over 120 characters.
    """
    subject = _PRODUCT.sub(" …", subject.strip()) or "…"
    subject = "".join("…" if _is_contested(char) else char for char in subject)
    if len(subject) > LONGEST:
        subject = f"{subject[:LONGEST]}…"
    return _spaced(f"{subject} {end}")


def plain(heading: str) -> str:
    """A heading's text with the plain characters that others stand for."""
    return heading.translate({ord(like): char for char, like in _LOOK_ALIKE.items()})


def _spaced(text: str) -> str:
    """The text with at most one hyphen in each gap, or one space that will be one."""
    pieces: list[str] = []
    last = 0
    for start, stop in _gaps(text):
        pieces += [text[last:start], _narrowed(text[start:stop])]
        last = stop
    return "".join(pieces) + text[last:]


def _narrowed(gap: str) -> str:
    """The gap with its first space or hyphen, and what looks like each of the others."""
    first = next((at for at, char in enumerate(gap) if char in " -"), len(gap))
    return gap[: first + 1] + gap[first + 1 :].translate(_LOOK_ALIKE)


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Where the runs of characters that are no part of a word start and stop."""
    start = None
    for at, char in enumerate(text):
        if not _is_word(char):
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None


def _is_kept(char: str) -> bool:
    return char in " -" or unicodedata.category(char) in _WORD


def _is_word(char: str) -> bool:
    return unicodedata.category(char) in _WORD and not _is_contested(char)


def _is_contested(char: str) -> bool:
    """Numbers that are no digits, circled letters, and the sigma that has two lower cases."""
    return (
        unicodedata.category(char) in _CONTESTED
        or char == "\u03a3"
        or "\u24b6" <= char <= "\u24e9"
        or "\U0001f130" <= char <= "\U0001f189"
    )
