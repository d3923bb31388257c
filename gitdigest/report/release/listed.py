"""What a list of a release names, and what it leaves to another list of the same report."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from gitdigest.release.release import ReleaseDigest
from gitdigest.release.risks.risk import Risk
from gitdigest.release.topics import Topic

_OF_BREAKS = frozenset(
    {"undeclared-break", "break", "doubtful-break", "default", "schema", "dependency", "minimum"}
)
_LOST = frozenset({"reverted", "gone", "same"})


def shipping(release: ReleaseDigest) -> list[Topic]:
    """The changes that ship; a merge alone is none of its own."""
    return [topic for topic in _changes(release) if topic.ships]


def lost(release: ReleaseDigest) -> list[Topic]:
    """The changes that do not ship, likewise."""
    return [topic for topic in _changes(release) if topic.state in _LOST]


def _changes(release: ReleaseDigest) -> Iterable[Topic]:
    merges = {c.sha for c in release.repository.commits if len(c.commit.parents) > 1}
    for topic in release.topics:
        alone = topic.sha in merges and not topic.members
        if not (alone and topic.title.startswith("Merge ")):
            yield topic


def grouped(risks: Iterable[Risk]) -> list[list[Risk]]:
    """The risks of one rule and tier together, in the order in which the first of each came."""
    found: dict[tuple[str, str], list[Risk]] = {}
    for risk in risks:
        found.setdefault((risk.tier, risk.rule), []).append(risk)
    return list(found.values())


def shown(risks: Iterable[Risk], most: int) -> list[Risk]:
    """The risks in their order, so many of those that no other list tells."""
    others = count()
    return [risk for risk in risks if is_told(risk) or next(others) < most]


def is_told(risk: Risk) -> bool:
    """Whether a risk is a break, which has its line under what breaks."""
    return risk.rule in _OF_BREAKS
