"""What became of one subject: its answers, its analysis, and how good both are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gitdigest.analysis.claim import Analysis, Skipped, claims_of
from gitdigest.evaluation.finding import Found, found
from gitdigest.evaluation.subject import Subject

_GROUNDED = frozenset({"held", "repaired"})
_ALARMS = frozenset({"medium", "high"})


@dataclass(frozen=True, slots=True)
class Answered:
    """One reply: whether it came to the first try of a question, and had the form asked for.

    `tokens` were written, and `read` of the prompt as far as the server tells; `seconds` are those
    of the request, when it was made. `thought` tells of text or tokens beside the answer.
    """

    first: bool
    valid: bool
    tokens: int
    seconds: float
    read: int = 0
    thought: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A subject's answers counted; `found` is None where no fault was planted.

    `grounded` of `claims` are held up by the commit, `struck` were not and are gone. `alarms` are
    grave risks of a clean commit. `skipped` says why there is no analysis.
    """

    name: str
    answers: tuple[Answered, ...]
    importance: str = ""
    agreed: bool = False
    claims: int = 0
    grounded: int = 0
    struck: int = 0
    fault: str = ""
    found: Found | None = None
    clean: bool = False
    alarms: int = 0
    skipped: str = ""


def outcome(subject: Subject, said: Analysis | Skipped, answers: Sequence[Answered]) -> Outcome:
    """The outcome of a subject."""
    fault = subject.fault
    kind = fault.kind if fault else ""
    if isinstance(said, Skipped):
        return Outcome(
            subject.name,
            tuple(answers),
            fault=kind,
            found="missed" if fault else None,
            clean=subject.clean,
            skipped=said.reason,
        )
    claims = [claim for _, claim in claims_of(said)]
    return Outcome(
        name=subject.name,
        answers=tuple(answers),
        importance=said.importance,
        agreed=said.importance == subject.importance,
        claims=len(claims),
        grounded=sum(claim.verdict in _GROUNDED for claim in claims),
        struck=len(said.struck),
        fault=kind,
        found=found(fault, said) if fault else None,
        clean=subject.clean,
        alarms=sum(risk.kind in _ALARMS for risk in said.risks) if subject.clean else 0,
    )
