"""CachedModel: a Model around a Model, that keeps each answer the moment it arrives."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import dataclass, replace
from typing import get_args

from gitdigest.model.answers import AnswerCache, hash_of
from gitdigest.model.model import Around, Mode, Model, Reply
from gitdigest.model.tokens import estimate
from gitdigest.prompt.prompt import Prompt

_FORMAT = 2  # of keys and values; another one finds nothing of this one


class NotKeptError(Exception):
    """The answer is not in the cache, and nobody is asked."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A Model that is not there: it shapes requests as the real one does, and answers none.

    Around it a `CachedModel` finds what the real one has answered. `tokens` is as in
    `litellm_model.Served`.
    """

    identity: str
    window: int
    tokens: float = 1.0
    concurrency: int = 1

    def count(self, text: str) -> int:
        """About how many tokens the text is, rather too many."""
        return math.ceil(estimate(text) * self.tokens)

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        """No answer. Raises NotKeptError."""
        raise NotKeptError(f"{prompt.schema_name} by {mode}")


class CachedModel(Around):
    """A Model that asks another one only for what was never answered.

    What cannot be read or was cut off is kept too, as long as nobody says `forget`: where a later
    try led to an analysis, the next run comes there by the same steps and asks nothing. With
    `fresh` nothing old is used; a `salt` keeps answers apart that must not be shared.
    """

    def __init__(
        self,
        model: Model,
        cache: AnswerCache,
        *,
        salt: str = "",
        fresh: bool = False,
    ) -> None:
        super().__init__(model)
        self._cache = cache
        self._salt = salt
        self._fresh = fresh
        self._asking: dict[str, asyncio.Lock] = {}
        self.hits = 0
        self.misses = 0

    def forget(self, prompt: Prompt) -> None:
        """Let the answers to a prompt go: they led to nothing."""
        for mode in get_args(Mode):
            self._cache.drop(self.key(prompt, mode))

    def has(self, prompt: Prompt, mode: Mode = "schema") -> bool:
        """Whether the answer is here."""
        return not self._fresh and self._cache.get(self.key(prompt, mode)) is not None

    def key(self, prompt: Prompt, mode: Mode) -> str:
        """A hash over all that shapes the answer.

        The prompt holds the message, the facts, the diff, and the language, and neither ids nor
        dates: so a commit that was rebased or picked elsewhere finds the answer of the first one.
        """
        return hash_of(
            json.dumps(
                {
                    "format": _FORMAT,
                    "system": prompt.system,
                    "user": prompt.user,
                    "schema": prompt.schema,
                    "schema_name": prompt.schema_name,
                    "max_tokens": prompt.max_tokens,
                    "mode": mode,
                    "model": self._model.identity,
                    "salt": self._salt,
                },
                sort_keys=True,
            )
        )

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        """The kept answer, or the model's. Raises ModelError, which is never kept."""
        key = self.key(prompt, mode)
        lock = self._asking.setdefault(key, asyncio.Lock())
        try:
            async with lock:  # one prompt at two places of a run is asked once
                return await self._answer(key, prompt, mode)
        finally:
            if not lock.locked():
                self._asking.pop(key, None)

    async def _answer(self, key: str, prompt: Prompt, mode: Mode) -> Reply:
        kept = None if self._fresh else self._cache.get(key)
        if kept is not None:
            self.hits += 1
            return replace(kept, cached=True)
        self.misses += 1
        reply = await self._model.complete(prompt, mode)
        if reply.text.strip():
            self._cache.put(key, reply)
        return reply
