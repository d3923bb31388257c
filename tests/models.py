"""A model with a queue of answers and a history of questions: a real implementation, no patch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from gitdigest.model.model import Mode, ModelError, Prompt, Reply

Said = str | Reply | ModelError | Mapping[str, object]


@dataclass
class ScriptedModel:
    """Answers from its queue, then with `default`; counts four characters a token."""

    queue: list[Said] = field(default_factory=list)
    default: Said = ""
    window: int = 32_768
    concurrency: int = 1
    identity: str = "scripted"
    history: list[tuple[Prompt, Mode]] = field(default_factory=list)

    def count(self, text: str) -> int:
        return (len(text) + 3) // 4

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        self.history.append((prompt, mode))
        said = self.queue.pop(0) if self.queue else self.default
        if isinstance(said, ModelError):
            raise said
        if isinstance(said, Reply):
            return said
        return Reply(said if isinstance(said, str) else json.dumps(said), "stop")
