"""The numbers behind the graphs of a release: when, where, and where the risk is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from gitdigest.digest import Digest, Period
from gitdigest.facts.files import component_of
from gitdigest.release.release import ReleaseDigest
from gitdigest.report.charts import Bar, Part, Timeline, timeline
from gitdigest.report.overview import TIER_ORDER

_STEPS = "▁▂▃▄▅▆▇█"


def commits_over_time(release: ReleaseDigest) -> Timeline:
    """When the commits of the range landed, by importance."""
    return timeline(as_digest(release), release.repository.commits)


def as_digest(release: ReleaseDigest) -> Digest:
    """The commits of a release as a digest of a range, for what both reports show alike."""
    label = f"{release.ends.base}..{release.ends.head}"
    return Digest(
        period=Period("range", label),
        timezone=release.timezone,
        date_field="committer",
        generated_at=release.generated_at,
        repositories=(release.repository,),
        model=release.model,
        complete=release.complete,
    )


def changed_components(release: ReleaseDigest) -> list[Bar]:
    """The lines that ship by component."""
    counted: dict[str, Counter[str]] = {}
    for file in release.files:
        count = counted.setdefault(file.component, Counter())
        count["additions"] += file.additions or 0
        count["deletions"] += file.deletions or 0
    return [bar for bar in _scaled(counted, ("additions", "deletions")) if bar.total]


def risky_components(release: ReleaseDigest) -> list[Bar]:
    """The risks by the component in which they can be seen."""
    counted: dict[str, Counter[str]] = {}
    for risk in release.risks:
        for component in {component_of(place.path) for place in risk.evidence[:1]}:
            counted.setdefault(component, Counter())[risk.tier] += 1
    return _scaled(counted, TIER_ORDER)


def spark(line: Timeline) -> str:
    """Columns as a row of blocks; a column without commits is a dot on the line."""
    highest = max((column.total for column in line.columns), default=0)
    return "".join(
        _STEPS[(column.total * len(_STEPS) - 1) // highest] if column.total else "·"
        for column in line.columns
    )


def blocks(bar: Bar, longest: int, width: int = 20) -> str:
    """A bar as a row of blocks."""
    return "█" * max(1, round(width * bar.total / max(longest, 1)))


def _scaled(counted: Mapping[str, Counter[str]], kinds: Sequence[str]) -> list[Bar]:
    longest = max((count.total() for count in counted.values()), default=1) or 1
    bars = [
        Bar(name, count.total(), _parts(count, kinds, longest)) for name, count in counted.items()
    ]
    return sorted(bars, key=lambda bar: (-bar.total, bar.name))


def _parts(count: Counter[str], kinds: Sequence[str], whole: int) -> tuple[Part, ...]:
    parts: list[Part] = []
    start = 0.0
    for kind in kinds:
        if count[kind]:
            size = 100 * count[kind] / whole
            parts.append(Part(kind, count[kind], round(start, 2), round(size, 2)))
            start += size
    return tuple(parts)
