"""Digest -> the numbers behind its charts: bars by type, person and component, columns by time.

The templates draw them as plain SVG in hundredths of the drawing's width and height. No charting
library: bars and columns are rectangles, a template draws them in ten lines, in the page's own
colours, while a library would bring a script for the browser or megabytes of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gitdigest.digest import CommitDigest, Digest
from gitdigest.report.overview import TIER_ORDER, commit_moment, local

MOST_COLUMNS = 62
_TICKS_OF_HOURS = 8
_TICKS_OF_DAYS = 4
_NUMBERED = 31


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar or column: what it counts, where it starts and how long it is (0..100)."""

    kind: str
    count: int
    start: float
    size: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, its total and the pieces that make it."""

    name: str
    total: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A stretch of time (0..100 across the chart): its label, and the tick below it or ""."""

    label: str
    tick: str
    total: int
    start: float
    width: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The columns from the first to the last, and whether there is room for their numbers."""

    columns: tuple[Column, ...]
    numbered: bool


def bars(
    commits: Iterable[CommitDigest], names: Callable[[CommitDigest], Iterable[str]]
) -> list[Bar]:
    """How many commits each name has, by importance; the longest bar is 100, and first."""
    counted: dict[str, Counter[str]] = {}
    for commit in commits:
        for name in names(commit):
            counted.setdefault(name, Counter())[commit.importance] += 1
    return _scaled(counted, TIER_ORDER)


def line_bars(commits: Iterable[CommitDigest]) -> list[Bar]:
    """How many lines each component gained and lost; those without a line are left out."""
    counted: dict[str, Counter[str]] = {}
    for commit in commits:
        for file in commit.facts.files:
            count = counted.setdefault(file.component, Counter())
            count["additions"] += file.additions or 0
            count["deletions"] += file.deletions or 0
    return [bar for bar in _scaled(counted, ("additions", "deletions")) if bar.total]


def share(counts: Mapping[str, int]) -> tuple[Part, ...]:
    """One bar of 100 for all."""
    return _parts(counts, list(counts), max(sum(counts.values()), 1))


def timeline(digest: Digest, commits: Sequence[CommitDigest]) -> Timeline:
    """When commits landed: by hour where all are of one day, else by day, by week and longer."""
    moments = [(commit_moment(digest, commit), commit.importance) for commit in commits]
    if not moments:
        return Timeline((), numbered=False)
    first, last = _span(digest, [moment for moment, _ in moments])
    if first == last:
        labels = [f"{hour:02}:00" for hour in range(24)]
        places = [(moment.hour, tier) for moment, tier in moments]
        return _timeline(labels, labels, places, _TICKS_OF_HOURS)
    return over_days([(moment.date(), tier) for moment, tier in moments], first, last)


def over_days(
    counted: Iterable[tuple[date, str]], first: date, last: date, *, highest: int = 0
) -> Timeline:
    """What was counted by day, by week and longer, in columns as high as the highest is."""
    start, step, length = _steps(first, last)
    days = [date.fromordinal(start + number * step) for number in range(length)]
    labels = [_label(day, step) for day in days]
    places = [((day.toordinal() - start) // step, kind) for day, kind in counted]
    ticks = [day.isoformat() for day in days]
    return _timeline(labels, ticks, places, _TICKS_OF_DAYS, highest)


def _span(digest: Digest, moments: Sequence[datetime]) -> tuple[date, date]:
    """The first and the last day: those of the period, wider where commits are outside of it."""
    days = [moment.date() for moment in moments]
    zone = ZoneInfo(digest.timezone)
    period = digest.period
    if period.since:
        days.append(local(period.since, zone).date())
    if period.until:
        days.append((local(period.until, zone) - timedelta(microseconds=1)).date())
    return min(days), max(days)


def _steps(first: date, last: date) -> tuple[int, int, int]:
    """The first day as an ordinal, how many days a column has, and how many columns there are."""
    days = last.toordinal() - first.toordinal() + 1
    if days <= MOST_COLUMNS:
        return first.toordinal(), 1, days
    monday = max(first.toordinal() - first.weekday(), 1)
    weeks = (last.toordinal() - monday) // 7 + 1
    step = 7 * -(-weeks // MOST_COLUMNS)
    return monday, step, (last.toordinal() - monday) // step + 1


def _label(day: date, step: int) -> str:
    if step == 1:
        return day.isoformat()
    end = date.fromordinal(min(day.toordinal() + step - 1, date.max.toordinal()))
    return f"{day.isoformat()}..{end.isoformat()}"


def _timeline(
    labels: Sequence[str],
    ticks: Sequence[str],
    places: Iterable[tuple[int, str]],
    most_ticks: int,
    highest: int = 0,
) -> Timeline:
    counted = [Counter[str]() for _ in labels]
    for place, tier in places:
        counted[place][tier] += 1
    highest = max(highest, *(count.total() for count in counted), 1)
    width, every = 100 / len(labels), -(-len(labels) // most_ticks)
    columns = tuple(
        Column(
            label=label,
            tick=ticks[number] if number % every == 0 else "",
            total=counted[number].total(),
            start=round(number * width, 3),
            width=round(width, 3),
            parts=_parts(counted[number], TIER_ORDER, highest),
        )
        for number, label in enumerate(labels)
    )
    return Timeline(columns, numbered=len(columns) <= _NUMBERED)


def _scaled(counted: Mapping[str, Counter[str]], kinds: Sequence[str]) -> list[Bar]:
    longest = max((count.total() for count in counted.values()), default=1)
    made = [
        Bar(name, count.total(), _parts(count, kinds, max(longest, 1)))
        for name, count in counted.items()
    ]
    return sorted(made, key=lambda bar: (-bar.total, bar.name))


def _parts(counts: Mapping[str, int], kinds: Sequence[str], whole: int) -> tuple[Part, ...]:
    """The pieces one behind the other, those that count something."""
    parts: list[Part] = []
    start = 0.0
    for kind in kinds:
        if count := counts[kind]:
            size = 100 * count / whole
            parts.append(Part(kind, count, round(start, 2), round(size, 2)))
            start += size
    return tuple(parts)
