"""The library's one call: a repository and a selection -> Digest."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gitdigest.config.folders import user_folders
from gitdigest.config.options import read_limits
from gitdigest.describe import Silence, describe, digest_repository
from gitdigest.digest import Digest, Period, digest
from gitdigest.explain.work import Work
from gitdigest.facts.rules import Rules
from gitdigest.limits import Limits
from gitdigest.repo import open_repository
from gitdigest.selection import Selection
from gitdigest.zone import find_zone

if TYPE_CHECKING:
    from gitdigest.explain.opening import Explaining, Settings

_ALL = Selection()
_LIMITS = Limits()


def make_digest(
    target: str | Path,
    selection: Selection = _ALL,
    *,
    period: Period | None = None,
    timezone: str = "UTC",
    rules: Rules | None = None,
    limits: Limits = _LIMITS,
    cache: Path | None = None,
    now: datetime | None = None,
    model: Settings | str = "",
) -> Digest:
    """The digest of what `selection` takes from a clone or a URL.

    `period` is what the report's title says, by default the selection's ends; `limits` bounds what
    is read of the repository, as `[limits]` of a configuration does; mirrors and graphs are kept
    in `cache`, by default the user's. `model` is the name of one that explains the commits,
    or the settings of one, with the language of its words. Raises GitDigestError.
    """
    zone = find_zone(timezone)
    read_limits(asdict(limits), "make_digest")
    cache = cache or user_folders().cache
    with ExitStack() as stack:
        repository = stack.enter_context(open_repository(str(target), cache=cache, limits=limits))
        explaining = stack.enter_context(_explaining(model, cache)) if model else None
        selected = repository.select(selection)
        recall = stack.enter_context(explaining.recall(repository)) if explaining else None
        # in this process: workers would run the script of whoever calls this a second time
        described = describe(repository, selected, rules or Rules(), recall)
        part = digest_repository(
            repository, selected, zone=zone, progress=Silence(), described=described
        )
        if explaining:
            work = Work(repository, selected, part)
            explaining.explain([work], Silence())
            part = work.done()
    return digest(
        [part],
        period=period or _period_of(selection),
        timezone=zone.key,
        date_field=selection.date_field,
        now=now or datetime.now(UTC),
        model=explaining.use() if explaining else None,
    )


def _explaining(model: Settings | str, cache: Path) -> AbstractContextManager[Explaining]:
    """The model at work; a run without one loads nothing of it."""
    from gitdigest.explain.opening import Settings, open_explaining  # noqa: PLC0415
    from gitdigest.model.connection import ModelOptions  # noqa: PLC0415

    settings = Settings(ModelOptions(model)) if isinstance(model, str) else model
    return open_explaining(settings, cache)


def _period_of(selection: Selection) -> Period:
    if selection.since is None and selection.until is None:
        return Period("range", selection.revision_range or "HEAD")
    ends = (end.isoformat() if end else "" for end in (selection.since, selection.until))
    return Period("window", "..".join(ends), selection.since, selection.until)
