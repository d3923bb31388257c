"""Versions in a requirement, as far as they can be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

_VERSION = re.compile(
    r"(?<![\w.])(?P<operator>[vV^~=<>! ]{0,4})(?P<numbers>\d+(?:\.\d+)*)(?P<any>\.[*xX])?"
    r"(?:[-.]?(?P<stage>a|b|rc|alpha|beta|dev|pre|post|snapshot)[-.]?(?P<count>\d*))?"
    r"(?![A-Za-z0-9])(?P<more>-\d)?",
    re.IGNORECASE,
)
_PSEUDO = re.compile(r"v\d+\.\d+\.\d+-(?:[\w.]*\.)?(\d{14})-[0-9a-f]{12}\b")  # of a commit, in Go
_FINAL = "final"
_ORDER = ("d", "a", "b", "p", "r", _FINAL, "post")  # dev, alpha, beta, pre, rc, the release, post
_SNAPSHOT = "snapshot"  # what comes before a release, and after its betas: no step either way


class _Version(NamedTuple):
    """A version: its operator, its numbers, its stage and the step of that."""

    operator: str
    numbers: tuple[int, ...]
    stage: str
    step: int


def direction(before: str, after: str) -> Literal["upgraded", "downgraded"] | None:
    """Whether a requirement went up or down by its first version; None where that is not told.

    Not told: several versions on a side, a range that only became wider, an upper bound alone,
    a commit in place of a release.
    """
    if _apart(before, after):
        return None
    if _PSEUDO.search(before) or _PSEUDO.search(after):
        return _by_time(before, after)
    old, new = _first(before), _first(after)
    if old is None or new is None or _key(old) == _key(new) or _unordered(old, new):
        return None
    if _key(new) > _key(old):
        return None if old.numbers == new.numbers[:1] else "upgraded"  # "v2" became "v2.0.1"
    return None if any(_holds(one, old) for one in _versions(after)) else "downgraded"


def _apart(before: str, after: str) -> bool:
    """Whether a side names several versions or a branch, or the two name different sources."""
    several = " + " in before or " + " in after
    branch = before.startswith("dev-") or after.startswith("dev-")  # as Composer calls them
    return several or branch or _source(before) != _source(after)


def _source(requirement: str) -> str:
    """Where a requirement takes it from, if that is not where its name is looked up."""
    word = requirement.partition(" ")[0]
    if ":" in word and "@" in word:  # "npm:another@^1.2"
        return word.rpartition("@")[0]
    return word if "/" in word else ""


def _unordered(old: _Version, new: _Version) -> bool:
    bounded = "<" in old.operator or "<" in new.operator
    snapshot = _SNAPSHOT in {old.stage, new.stage}
    return bounded or (snapshot and _key(old)[0] == _key(new)[0])


def _by_time(before: str, after: str) -> Literal["upgraded", "downgraded"] | None:
    old, new = _PSEUDO.search(before), _PSEUDO.search(after)
    if old is None or new is None or old[1] == new[1]:
        return None
    return "upgraded" if new[1] > old[1] else "downgraded"


def _versions(requirement: str) -> list[_Version]:
    return [
        _Version(
            match["operator"].strip(),
            tuple(int(part) for part in match["numbers"].split(".")),
            (match["stage"] or _FINAL).lower(),
            int(match["count"] or 0),
        )
        for match in _VERSION.finditer(requirement)
        if not (match["stage"] and match["more"])  # "beta-63127-02" has an order of its own
    ]


@lru_cache(maxsize=4096)  # the same are asked for in many files, and in many commits
def _first(requirement: str) -> _Version | None:
    return next(iter(_versions(requirement)), None)


def _holds(wide: _Version, old: _Version) -> bool:
    """Whether a requirement lets in the old version all the same: by `>=`, or by saying less."""
    if wide.operator in {">", ">="} or wide == old:
        return True
    if len(wide.numbers) >= len(old.numbers):
        return False
    numbers = wide.numbers[:-1] if "~" in wide.operator else wide.numbers
    return bool(numbers) and numbers == old.numbers[: len(numbers)]


def _key(version: _Version) -> tuple[tuple[int, ...], int, int]:
    numbers = list(version.numbers)
    while numbers and numbers[-1] == 0:
        numbers.pop()
    stage = version.stage
    place = _ORDER.index(stage if stage in _ORDER else stage[0]) if stage != _SNAPSHOT else 0
    return tuple(numbers), place, version.step
