"""Which commits a report is about: what is asked for, and what was found. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

DateField = Literal["committer", "author"]
Merges = Literal["first-parent", "entry", "omit"]


@dataclass(frozen=True, slots=True)
class Selection:
    """The commits that are asked for; every field narrows, the defaults take all of HEAD.

    `since` is included, `until` is not. `revision_range` ("A..B", "A...B" or one revision) takes
    the place of branches. `authors` are case-insensitive parts of "name <email>" after .mailmap,
    `paths` are literal paths or globs; a commit is selected when its change touches one.
    `new` asks for what the refs gained since the mark that the last such report left.
    """

    branches: tuple[str, ...] = ()
    all_branches: bool = False
    revision_range: str = ""
    since: datetime | None = None
    until: datetime | None = None
    date_field: DateField = "committer"
    first_parent: bool = True
    merges: Merges = "first-parent"
    authors: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    new: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader must know of a repository: a stable code and its values."""

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selected:
    """The commits of a selection, newest first, and what the reader must know of them.

    `revisions` are the names that were asked for, `tips` the commits that they meant.
    """

    selection: Selection
    shas: tuple[str, ...]
    revisions: tuple[str, ...]
    tips: tuple[str, ...]
    notes: tuple[Note, ...] = ()
