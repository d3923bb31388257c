"""What a caller notices of a change: a stable code, and the name that it is about."""

from __future__ import annotations

from typing import Literal, NamedTuple

Code = Literal[
    "parameter-removed",
    "parameter-required",
    "parameter-renamed",
    "parameter-order",
    "default-changed",
    "must-implement",
    "signature",
]


class Judgement(NamedTuple):
    """What changed for a caller: a stable code and the name that it is about.

    `breaks` tells that a caller may have to change; a default that changed only behaves otherwise.
    """

    code: Code
    detail: str = ""
    breaks: bool = True
