"""What a new user's machine tells: language, repositories, models."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gitdigest.config.file import work_tree
from gitdigest.config.writing import is_writable
from gitdigest.errors import UsageError
from gitdigest.model.offers import Offer
from gitdigest.report.catalog import SOURCE_LANGUAGE, find_catalog

_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts
_DEPTH = 2
_MOST = 20  # repositories
_MOST_FOLDERS = 2_000  # looked into: a home folder may hold a million


@dataclass(frozen=True, slots=True)
class Found:
    """What a configuration can be made of."""

    language: str
    timezone: str
    repositories: tuple[Path, ...] = ()
    offers: tuple[Offer, ...] = ()


def system_language(environ: Mapping[str, str]) -> str:
    """The language of the system's locale, English where reports do not have it."""
    said = next((environ[name] for name in _LOCALES if environ.get(name)), "")
    try:
        return find_catalog(said.partition(".")[0].partition("@")[0]).language
    except UsageError:
        return SOURCE_LANGUAGE


def repositories_near(here: Path) -> tuple[Path, ...]:
    """The work tree around a folder, or those in it and in its folders; the first twenty."""
    around = work_tree(here)
    if around and (around / ".git").exists():
        return (around,) if is_writable(str(around)) else ()
    found = (folder for folder in _folders(here) if _is_clone(folder) and is_writable(str(folder)))
    return tuple(sorted(found)[:_MOST])


def _is_clone(folder: Path) -> bool:
    """Whether a folder is a clone: a linked work tree and a submodule have a file there."""
    return (folder / ".git").is_dir()


def _folders(here: Path) -> Iterator[Path]:
    """The folders below one, two levels deep, without links, hidden ones and the inside of clones."""
    waiting = [(here, 0)]
    looked = 0
    while waiting and looked < _MOST_FOLDERS:
        folder, depth = waiting.pop(0)
        looked += 1
        if depth:
            yield folder
        if depth < _DEPTH and not _is_clone(folder):
            waiting += ((inner, depth + 1) for inner in _inside(folder))


def _inside(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [
                entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and not entry.name.startswith(".")
            ]
    except OSError:
        return []
    return [folder / name for name in sorted(names)]
