"""Where a name can be used at all, by the texts of the files that have it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gitdigest.facts.files import read_path
from gitdigest.facts.languages import family_of

_MODULAR = family_of("JavaScript")
_MODULE = re.compile(rb"^(?:import|export)\b|\brequire\(|\bmodule\.exports\b", re.MULTILINE)
_AT_TOP = rb"^(?:async +)?(?:const|let|var|function|class)\b[ *]+%s\b"
_EXPORTED = rb"\bexports?\b[^;]{0,400}?\b%s\b"
_OPEN = (
    rb"\bpub\s+(?:(?:async|const|unsafe|extern|\"C\")\s+)*"
    rb"(?:fn|struct|enum|union|trait|type|const|static|mod)\s+%s\b|\bmacro_rules!\s*%s\b"
)


def is_kept(path: str, text: bytes, word: str) -> bool:
    """Whether a module of JavaScript has a name that it does not export."""
    if family_of(read_path(path).language) != _MODULAR or not _MODULE.search(text):
        return False
    name = re.escape(word.encode())
    has = re.search(_AT_TOP % name, text, re.MULTILINE)
    return bool(has) and not re.search(_EXPORTED % name, text)


def crates_of(texts: Mapping[str, bytes], word: str) -> tuple[str, ...]:
    """The folders beyond which nobody can use a name of Rust: it has no `pub`. None where all can.

    Tests and examples beside `src` are crates of their own.
    """
    homes = [home.partition("src/")[0] for home in texts if home.endswith(".rs") and "src/" in home]
    if len(homes) < len(texts):
        return ()
    name = re.escape(word.encode())
    if any(re.search(_OPEN % (name, name), text) for text in texts.values()):
        return ()
    return tuple(f"{home}src/" for home in homes)
