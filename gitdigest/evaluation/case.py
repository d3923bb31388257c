"""The commits that ship with the tool: each a patch with a planted fault, or a clean one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from gitdigest import toml
from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.facts.fact import Importance
from gitdigest.patch import read_patch

_FOLDER = "cases"
_ENDING = ".toml"
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault is to be seen: a file, and lines of either side of its diff."""

    file: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault; `words` are those by which somebody names it, in the reports' languages."""

    kind: str
    places: tuple[Place, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A commit, how much it matters by a person's judgement, and its fault, None for a clean one."""

    name: str
    commit: Commit
    diff: Diff
    importance: Importance
    fault: Fault | None


def cases() -> Iterator[Case]:
    """Every case, by name."""
    folder = files(__package__) / _FOLDER
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(_ENDING):
            table = toml.loads(file.read_text(encoding="utf-8"))
            yield _case(file.name.removesuffix(_ENDING), table)


def _case(name: str, table: Mapping[str, Any]) -> Case:
    commit, diff = read_patch(table["patch"].encode(), now=_EPOCH)
    fault = table.get("fault")
    return Case(name, commit, diff, table["importance"], _fault(fault) if fault else None)


def _fault(table: Mapping[str, Any]) -> Fault:
    places = (Place(place["file"], tuple(place["lines"])) for place in table["places"])
    return Fault(table["kind"], tuple(places), tuple(table["words"]))
