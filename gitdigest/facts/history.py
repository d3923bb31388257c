"""What was before a commit: the data that the facts of its past are made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from gitdigest.commit import Commit


@dataclass(frozen=True, slots=True)
class Partner:
    """A file that changed together with `path` in `together` of the `changes` of that one."""

    path: str
    partner: str
    together: int
    changes: int


@dataclass(frozen=True, slots=True)
class Past:
    """What happened to the files of a commit, and what its author did, before it.

    `developers` (NDEV) and `changes` (NUC) count over the files; `age` (AGE) is the mean of the
    days since each was last changed; `experience` (EXP) counts the author's commits, `recent`
    (REXP) weighs each by 1/(whole years ago + 1), `subsystem` (SEXP) counts those to the same components.
    `first_touched` are the files, older than this commit, that the author never changed.
    """

    developers: int
    changes: int
    age: float
    experience: int
    recent: float
    subsystem: int
    first_touched: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()


class PastSource(Protocol):
    """Where the past of a commit comes from."""

    def together(self) -> AbstractContextManager[None]:
        """Within it, several are asked for at a lower price."""

    def past(self, commit: Commit, paths: Sequence[str], new: Collection[str]) -> Past | None:
        """What was before a commit, None where its history is not known.

        `paths` are the names that its files had before it, `new` those of the files that it makes.
        """
