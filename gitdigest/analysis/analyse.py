"""Commit, Diff and Facts -> Analysis, by asking a model as deep as the commit matters."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from gitdigest.analysis.answer import Question
from gitdigest.analysis.asking import Asker, Calls
from gitdigest.analysis.claim import Analysis as Analysis
from gitdigest.analysis.claim import Claim as Claim
from gitdigest.analysis.claim import Skipped as Skipped
from gitdigest.analysis.claim import claims_of
from gitdigest.analysis.joining import join_parts
from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.errors import ModelError
from gitdigest.facts.fact import Facts
from gitdigest.prompt.briefing import TIERS, open_tiers
from gitdigest.prompt.excerpt import LeftOut
from gitdigest.prompt.forms import FORMS, MERGED, PART, Depth
from gitdigest.prompt.prompt import Prompt
from gitdigest.prompt.requests import Counter, Plan

_SHRINK = 0.7


class Checker(Protocol):
    """What compares an analysis with its commit; `grounding.Grounding` is the real one."""

    def check(self, analysis: Analysis) -> Analysis:
        """The analysis with a verdict on every claim."""

    def strike(self, analysis: Analysis) -> Analysis:
        """The analysis without what does not hold."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A commit as it is asked about."""

    commit: Commit
    diff: Diff
    facts: Facts
    checker: Checker | None = None


async def analyse(
    asker: Asker,
    commit: Commit,
    diff: Diff,
    facts: Facts,
    checker: Checker | None = None,
    *,
    depth: Depth | None = None,
) -> Analysis | Skipped:
    """What the model says of a commit, checked where there is a checker, or why there is nothing.

    A commit that the model rates higher than the facts do, within what they allow, gets the
    deeper question; with a `depth`, it gets the question of that depth and no other. No fault of the model raises: reasons are "model-" and the kind of its
    error, "window-too-small", "cut-off", "empty", "not-json", "no-summary", "repetition".
    """
    subject = Subject(commit, diff, facts, checker)
    calls = Calls()
    try:
        found = await _at_depth(asker, subject, depth or facts.importance, calls)
        if isinstance(found, Skipped):
            return found
        if depth is None and _is_higher(found, facts):
            deeper = await _deeper(asker, subject, found, calls)
            found = deeper or found
    except ModelError as error:
        return Skipped(f"model-{error.kind}", error.message)
    return replace(found, calls=calls.made)


def _is_higher(found: Analysis, facts: Facts) -> bool:
    """Whether the model raised the tier, and may."""
    above = TIERS.index(found.importance) > TIERS.index(facts.importance)
    return above and found.importance in open_tiers(facts) and found.reason is not None


async def _deeper(asker: Asker, subject: Subject, found: Analysis, calls: Calls) -> Analysis | None:
    """The answer to the deeper question, None where there is none; the higher tier stays."""
    try:
        deeper = await _at_depth(asker, subject, found.importance, calls)
    except ModelError:
        return None
    if isinstance(deeper, Skipped):
        return None
    return replace(deeper, importance=found.importance, reason=deeper.reason or found.reason)


async def _at_depth(
    asker: Asker, subject: Subject, depth: Depth, calls: Calls
) -> Analysis | Skipped:
    """The answer at a depth; a window that is smaller than the model told is met once."""
    try:
        return await _in_window(asker, subject, depth, calls, asker.model)
    except ModelError as error:
        if error.kind not in {"window", "cut"} or not calls.take():
            raise
        known = error.window or int(asker.model.window * _SHRINK)
        smaller = _Smaller(asker.model, min(known, int(asker.model.window * _SHRINK)))
        return await _in_window(asker, subject, depth, calls, smaller)


@dataclass(frozen=True, slots=True)
class _Smaller:
    """A model's way to count with a smaller window."""

    model: Counter
    window: int

    def count(self, text: str) -> int:
        return self.model.count(text)


