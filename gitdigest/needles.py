"""Which of many words a text has, told by one pass over it (Aho and Corasick, 1975)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it is loaded with the first text: --help does not pay for it
    from ahocorasick_rs import BytesAhoCorasick

_PIECE = 1 << 16  # bytes: each place of a word is an object, and a hostile text has no other


class Needles:
    """Words that are looked for together; upper and lower case are not the same."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._overlap = max(len(word.encode()) for word in self._words) - 1

    def within(self, text: str, *, folded: bool = False) -> set[str]:
        """Those that a text has; with `folded` its ASCII letters count as small ones.

        To fold others costs ten times as much as all of this.
        """
        raw = text.encode("utf-8", "surrogatepass")
        raw = raw.lower() if folded else raw
        if len(raw) <= _PIECE:
            return self._within(raw)
        found: set[str] = set()
        for start in range(0, len(raw), _PIECE):
            found |= self._within(raw[start : start + _PIECE + self._overlap])
            if len(found) == len(self._words):
                break
        return found

    def prepare(self) -> None:
        """Loads and makes what the first text would."""
        self._within(b"")

    def _within(self, raw: bytes) -> set[str]:
        places = self._automaton.find_matches_as_indexes(raw, overlapping=True)
        words = self._words
        return {words[number] for number in {place[0] for place in places}}

    @cached_property
    def _automaton(self) -> BytesAhoCorasick:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # noqa: PLC0415 - see above

        words = [word.encode() for word in self._words]
        return BytesAhoCorasick(words, implementation=Implementation.DFA)
