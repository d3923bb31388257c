"""What a run may spend on a model: tokens, time or money, and what it has spent."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from gitdigest.errors import UsageError
from gitdigest.model.errors import own_error
from gitdigest.model.model import Around, Mode, Model, Reply
from gitdigest.prompt.prompt import Prompt

_BUDGET = re.compile(
    r"(?P<dollar>\$)?(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>k|m|h|s|min|usd|tokens)?", re.IGNORECASE
)
_SECONDS = {"s": 1, "m": 60, "min": 60, "h": 3600}
_TOKENS = {"": 1, "tokens": 1, "k": 1000}


@dataclass(frozen=True, slots=True)
class Budget:
    """Bounds of one run; 0 is none."""

    tokens: int = 0
    seconds: float = 0.0
    dollars: float = 0.0


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for a token read and a token written; 0 where nobody says."""

    read: float = 0.0
    written: float = 0.0

    def of(self, prompt_tokens: int, answer_tokens: int) -> float:
        """What so many tokens cost."""
        return prompt_tokens * self.read + answer_tokens * self.written


def read_budget(text: str) -> Budget:
    """The budget that is written as "200k" (tokens), "30m", "2h" or "$1.50"; UsageError if none."""
    if not text:
        return Budget()
    match = _BUDGET.fullmatch(text.strip())
    if match is None or not float(match["number"]):
        raise UsageError(
            f"{text!r} is no budget", 'write tokens as 200k, time as 30m or 2h, money as "$1.50"'
        )
    number, unit = float(match["number"]), (match["unit"] or "").lower()
    if match["dollar"] or unit == "usd":
        return Budget(dollars=number)
    if unit in _SECONDS:
        return Budget(seconds=number * _SECONDS[unit])
    return Budget(tokens=int(number * _TOKENS[unit]))


class Metered(Around):
    """A Model around a Model: it counts what is spent, and asks for nothing beyond the budget.

    A request in flight counts with its prompt and its longest answer: the budget is never
    overdrawn, but by what a server counts beyond our estimate.
    """

    def __init__(
        self,
        model: Model,
        budget: Budget,
        price: Price,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if budget.dollars and not (price.read or price.written):
            raise UsageError("nobody says what this model costs", "give a budget of tokens or time")
        super().__init__(model)
        self._budget = budget
        self._price = price
        self._clock = clock
        self._began = 0.0
        self._flying: list[tuple[int, int]] = []
        self.calls = 0
        self.prompt_tokens = 0
        self.answer_tokens = 0

    @property
    def seconds(self) -> float:
        """Since the first request."""
        return self._clock() - self._began if self._began else 0.0

    @property
    def dollars(self) -> float:
        """What was spent, as far as prices are known."""
        return self._price.of(self.prompt_tokens, self.answer_tokens)

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        """The model's answer. Raises ModelError, of kind "budget" where it may cost too much."""
        self._began = self._began or self._clock()
        share = (self.count(prompt.system) + self.count(prompt.user), prompt.max_tokens)
        self._check(share)
        self._flying.append(share)
        try:
            reply = await self._model.complete(prompt, mode)
        finally:
            self._flying.remove(share)
        self.calls += 1
        self.prompt_tokens += reply.prompt_tokens or share[0]
        self.answer_tokens += reply.answer_tokens or self.count(reply.text)
        return reply

    def _check(self, share: tuple[int, int]) -> None:
        shares = (*self._flying, share)
        read = self.prompt_tokens + sum(one for one, _ in shares)
        written = self.answer_tokens + sum(one for _, one in shares)
        budget = self._budget
        if (
            (budget.tokens and read + written > budget.tokens)
            or (budget.seconds and self.seconds >= budget.seconds)
            or (budget.dollars and self._price.of(read, written) > budget.dollars)
        ):
            raise own_error("budget", "the budget of this run is spent")
