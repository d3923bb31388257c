"""A patch as a source of commits: the one that it describes, without a repository around it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date, tzinfo

from gitdigest.commit import Commit
from gitdigest.diff import Diff
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

    def paths(self, _sha: str) -> frozenset[str]:
        """None: a patch does not tell the tree."""
        return frozenset()

    def latest_day(self, _selection: Selection, zone: tzinfo) -> date | None:
        """The patch's day."""
        return self.commit.committer_date.astimezone(zone).date()
