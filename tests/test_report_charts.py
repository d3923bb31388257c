"""The numbers behind the charts: nothing is lost, everything fits, and time has no gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import digests
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.digest import CommitDigest, Digest, Period
from gitdigest.report import charts
from gitdigest.report.charts import Column, Part, Timeline


def at(*moments: datetime) -> tuple[Digest, list[CommitDigest]]:
    """A digest of no fixed period with a commit at each moment."""
    commits = [
        replace(digests.BADGE, commit=replace(digests.BADGE.commit, committer_date=moment))
        for moment in moments
    ]
    made = digests.digest(digests.repository(*commits))
    return replace(made, period=Period("new", "x"), timezone="UTC"), commits


def drawn(line: Timeline) -> list[tuple[str, int]]:
    return [(column.label, column.total) for column in line.columns if column.total]


def ticks(line: Timeline) -> list[str]:
    return [column.tick for column in line.columns if column.tick]


def test_a_day_has_its_hours() -> None:
    """24 columns in the zone of the report, the busiest reaches the top."""
    day = digests.dynamo_day()
    line = charts.timeline(day, day.repositories[0].commits)
    assert 24 == len(line.columns)
    assert [("03:00", 1), ("10:00", 1), ("13:00", 1), ("23:00", 1)] == drawn(line)
    assert Column("10:00", "", 1, 41.667, 4.167, (Part("high", 1, 0.0, 100.0),)) == line.columns[10]
    assert [f"{hour:02}:00" for hour in range(0, 24, 3)] == ticks(line)


def test_a_week_has_its_days_also_those_without_commits() -> None:
    """The whole period is shown, from its first day to its last."""
    day = digests.dynamo_day()
    since = datetime(2026, 1, 20, tzinfo=digests.SHANGHAI)
    week = replace(day, period=Period("window", "x", since, since + timedelta(days=7)))
    line = charts.timeline(week, day.repositories[0].commits)
    assert 7 == len(line.columns)
    assert [("2026-01-26", 4)] == drawn(line)
    assert ["2026-01-20", "2026-01-22", "2026-01-24", "2026-01-26"] == ticks(line)
    assert line.numbered


def test_long_times_are_in_weeks_from_monday() -> None:
    """Beyond 62 days a column is a week, and beyond 62 weeks several of them."""
    digest, commits = at(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC))
    line = charts.timeline(digest, commits)
    assert [("2025-12-29..2026-01-04", 1), ("2026-06-29..2026-07-05", 1)] == drawn(line)
    assert date(2025, 12, 29).weekday() == 0
    digest, commits = at(datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 6, 30, tzinfo=UTC))
    assert ("2019-12-30..2020-02-09", 1) == drawn(charts.timeline(digest, commits))[0]


def test_nothing_has_no_columns() -> None:
    """A digest without commits has nothing to draw."""
    digest, _ = at()
    assert Timeline((), numbered=False) == charts.timeline(digest, [])
    assert [] == charts.bars([], lambda _: [])
    assert () == charts.share({"high": 0, "low": 0})


moments = st.datetimes(timezones=st.just(UTC))


@given(st.lists(moments, min_size=1, max_size=20))
def test_every_commit_is_in_one_column(found: list[datetime]) -> None:
    """From the first day of the calendar to the last; never more columns than can be seen."""
    digest, commits = at(*found)
    line = charts.timeline(digest, commits)
    assert len(found) == sum(column.total for column in line.columns)
    assert 1 <= len(line.columns) <= charts.MOST_COLUMNS
    assert 1 <= len(ticks(line)) <= 8
    assert all(0 <= column.start <= 100 for column in line.columns)
    for column in line.columns:
        assert column.total == sum(part.count for part in column.parts)
        assert sum(part.size for part in column.parts) <= 100.1


def test_bars_count_commits_by_importance() -> None:
    """The longest is first and 100, its pieces stand one behind the other."""
    day = digests.dynamo_day()
    found = charts.bars(day.repositories[0].commits, lambda commit: [commit.commit.author.email])
    assert [
        charts.Bar(
            "ada@example.org",
            4,
            (
                Part("high", 1, 0.0, 25.0),
                Part("medium", 1, 25.0, 25.0),
                Part("low", 2, 50.0, 50.0),
            ),
        )
    ] == found


def test_line_bars_count_lines_by_component() -> None:
    """Added and deleted lines; a component of binaries alone has no bar."""
    found = charts.line_bars(digests.dynamo_day().repositories[0].commits)
    shown = [(bar.name, [(part.kind, part.count) for part in bar.parts]) for bar in found]
    assert [
        ("lib/runtime/src/pipeline/network/tcp", [("additions", 412), ("deletions", 3)]),
        ("components/src/dynamo/sglang", [("additions", 69), ("deletions", 66)]),
        (".github/workflows", [("additions", 20), ("deletions", 20)]),
        ("container/deps", [("additions", 1), ("deletions", 1)]),
        (".", [("deletions", 1)]),
    ] == shown


@pytest.mark.parametrize(
    ("expected", "counts"),
    [
        ([100.0], {"high": 3, "medium": 0, "low": 0}),
        ([25.0, 75.0], {"high": 1, "medium": 0, "low": 3}),
    ],
)
def test_a_share_is_of_the_whole(expected: list[float], counts: dict[str, int]) -> None:
    """What counts nothing is not drawn."""
    assert expected == [part.size for part in charts.share(counts)]