async def _in_window(
    asker: Asker, subject: Subject, depth: Depth, calls: Calls, counter: Counter
) -> Analysis | Skipped:
    plan = asker.requests.plan(subject.commit, subject.diff, subject.facts, depth, counter)
    if not plan.prompts:
        return Skipped("window-too-small", f"{counter.window} tokens")
    # The first alone: it warms the server's prefix cache, and tells whether the window is true.
    first = await _answered(asker, subject, plan, plan.prompts[0], calls)
    rest = (_part(asker, subject, plan, prompt, calls) for prompt in plan.prompts[1:])
    answers = [first, *await asyncio.gather(*rest)]
    if len(answers) == 1:
        found = answers[0]
    else:
        found = await _joined(asker, subject, plan, answers, calls)
    if isinstance(found, Skipped):
        return found
    found = replace(
        found,
        requests=len(plan.prompts),
        left_out=(*plan.left_out, *_unanswered(plan, answers)),
    )
    return subject.checker.strike(found) if subject.checker else found


async def _part(
    asker: Asker, subject: Subject, plan: Plan, prompt: Prompt, calls: Calls
) -> Analysis | Skipped:
    """A further part's analysis: what fails here is named, and leaves the others as they are."""
    try:
        return await _answered(asker, subject, plan, prompt, calls)
    except ModelError as error:
        return Skipped(f"model-{error.kind}", error.message)


async def _answered(
    asker: Asker, subject: Subject, plan: Plan, prompt: Prompt, calls: Calls
) -> Analysis | Skipped:
    """One request's analysis, checked, and asked for once more where claims do not hold."""
    form = next(form for form in (*FORMS.values(), PART) if form.name == prompt.schema_name)
    question = Question(form, plan.depth, asker.requests.language, plan.paths, subject.facts)
    answer = await asker.ask(prompt, question, calls)
    if isinstance(answer, Skipped) or answer.analysis is None:
        return answer if isinstance(answer, Skipped) else Skipped(answer.code, answer.problem)
    if subject.checker is None:
        return answer.analysis
    found = subject.checker.check(answer.analysis)
    problems = _problems(found)
    if not problems or not calls.take():
        return found
    try:
        mended = await asker.try_once(asker.requests.mend(prompt, problems), question, calls)
    except ModelError:
        return found
    if mended.analysis is None:
        return found
    better = subject.checker.check(mended.analysis)
    return better if len(_problems(better)) < len(problems) else found


def _problems(found: Analysis) -> list[str]:
    """What does not hold, in words for the model.

    A rating beyond what the facts allow is none of it: it is brought back without another call.
    """
    problems: list[str] = []
    for field, claim in claims_of(found):
        doubts = [doubt for doubt in claim.doubts if doubt.code != "importance"]
        wrong = claim.verdict == "contradicted" and doubts
        if wrong or any(doubt.code == "language" for doubt in doubts):
            said = "; ".join(_doubt(doubt.said, doubt.found) for doubt in doubts)
            problems.append(f"{field}: {claim.text[:120]} [{said}]")
    return problems


def _doubt(said: str, found: str) -> str:
    return f"{said} is not in the commit{f', {found} is' if found else ''}"


async def _joined(
    asker: Asker,
    subject: Subject,
    plan: Plan,
    answers: Sequence[Analysis | Skipped],
    calls: Calls,
) -> Analysis | Skipped:
    """The answers to the parts as one, with a summary of the whole by the model."""
    parts = [answer for answer in answers if isinstance(answer, Analysis)]
    if not parts:
        return next(answer for answer in answers if isinstance(answer, Skipped))
    joined = join_parts(parts)
    said = [part.summary.text for part in parts if part.summary]
    prompt = asker.requests.merge(subject.commit, subject.facts, said)
    question = Question(MERGED, plan.depth, asker.requests.language, plan.paths, subject.facts)
    try:
        answer = await asker.try_once(prompt, question, calls)
    except ModelError:
        return joined
    if answer.analysis is None:
        return joined
    whole = subject.checker.check(answer.analysis) if subject.checker else answer.analysis
    return replace(joined, summary=whole.summary, why=whole.why or joined.why)


def _unanswered(plan: Plan, answers: Sequence[Analysis | Skipped]) -> tuple[LeftOut, ...]:
    """The hunks of the parts that have no answer while others have."""
    if len(answers) < 2:
        return ()
    hunks: dict[str, set[int]] = {}
    for part, answer in zip(plan.parts, answers, strict=True):
        for piece in part.pieces if isinstance(answer, Skipped) else ():
            hunks.setdefault(plan.paths[piece.file - 1], set()).add(piece.hunk)
    return tuple(LeftOut(path, len(found), "no-answer") for path, found in hunks.items())
