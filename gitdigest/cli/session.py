"""What a command works with: its options, the clock, the folders, and a voice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gitdigest.cli.talk import Talk
from gitdigest.config import load_options, parse_source
from gitdigest.folders import Folders, user_folders
from gitdigest.options import Options, Source
from gitdigest.zone import find_zone

_LAST_MOMENT = 32_503_680_000  # the year 3000


@dataclass(frozen=True, slots=True)
class Session:
    """Everything outside the core that one run of a command needs."""

    options: Options
    talk: Talk
    folders: Folders
    zone: ZoneInfo
    now: datetime


def open_session(
    flags: Mapping[str, object],
    talk: Talk,
    *,
    config: Path | None = None,
    use_project: bool = True,
) -> Session:
    """The session of a command whose command line named `flags`; notices are said at once."""
    folders = user_folders()
    loaded = load_options(
        flags, os.environ, folders, Path.cwd(), user_file=config, use_project=use_project
    )
    for notice in loaded.notices:
        talk.say(notice)
    zone = find_zone(loaded.options.timezone)
    return Session(loaded.options, talk, folders, zone, _now().astimezone(zone))


def _now() -> datetime:
    """The clock, or the moment that reproducible builds name in its place."""
    named = os.environ.get("SOURCE_DATE_EPOCH", "")
    if named.isascii() and named.isdigit() and int(named) < _LAST_MOMENT:
        return datetime.fromtimestamp(int(named), UTC)
    return datetime.now(UTC)


def sources(targets: Iterable[str] | None) -> tuple[Source, ...] | None:
    """The repositories that the command line names; None where it names none."""
    here = Path.cwd()
    return tuple(parse_source(target, here) for target in targets or ()) or None
