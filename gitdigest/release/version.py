"""Versions in the names of tags and manifests: their order, and which tag a release starts from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import total_ordering

_STAGES = {
    "dev": 0, "snapshot": 0, "a": 1, "alpha": 1, "b": 2, "beta": 2, "m": 2, "pre": 3, "preview": 3,
    "c": 4, "rc": 4, "cr": 4, "final": 5, "ga": 5, "release": 5, "": 5, "post": 6, "patch": 6,
}  # fmt: skip
_FINAL = 5
_VERSION = re.compile(
    r"(?P<numbers>\d{1,9}(?:\.\d{1,9}){0,4})"
    r"(?:[-._]?(?P<stage>[A-Za-z]+)[-._]?(?P<number>\d{0,9})(?:\.[\w.-]*)?)?(?:\+[\w.-]*)?"
)
_START = re.compile(r"(?<![A-Za-z0-9.])([vV]?)(?=\d)")
_LONGEST = 200
_CENTURY = 100
_FIRST_YEAR = 1990
_YEAR = 31_556_952  # seconds, in the mean
NO_DATES: Mapping[str, int] = {}


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A version as it is written, and what it counts by: numbers, then the stage before a release.

    "1.2" and "1.2.0" are equal; "1.2.0rc1" and "1.2.0-rc.1" come before them.
    """

    text: str
    numbers: tuple[int, ...]
    stage: int = _FINAL
    count: int = 0

    @property
    def is_final(self) -> bool:
        """Whether it is a release and not one of its previews."""
        return self.stage >= _FINAL

    @property
    def release(self) -> tuple[int, int, int]:
        """Major, minor and patch."""
        first, second, third, *_ = (*self.numbers, 0, 0, 0)
        return first, second, third

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._key() == other._key()

    def __lt__(self, other: Version) -> bool:
        return self._key() < other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[tuple[int, ...], int, int]:
        numbers = list(self.numbers)
        while numbers and numbers[-1] == 0:
            numbers.pop()
        return tuple(numbers), self.stage, self.count


def parse_version(text: str) -> Version | None:
    """The version that a text is, None where it is none; a leading v does not count."""
    match = _VERSION.fullmatch(text[:_LONGEST].removeprefix("v").removeprefix("V"))
    if match is None:
        return None
    stage = _STAGES.get((match["stage"] or "").lower())
    if stage is None:
        return None
    numbers = tuple(int(part) for part in match["numbers"].split("."))
    return Version(text, numbers, stage, int(match["number"] or 0))


@dataclass(frozen=True, slots=True)
class ReleaseTag:
    """A tag that names a version: "v1.2", "release-1.2", "server/v1.2", "core@1.2".

    `prefix` is what stands before the version, without its v.
    """

    name: str
    sha: str
    prefix: str
    version: Version


def release_tag(name: str, sha: str) -> ReleaseTag | None:
    """The tag, if its name ends with a version: a number alone is one only behind a v."""
    for start in _START.finditer(name[:_LONGEST]):
        text = name[start.end() :]
        version = parse_version(text) or parse_version(text.replace("_", "."))
        if version and (len(version.numbers) > 1 or start[1]):
            return ReleaseTag(name, sha, name[: start.start()], version)
    return None


def last_release(
    tags: Iterable[ReleaseTag],
    head: str,
    *,
    prefix: str | None = None,
    dates: Mapping[str, int] = NO_DATES,
) -> ReleaseTag | None:
    """The release before `head` among tags that it reaches; None where there is none.

    By the order of versions, not of dates; `dates` (of commits, in seconds) tell which way of
    counting is in use. Where `head` itself is tagged, the release before that one. Of several
    prefixes that of plain versions counts, else the one with most tags; previews count only where
    there is nothing else, or `head` is one.
    """
    found = [tag for tag in tags if prefix is None or tag.prefix == prefix]
    if prefix is None:
        chosen = main_prefix(found)
        found = [tag for tag in found if tag.prefix == chosen]
    here = max((tag.version for tag in found if tag.sha == head), default=None)
    before = [t for t in found if t.sha != head and (here is None or t.version < here)]
    final = [tag for tag in before if tag.version.is_final]
    return max(_in_use(final or before, dates), key=lambda tag: tag.version, default=None)


def _in_use(tags: list[ReleaseTag], dates: Mapping[str, int]) -> list[ReleaseTag]:
    """The tags that count as the newest does: years or changes.

    2018.9 is higher than 3.17 and no later release of a project that has turned to counting
    changes. A major version that is the year by chance goes on to count for a year.
    """
    newest = max(tags, key=lambda tag: (dates.get(tag.sha, 0), tag.version), default=None)
    if newest is None or not dates:
        return tags
    since = dates.get(newest.sha, 0) - _YEAR
    return [
        tag
        for tag in tags
        if _is_year(tag, dates) == _is_year(newest, dates)
        or (tag.version.numbers[0] < _FIRST_YEAR and dates.get(tag.sha, 0) > since)
    ]


def _is_year(tag: ReleaseTag, dates: Mapping[str, int]) -> bool:
    """Whether a version begins with a year, whole or with two digits the one of its commit."""
    first, year = tag.version.numbers[0], 1970 + dates.get(tag.sha, 0) // _YEAR
    return first >= _FIRST_YEAR or (first > _CENTURY // 10 and abs(first - year % _CENTURY) <= 1)


def main_prefix(tags: Iterable[ReleaseTag]) -> str:
    """The prefix of the project's own releases, where parts of it have tags of their own."""
    counts: dict[str, int] = {}
    for tag in tags:
        counts[tag.prefix] = counts.get(tag.prefix, 0) + 1
    if "" in counts:
        return ""
    return max(counts, key=lambda prefix: (counts[prefix], prefix), default="")
