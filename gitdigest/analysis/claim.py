"""What a model says, as data: claims with the place that they point at and a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from gitdigest.facts.fact import Importance
from gitdigest.prompt.excerpt import LeftOut
from gitdigest.prompt.forms import Depth

Verdict = Literal["held", "repaired", "unverified", "contradicted"]
Field = Literal["reason", "breaks", "summary", "why", "impacts", "risks", "insights", "advice"]

LISTS: tuple[Field, ...] = ("impacts", "risks", "insights", "advice")
SINGLES: tuple[Field, ...] = ("reason", "breaks", "summary", "why")
SUGGESTIONS: frozenset[Field] = frozenset({"advice"})
"""Fields that say what could be done, not what is: they may name what is not there yet."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing in a claim that the commit does not hold.

    `code` is stable ("name", "quantity", "kept" …), `said` the words of the claim, `found` what
    is there in their place: the nearest name, git's own count; empty where there is nothing.
    """

    code: str
    said: str
    found: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement; `file` and `lines` (first and last, either side) are where it points.

    `kind` is the kind of an insight or an advice, the severity of a risk. The verdict is
    "unverified" until code has found something in the statement that it can check.
    """

    text: str
    file: str = ""
    lines: tuple[int, int] | None = None
    kind: str = ""
    verdict: Verdict = "unverified"
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a model says of a commit, as far as it was asked (`depth`) and as far as it holds.

    `importance` is its rating within what the facts allow, `reason` why. `breaks` tells what
    breaks. `advice` are suggestions, all else are claims. `struck` holds what code took out.
    `requests` is the number of parts the commit was read in, `calls` how often the model was
    asked, `left_out` what it was not shown.
    """

    depth: Depth
    language: str
    change_types: tuple[str, ...]
    importance: Importance
    reason: Claim | None = None
    breaking: bool = False
    breaks: Claim | None = None
    summary: Claim | None = None
    why: Claim | None = None
    impacts: tuple[Claim, ...] = ()
    risks: tuple[Claim, ...] = ()
    insights: tuple[Claim, ...] = ()
    advice: tuple[Claim, ...] = ()
    struck: tuple[Claim, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    requests: int = 1
    calls: int = 1


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why a commit has no analysis: a stable code ("no-model"), and details for people."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an overview and the ids of the commits that it is about."""

    text: str
    commits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A day in a few sentences; `struck` counts those that the commits do not hold."""

    themes: tuple[Sentence, ...]
    first: tuple[Sentence, ...]
    struck: int = 0


def claims_of(analysis: Analysis) -> Iterator[tuple[Field, Claim]]:
    """Every claim with the field that it stands in."""
    for field in SINGLES:
        claim = getattr(analysis, field)
        if claim is not None:
            yield field, claim
    for field in LISTS:
        for claim in getattr(analysis, field):
            yield field, claim


def with_claims(analysis: Analysis, change: Callable[[Field, Claim], Claim | None]) -> Analysis:
    """The analysis with each claim changed, or taken out where the change gives None."""
    fields: dict[str, object] = {}
    for field in SINGLES:
        claim = getattr(analysis, field)
        fields[field] = None if claim is None else change(field, claim)
    for field in LISTS:
        changed = (change(field, claim) for claim in getattr(analysis, field))
        fields[field] = tuple(claim for claim in changed if claim is not None)
    return replace(analysis, **fields)  # type: ignore[arg-type]
