"""A model that does all that is asked of it, and what can be taken from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from engine.scripted import Says, Step
from gitdigest.doctor.probes import NEEDLE
from gitdigest.model.tokens import at_least, estimate

Asked = Mapping[str, Any]
HIGH = {
    "types": ["feat"],
    "importance": "high",
    "reason": "Queries are made of text.",
    "breaking": False,
    "breaks": "",
    "summary": "`Search` narrows by `Filter`.",
    "why": "The list was long.",
    "impacts": [{"file": 1, "text": "`All` calls `Search` now."}],
    "risks": [
        {"severity": "high", "file": 1, "line": 32, "text": "`Search` allows SQL injection."}
    ],
    "insights": [],
    "advice": [],
}
ANSWERS = {"colour": {"colour": "red"}, "high": HIGH, "word": {"word": NEEDLE}}


def form_of(asked: Asked) -> str:
    """What was asked for, by what stands in the question."""
    user = asked["messages"][1]["content"]
    return "colour" if "water" in user else "word" if "word of the day" in user else "high"


def read_of(asked: Asked) -> int:
    """The tokens that a sound server reads."""
    return int(1.2 * sum(at_least(one["content"]) for one in asked["messages"]))


def server(
    change: Callable[[str, str], str] = lambda _, text: text,
    read: Callable[[int], int] = lambda tokens: tokens,
) -> Step:
    """A sound model, but for how its text or what it reads is changed."""

    def body(asked: Asked) -> Says:
        form = form_of(asked)
        text = change(form, json.dumps(ANSWERS[form]))
        return Says(text, prompt_tokens=read(read_of(asked)), answer_tokens=estimate(text))

    return Step(body)
