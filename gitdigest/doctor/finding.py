"""One line of a check-up: what was looked at, how it is, what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "limited", "broken"]

_CODES: dict[State, int] = {"ok": 0, "limited": 3, "broken": 1}
_ORDER = tuple(_CODES.values())


@dataclass(frozen=True, slots=True)
class Finding:
    """How something is; `mend` is a command, a line of a configuration, or what to look at."""

    title: str
    state: State
    said: str
    mend: str = ""


def exit_code(states: Iterable[State]) -> int:
    """1 where something is broken, 3 where it works within limits, 0 where all is well."""
    return max((_CODES[state] for state in states), key=_ORDER.index, default=0)
