"""What people write for a time (--date, --days, --since, --until, --new) -> Period."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from gitdigest.digest import Period
from gitdigest.errors import UsageError
from gitdigest.zone import start_of_day

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARS = range(1970, 3000)  # git has no older time, and no clock is that far ahead
_MOST_DAYS = 36_600
_EXAMPLE = "write it as 2026-01-26, today or yesterday"

LatestDay = Callable[[], date | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a request for a time, as they stand on the command line; empty is unsaid."""

    date: str = ""
    days: int | None = None
    since: str = ""
    until: str = ""
    new: bool = False
    revision_range: str = ""


def resolve_period(asked: Asked, zone: ZoneInfo, now: datetime, latest: LatestDay) -> Period:
    """The period that is meant, yesterday where nothing is said.

    Days run from midnight to midnight in `zone`. `latest` finds the newest day that has commits,
    and is called for "--date latest" alone. Raises UsageError.
    """
    _refuse_contradictions(asked)
    today = now.astimezone(zone).date()
    if asked.new:
        return Period("new", now.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"))
    if asked.since or asked.until:
        return _window(asked, zone, today)
    if asked.date or asked.days is not None:
        return _days(asked, zone, today, latest)
    if asked.revision_range:
        return Period("range", asked.revision_range)
    return _day_period(today - timedelta(days=1), zone)


def _refuse_contradictions(asked: Asked) -> None:
    windows = bool(asked.since or asked.until)
    days = bool(asked.date) or asked.days is not None
    if windows and days:
        raise UsageError(
            "--since and --until do not go with --date and --days",
            "give a day and a number of days, or the two ends",
        )
    if asked.new and (windows or days or asked.revision_range):
        raise UsageError(
            "--new does not go with a date or a range",
            "--new alone means: what arrived since the last report with --new",
        )
    if asked.days is not None and not 1 <= asked.days <= _MOST_DAYS:
        raise UsageError(
            f"--days {asked.days} is out of range", f"give a number from 1 to {_MOST_DAYS}"
        )


def _days(asked: Asked, zone: ZoneInfo, today: date, latest: LatestDay) -> Period:
    last = _last_day(asked.date, today, latest)
    if asked.days in (None, 1):
        return _day_period(last, zone)
    first = last - timedelta(days=(asked.days or 1) - 1)
    return Period(
        "window",
        f"{first}..{last}",
        start_of_day(first, zone),
        start_of_day(last + timedelta(days=1), zone),
    )


def _last_day(text: str, today: date, latest: LatestDay) -> date:
    if text == "latest":
        return latest() or today
    return _day(text, today) if text else today


def _window(asked: Asked, zone: ZoneInfo, today: date) -> Period:
    since = _moment(asked.since, zone, today)
    until = _moment(asked.until, zone, today, end=True)
    if since and until and since.astimezone(UTC) >= until.astimezone(UTC):
        raise UsageError(
            f"--since {asked.since} is not before --until {asked.until}", "exchange the two"
        )
    label = f"{_said(asked.since, today)}..{_said(asked.until, today)}"
    return Period("window", label, since, until)


def _day_period(day: date, zone: ZoneInfo) -> Period:
    following = start_of_day(day + timedelta(days=1), zone)
    return Period("day", day.isoformat(), start_of_day(day, zone), following)


def _moment(text: str, zone: ZoneInfo, today: date, *, end: bool = False) -> datetime | None:
    """A date's first moment, its last one for an `end`; a date-time as it stands."""
    if not text:
        return None
    if "T" in text or ":" in text:
        return _date_time(text, zone)
    return start_of_day(_day(text, today) + timedelta(days=int(end)), zone)


def _date_time(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in _YEARS:
        raise UsageError(
            f"{text!r} is not a date and time", "write it as 2026-01-26T18:30 or with +08:00 behind"
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _day(text: str, today: date) -> date:
    words = {"today": today, "yesterday": today - timedelta(days=1)}
    if text in words:
        return words[text]
    day = _parsed(text)
    if day is None or day.year not in _YEARS:
        raise UsageError(f"{text!r} is not a date", _EXAMPLE)
    return day


def _parsed(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _said(text: str, today: date) -> str:
    """The end of a window in a label: words that move with the clock become their date."""
    return _day(text, today).isoformat() if text in ("today", "yesterday") else text
