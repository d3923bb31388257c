"""What a command works with: its options, the clock, the folders, and a voice."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from gitdigest.cli.pager import commands
from gitdigest.cli.talk import Talk
from gitdigest.config.folders import Folders, user_folders
from gitdigest.config.load import load_options, parse_source
from gitdigest.config.options import READERS, Options
from gitdigest.offline import refuse_network
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


def open_session(flags: Mapping[str, object], talk: Talk) -> Session:
    """The session of a command with these parameters, by their names; notices are said at once.

    A parameter that bears the name of an option sets it where the command line gave it a value;
    `config` and `no_project_config` tell which files are read.
    """
    folders, here = user_folders(), Path.cwd()
    config = flags.get("config")
    loaded = load_options(
        _options(flags, here),
        os.environ,
        folders,
        here,
        user_file=Path(str(config)) if config else None,
        use_project=not flags.get("no_project_config"),
    )
    for notice in loaded.notices:
        talk.say(notice)
    for file in loaded.files:
        talk.detail(f"options from {file}")
    if loaded.options.offline:
        _close_network(loaded.options)
    zone = find_zone(loaded.options.timezone)
    talk.detail(f"time zone {zone.key}")
    return Session(loaded.options, talk, folders, zone, _now().astimezone(zone))


def open_one(flags: Mapping[str, object], repository: str, talk: Talk) -> Session:
    """The session of a command for one repository, whose formats and place are its own."""
    return open_session(
        {**flags, "repositories": [repository], "format": None, "output": None}, talk
    )


def _close_network(options: Options) -> None:
    """Let the model's server be asked and nobody else; one that must be found may have any port.

    Of programs only git and the user's pager are run.
    """
    asks = options.model not in {"", "none"}
    found = not options.api_base or options.model.casefold().endswith(".gguf")
    refuse_network(
        options.api_base if asks else (), any_port=asks and found, commands=commands(os.environ)
    )


def split(values: Iterable[str] | None) -> tuple[str, ...]:
    """The values of an option that may be repeated, and may hold several with commas."""
    return tuple(
        part.strip() for value in values or () for part in value.split(",") if part.strip()
    )


def _options(flags: Mapping[str, object], here: Path) -> dict[str, object]:
    """The options that the command line names; the others are left to the files."""
    found: dict[str, object] = {}
    for key, value in flags.items():
        if value is None or value in ([], ()) or key not in (*READERS, "repositories"):
            continue
        if key == "repositories":
            found[key] = tuple(parse_source(target, here) for target in _texts(value))
        elif key == "format":
            found[key] = split(_texts(value))
        else:
            found[key] = _texts(value) if isinstance(value, list | tuple) else value
    return found


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _now() -> datetime:
    """The clock, or the moment that reproducible builds name in its place."""
    named = os.environ.get("SOURCE_DATE_EPOCH", "")
    if named.isascii() and named.isdigit() and int(named) < _LAST_MOMENT:
        return datetime.fromtimestamp(int(named), UTC)
    return datetime.now(UTC)
