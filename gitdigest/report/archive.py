"""Digests of a folder -> its index page: releases, reports by day, and trends over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from gitdigest.digest import CommitDigest, Digest
from gitdigest.release.release import ReleaseDigest
from gitdigest.report import charts, failures, headlines, overview, sentences
from gitdigest.report.catalog import Catalog, find_catalog
from gitdigest.report.environment import OURS, Templates
from gitdigest.report.html import STYLE, file_of, page, policy
from gitdigest.report.mark import MARK
from gitdigest.report.release import sentences as said
from gitdigest.report.words import LIGHTS, TIERS, word
from gitdigest.template import Markup

TEMPLATE = "html/archive.html.j2"
MOST_NAMES = 8
MOST_SUBJECTS = 3
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """A commit as the trends count it."""

    day: date
    importance: str
    author: str
    components: tuple[str, ...]
    told: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A repository in a report: how many commits, of each importance, the weightiest by subject."""

    name: str
    total: str
    counts: Mapping[str, int]
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One report of the folder: what it covers, and the files that hold it, by their ending."""

    day: date
    title: str
    parts: tuple[Part, ...]
    files: tuple[tuple[str, str], ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Release:
    """One review of a release: its verdict, why, how much ships, the version that it asks for."""

    day: date
    title: str
    verdict: str
    reasons: tuple[str, ...]
    net: str
    version: str
    files: tuple[tuple[str, str], ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A name with its columns over the time of the archive, and its total."""

    name: str
    total: int
    line: charts.Timeline


@dataclass
class Archive:
    """What a folder holds: add its digests, then render."""

    language: str
    reports: list[Report] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def add(self, digest: Digest, files: Iterable[tuple[str, str]]) -> None:
        """A digest with the files of its reports; a commit counts once, as the newest one has it."""
        catalog = find_catalog(self.language)
        parts: list[Part] = []
        for part in digest.repositories:
            counts: dict[str, int] = {tier: len(commits) for tier, commits in overview.tiers(part)}
            first = overview.weightiest(part, MOST_SUBJECTS)
            subjects = tuple(overview.title(commit) for commit in first)
            total = headlines.count_text(catalog, part)
            parts.append(Part(part.name, total, counts, subjects))
            for commit in part.commits:
                known = self.seen.get((part.name, commit.sha))
                if known is None or known.told <= overview.local(digest.generated_at, UTC):
                    self.seen[part.name, commit.sha] = _seen(catalog, digest, commit)
        title = headlines.title_text(catalog, digest)
        self.reports.append(
            Report(_day(digest), title, tuple(parts), tuple(files), digest.complete)
        )

    def add_release(self, release: ReleaseDigest, files: Iterable[tuple[str, str]]) -> None:
        """A review with its files; its commits are not counted, the reports of days have them."""
        catalog = find_catalog(self.language)
        verdict = release.verdict
        first = [reason for reason in verdict.reasons if reason.level != "note"][:MOST_REASONS]
        self.releases.append(
            Release(
                day=overview.local(release.generated_at, ZoneInfo(release.timezone)).date(),
                title=said.title_text(catalog, release),
                verdict=said.verdict_text(catalog, release),
                reasons=tuple(said.reason_text(catalog, reason) for reason in first),
                net=said.net_text(catalog, release),
                version=said.version_text(catalog, release),
                files=tuple(files),
                complete=release.complete,
            )
        )

    def render(self, templates: Templates = OURS) -> str:
        """The index page, with one newline at its end."""
        catalog = find_catalog(self.language)
        return page(TEMPLATE, names(self, catalog, templates), catalog, templates)


def _seen(catalog: Catalog, digest: Digest, commit: CommitDigest) -> Seen:
    return Seen(
        day=overview.commit_moment(digest, commit).date(),
        importance=commit.importance,
        author=sentences.author_text(catalog, commit),
        components=commit.facts.components,
        told=overview.local(digest.generated_at, UTC),
    )


def _day(digest: Digest) -> date:
    """The day that a report is found under: the last of its period."""
    days = [
        overview.commit_moment(digest, commit).date()
        for part in digest.repositories
        for commit in part.commits
    ]
    if digest.period.kind == "day" and digest.period.since:
        return overview.zoned(digest, digest.period.since).date()
    return max(days, default=overview.zoned(digest, digest.generated_at).date())


def names(archive: Archive, catalog: Catalog, templates: Templates = OURS) -> Mapping[str, Any]:
    """All that the template may use."""
    seen = list(archive.seen.values())
    by_repository = [(name, one) for (name, _), one in archive.seen.items()]
    days = [one.day for one in seen]
    authors = [(one.author, one) for one in seen]
    components = [
        (sentences.component_name(catalog, name), one) for one in seen for name in one.components
    ]
    counts = Counter(one.importance for one in seen)
    trends: Callable[..., list[Trend]] = partial(_trends, days=days)
    return {
        "mark": Markup(MARK),
        "style": file_of(templates, STYLE),
        "policy": policy(templates, [STYLE]),
        "commits": len(seen),
        "months": _months(archive.reports),
        "releases": sorted(archive.releases, key=lambda one: (one.day, one.title), reverse=True),
        "skipped": [(file, failures.said(catalog, why)) for file, why in archive.skipped],
        "timeline": _timeline(seen, days),
        "share": charts.share({tier: counts[tier] for tier in overview.TIER_ORDER}),
        "trends": [
            ("repository", catalog.text("🗂 Repositories"), trends(by_repository)),
            ("component", catalog.text("Component"), trends(components)),
            ("author", catalog.text("Who"), trends(authors)),
        ],
        "counts": counts,
        "first": min(days, default=None),
        "last": max(days, default=None),
        "number": catalog.number,
        "TIERS": overview.TIER_ORDER,
        "LIGHTS": LIGHTS,
        "tier_word": partial(word, catalog, TIERS),
        "more_facts": partial(sentences.more_facts, catalog),
    }


def _months(reports: Sequence[Report]) -> list[tuple[str, list[Report]]]:
    """The reports by month, newest first."""
    months: dict[str, list[Report]] = {}
    for report in sorted(reports, key=lambda one: (one.day, one.title), reverse=True):
        months.setdefault(f"{report.day:%Y-%m}", []).append(report)
    return list(months.items())


def _timeline(seen: Sequence[Seen], days: Sequence[date]) -> charts.Timeline:
    if not days:
        return charts.Timeline((), numbered=False)
    counted = [(one.day, one.importance) for one in seen]
    return charts.over_days(counted, min(days), max(days))


def _trends(named: Sequence[tuple[str, Seen]], *, days: Sequence[date]) -> list[Trend]:
    """The most frequent names with their columns, all to one scale."""
    if not days:
        return []
    counted: dict[str, list[tuple[date, str]]] = {}
    for name, one in named:
        counted.setdefault(name, []).append((one.day, one.importance))
    shown = sorted(counted, key=lambda name: (-len(counted[name]), name))[:MOST_NAMES]
    first, last = min(days), max(days)
    lines = [charts.over_days(counted[name], first, last) for name in shown]
    highest = max((column.total for line in lines for column in line.columns), default=0)
    return [
        Trend(
            name, len(counted[name]), charts.over_days(counted[name], first, last, highest=highest)
        )
        for name in shown
    ]
