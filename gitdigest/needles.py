"""Which of many words a text has, told by one pass over it (Aho and Corasick, 1975)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it is loaded with the first text: --help does not pay for it
    from ahocorasick_rs import BytesAhoCorasick

_PIECE = 1 << 16  # bytes: each place of a word is an object, and a hostile text has no other


class Needles:
    """Words that are looked for together; upper and lower case are not the same.

    A byte that is no text stands in a word as Python's `surrogateescape` has it.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._bytes = [word.encode("utf-8", "surrogateescape") for word in self._words]
        self._overlap = max(map(len, self._bytes)) - 1

    def within(self, raw: bytes) -> set[str]:
        """Those that some bytes have."""
        found: set[str] = set()
        for _, places in self._pieces(raw):
            found |= {self._words[number] for number in {place[0] for place in places}}
            if len(found) == len(self._words):
                break
        return found

    def places(self, raw: bytes) -> Iterator[tuple[str, int]]:
        """Each word that some bytes have, with the place of its last byte; some are told twice."""
        for start, places in self._pieces(raw):
            for number, _, end in places:
                yield self._words[number], start + end - 1

    def prepare(self) -> None:
        """Loads and makes what the first text would."""
        self._automaton.find_matches_as_indexes(b"", overlapping=True)

    def _pieces(self, raw: bytes) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
        """The starts of pieces, and the words in each: its number, its start and its end."""
        for start in range(0, len(raw), _PIECE):
            piece = raw[start : start + _PIECE + self._overlap]
            yield start, self._automaton.find_matches_as_indexes(piece, overlapping=True)

    @cached_property
    def _automaton(self) -> BytesAhoCorasick:
        from ahocorasick_rs import BytesAhoCorasick, Implementation  # noqa: PLC0415 - see above

        return BytesAhoCorasick(self._bytes, implementation=Implementation.DFA)


def encoded(text: str, *, folded: bool = False) -> bytes:
    """The bytes of a text; with `folded` its ASCII letters are small ones.

    To fold others costs ten times as much as to look for words.
    """
    raw = text.encode("utf-8", "surrogatepass")
    return raw.lower() if folded else raw
