"""What git says of a commit: who, when, which parents, which message. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address as git gives them, after .mailmap; either may be empty."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit; dates carry the zone that the commit recorded.

    `encoding` names how the message was decoded: "utf-8", or the fallback where that failed.
    `doubts` names what the commit claims but cannot be: an impossible date or zone was clamped.
    """

    sha: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    author_date: datetime
    committer_date: datetime
    subject: str
    body: str = ""
    encoding: str = "utf-8"
    doubts: tuple[str, ...] = ()

    @property
    def is_merge(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1
