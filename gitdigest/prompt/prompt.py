"""One request to a model: what it is told, and what form its answer must have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request to a model.

    `system` is the same for every commit and comes first, so that a server's prefix cache is
    used. `schema` is the JSON Schema of the answer: numbers with bounds are integers and there
    is no uniqueItems, because engines ignore both. The answer has at most `max_tokens` tokens.
    """

    system: str
    user: str
    schema: Mapping[str, object]
    schema_name: str
    max_tokens: int
