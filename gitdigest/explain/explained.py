"""A commit's digest with what a model says of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import cached_property

from gitdigest.analysis.claim import Analysis, Skipped
from gitdigest.describe import CommitSource
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest
from gitdigest.explain.quotes import quotes_of
from gitdigest.facts.fact import Reason
from gitdigest.grounding import Grounding
from gitdigest.grounding.evidence import Evidence
from gitdigest.prompt.excerpt import has_pieces

BY_RULE = Skipped("by-rule")
"""A commit that holds nothing that somebody wrote: facts say all that there is."""


def explained(one: CommitDigest, found: Analysis | Skipped, diff: Diff) -> CommitDigest:
    """The digest with an analysis, or with the reason why there is none."""
    if isinstance(found, Skipped):
        return replace(one, skipped=found)
    reasons = one.reasons
    if found.importance != one.facts.importance:
        reasons = (*reasons, Reason("model", 0.0, found.importance))
    return replace(
        one,
        importance=found.importance,
        reasons=reasons,
        analysis=found,
        skipped=None,
        quotes=quotes_of(found, diff),
    )


def by_rule(one: CommitDigest, diff: Diff) -> bool:
    """Whether there is nothing to ask about a commit."""
    return not has_pieces(diff, one.facts)


def evidence_of(one: CommitDigest, diff: Diff, source: CommitSource) -> Grounding:
    """What compares an analysis with the commit; the tree is listed when a claim needs it."""
    tree = _Tree(lambda: source.paths(one.sha))
    return Grounding(Evidence(one.commit, diff, one.facts, tree))


class _Tree(Collection[str]):
    """The paths of a tree, listed at the first question."""

    def __init__(self, load: Callable[[], frozenset[str]]) -> None:
        self._load = load

    @cached_property
    def _paths(self) -> frozenset[str]:
        return self._load()

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)
