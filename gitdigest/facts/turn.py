"""Whose turn it is where several are gone through again and again, so that a failure names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from gitdigest.errors import GitDigestError

_Item = TypeVar("_Item")


class Turn:
    """Whose turn it is of those that are gone through."""

    at = 0

    def of(self, items: Iterable[_Item]) -> Iterator[_Item]:
        """Each of some in turn."""
        for self.at, item in enumerate(items):
            yield item


class OneOfThemError(Exception):
    """What was asked about several commits failed of the one `at` an index, by an error of git."""

    def __init__(self, at: int, error: GitDigestError) -> None:
        super().__init__(at, error)
        self.at = at
        self.error = error
