"""Which of some words or signs a text has, and where each begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

_MANY = 50  # words; each is looked for in all of a text
_WORD = re.compile(r"\w+")


def holds(text: str, signs: Iterable[str]) -> bool:
    """Whether a text has one of some signs anywhere; `map` takes half of what a generator does."""
    return any(map(text.__contains__, signs))


def words_in(words: Collection[str], text: str, parts: re.Pattern[str] = _WORD) -> Collection[str]:
    """Those of some words that a text has; `parts` tells what belongs to a word."""
    whole = set(filter(parts.fullmatch, words)) if len(words) > _MANY else set[str]()
    found = whole.intersection(parts.findall(text)) if whole else whole
    others = (word for word in words if word not in whole)
    return found | {word for word in others if any(True for _ in _starts(text, word, parts))}


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


def _starts(text: str, word: str, parts: re.Pattern[str] = _WORD) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not parts.match(text[max(0, start - 1) : start]) and not parts.match(text, end, end + 1):
            yield start
        start = text.find(word, end)
