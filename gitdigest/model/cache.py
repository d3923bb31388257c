"""CachedModel: a Model around a Model, that keeps each answer the moment it arrives."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

from gitdigest.model.answers import AnswerCache, hash_of
from gitdigest.model.model import Mode, Model, Reply
from gitdigest.prompt.prompt import Prompt

_FORMAT = 1  # of keys and values; another one finds nothing of this one

Accept = Callable[[Prompt, Reply], bool]


class CachedModel:
    """A Model that asks another one only for what was never answered.

    What `accept` says no to is handed on and not kept: it would be the same in every later run.
    With `fresh` nothing old is used; a `salt` keeps answers apart that must not be shared.
    """

    def __init__(
        self,
        model: Model,
        cache: AnswerCache,
        *,
        accept: Accept | None = None,
        salt: str = "",
        fresh: bool = False,
    ) -> None:
        self._model = model
        self._cache = cache
        self._accept = accept or (lambda _prompt, _reply: True)
        self._salt = salt
        self._fresh = fresh
        self._asking: dict[str, asyncio.Lock] = {}
        self.hits = 0
        self.misses = 0

    @property
    def identity(self) -> str:
        """The identity of the model inside."""
        return self._model.identity

    @property
    def window(self) -> int:
        """The window of the model inside."""
        return self._model.window

    @property
    def concurrency(self) -> int:
        """How many requests the model inside is worth being asked at a time."""
        return self._model.concurrency

    def count(self, text: str) -> int:
        """As the model inside counts."""
        return self._model.count(text)

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
        if kept is not None and self._accept(prompt, kept):
            self.hits += 1
            return replace(kept, cached=True)
        self.misses += 1
        reply = await self._model.complete(prompt, mode)
        whole = reply.finish_reason == "stop" and reply.text.strip()
        if whole and self._accept(prompt, reply):
            self._cache.put(key, reply)
        return reply
