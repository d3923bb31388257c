"""What was before a range: who changed its files, and what used to change along. Data only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from gitdigest.facts.history import Partner


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody who changed a file before the range: `changes` of `whole`."""

    name: str
    changes: int
    whole: int


@dataclass(frozen=True, slots=True)
class FilePast:
    """A file before the range: who changed it most, all addresses that did, its partners."""

    experts: tuple[Expert, ...] = ()
    emails: frozenset[str] = frozenset()
    partners: tuple[Partner, ...] = ()


Pasts = Callable[[Sequence[str], Collection[str], str], Mapping[str, FilePast]]
"""The past of each path as a head has it, without the commits of a range; unknown ones are left out."""
