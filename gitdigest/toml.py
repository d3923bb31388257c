"""TOML text -> its table, in bounded time and memory whatever a repository wrote into it."""

from __future__ import annotations

import re
from typing import Any

import tomli

# Each part of a dotted key repeats all before it: half a megabyte of "a.a.a…" fills the memory.
_DEEP = re.compile(r"(?<![\w\"'.\- \t])(?:[\w\"'\-]++[ \t]*+\.[ \t]*+){64}")
_DOTS = 64  # in it at least; to look for the pattern takes as long as half of the rest


class TomlError(ValueError):
    """A text is no TOML, or nested deeper than any person writes."""


def loads(text: str) -> dict[str, Any]:
    """The table of a text; raises TomlError."""
    if text.count(".") >= _DOTS and _DEEP.search(text):
        raise TomlError("a key has more than 64 parts")
    try:
        return tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise TomlError(str(error)) from error
