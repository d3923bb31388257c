"""The library's one call: a repository and a selection -> Digest."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from gitdigest.config.folders import user_folders
from gitdigest.describe import Silence, digest_repository
from gitdigest.digest import Digest, Period, digest
from gitdigest.facts.rules import Rules
from gitdigest.repo import open_repository
from gitdigest.selection import Selection
from gitdigest.zone import find_zone

_ALL = Selection()


def make_digest(
    target: str | Path,
    selection: Selection = _ALL,
    *,
    period: Period | None = None,
    timezone: str = "UTC",
    rules: Rules | None = None,
    cache: Path | None = None,
    now: datetime | None = None,
) -> Digest:
    """The digest of what `selection` takes from a clone or a URL.

    `period` is what the report's title says, by default the selection's ends; mirrors and graphs
    are kept in `cache`, by default the user's. Raises GitDigestError.
    """
    zone = find_zone(timezone)
    with open_repository(str(target), cache=cache or user_folders().cache) as repository:
        selected = repository.select(selection)
        part = digest_repository(
            repository, selected, zone=zone, progress=Silence(), rules=rules or Rules()
        )
    return digest(
        [part],
        period=period or _period_of(selection),
        timezone=zone.key,
        date_field=selection.date_field,
        now=now or datetime.now(UTC),
    )


def _period_of(selection: Selection) -> Period:
    if selection.since is None and selection.until is None:
        return Period("range", selection.revision_range or "HEAD")
    ends = (end.isoformat() if end else "" for end in (selection.since, selection.until))
    return Period("window", "..".join(ends), selection.since, selection.until)
