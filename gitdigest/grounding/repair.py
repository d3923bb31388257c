"""Typography that a model puts into names: dashes, spaces and quotes are set right."""

from __future__ import annotations

import re

from gitdigest.grounding.evidence import normal

_SPAN = re.compile(r"`([^`\n]{1,200})`")
_INVISIBLE = re.compile(r"<U\+(?:00AD|200B|200C|200D|2060|FEFF)>|[\u00ad\u200b-\u200d\u2060\ufeff]")
_JOINED = re.compile("(?<=[\\w.])[\u2010-\u2014\u2212](?=[\\w])")
_NARROW = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")


def repair(text: str) -> str:
    """The text with its code spans in plain typography, and odd spaces and hyphens elsewhere."""
    text = _INVISIBLE.sub("", text)
    text = _SPAN.sub(lambda span: f"`{normal(span[1]).strip()}`", text)
    if text.isascii():
        return text
    return _NARROW.sub(" ", _JOINED.sub(_hyphen, text))


def spans(text: str) -> list[str]:
    """What stands between backticks."""
    return _SPAN.findall(text)


def prose(text: str) -> str:
    """The text without what stands between backticks."""
    return _SPAN.sub(" ` ", text)


def _hyphen(match: re.Match[str]) -> str:
    """A plain hyphen inside words; an en dash between digits is a range and stays."""
    before, after = match.string[match.start() - 1], match.string[match.end()]
    return match[0] if before.isdigit() and after.isdigit() else "-"
