"""A patch as a source of commits: the one that it describes, without a repository around it."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import date, tzinfo

from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.digest import Brought
from gitdigest.forge import Forge
from gitdigest.limits import Limits
from gitdigest.selection import Note, Selected, Selection


@dataclass(slots=True)
class PatchSource:
    """A source of the one commit that a patch describes."""

    commit: Commit
    diff: Diff
    name: str = "patch"
    forge: Forge = Forge()  # noqa: RUF009 - frozen
    notes: tuple[Note, ...] = ()
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    sources: None = None
    objects: None = None
    past: None = None

    def select(self, selection: Selection) -> Selected:
        """The one commit, whatever is asked."""
        return Selected(selection, (self.commit.sha,), (), ())

    def stream(self, _selected: Selected) -> Generator[tuple[Commit, Diff], None, None]:
        """The one commit with its diff."""
        yield self.commit, self.diff

    def brought(self, _selected: Selected) -> Mapping[str, Brought]:
        """Nothing: a patch does not tell of other commits."""
        return {}

    def paths(self, _sha: str) -> frozenset[str]:
        """None: a patch does not tell the tree."""
        return frozenset()

    def latest_day(self, _selection: Selection, zone: tzinfo) -> date | None:
        """The patch's day."""
        return self.commit.committer_date.astimezone(zone).date()
