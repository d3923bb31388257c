"""A model that litellm can reach, any provider's or a server's of one's own, asked with patience."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gitdigest.errors import ModelError, ModelErrorKind
from gitdigest.model.endpoints import FIRST_REST, Endpoint, Pool, Seat
from gitdigest.model.errors import TRIES, own_error
from gitdigest.model.litellm_calls import Caller, CallError, Sampling, load
from gitdigest.model.model import Mode, Reply
from gitdigest.model.tokens import at_least, estimate
from gitdigest.prompt.prompt import Prompt

TIMEOUT = 600.0  # seconds for one answer, until it is known how fast the model is
_LEAST = 60.0
_CHARACTERS = 6


Start = Callable[[], Sequence[Endpoint]]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: the longest wait for one answer, and the first rest of a server that failed."""

    timeout: float = TIMEOUT
    rest: float = FIRST_REST


@dataclass(frozen=True, slots=True)
class Served:
    """A model as it is served: litellm's name of it, what tells its weights, its window.

    `tokens` corrects the estimate of `tokens.estimate` for its tokenizer, if that could be asked.
    """

    name: str
    identity: str
    window: int
    endpoints: Sequence[Endpoint]
    tokens: float = 1.0


class LiteLLMModel:
    """A Model over the endpoints that serve it; to be used in one event loop.

    `start`, if given, makes the endpoints before the first request; those of `served` only tell
    how many requests there may be.
    """

    def __init__(
        self,
        served: Served,
        sampling: Sampling | None = None,
        patience: Patience | None = None,
        start: Start | None = None,
    ) -> None:
        self._served = served
        self._sampling = sampling or Sampling()
        self._patience = patience or Patience()
        self._start = start
        self._caller = Caller(served.name, self._sampling, served.window)
        self._pool = Pool(served.endpoints, self._patience.rest)
        self._pace = _Pace(self._patience.timeout)
        self._warming = asyncio.Lock()
        self._warm = False
        self.retries = 0

    @property
    def identity(self) -> str:
        """Name, weights and sampling: not the address, which shapes no answer."""
        return f"{self._served.identity} {self._sampling}"

    @property
    def name(self) -> str:
        """The model as people call it: litellm's plain provider says nothing."""
        return self._served.name.removeprefix("hosted_vllm/")

    @property
    def window(self) -> int:
        """Tokens of one request, prompt and answer together."""
        return self._served.window

    @property
    def tokens(self) -> float:
        """What corrects the estimate of tokens for its tokenizer."""
        return self._served.tokens

    @property
    def concurrency(self) -> int:
        """As many as all endpoints may ever bear."""
        return self._pool.most

    def count(self, text: str) -> int:
        """About how many tokens the text is, rather too many; no server is asked."""
        return math.ceil(estimate(text) * self._served.tokens)

    async def warm(self) -> None:
        """Import litellm and start the server, beside other work. Raises ModelError."""
        async with self._warming:
            if self._warm:
                return
            if self._start:
                self._pool = Pool(await asyncio.to_thread(self._start), self._patience.rest)
            await asyncio.to_thread(load)
            self._warm = True

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        """The answer. Raises ModelError, after as many tries as help against what went wrong."""
        failures: Counter[ModelErrorKind] = Counter()
        if not self._warm:
            await self.warm()
        while True:
            async with self._pool.seat() as seat:
                try:
                    reply = await self._ask(seat, prompt, mode)
                except CallError as failed:
                    error = self._understood(failed.error, seat)
                    failures[error.kind] += 1
                    if error.kind in TRIES:
                        self._pool.failed(seat, error.kind, failed.retry_after)
                    if failures.total() >= TRIES.get(error.kind, 1):
                        raise error from failed
                else:
                    self._pool.served(seat)
                    return reply
            self.retries += 1

    async def close(self) -> None:
        """Let the connections go; in the loop that the requests were made in."""
        if self._warm:
            await self._caller.close()

    async def _ask(self, seat: Seat, prompt: Prompt, mode: Mode) -> Reply:
        seconds = self._pace.deadline(prompt.max_tokens)
        try:
            # litellm's own timeout is one for each read: a slow drip would last for ever
            async with asyncio.timeout(seconds + 1):
                reply = await self._caller.ask(seat.endpoint, prompt, mode, seconds)
        except TimeoutError as error:
            late = own_error("timeout", f"{self._served.name} did not answer in {seconds:.0f} s")
            raise CallError(late) from error
        self._pace.learn(reply)
        _check_whole(prompt, reply)
        return reply

    def _understood(self, error: ModelError, seat: Seat) -> ModelError:
        """Slots may share one memory, which is too small for all of them and not for this one."""
        if error.kind != "window" or error.window or seat.busy < 2:
            return error
        seat.narrow()
        return own_error("busy", error.message)


def _check_whole(prompt: Prompt, reply: Reply) -> None:
    """Raise where the server read less than it was sent, as an Ollama does without a word."""
    if not 0 < reply.prompt_tokens < (len(prompt.system) + len(prompt.user)) / _CHARACTERS:
        return  # tokens of diffs have 2 to 5 characters: words need not be counted
    least = at_least(prompt.system) + at_least(prompt.user)
    if reply.prompt_tokens < least:
        said = f"the server read {reply.prompt_tokens} tokens of at least {least}"
        raise CallError(own_error("cut", said, tokens=least, window=reply.prompt_tokens))


class _Pace:
    """How long to wait for an answer: by the slowest so far, and never longer than the limit."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._slowest = 0.0  # seconds for a token, the prompt's reading counted in

    def deadline(self, max_tokens: int) -> float:
        """Seconds for an answer of at most so many tokens."""
        if not self._slowest:
            return self._limit
        return min(self._limit, _LEAST + 2 * max_tokens * self._slowest)

    def learn(self, reply: Reply) -> None:
        """Take an answer's time into account."""
        if reply.answer_tokens:
            self._slowest = max(self._slowest, reply.seconds / reply.answer_tokens)
