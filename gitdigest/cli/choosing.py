"""Asks a person on a terminal which of what was found goes into the configuration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from gitdigest.cli.surroundings import Found
from gitdigest.config.writing import is_writable
from gitdigest.errors import GitDigestError, UsageError
from gitdigest.files import from_home
from gitdigest.git.address import is_url
from gitdigest.model.offers import Offer
from gitdigest.report.catalog import find_catalog, languages
from gitdigest.text import clean
from gitdigest.zone import find_zone

Chosen = TypeVar("Chosen")


def choose(found: Found, file: Path) -> Found:
    """What was found as the user wants it; Ctrl-C and the end of input leave nothing behind."""
    chosen = _chosen(found)
    if not _asked(f"write {file}? (y, n)", "y", _is_yes):
        raise UsageError("nothing was written", "gitdigest init asks again")
    return chosen


def _chosen(found: Found) -> Found:
    named = f"language of reports ({', '.join(languages())})"
    language = _asked(named, found.language, lambda said: find_catalog(said).language)
    timezone = _asked("time zone", found.timezone, lambda said: find_zone(said).key)
    _list("repositories", [str(path) for path in found.repositories])
    all_ = "all" if found.repositories else "none"
    repositories = _asked(
        "which (numbers and paths with commas, all, none)",
        all_,
        lambda said: _repositories(said, found.repositories),
    )
    _list("models", [_shown(offer) for offer in found.offers])
    number = _asked(
        "which (a number, 0 for none)",
        "1" if found.offers else "0",
        lambda said: _number(said, len(found.offers)),
    )
    return replace(
        found,
        language=language,
        timezone=timezone,
        repositories=repositories,
        offers=found.offers[number - 1 : number] if number else (),
    )


def _asked(question: str, default: str, read: Callable[[str], Chosen]) -> Chosen:
    """The answer to a question, which is asked again until it can be read."""
    while True:
        try:
            return read(_line(f"{question} [{default}]: ") or default)
        except GitDigestError as error:
            _tell(f"{error.message}; {error.hint}")


def _line(question: str) -> str:
    """What somebody types; on stderr, for what typer writes of a question goes to stdout too."""
    sys.stderr.write(clean(question, oneline=True))
    sys.stderr.flush()
    line = sys.stdin.buffer.readline().decode("utf-8", "replace")
    if not line:
        _tell("")
        raise KeyboardInterrupt
    return line.strip()


def _is_yes(said: str) -> bool:
    if said.casefold() not in {"y", "yes", "n", "no"}:
        raise UsageError(f"{said!r} is neither yes nor no", "give y or n")
    return said.casefold().startswith("y")


def _repositories(said: str, found: Sequence[Path]) -> tuple[Path, ...]:
    if said in {"all", "none"}:
        return tuple(found) if said == "all" else ()
    return tuple(_repository(part.strip(), found) for part in said.split(",") if part.strip())


def _repository(said: str, found: Sequence[Path]) -> Path:
    """A repository by its number, or by its path."""
    if said.isdecimal():
        return found[_number(said, len(found), least=1) - 1]
    path = from_home(said).absolute()
    if is_url(said) or not path.is_dir() or not is_writable(str(path)):
        raise UsageError(f"no such folder: {said}", "give a path, or a number of the list")
    return path


def _number(said: str, most: int, *, least: int = 0) -> int:
    if said.isdecimal() and least <= int(said) <= most:
        return int(said)
    raise UsageError(f"{said!r} is not in the list", f"give a number from {least} to {most}")


def _shown(offer: Offer) -> str:
    return f"{offer.model.name} ({offer.server.base}, {offer.window:,} tokens)"


def _list(title: str, rows: Sequence[str]) -> None:
    _tell(f"{title}:" if rows else f"{title}: none found")
    for number, row in enumerate(rows, start=1):
        _tell(f"  {number}  {row}")


def _tell(text: str) -> None:
    sys.stderr.write(f"{clean(text, oneline=True)}\n")
