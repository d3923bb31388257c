"""Prompt -> Reply: what a model is to everybody who asks one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from gitdigest.errors import ModelError, ModelErrorKind
from gitdigest.prompt.prompt import Prompt

Mode = Literal["schema", "json", "text"]  # the answer's form is enforced, is JSON, is anything

__all__ = ["Around", "Mode", "Model", "ModelError", "ModelErrorKind", "Prompt", "Reply"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said, as it said it.

    `finish_reason` is "stop", or "length" when the text is cut off at `max_tokens`. Token counts
    are the server's, 0 where it gives none; `seconds` are those of the request that answered.
    """

    text: str
    finish_reason: str
    prompt_tokens: int = 0
    answer_tokens: int = 0
    seconds: float = 0.0
    cached: bool = False


class Model(Protocol):
    """A language model that answers one prompt at a time, several of them at once."""

    @property
    def identity(self) -> str:
        """All that shapes its answers beside the prompt: name, digest of the weights, sampling."""

    @property
    def window(self) -> int:
        """Tokens of one request, prompt and answer together."""

    @property
    def concurrency(self) -> int:
        """How many requests are worth having under way; more of them wait for their turn."""

    def count(self, text: str) -> int:
        """About how many tokens the text is, rather too many; no server is asked."""

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        """The answer, after retries where they help. Raises ModelError."""


class Around:
    """What a model around another one has of it: all but the answers."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def identity(self) -> str:
        """That of the model inside."""
        return self._model.identity

    @property
    def window(self) -> int:
        """That of the model inside."""
        return self._model.window

    @property
    def concurrency(self) -> int:
        """That of the model inside."""
        return self._model.concurrency

    def count(self, text: str) -> int:
        """As the model inside counts."""
        return self._model.count(text)
