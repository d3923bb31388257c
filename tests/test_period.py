"""What people write for a time becomes a period, or a usage error with a hint."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gitdigest.digest import Period
from gitdigest.errors import UsageError
from gitdigest.period import Asked, resolve_period

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 1, 26, 18, 30, tzinfo=UTC)  # the 27th, 02:30, in Shanghai


def never() -> date | None:
    raise AssertionError


def resolve(asked: Asked, zone: ZoneInfo = SHANGHAI) -> Period:
    return resolve_period(asked, zone, NOW, never)


def ends(period: Period) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        "" if end is None else end.isoformat() for end in (period.since, period.until)
    )


def test_nothing_said_means_yesterday() -> None:
    """Without a word the period is the day before today, in the report's zone."""
    period = resolve(Asked())
    assert ("day", "2026-01-26") == (period.kind, period.label)
    assert ("2026-01-26T00:00:00+08:00", "2026-01-27T00:00:00+08:00") == ends(period)


def test_the_zone_decides_which_day_today_is() -> None:
    """At one moment it is the 27th in Shanghai and the 26th in UTC."""
    assert "2026-01-27" == resolve(Asked(date="today")).label
    assert "2026-01-26" == resolve(Asked(date="today"), ZoneInfo("UTC")).label


@pytest.mark.parametrize(
    ("label", "word"),
    [("2026-01-27", "today"), ("2026-01-26", "yesterday"), ("2024-02-29", "2024-02-29")],
)
def test_a_day_is_a_date_or_a_word(label: str, word: str) -> None:
    """--date takes a date, today and yesterday."""
    assert ("day", label) == (resolve(Asked(date=word)).kind, resolve(Asked(date=word)).label)


def test_latest_is_the_newest_day_that_has_commits() -> None:
    """--date latest asks the repositories, and is today where they have no commit."""
    asked = Asked(date="latest")
    found = resolve_period(asked, SHANGHAI, NOW, lambda: date(2025, 12, 24))
    assert ("day", "2025-12-24") == (found.kind, found.label)
    assert "2026-01-27" == resolve_period(asked, SHANGHAI, NOW, lambda: None).label


def test_days_count_back_from_today_or_from_the_date() -> None:
    """--days 7 is today and the six days before; --date moves the last of them."""
    week = resolve(Asked(days=7))
    assert ("window", "2026-01-21..2026-01-27") == (week.kind, week.label)
    assert ("2026-01-21T00:00:00+08:00", "2026-01-28T00:00:00+08:00") == ends(week)
    assert "2026-01-09..2026-01-10" == resolve(Asked(days=2, date="2026-01-10")).label


def test_one_day_is_a_day() -> None:
    """--days 1 is the same as --date today."""
    assert resolve(Asked(date="today")) == resolve(Asked(days=1))


def test_until_includes_its_day() -> None:
    """A window from the 9th until the 10th ends when the 11th begins."""
    period = resolve(Asked(since="2026-01-09", until="2026-01-10"))
    assert ("window", "2026-01-09..2026-01-10") == (period.kind, period.label)
    assert ("2026-01-09T00:00:00+08:00", "2026-01-11T00:00:00+08:00") == ends(period)


def test_a_date_time_is_taken_as_it_stands() -> None:
    """A time of day is in the report's zone, or in the zone that it names."""
    period = resolve(Asked(since="2026-01-09T10:30", until="2026-01-09T10:30:00+01:00"))
    assert ("2026-01-09T10:30:00+08:00", "2026-01-09T10:30:00+01:00") == ends(period)


def test_a_window_may_be_open() -> None:
    """One end is enough, and a word in the label becomes its date."""
    assert ("2026-01-26..", ("2026-01-26T00:00:00+08:00", "")) == (
        resolve(Asked(since="yesterday")).label,
        ends(resolve(Asked(since="yesterday"))),
    )
    assert "..2026-01-27" == resolve(Asked(until="today")).label


def test_new_has_no_ends() -> None:
    """--new is told by its moment: what arrived does not go by dates."""
    period = resolve(Asked(new=True))
    assert ("new", "2026-01-27 02:30:00") == (period.kind, period.label)
    assert ("", "") == ends(period)


def test_a_range_alone_has_no_dates() -> None:
    """A range is the whole of it; dates narrow it where they are given."""
    assert Period("range", "v1..v2") == resolve(Asked(revision_range="v1..v2"))
    assert "2026-01-26" == resolve(Asked(revision_range="v1..v2", date="2026-01-26")).label


def test_a_day_on_which_the_clock_moves_is_whole() -> None:
    """In Berlin the last Sunday of October has 25 hours."""
    period = resolve(Asked(date="2026-10-25"), ZoneInfo("Europe/Berlin"))
    assert period.since is not None
    assert period.until is not None
    assert timedelta(hours=25) == period.until.astimezone(UTC) - period.since.astimezone(UTC)


def test_the_hour_that_comes_twice_keeps_the_order_of_its_ends() -> None:
    """Since is compared with until as moments, not as what the clock shows."""
    asked = Asked(since="2026-10-25T02:30+02:00", until="2026-10-25T02:10+01:00")
    assert "window" == resolve(asked, ZoneInfo("Europe/Berlin")).kind


@pytest.mark.parametrize(
    "text",
    [
        "2026-1-5", "2026-02-30", "20260126", "2026-W04-1", "26.01.2026", "tomorow", "0001-01-01",
        "9999-12-31", "\uff12\uff10\uff12\uff16-01-26", "2026-01-26\n", "-1",
    ],
)  # fmt: skip
def test_a_bad_date_is_a_usage_error(text: str) -> None:
    """Only YYYY-MM-DD and the words are dates, and the message shows how to write one."""
    with pytest.raises(UsageError) as caught:
        resolve(Asked(date=text))
    assert f"{text!r} is not a date" == caught.value.message
    assert "write it as 2026-01-26, today or yesterday" == caught.value.hint


@pytest.mark.parametrize("text", ["2026-01-26T25:00", "18:30", "2026-01-26T", "9999-01-01T00:00"])
def test_a_bad_time_is_a_usage_error(text: str) -> None:
    """A time of day must be whole."""
    with pytest.raises(UsageError, match="is not a date and time"):
        resolve(Asked(since=text))


def test_since_after_until_is_a_usage_error() -> None:
    """The ends must be in order."""
    with pytest.raises(UsageError) as caught:
        resolve(Asked(since="2026-01-10", until="2026-01-09"))
    assert "--since 2026-01-10 is not before --until 2026-01-09" == caught.value.message


@pytest.mark.parametrize(
    "asked",
    [
        Asked(date="today", since="today"),
        Asked(days=2, until="today"),
        Asked(new=True, date="today"),
        Asked(new=True, days=3),
        Asked(new=True, since="today"),
        Asked(new=True, revision_range="a..b"),
        Asked(days=0),
        Asked(days=-3),
        Asked(days=10**9),
    ],
)
def test_words_that_contradict_each_other_are_a_usage_error(asked: Asked) -> None:
    """Two ways to say a period are refused together, and so are days without end."""
    with pytest.raises(UsageError) as caught:
        resolve(asked)
    assert caught.value.hint
