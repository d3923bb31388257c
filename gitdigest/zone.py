"""Named time zones, and the first moment of a day in one of them."""

from __future__ import annotations

import warnings
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import tzlocal

from gitdigest.errors import UsageError

LOCAL = "local"


def find_zone(name: str) -> ZoneInfo:
    """The zone with this name; "" and "local" mean the system's, UTC where it is unknown."""
    if name in ("", LOCAL):
        return system_zone()
    zone = _load(name)
    if zone is None:
        raise UsageError(f"there is no time zone {name!r}", _advice(name))
    return zone


def system_zone() -> ZoneInfo:
    """The zone that the system is set to, UTC where it does not tell a name that we know."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a broken /etc/timezone is not the report's business
            name = tzlocal.get_localzone_name()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        name = None
    return (_load(name) if name else None) or ZoneInfo("UTC")


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The moment from which the local date is `day` or later; the end of the day before, too.

    A day is what lies between two such moments: 24 hours, or 23, 25, or none at all where the
    clocks were moved.
    """
    first = datetime.combine(day, time.min, zone)
    second = first.replace(fold=1)
    if first.astimezone(UTC) > second.astimezone(UTC):
        return _end_of_gap(second.astimezone(UTC), first.astimezone(UTC), zone)
    just_before = (second.astimezone(UTC) - timedelta(microseconds=1)).astimezone(zone)
    # Clocks set back at 00:01 (St. John's until 2011) make most of an hour the old day again.
    return second if just_before.date() < day else first


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment of the only jump of the clock in the UTC interval (before, after]."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.astimezone(zone)


def _load(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "America" is a folder
        return None


def _advice(name: str) -> str:
    known = sorted(available_timezones())
    by_name = {key.lower(): key for key in known}
    by_city = {key.rsplit("/", 1)[-1].lower(): key for key in known if "/" in key}
    wanted = name.lower().replace(" ", "_")
    for names in (by_name, by_city):
        near = get_close_matches(wanted, names, n=1, cutoff=0.75)
        if near:
            return f"did you mean {names[near[0]]}?"
    return "name it as in Asia/Shanghai, Europe/Berlin or UTC"
