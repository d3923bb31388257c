"""How tests ask a model: a small question, and a model of one server that is not patient."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gitdigest.model.endpoints import Endpoint
from gitdigest.model.litellm_model import LiteLLMModel, Patience, Served
from gitdigest.model.model import Mode, ModelError, Prompt, Reply

SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "summary": {"type": "string", "minLength": 10, "maxLength": 120},
        "importance": {"type": "integer", "minimum": 0, "maximum": 9},
        "kind": {"enum": ["fix", "feature"]},
    },
    "required": ["summary", "importance", "kind"],
    "additionalProperties": False,
}
QUICK = Patience(timeout=20.0, rest=0.02)


def question(text: str = "What is it?", max_tokens: int = 200) -> Prompt:
    """A request for a small object."""
    return Prompt("You say what a change is.", text, SCHEMA, "change", max_tokens)


def model_at(
    *bases: str,
    kind: str = "",
    slots: int = 1,
    most: int = 0,
    key: str = "",
    name: str = "hosted_vllm/scripted",
    window: int = 8192,
    patience: Patience = QUICK,
) -> LiteLLMModel:
    """A model that these addresses serve."""
    endpoints = [Endpoint(base, kind, slots, most, key) for base in bases]
    return LiteLLMModel(Served(name, "scripted", window, endpoints), patience=patience)


def ask(model: LiteLLMModel, *prompts: Prompt, mode: Mode = "schema") -> list[Reply]:
    """The answers to prompts that are asked at once, in a loop of their own."""
    return [_sound(one) for one in outcomes(model, *prompts, mode=mode)]


def refused(model: LiteLLMModel, prompt: Prompt | None = None, mode: Mode = "schema") -> ModelError:
    """The error that a prompt ends in."""
    (outcome,) = outcomes(model, prompt or question(), mode=mode)
    assert isinstance(outcome, ModelError), outcome
    return outcome


def outcomes(
    model: LiteLLMModel, *prompts: Prompt, mode: Mode = "schema"
) -> Sequence[Reply | BaseException]:
    """The answers and errors of prompts that are asked at once."""

    async def run() -> Sequence[Reply | BaseException]:
        try:
            asked = (model.complete(prompt, mode) for prompt in prompts or (question(),))
            return await asyncio.gather(*asked, return_exceptions=True)
        finally:
            await model.close()

    return asyncio.run(run())


def _sound(outcome: Reply | BaseException) -> Reply:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome
