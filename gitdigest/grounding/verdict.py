"""Analysis -> the same with a verdict on every claim, in the order: repair, names, numbers, whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from gitdigest.analysis.claim import Analysis, Claim, Doubt, Field, Verdict, with_claims
from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.facts.fact import Facts
from gitdigest.grounding.counts import check_counts
from gitdigest.grounding.direction import check_direction
from gitdigest.grounding.evidence import Check, Evidence, Held, Statement
from gitdigest.grounding.language import check_language
from gitdigest.grounding.names import check_anchor, check_names, renamed
from gitdigest.grounding.quantities import check_quantities
from gitdigest.grounding.rating import bounded
from gitdigest.grounding.repair import repair
from gitdigest.grounding.striking import without_doubtful
from gitdigest.grounding.whole import check_compatible, check_dependencies, check_scope

CHECKS: tuple[Check, ...] = (
    check_anchor,
    check_names,
    check_quantities,
    check_counts,
    check_direction,
    check_scope,
    check_dependencies,
    check_compatible,
    check_language,
)
SOFT = frozenset({"line", "language", "perhaps-compatible", "generic"})
"""Doubts that are shown and contradict nothing; a "generic" advice names nothing of the commit."""
_SHOWN = 40


@dataclass(frozen=True)
class Grounding:
    """Compares analyses of one commit with it."""

    evidence: Evidence

    def check(self, analysis: Analysis) -> Analysis:
        """The analysis with a verdict on every claim, its importance within the facts."""
        judged = with_claims(analysis, lambda field, claim: self._judged(field, claim, analysis))
        return bounded(judged, self.evidence.facts)

    def strike(self, analysis: Analysis) -> Analysis:
        """The analysis without the clauses that do not hold; what went is in `struck`."""
        return without_doubtful(analysis, self.check)

    def _judged(self, field: Field, claim: Claim, analysis: Analysis) -> Claim:
        text = renamed(repair(claim.text), self.evidence)
        statement = Statement(field, claim, text, analysis.language)
        outcomes = [outcome for check in CHECKS for outcome in check(statement, self.evidence)]
        doubts = tuple(dict.fromkeys(o for o in outcomes if isinstance(o, Doubt)))
        held = any(isinstance(outcome, Held) for outcome in outcomes)
        if statement.is_suggestion and not held:
            doubts = (*doubts, Doubt("generic", text[:_SHOWN]))
        lines = None if any(doubt.code == "line" for doubt in doubts) else claim.lines
        repaired = text != claim.text or claim.verdict == "repaired"
        verdict = _verdict(doubts, held=held, repaired=repaired)
        return replace(claim, text=text, lines=lines, verdict=verdict, doubts=doubts)


def _verdict(doubts: tuple[Doubt, ...], *, held: bool, repaired: bool) -> Verdict:
    if any(doubt.code not in SOFT for doubt in doubts):
        return "contradicted"
    if not held or any(doubt.code != "line" for doubt in doubts):
        return "unverified"  # a wrong line number is let go, the words may hold
    return "repaired" if repaired else "held"


def ground(
    analysis: Analysis, commit: Commit, diff: Diff, facts: Facts, tree_paths: Collection[str] = ()
) -> Analysis:
    """The analysis with a verdict on every claim; `tree_paths` are all paths of the commit's tree."""
    return Grounding(Evidence(commit, diff, facts, tree_paths)).check(analysis)
