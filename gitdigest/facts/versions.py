"""Versions in a requirement, as far as they can be compared."""

from __future__ import annotations

import re
from typing import Literal

_VERSION = re.compile(
    r"(?<![\w.])[vV^~=<>! ]{0,4}(\d+(?:\.\d+)*)(?:[-.]?(a|b|rc|alpha|beta|dev|pre|post)[-.]?(\d*))?"
    r"(?![A-Za-z0-9])"
)
_FINAL = "final"
_ORDER = ("d", "a", "b", "p", "r", _FINAL, "post")  # dev, alpha, beta, pre, rc, the release, post


def direction(before: str, after: str) -> Literal["upgraded", "downgraded"] | None:
    """Whether a requirement went up or down by its first version; None where that is not told."""
    old, new = _key(before), _key(after)
    if old is None or new is None or old == new:
        return None
    return "upgraded" if new > old else "downgraded"


def _key(requirement: str) -> tuple[list[int], int, int] | None:
    match = _VERSION.search(requirement)
    if match is None:
        return None
    numbers = [int(part) for part in match[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    stage = match[2] or _FINAL
    place = _ORDER.index(stage if stage in _ORDER else stage[0])
    return numbers, place, int(match[3] or 0)
