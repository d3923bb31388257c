"""Which of some names each version of a file holds as a word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from gitdigest.facts.edits import lines_between
from gitdigest.facts.files import says_generated
from gitdigest.facts.mentions import WORDS, has_word
from gitdigest.facts.sources import LARGEST_SOURCE, Objects, is_text

_MOST_VERSIONS = 50_000
_MOST_TEXT = 8 << 20

Names = frozenset[bytes]


class _Version(NamedTuple):
    """What a version holds; `whole` tells that it is all, and not left out as nobody wrote it."""

    names: Names
    whole: bool = True


class Holding:
    """Versions by the ids of their blobs, the latest used kept.

    Of a version that follows another one only the lines between what both have are taken apart.
    """

    def __init__(self, blobs: Objects, names: Names) -> None:
        self._blobs = blobs
        self._names = names
        self._versions: OrderedDict[str, _Version | None] = OrderedDict()
        self._texts: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def all(self, pairs: Iterable[tuple[str, str]]) -> Mapping[str, Names | None]:
        """What each version of some pairs holds, None where it cannot be read.

        The second of a pair is mostly like the first; either may be empty.
        """
        wanted: dict[str, str] = {}
        for one, other in pairs:
            wanted.setdefault(one, "")
            wanted[other] = one
        wanted.pop("", None)
        missing = [blob for blob in wanted if blob not in self._versions]
        for blob, text in zip(missing, self._read(missing), strict=True):
            self._versions[blob] = None if text is None else self._version(text, wanted[blob])
            self._remember(blob, text or b"")
        found: dict[str, Names | None] = {}
        for blob in wanted:
            self._versions.move_to_end(blob)
            version = self._versions[blob]
            found[blob] = None if version is None else version.names
        while len(self._versions) > _MOST_VERSIONS:
            self._versions.popitem(last=False)
        return found

    def _read(self, missing: list[str]) -> Iterator[bytes | None]:
        return self._blobs.read_all(missing, limit=LARGEST_SOURCE)

    def _version(self, text: bytes, before: str) -> _Version:
        """The names in a text; none where no person wrote it."""
        old, known = self._texts.get(before), self._versions.get(before)
        if old and known and known.whole:
            found = self._names_again(text, old, known.names)
        else:
            found = self._names_of(text)
        if found and (not is_text(text) or says_generated(text)):
            return _Version(frozenset(), whole=False)
        return _Version(found)

    def _names_again(self, text: bytes, old: bytes, known: Names) -> Names:
        """The names in a text, by those of another one that is like it and the lines that differ."""
        start, old_end, end = lines_between(old, text)
        before, after = set(old[start:old_end].split(b"\n")), set(text[start:end].split(b"\n"))
        come = self._names_of(b"\n".join(after - before))
        gone = self._names_of(b"\n".join(before - after)) - come
        return (known | come) - {name for name in gone if not has_word(text, name)}

    def _names_of(self, text: bytes) -> Names:
        return self._names.intersection(text.translate(WORDS).split())

    def _remember(self, blob: str, text: bytes) -> None:
        self._texts[blob] = text
        self._size += len(text)
        while self._size > _MOST_TEXT:
            _, gone = self._texts.popitem(last=False)
            self._size -= len(gone)
