"""The version that semantic versioning asks for, against the one that is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gitdigest.release.breaking.kinds import Break
from gitdigest.release.planned import Planned
from gitdigest.release.topics import Topic
from gitdigest.release.version import Version

Level = Literal["major", "minor", "patch", "none"]
Scheme = Literal["semver", "calver", "unknown"]

_MOST_REASONS = 5
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class Advice:
    """What the changes ask of the version: `level`, and the `asked` version at least.

    `planned` is what `source` says will come ("" where nobody says), `fits` whether that is
    enough: None where the two cannot be compared, as with versions that are dates. `reasons` name
    what asks for the level.
    """

    level: Level
    scheme: Scheme
    asked: str = ""
    planned: str = ""
    source: str = ""
    fits: bool | None = None
    reasons: tuple[str, ...] = ()


def advise(
    last: Version | None,
    planned: Planned | None,
    breaks: Sequence[Break],
    topics: Sequence[Topic],
    added: Sequence[str],
    *,
    year: int,
) -> Advice:
    """The version after `last`; `added` are new public names, `year` is that of the last release.

    Before 1.0 what breaks asks for the second number, as Cargo and most projects have it.
    """
    level, reasons = _level(breaks, topics, added)
    scheme = _scheme(last, year)
    asked = _next(last, level) if last and scheme == "semver" else ""
    wanted = _version(asked)
    fits = planned.version >= wanted if planned and wanted else None
    return Advice(
        level,
        scheme,
        asked,
        planned.version.text if planned else "",
        planned.source if planned else "",
        fits,
        tuple(reasons[:_MOST_REASONS]),
    )


def _level(
    breaks: Sequence[Break], topics: Sequence[Topic], added: Sequence[str]
) -> tuple[Level, list[str]]:
    broken = [item.name for item in breaks if item.weight == "major" and item.sure]
    if broken:
        return "major", broken
    new = [topic.title for topic in topics if topic.ships and topic.change_type == "feat"]
    leaving = [item.name for item in breaks if item.code == "deprecated"]
    if new or added or leaving:
        return "minor", [*added, *new, *leaving]
    shipped = [topic.title for topic in topics if topic.ships]
    return ("patch", shipped) if shipped else ("none", [])


def _scheme(last: Version | None, year: int) -> Scheme:
    """Whether versions count changes or years: a first number that is the year of its release."""
    if last is None:
        return "unknown"
    return "calver" if last.numbers[0] in {year, year % _CENTURY} and year else "semver"


def _next(last: Version, level: Level) -> str:
    major, minor, patch = last.release
    if not last.is_final:
        return f"{major}.{minor}.{patch}"
    if level == "none":
        return ""
    if major == 0:
        level = "minor" if level == "major" else "patch"
    if level == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if level == "minor" else f"{major}.{minor}.{patch + 1}"


def _version(text: str) -> Version | None:
    numbers = tuple(int(part) for part in text.split(".")) if text else ()
    return Version(text, numbers) if numbers else None
