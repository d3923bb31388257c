"""Prompt -> Answer: one question to a model, with the few further tries that help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from gitdigest.analysis.answer import Answer, Question, read_answer
from gitdigest.analysis.claim import Skipped
from gitdigest.errors import ModelError
from gitdigest.model.model import Mode, Model, Reply
from gitdigest.prompt.forms import SMALLER
from gitdigest.prompt.prompt import Prompt
from gitdigest.prompt.requests import Requests

MOST_EXTRA_CALLS = 2
_MODES: tuple[Mode, ...] = ("schema", "json", "text")


class Habits:
    """Which way of asking works with a model: learned once, shared by all requests of a run."""

    def __init__(self, mode: Mode = "schema") -> None:
        self.mode: Mode = mode

    def refused(self, mode: Mode) -> bool:
        """Steps down from a mode that the model refused; False where nothing is below it."""
        below = _MODES[_MODES.index(mode) + 1 :]
        if not below:
            return False
        if _MODES.index(self.mode) <= _MODES.index(mode):
            self.mode = below[0]
        return True


@dataclass(slots=True)
class Calls:
    """How often a model was asked about a commit, and how many calls beyond the clean ones left."""

    made: int = 0
    extra: int = MOST_EXTRA_CALLS

    def take(self) -> bool:
        """Whether another call may be made that a clean answer would not have needed."""
        self.extra -= 1
        return self.extra >= 0


@dataclass(slots=True)
class Asker:
    """Asks one model in one run; `forget` is told the prompts whose answers led to nothing."""

    model: Model
    requests: Requests
    habits: Habits = field(default_factory=Habits)
    forget: Callable[[Prompt], None] = lambda _prompt: None

    async def ask(self, prompt: Prompt, question: Question, calls: Calls) -> Answer | Skipped:
        """The answer to a prompt, after a second try with the error and a third in a smaller form.

        An answer that was cut off at the limit is none, whatever can be read of it; the smaller
        form follows at once. Raises ModelError of kind "window" and "cut": ask for less.
        """
        smaller = replace(question, form=SMALLER[question.depth])
        asked = [prompt]
        answer = await self.try_once(prompt, question, calls)
        best = answer
        if answer.code and answer.code != "cut-off" and calls.take():
            asked.append(self.requests.again(prompt, answer.problem, question.form))
            answer = await self.try_once(asked[-1], question, calls)
            best = _better(best, answer)
        if best.analysis is None and calls.take():
            asked.append(self.requests.again(prompt, answer.problem, smaller.form))
            best = _better(best, await self.try_once(asked[-1], smaller, calls))
        if best.analysis:
            return best
        for useless in asked:
            self.forget(useless)
        return Skipped(best.code, best.problem)

    async def try_once(self, prompt: Prompt, question: Question, calls: Calls) -> Answer:
        """What one reply holds; raises ModelError."""
        reply = await self.reply(prompt, calls)
        if reply.finish_reason == "length":
            return Answer(None, "cut-off", f"it was longer than {prompt.max_tokens} tokens")
        return read_answer(reply.text, question)

    async def reply(self, prompt: Prompt, calls: Calls) -> Reply:
        """What the model says, in the strictest way that it can; raises ModelError."""
        while True:
            mode = self.habits.mode
            calls.made += 1
            try:
                return await self.model.complete(prompt, mode)
            except ModelError as error:
                if error.kind != "format" or not self.habits.refused(mode) or not calls.take():
                    raise


def _better(first: Answer, second: Answer) -> Answer:
    """The answer with an analysis, the complete one where both have one."""
    if second.analysis is None:
        return first if first.analysis else second
    return first if first.analysis and second.code and not first.code else second
