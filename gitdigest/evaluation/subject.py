"""What a model is asked about to measure it: cases, or commits of a repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gitdigest.describe import CommitSource, describe
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest
from gitdigest.evaluation.case import Fault, cases
from gitdigest.explain.explained import by_rule, evidence_of
from gitdigest.facts.fact import Importance
from gitdigest.facts.rules import Rules
from gitdigest.grounding import Grounding
from gitdigest.patchsource import PatchSource
from gitdigest.prompt.forms import Depth
from gitdigest.selection import Selected, Selection

DEEPEST: Depth = "high"


@dataclass(frozen=True, slots=True)
class Subject:
    """A commit, what its answer is held against, and how deep is asked; None asks as reports do.

    `importance` is what it should be rated; `fault` what should be seen, None where that is nothing
    or nobody knows, `clean` where it is nothing.
    """

    name: str
    one: CommitDigest
    diff: Diff
    checker: Grounding
    importance: Importance
    depth: Depth | None = None
    fault: Fault | None = None
    clean: bool = False


def planted() -> Iterator[Subject]:
    """The cases, each asked about in depth: the other forms have no room for risks."""
    for case in cases():
        source = PatchSource(case.commit, case.diff, case.name)
        (one,) = describe(source, source.select(Selection()), Rules())
        checker = evidence_of(one, case.diff, source)
        clean = case.fault is None
        yield Subject(
            case.name, one, case.diff, checker, case.importance, DEEPEST, case.fault, clean
        )


def of_repository(source: CommitSource, selected: Selected, rules: Rules) -> Iterator[Subject]:
    """Commits of a repository as a report asks about them; what needs no model is left out."""
    described = describe(source, selected, rules)
    for (_, diff), one in zip(source.stream(selected), described, strict=True):
        if not by_rule(one, diff):
            checker = evidence_of(one, diff, source)
            yield Subject(one.sha, one, diff, checker, one.facts.importance)
