"""Two long values -> the parts in which they differ: of signatures whole parameters, else words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gitdigest.release.surface.parameters import inside, split_top

_WORDS = re.compile(r"\w+|\W")
_CUT = "…"  # at the end of a signature that facts have cut
_LONG = 160  # characters of parameters that are shown whole
_NO_ANGLES = ("def ", "async def ", "class ")  # of Python, where `<` compares


def differing(before: str, after: str) -> list[str]:
    """The parts of two texts in which they differ, "…" for what is the same.

    Where parts only came or went, these alone with their sign: "+ timeout: int".
    """
    found = _parameters(before, after)
    if found is None or max(map(len, found)) > _LONG:
        return _words(before, after)
    gone, come = found
    if gone and come:
        return [gone, come]
    return [f"\u2212 {gone}" if gone else f"+ {come}"]


def _parameters(before: str, after: str) -> tuple[str, str] | None:
    """What of two signatures is in one alone; None where they are none, or differ in order."""
    here, there = _parts(before), _parts(after)
    if len(here) == 1 or len(there) == 1:
        return None
    if before.endswith(_CUT) or after.endswith(_CUT):  # of what is not there nothing is known
        here, there = here[: len(there)], there[: len(here)]
    gone = ", ".join(part for part in here if part not in there)
    come = ", ".join(part for part in there if part not in here)
    return (gone, come) if gone or come else None


def _parts(signature: str) -> list[str]:
    """What stands before the parameters, each of them, and what they give back."""
    text = signature
    if text.startswith("func ("):  # the receiver of a method of Go
        text = inside(text)[2].strip()
    if text.endswith(_CUT):
        text = f"{text.rpartition(',')[0]})"
    head, parameters, tail = (part.strip() for part in inside(text))
    if head == text.strip() or head.startswith("@"):
        return [head]
    angles = not head.startswith(_NO_ANGLES)
    return [f"{head}(…)", *split_top(parameters, angles=angles), *([tail] if tail else [])]


def _words(before: str, after: str) -> list[str]:
    """Whole words that differ, and what stands between them."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    first, last = ("…" if head else ""), ("…" if tail else "")
    gone, come = ("".join(words[head : len(words) - tail]) for words in (old, new))
    if not gone.strip() or not come.strip():
        sign = "\u2212" if gone.strip() else "+"
        return [f"{sign} {first}{gone or come}{last}"]
    return [f"{first}{gone}{last}", f"{first}{come}{last}"]


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two lists begin with alike."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
