"""A commit that nobody has made yet: what it holds, and its name in place of an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from operator import is_
from typing import Any, Literal, TypeVar, cast

from gitdigest.selection import Note

Kind = Literal["staged", "uncommitted"]

NAME = "pending"  # as long as a short id, so that it stands wherever one does

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pending:
    """What would be committed: everything `staged`, or `uncommitted` changes of tracked files.

    `sha` is its id as long as it is read, `parent` the commit that it follows, "" before the first;
    they are the same where nothing would be committed. `merged` are the further parents of a merge
    that is under way, `notes` are for the reader.
    """

    kind: Kind
    sha: str
    parent: str
    merged: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def parents(self) -> tuple[str, ...]:
        """What it follows."""
        return (self.parent, *self.merged) if self.parent else ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to commit."""
        return self.sha == self.parent


def named(value: T, pending: Pending) -> T:
    """The value with the commit's name wherever its id stood: nobody can look that one up."""
    return value if pending.is_empty else cast("T", _named(value, pending.sha))


def _named(value: Any, sha: str) -> Any:
    if isinstance(
        value, str
    ):  # one that holds it and more, as the address of its page, leads nowhere
        return value if sha not in value else NAME if value == sha else ""
    if isinstance(value, tuple):
        items = [_named(item, sha) for item in value]
        if all(map(is_, items, value)):
            return value
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, Mapping):
        return {_named(key, sha): _named(item, sha) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        made = {name: _named(item, sha) for name, item in found.items()}
        changed = {name: item for name, item in made.items() if item is not found[name]}
        return replace(value, **changed) if changed else value
    return value
