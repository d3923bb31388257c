"""What shapes every request of a run beside the commit: the language, the prompts, house rules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gitdigest.prompt.files import PromptFiles
from gitdigest.prompt.requests import Requests


@dataclass(frozen=True, slots=True)
class Wording:
    """How a model is spoken to; `prompts_dir` holds the user's own files, `instructions` his rules."""

    language: str = "en"
    prompts_dir: Path | None = None
    instructions: str = ""

    def requests(self) -> Requests:
        """What writes the requests. Raises ConfigError for prompt files that are not right."""
        return Requests(
            PromptFiles(self.prompts_dir), language=self.language, instructions=self.instructions
        )
