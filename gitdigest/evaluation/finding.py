"""Analysis and Fault -> whether the model has seen it."""

from __future__ import annotations

from typing import Literal

from gitdigest.analysis.claim import Analysis, Claim
from gitdigest.evaluation.case import Fault

Found = Literal["named", "pointed", "missed"]
_NEAR = 3  # lines


def found(fault: Fault, analysis: Analysis) -> Found:
    """How a fault was found: named by one of its words, or only pointed at.

    Risks and insights count where they stand at a file of the fault, and what breaks for users; a
    claim without such a word must point at the lines, give or take three.
    """
    claims = [*analysis.risks, *analysis.insights]
    if analysis.breaks and _names(fault, analysis.breaks):
        return "named"
    if any(_is_at(fault, claim) and _names(fault, claim) for claim in claims):
        return "named"
    return "pointed" if any(_points(fault, claim) for claim in claims) else "missed"


def _is_at(fault: Fault, claim: Claim) -> bool:
    return any(claim.file == place.file for place in fault.places)


def _names(fault: Fault, claim: Claim) -> bool:
    text = claim.text.casefold().replace("`", "")
    return any(word.casefold() in text for word in fault.words)


def _points(fault: Fault, claim: Claim) -> bool:
    if claim.lines is None:
        return False
    first, last = claim.lines
    return any(
        claim.file == place.file
        and first <= place.lines[1] + _NEAR
        and last >= place.lines[0] - _NEAR
        for place in fault.places
    )
