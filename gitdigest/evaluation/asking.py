"""Asks a model about subjects, as reports do, and keeps what its answers were like."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from gitdigest.analysis.analyse import analyse
from gitdigest.analysis.answer import Answer, Question
from gitdigest.analysis.asking import Asker, Calls
from gitdigest.analysis.claim import Analysis, Skipped
from gitdigest.analysis.tolerant import has_thoughts
from gitdigest.describe import Progress
from gitdigest.errors import GitDigestError
from gitdigest.evaluation.outcome import Answered, Outcome, outcome
from gitdigest.evaluation.subject import Subject
from gitdigest.explain.explainer import FAILING, LAST, MOST_IN_A_ROW
from gitdigest.explain.opening import Explaining
from gitdigest.model.model import Model, Reply
from gitdigest.prompt.conformity import is_conforming
from gitdigest.prompt.prompt import Prompt

_MUCH_LONGER = 2  # than its text, in tokens, is an answer that held something else
_NOISE = 100


async def evaluate(
    explaining: Explaining, subjects: Iterable[Subject], progress: Progress
) -> list[Outcome]:
    """The outcome of each subject, in order.

    Raises GitDigestError where the model is gone for good, or fails for three commits in a row:
    nothing is measured then.
    """
    room = asyncio.Semaphore(max(1, explaining.asker.model.concurrency))
    strikes = _Strikes()

    async def ask(subject: Subject) -> Outcome:
        async with room:
            strikes.check()
            watched = WatchedAsker(explaining.asker)
            said = await asked(watched, subject)
        strikes.count(said)
        progress.tell(explaining.figures())
        progress.advance(subject.name, subject.one.commit.subject)
        return outcome(subject, said, watched.answers)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(subject)) for subject in subjects]
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    return [task.result() for task in tasks]


async def asked(watched: WatchedAsker, subject: Subject) -> Analysis | Skipped:
    """What a model says of a subject, by the path of a report."""
    one = subject.one
    return await analyse(
        watched, one.commit, subject.diff, one.facts, subject.checker, depth=subject.depth
    )


class _Strikes:
    """Ends a measurement in which nobody answers."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._last: Skipped | None = None

    def count(self, said: Analysis | Skipped) -> None:
        """Take a commit's answer into account. Raises as `check` does."""
        reason = said.reason if isinstance(said, Skipped) else ""
        self._in_a_row = self._in_a_row + 1 if reason in FAILING else 0
        if isinstance(said, Skipped) and (reason in LAST or self._in_a_row >= MOST_IN_A_ROW):
            self._last = said
        self.check()

    def check(self) -> None:
        """Raise GitDigestError where nobody is to be asked any more."""
        if self._last:
            raise GitDigestError(self._last.detail, "gitdigest doctor tells what is wrong")


class WatchedAsker(Asker):
    """An Asker that shares another one's model and habits, and keeps what the replies were like."""

    def __init__(self, asker: Asker) -> None:
        super().__init__(asker.model, asker.requests, asker.habits, asker.forget)
        self._first: list[Prompt] = []
        self.answers: list[Answered] = []

    async def ask(self, prompt: Prompt, question: Question, calls: Calls) -> Answer | Skipped:
        """As any Asker does."""
        self._first.append(prompt)
        return await super().ask(prompt, question, calls)

    async def reply(self, prompt: Prompt, calls: Calls) -> Reply:
        """As any Asker does."""
        reply = await super().reply(prompt, calls)
        self.answers.append(
            Answered(
                first=any(prompt is one for one in self._first),
                valid=reply.finish_reason == "stop" and is_conforming(reply.text, prompt.schema),
                thought=_has_thought(reply, self.model),
                read=reply.prompt_tokens,
                tokens=reply.answer_tokens or self.model.count(reply.text),
                seconds=round(reply.seconds, 3),  # as it is kept
            )
        )
        return reply


def _has_thought(reply: Reply, model: Model) -> bool:
    """Whether a model thought before it answered: in its text, or in tokens that are not there."""
    unseen = reply.answer_tokens - _MUCH_LONGER * model.count(reply.text)
    return has_thoughts(reply.text) or unseen > _NOISE
