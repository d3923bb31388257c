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
    whole, others = _parted(words, parts)
    found = whole.intersection(parts.findall(text)) if whole else set[str]()
    return found | {word for word in others if any(True for _ in _starts(text, word, parts))}


def starts_of(words: Collection[str], text: str) -> dict[str, list[int]]:
    """Where each of some words begins in a text; those that it does not have are left out."""
    whole, others = _parted(words, _WORD)
    places: dict[str, list[int]] = {}
    for match in _WORD.finditer(text) if whole else ():
        if match[0] in whole:
            places.setdefault(match[0], []).append(match.start())
    found = ((word, list(_starts(text, word, _WORD))) for word in others)
    return places | {word: starts for word, starts in found if starts}


def _parted(words: Collection[str], parts: re.Pattern[str]) -> tuple[set[str], Collection[str]]:
    """Those that are found among all words of a text, and those that are looked for one by one.

    Of many the first have no other letters than words have, and of the second ones few are looked
    for: each costs what the text is long.
    """
    if len(words) <= _MANY:
        return set(), words
    whole = set(filter(parts.fullmatch, words))
    return whole, sorted(set(words) - whole)[:_MANY]


def _starts(text: str, word: str, parts: re.Pattern[str]) -> Iterator[int]:
    start = text.find(word) if word else -1  # what parsers recover may have an empty name
    while start >= 0:
        end = start + len(word)
        if not parts.match(text[max(0, start - 1) : start]) and not parts.match(text, end, end + 1):
            yield start
        start = text.find(word, start + 1)
