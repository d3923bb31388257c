"""The forms of an answer: a JSON Schema for each depth, and how many tokens it may take.

What a server enforces is kept to what engines know: bounds on integers, lengths and counts, and
enums. Short and needed fields come first, so that an answer that is cut off loses least.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gitdigest.facts.change_type import CHANGE_TYPES

Depth = Literal["low", "medium", "high"]
Schema = Mapping[str, object]

INSIGHTS = ("architecture", "performance", "security", "maintainability", "compatibility")
SEVERITIES = ("high", "medium", "low")
ADVICE = ("test", "monitor", "document", "migrate", "configure", "review", "rollback")
TYPES = tuple(name for name in CHANGE_TYPES if name != "merge")
LARGEST_NUMBER = 9_999_999


@dataclass(frozen=True, slots=True)
class Form:
    """A form by its name: what it asks for, in that order, within so many tokens."""

    name: str
    properties: Mapping[str, Schema]
    max_tokens: int

    @property
    def schema(self) -> Schema:
        """The JSON Schema of an answer."""
        return _object(**self.properties)


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _text(longest: int) -> Schema:
    return {"type": "string", "maxLength": longest}


def _one_of(*names: str) -> Schema:
    return {"type": "string", "enum": list(names)}


def _number() -> Schema:
    return {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER}


def _list(most: int, item: Schema) -> Schema:
    return {"type": "array", "maxItems": most, "items": item}


_IMPORTANCE: dict[str, Schema] = {
    "importance": _one_of("high", "medium", "low"),
    "reason": _text(160),
}
_KINDS: dict[str, Schema] = {"types": {**_list(3, _one_of(*TYPES)), "minItems": 1}}


def _impacts(most: int) -> Schema:
    return _list(most, _object(file=_number(), text=_text(200)))


def _risks(most: int) -> Schema:
    severity = _one_of(*SEVERITIES)
    return _list(most, _object(severity=severity, file=_number(), line=_number(), text=_text(260)))


def _insights(most: int) -> Schema:
    kind = _one_of(*INSIGHTS)
    return _list(most, _object(kind=kind, file=_number(), line=_number(), text=_text(260)))


def _advice(most: int) -> Schema:
    return _list(most, _object(kind=_one_of(*ADVICE), file=_number(), text=_text(220)))


FORMS: Mapping[Depth, Form] = {
    "low": Form("low", {**_IMPORTANCE, "summary": _text(240)}, 300),
    "medium": Form(
        "medium",
        {
            **_KINDS,
            **_IMPORTANCE,
            "summary": _text(500),
            "impacts": _impacts(4),
            "risks": _risks(2),
            "advice": _advice(3),
        },
        1_400,
    ),
    "high": Form(
        "high",
        {
            **_KINDS,
            **_IMPORTANCE,
            "breaking": {"type": "boolean"},
            "breaks": _text(300),
            "summary": _text(600),
            "why": _text(400),
            "impacts": _impacts(6),
            "risks": _risks(4),
            "insights": _insights(5),
            "advice": _advice(4),
        },
        2_600,
    ),
}
"""What each depth asks for: a sentence; summary, scope, risks and advice; everything."""

PART = Form(
    "part",
    {
        **_KINDS,
        **_IMPORTANCE,
        "breaking": {"type": "boolean"},
        "breaks": _text(300),
        "summary": _text(400),
        "why": _text(200),
        "impacts": _impacts(4),
        "risks": _risks(3),
        "insights": _insights(3),
        "advice": _advice(2),
    },
    1_600,
)
"""What is asked of each part of a large diff."""

SMALLER: Mapping[Depth, Form] = {
    "low": Form("smallest", {"summary": _text(200)}, 200),
    "medium": Form("small-medium", {"summary": _text(300), "advice": _advice(1)}, 500),
    "high": Form(
        "small-high",
        {"summary": _text(400), "why": _text(200), "risks": _risks(2), "advice": _advice(1)},
        900,
    ),
}
"""What a model that fails at a depth is asked for once, in its place."""

MERGED = Form("merged", {"summary": _text(600), "why": _text(400)}, 700)
"""What is asked of the answers to the parts of a large commit: the rest is joined by code."""

OVERVIEW = Form(
    "overview",
    {
        "themes": _list(5, _object(text=_text(240), commits=_list(12, _number()))),
        "first": _list(3, _object(text=_text(200), commits=_list(3, _number()))),
    },
    1_200,
)
"""What is asked of a day: themes, and what to read first, each with the numbers of its commits."""
