"""Time zones by name, and where a day begins when the clocks are moved."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.errors import UsageError
from gitdigest.zone import find_zone, start_of_day

HOUR = timedelta(hours=1)


def length(day: str, zone: str) -> timedelta:
    first = date.fromisoformat(day)
    start = start_of_day(first, ZoneInfo(zone)).astimezone(UTC)
    return start_of_day(first + timedelta(days=1), ZoneInfo(zone)).astimezone(UTC) - start


@pytest.mark.parametrize(
    ("hours", "day", "zone"),
    [
        (24, "2026-01-26", "Asia/Shanghai"),
        (23, "2026-03-29", "Europe/Berlin"),
        (25, "2026-10-25", "Europe/Berlin"),
        (23, "2018-11-04", "America/Sao_Paulo"),  # 00:00 does not exist
        (25, "2018-02-17", "America/Sao_Paulo"),  # 23:00 exists twice
        (25, "2024-11-03", "America/Havana"),  # 00:00 exists twice
        (23.5, "2024-10-06", "Australia/Lord_Howe"),
        (0, "2011-12-30", "Pacific/Apia"),  # the whole day does not exist
    ],
)
def test_a_day_is_as_long_as_its_clock_makes_it(hours: float, day: str, zone: str) -> None:
    """A day has 23, 25 or no hours where the clocks were moved."""
    assert hours * HOUR == length(day, zone)


def test_a_day_without_a_midnight_begins_after_the_gap() -> None:
    """In São Paulo 2018-11-04 began at 01:00."""
    start = start_of_day(date(2018, 11, 4), ZoneInfo("America/Sao_Paulo"))
    assert datetime(2018, 11, 4, 3, tzinfo=UTC) == start.astimezone(UTC)
    assert "2018-11-04T01:00:00-02:00" == start.astimezone(UTC).astimezone(start.tzinfo).isoformat()


def test_a_midnight_inside_a_gap_is_the_end_of_the_gap() -> None:
    """In Toronto 1919-03-30 the clock jumped from 23:30 of the 30th to 00:30 of the 31st."""
    start = start_of_day(date(1919, 3, 31), ZoneInfo("America/Toronto"))
    assert datetime(1919, 3, 31, 4, 30, tzinfo=UTC) == start.astimezone(UTC)


def test_a_clock_set_back_just_after_midnight_leaves_the_hour_to_the_old_day() -> None:
    """In St. John's 00:01 became 23:01 of the day before; that hour is the old day's."""
    start = start_of_day(date(2010, 11, 7), ZoneInfo("America/St_Johns"))
    before = (start.astimezone(UTC) - timedelta(minutes=30)).astimezone(start.tzinfo)
    assert date(2010, 11, 6) == before.date()
    assert date(2010, 11, 7) == start.date()


@given(
    st.dates(date(1970, 1, 2), date(2037, 12, 30)),
    st.sampled_from(
        ["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo"]
    ),
)
def test_every_moment_of_a_day_has_its_date(day: date, name: str) -> None:
    """The first and the last moment of a day bear its date, and the moment before does not."""
    zone = ZoneInfo(name)
    start = start_of_day(day, zone).astimezone(UTC)
    end = start_of_day(day + timedelta(days=1), zone).astimezone(UTC)
    second = timedelta(seconds=1)
    found = [moment.astimezone(zone).date() for moment in (start - second, start, end - second)]
    assert [day - timedelta(days=1), day, day] == found


@pytest.mark.parametrize(
    ("nearest", "name"),
    [
        ("Asia/Shanghai", "Asia/Shanghia"),
        ("Asia/Shanghai", "asia/shanghai"),
        ("Asia/Shanghai", "Shanghai"),
        ("America/New_York", "new york"),
        ("Europe/Berlin", "Europe/Berln"),
    ],
)
def test_an_unknown_zone_is_answered_with_the_nearest_name(nearest: str, name: str) -> None:
    """A misspelt zone is a usage error that offers the zone that was meant."""
    with pytest.raises(UsageError) as caught:
        find_zone(name)
    assert f"there is no time zone {name!r}" == caught.value.message
    assert f"did you mean {nearest}?" == caught.value.hint


@pytest.mark.parametrize(
    "name", ["zzzzzz", "../../etc/passwd", "America", "/etc/localtime", "a\0b"]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    """A path, a folder of zones and a NUL are no zones, and nothing breaks."""
    with pytest.raises(UsageError, match="there is no time zone"):
        find_zone(name)


def systems_zone(variable: str) -> tuple[str, str]:
    """What a process whose TZ is `variable` finds, and what it says on stderr."""
    script = "from gitdigest.zone import find_zone; print(find_zone('local').key)"
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", script],
        env={"TZ": variable},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip(), done.stderr


@pytest.mark.parametrize(
    ("expected", "variable"), [("Asia/Tokyo", "Asia/Tokyo"), ("Europe/Paris", ":Europe/Paris")]
)
def test_the_systems_zone_is_asked_by_name(expected: str, variable: str) -> None:
    """TZ names the system's zone."""
    assert (expected, "") == systems_zone(variable)


@pytest.mark.parametrize("variable", ["Nowhere/At_All", "CET-1CEST,M3.5.0,M10.5.0/3", "../x"])
def test_a_zone_without_a_name_is_no_failure(variable: str) -> None:
    """Where TZ has no name that we know, another zone that has one is taken, in silence."""
    name, said = systems_zone(variable)
    assert find_zone(name).key == name
    assert not said
