"""Which of some words a text has, and where each begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_MANY = 50  # words; each is looked for in all of a text
_WORD = re.compile(r"\w+")


def words_in(words: Collection[str], text: str) -> Collection[str]:
    """Those of some words that a text has."""
    if len(words) > _MANY:
        return {word for word in _WORD.findall(text) if word in words}
    return {word for word in words if any(True for _ in _starts(text, word))}


def starts_of(words: Collection[str], text: str) -> dict[str, list[int]]:
    """Where each of some words begins in a text; those that it does not have are left out."""
    if len(words) > _MANY:
        matches = _WORD.finditer(text)
        found = [(match[0], match.start()) for match in matches if match[0] in words]
    else:
        found = [(word, start) for word in words for start in _starts(text, word)]
    places: dict[str, list[int]] = {}
    for word, start in found:
        places.setdefault(word, []).append(start)
    return places


def _starts(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not _WORD.match(text[max(0, start - 1) : start]) and not _WORD.match(text, end, end + 1):
            yield start
        start = text.find(word, end)
