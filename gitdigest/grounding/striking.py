"""Takes out of an analysis what does not hold: a bracket, a sentence, or the whole claim."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from gitdigest.analysis.claim import Analysis, Claim, Doubt, Field, with_claims

_BRACKETS = re.compile(r"\s*(?:\([^()（）]*\)|（[^()（）]*）)")
_SENTENCE = re.compile(r"(?<=[。！？；;])|(?<=[.!?])\s+(?=[A-Z`])")
_CLAUSE = re.compile(r"(?<=[，,])")
_KEPT: frozenset[Field] = frozenset({"summary", "reason"})
"""Fields that are marked where nothing of them would be left: a report needs them."""
_LEAST = 12  # characters that can be a statement


def without_doubtful(analysis: Analysis, check: Callable[[Analysis], Analysis]) -> Analysis:
    """The analysis without what is contradicted; each claim that lost something is in `struck`.

    What is left of a claim is checked again. Summary and reason stay, marked, where nothing
    would be left of them. An advice that fits every commit goes too.
    """
    struck: list[Claim] = []

    def strike(field: Field, claim: Claim) -> Claim | None:
        codes = {doubt.code for doubt in claim.doubts}
        if "importance" in codes or not ("generic" in codes or claim.verdict == "contradicted"):
            return claim
        text = "" if "generic" in codes else _without(claim.text, claim.doubts)
        if not text and field in _KEPT:
            return claim
        struck.append(claim)
        return replace(claim, text=text, doubts=()) if text else None

    left = with_claims(analysis, strike)
    if not struck:
        return analysis
    checked = check(left)
    again = with_claims(checked, _still)
    return replace(again, struck=(*analysis.struck, *struck), breaking=_breaking(analysis, again))


def _breaking(before: Analysis, after: Analysis) -> bool:
    """A break that a model claimed goes with the claim of what breaks."""
    return before.breaking and (before.breaks is None or after.breaks is not None)


def _still(field: Field, claim: Claim) -> Claim | None:
    """A claim, unless what was left of it does not hold either."""
    return None if claim.verdict == "contradicted" and field not in _KEPT else claim


def _without(text: str, doubts: tuple[Doubt, ...]) -> str:
    """The text without the brackets, clauses or sentences that hold what is doubted; "" if none."""
    said = [doubt.said.strip("`") for doubt in doubts if doubt.code != "language"]
    if any(doubt.code == "path" and doubt.said not in text for doubt in doubts):
        return ""
    text = _BRACKETS.sub(lambda m: "" if _holds(m[0], said) else m[0], text)
    for border in (_SENTENCE, _CLAUSE):
        parts = border.split(text)
        kept = [part for part in parts if part and not _holds(part, said)]
        if len(kept) == len([part for part in parts if part]):
            return text.strip()
        rest = ("" if border is _CLAUSE else " " if text.isascii() else "").join(kept).strip()
        if border is _CLAUSE and parts and _holds(parts[0], said):
            return ""  # without its beginning a sentence says something else
        if len(rest) >= _LEAST:
            return _ended(rest)
    return ""


def _holds(part: str, said: list[str]) -> bool:
    return any(words in part for words in said)


def _ended(text: str) -> str:
    """The text with a full stop in place of a comma at its end."""
    bare = text.rstrip("，,；; ")
    return bare if bare == text else f"{bare}{'。' if text[-1:] in '，；' else '.'}"
