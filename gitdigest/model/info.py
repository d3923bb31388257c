"""What litellm knows of the models of providers, read without importing it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_LIST = "model_prices_and_context_window_backup.json"


@dataclass(frozen=True, slots=True)
class Known:
    """A model's window and longest answer in tokens, and dollars for a token; 0 is not known."""

    window: int = 0
    answer: int = 0
    price_in: float = 0.0
    price_out: float = 0.0


def known(name: str) -> Known | None:
    """What the list says of a model by litellm's name for it, with its provider or without."""
    entry = _prices().get(name) or _prices().get(name.partition("/")[2])
    if not isinstance(entry, dict):
        return None
    return Known(
        window=int(_number(entry, "max_input_tokens") or _number(entry, "max_tokens")),
        answer=int(_number(entry, "max_output_tokens")),
        price_in=_number(entry, "input_cost_per_token"),
        price_out=_number(entry, "output_cost_per_token"),
    )


def is_provider(name: str) -> bool:
    """Whether litellm knows a provider of that name."""
    parts = (name, name.removesuffix("_chat"))
    return name.isidentifier() and any((_folder() / "llms" / part).is_dir() for part in parts)


@cache
def _prices() -> dict[str, Any]:
    """The list that comes with litellm; importing litellm for it would cost seconds."""
    path = _folder() / _LIST
    prices = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return prices if isinstance(prices, dict) else {}


@cache
def _folder() -> Path:
    spec = find_spec("litellm")
    return Path(next(iter((spec and spec.submodule_search_locations) or ["litellm-is-missing"])))


def _number(entry: dict[str, Any], name: str) -> float:
    value = entry.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
