"""What a model said of the commit that it was tried with, and how long that took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import get_args

from gitdigest.analysis.claim import Analysis, Skipped, claims_of
from gitdigest.doctor.finding import Finding
from gitdigest.doctor.mending import BETTER
from gitdigest.errors import ModelErrorKind
from gitdigest.evaluation.outcome import Answered, outcome
from gitdigest.evaluation.subject import Subject
from gitdigest.model.errors import own_error

_DAY = 20  # commits
_LONG = 3600.0  # seconds for a day
_MINUTE = 60
_ERROR = "model-"
_SAID = {
    "empty": "it answered nothing",
    "not-json": "its answer held no JSON",
    "no-summary": "its answer had no summary",
    "repetition": "it repeated itself",
    "cut-off": "its answer had no end",
    "window-too-small": "its window is too small",
}
_SEEN = {
    "named": "the planted fault was named",
    "pointed": "the planted fault was pointed at",
    "missed": "the planted fault was not seen",
}


def check_answer(
    said: Analysis | Skipped, subject: Subject, answers: Sequence[Answered]
) -> Iterator[Finding]:
    """Whether a commit was explained, by words that its diff holds, in the language asked for."""
    if isinstance(said, Skipped):
        yield _unanswered(said)
        return
    found = outcome(subject, said, answers)
    seen = _SEEN[found.found or "missed"]
    told = f"{found.grounded} of {found.claims} claims are held by the diff, {seen}"
    if found.grounded:
        yield Finding("answer", "ok", told)
    else:
        yield Finding("answer", "limited", told, BETTER)
    if any(doubt.code == "language" for _, claim in claims_of(said) for doubt in claim.doubts):
        yield Finding("language", "limited", f"it does not write in {said.language}", BETTER)


def _unanswered(said: Skipped) -> Finding:
    """Why there is no answer: what the model said, or what happened at its server."""
    why = _SAID.get(said.reason, said.detail)
    kind = said.reason.removeprefix(_ERROR)
    kinds: tuple[ModelErrorKind, ...] = get_args(ModelErrorKind)
    known = next((one for one in kinds if one == kind), None)
    mend = own_error(known, why).hint if known else BETTER
    return Finding("answer", "broken", f"a commit was not explained: {why}", mend)


def check_speed(answers: Sequence[Answered], at_once: int) -> Finding:
    """How fast the model writes, and what a day of commits takes at that pace."""
    seconds = sum(answer.seconds for answer in answers)
    tokens = sum(answer.tokens for answer in answers)
    if not seconds:
        return Finding("speed", "ok", "too fast to be measured")
    day = _DAY * seconds / max(1, at_once)
    said = f"{tokens / seconds:.1f} tokens a second; {_DAY} such commits take {_duration(day)}"
    if day <= _LONG:
        return Finding("speed", "ok", said)
    return Finding("speed", "limited", said, 'budget = "1h"')


def _duration(seconds: float) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds / _MINUTE:.0f} min"
