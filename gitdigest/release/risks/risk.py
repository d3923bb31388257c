"""What could go wrong: each risk with what it rests on, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from gitdigest.facts.fact import Evidence, Importance

Source = Literal["facts", "model"]
ORDER: Mapping[Importance, int] = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that could go wrong; `rule` is the rule of the gate that it falls under.

    `name` is what it is about (a path, a name, a change), `detail` numbers and names in evidence.
    `text` is a model's claim that held, empty for what code found. `weight` orders risks of a
    tier.
    """

    rule: str
    tier: Importance
    name: str
    detail: str = ""
    text: str = ""
    source: Source = "facts"
    weight: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    commits: tuple[str, ...] = ()


def ranked(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """By tier, what code found before what a model says, then by weight."""
    return tuple(
        sorted(
            risks,
            key=lambda risk: (
                ORDER[risk.tier],
                risk.source != "facts",
                -risk.weight,
                risk.rule,
                risk.name,
            ),
        )
    )
