"""Where a name can be used at all, by the texts of the files that have it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from gitdigest.facts.files import read_path
from gitdigest.facts.languages import family_of
from gitdigest.facts.mentions import words

_MODULAR = family_of("JavaScript")
_MODULE = re.compile(rb"^(?:import|export)\b|\brequire\(|\bmodule\.exports\b", re.MULTILINE)
# each with what stands before a name
_AT_TOP = re.compile(rb"(?:async +)?(?:const|let|var|function|class)\b[ *]+")
_EXPORTED = re.compile(rb"\bexports?\b[^;]{0,400}\Z")
_OPEN = re.compile(
    rb"(?:\bpub\s+(?:(?:async|const|unsafe|extern|\"C\")\s+)*"
    rb"(?:fn|struct|enum|union|trait|type|const|static|mod)\s+|\bmacro_rules!\s*)\Z"
)
_NEAR = 450  # bytes before a name
_MOST_LOOKED = 1_000  # places of a name in one file; one that has more of them may be open


def is_kept(path: str, text: bytes, word: str) -> bool:
    """Whether a module of JavaScript has a name that it does not export."""
    if family_of(read_path(path).language) != _MODULAR or not _MODULE.search(text):
        return False
    places = _places(text, word)
    has = any(_AT_TOP.fullmatch(text, text.rfind(b"\n", 0, at) + 1, at) for at in places)
    return has and not _may_be_behind(_EXPORTED, text, places)


def crates_of(texts: Mapping[str, bytes], word: str) -> tuple[str, ...]:
    """The folders beyond which nobody can use a name of Rust: it has no `pub`. None where all can.

    Tests and examples beside `src` are crates of their own.
    """
    homes = [home.partition("src/")[0] for home in texts if home.endswith(".rs") and "src/" in home]
    if len(homes) < len(texts):
        return ()
    if any(_may_be_behind(_OPEN, text, _places(text, word)) for text in texts.values()):
        return ()
    return tuple(f"{home}src/" for home in homes)


def _places(text: bytes, word: str) -> list[int]:
    return list(islice(words(text, word.encode()), _MOST_LOOKED))


def _may_be_behind(pattern: re.Pattern[bytes], text: bytes, places: Sequence[int]) -> bool:
    """Whether one of the places stands behind a pattern, or they are too many to tell."""
    if len(places) == _MOST_LOOKED:
        return True
    return any(pattern.search(text, max(0, at - _NEAR), at) for at in places)
