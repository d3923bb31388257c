"""Whether an answer has the form that was asked for, in the part of JSON Schema that forms use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gitdigest.prompt.forms import Schema

_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
}


def is_conforming(text: str, schema: Schema) -> bool:
    """Whether a text is JSON and nothing else, in the form of a schema."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return _conforms(value, schema)


def _conforms(value: object, schema: Mapping[str, Any]) -> bool:
    kind = schema["type"]
    if not isinstance(value, _KINDS[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return False
    if isinstance(value, str):
        return len(value) <= schema.get("maxLength", len(value)) and value in schema.get(
            "enum", [value]
        )
    if isinstance(value, dict):
        return _is_object(value, schema)
    if isinstance(value, list):
        most, least = schema.get("maxItems", len(value)), schema.get("minItems", 0)
        return least <= len(value) <= most and all(_conforms(one, schema["items"]) for one in value)
    if isinstance(value, int):
        return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    return True


def _is_object(value: Mapping[str, object], schema: Mapping[str, Any]) -> bool:
    """Every property that is needed, none that is not known, each in its form."""
    properties = schema["properties"]
    return (
        value.keys() <= properties.keys()
        and set(schema["required"]) <= value.keys()
        and all(_conforms(one, properties[name]) for name, one in value.items())
    )
