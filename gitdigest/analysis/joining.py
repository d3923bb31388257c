"""Analyses of a commit's parts -> one: anchors kept, the worst severity, grave ones first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gitdigest.analysis.claim import Analysis, Claim
from gitdigest.prompt.briefing import TIERS

_SEVERITY: dict[str, int] = {tier: rank for rank, tier in enumerate(TIERS)}
MOST = {"impacts": 12, "risks": 8, "insights": 10, "advice": 6}


def join_parts(parts: Sequence[Analysis]) -> Analysis:
    """One analysis: what any part calls breaking is, the highest importance with its reason counts.

    Its summary and why are the first sentences of the parts' own, until the model gives better.
    """
    top = max(parts, key=lambda part: TIERS.index(part.importance))
    breaking = [part.breaks for part in parts if part.breaks]
    return replace(
        parts[0],
        change_types=tuple(dict.fromkeys(t for part in parts for t in part.change_types))[:3],
        importance=top.importance,
        reason=top.reason,
        breaking=any(part.breaking for part in parts),
        breaks=_together(breaking),
        summary=_together([part.summary for part in parts if part.summary]),
        why=next((part.why for part in parts if part.why), None),
        impacts=_merged((c for part in parts for c in part.impacts), MOST["impacts"]),
        risks=_merged((c for part in parts for c in part.risks), MOST["risks"]),
        insights=_merged((c for part in parts for c in part.insights), MOST["insights"]),
        advice=_merged((c for part in parts for c in part.advice), MOST["advice"]),
        requests=len(parts),
    )


def _together(claims: Sequence[Claim]) -> Claim | None:
    """Several claims as one text; it holds as far as all of them do."""
    if not claims:
        return None
    order = ("contradicted", "unverified", "repaired", "held")
    worst = min((claim.verdict for claim in claims), key=order.index)
    doubts = tuple(doubt for claim in claims for doubt in claim.doubts)
    return Claim(" ".join(claim.text for claim in claims[:4]), verdict=worst, doubts=doubts)


def _merged(claims: Iterable[Claim], most: int) -> tuple[Claim, ...]:
    """Claims at the same place and of the same words once, with the worst severity; grave first."""
    found: dict[tuple[str, tuple[int, int] | None, str], Claim] = {}
    for claim in claims:
        key = (claim.file, claim.lines, claim.text.casefold())
        known = found.get(key)
        if known is None or _weight(claim) > _weight(known):
            found[key] = claim
    return tuple(sorted(found.values(), key=_weight, reverse=True)[:most])


def _weight(claim: Claim) -> int:
    """How severe a risk is; the same for all else."""
    return _SEVERITY.get(claim.kind, 0)
