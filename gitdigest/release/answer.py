"""What another process finds of a range while this one walks it: taken when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

Found = TypeVar("Found")


class Answer(NamedTuple, Generic[Found]):
    """An answer that comes: whether it is there, and what waits for it, None where there is none."""

    ready: Callable[[], bool]
    wait: Callable[[], Found | None]


NONE: Answer[Any] = Answer(lambda: True, lambda: None)
"""Nobody else looks: who walks finds it all."""
