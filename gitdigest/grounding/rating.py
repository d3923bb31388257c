"""The importance that a model gives: within one tier of the facts, floors and caps are hard."""

from __future__ import annotations

from dataclasses import replace

from gitdigest.analysis.claim import Analysis, Claim, Doubt
from gitdigest.facts.fact import Facts
from gitdigest.prompt.briefing import TIERS, open_tiers


def bounded(analysis: Analysis, facts: Facts) -> Analysis:
    """The analysis with an importance that the facts allow.

    A tier that is too far is brought to the nearest one that is open; without a reason that of
    the facts holds. What was said is a doubt of the reason.
    """
    said, allowed = analysis.importance, open_tiers(facts)
    if said == facts.importance or (said in allowed and analysis.reason is not None):
        return analysis
    if analysis.reason is None:
        return replace(analysis, importance=facts.importance)
    rank = TIERS.index(said)
    nearest = min(allowed, key=lambda tier: abs(TIERS.index(tier) - rank))
    doubt = Doubt("importance", said, nearest)
    reason: Claim = replace(
        analysis.reason, verdict="contradicted", doubts=(*analysis.reason.doubts, doubt)
    )
    return replace(analysis, importance=nearest, reason=reason)
