"""What `gitdigest init` does: looks around, asks, writes the file, shows it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gitdigest.cli.choosing import choose
from gitdigest.cli.outputs import print_data
from gitdigest.cli.surroundings import Found, repositories_near, system_language
from gitdigest.cli.talk import Talk
from gitdigest.config.file import read_table
from gitdigest.config.folders import user_folders
from gitdigest.config.writing import Value, config_text
from gitdigest.errors import UsageError
from gitdigest.files import write_whole
from gitdigest.model.offers import Offer, offers
from gitdigest.model.servers import Server, find_servers, probe
from gitdigest.zone import system_zone

_NO_MODEL = "no model server was found: gitdigest models tells when there is one"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which file is to be written, where models are looked for, and whether anybody is asked."""

    file: Path | None
    api_base: tuple[str, ...] = ()
    ask: bool = True
    force: bool = False


def setup(wanted: Wanted, talk: Talk) -> int:
    """Write the configuration, and print its place and its text."""
    file = wanted.file or user_folders().user_file
    if file.exists() and not wanted.force:
        raise UsageError(f"{file} is there already", "--force replaces it")
    if wanted.ask and not sys.stdin.isatty():
        raise UsageError("there is nobody to be asked", "--yes takes what is found")
    talk.say("looking for model servers and repositories")
    found = _found(wanted.api_base)
    if wanted.ask:
        found = choose(found, file)
    text = config_text(_values(found), () if found.offers else (_NO_MODEL,))
    write_whole(file, text.encode("utf-8"))
    read_table(file, follow=True)  # what a run would not read is a bug of ours
    print_data(f"{file}\n\n{text}")
    talk.say("gitdigest doctor tries it out")
    return 0


def _found(api_base: Sequence[str]) -> Found:
    """What there is here; the first offer and all repositories are the defaults."""
    key = os.environ.get("GITDIGEST_API_KEY", "")
    if api_base:
        servers = [one for base in api_base if (one := probe(base, key))]
    else:
        servers = find_servers(key=key)
    return Found(
        language=system_language(os.environ),
        timezone=system_zone().key,
        repositories=repositories_near(Path.cwd()),
        offers=_talking(servers, named=bool(api_base)),
    )


def _talking(servers: Sequence[Server], *, named: bool) -> tuple[Offer, ...]:
    """The models to talk with: one that only turns text into numbers is left out."""
    return tuple(one for one in offers(servers, named=named) if "embed" not in one.model.name)


def _values(found: Found) -> dict[str, Value]:
    """The keys of the file; the model is the first offer."""
    values: dict[str, Value] = {"language": found.language, "timezone": found.timezone}
    if found.repositories:
        values["repositories"] = [str(path) for path in found.repositories]
    for offer in found.offers[:1]:
        values["model"] = offer.name
        if offer.api_base:
            values["api_base"] = [offer.api_base]
    return values
