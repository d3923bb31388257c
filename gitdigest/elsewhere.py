"""What is told of a commit by more than itself: the rest of its selection, and the tree at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gitdigest.commit import Commit
from gitdigest.facts.fact import Fact, Facts
from gitdigest.facts.relations import find_relations
from gitdigest.facts.snapshot import MOST_FILES
from gitdigest.facts.sources import Objects
from gitdigest.facts.uses import Uses, find_uses
from gitdigest.selection import Note

BATCH = 250  # commits whose trees are looked into together: others are described meanwhile
_MOST_PATHS = 5


class Elsewhere:
    """Looks into the trees of described commits, a batch at a time; without `blobs` there are none.

    What it adds has kinds that begin with "patch" and "use".
    """

    def __init__(self, blobs: Objects | None) -> None:
        self._blobs = blobs
        self._commits: list[tuple[Commit, Facts]] = []
        self._due: list[tuple[Commit, Facts]] = []
        self._left: set[str] = set()
        self._uses = Uses({})

    def leave(self, shas: Iterable[str]) -> None:
        """Leaves the trees of commits that are not added yet to somebody else, who tells of them."""
        self._left.update(shas)

    def know(self, shas: Iterable[str], uses: Uses) -> None:
        """Takes what somebody else has found in the trees of commits."""
        self._left.difference_update(shas)
        self._uses = self._uses.joined(uses)

    def add(self, commit: Commit, facts: Facts) -> None:
        """Takes the next commit. KeyboardInterrupt where the look is interrupted."""
        self._commits.append((commit, facts))
        if commit.sha not in self._left:
            self._due.append((commit, facts))
        if len(self._due) >= BATCH:
            self.look()
            if self._uses.stopped == "interrupted":
                raise KeyboardInterrupt

    def finish(self, *, look: bool = True) -> tuple[list[Facts], list[Note]]:
        """The facts of each commit with what its selection and its tree add, and what was left out.

        Without `look` no further tree is looked into. An interrupt ends the look and is noted: what
        was known before is kept.
        """
        untold = [one for one in self._commits if one[0].sha in self._left]
        if look:
            self._due += untold
            self.look()
        elif untold:
            self._uses = self._uses.joined(Uses({}, stopped="interrupted"))
        relations = find_relations(self._commits)
        told = [
            _with(facts, [*relations.get(commit.sha, ()), *self._uses.facts.get(commit.sha, ())])
            for commit, facts in self._commits
        ]
        return told, list(_notes(self._uses))

    def look(self) -> None:
        """Looks into the trees of those that were added last, unless earlier ones could not be."""
        batch, self._due = self._due, []
        if self._blobs and batch and not self._uses.stopped:
            self._uses = self._uses.joined(find_uses(batch, self._blobs))


def _with(facts: Facts, more: Sequence[Fact]) -> Facts:
    return replace(facts, findings=(*facts.findings, *more)) if more else facts


def _notes(uses: Uses) -> Iterator[Note]:
    if uses.stopped:
        yield Note(f"uses-{uses.stopped}", (str(MOST_FILES),))
    if uses.unread:
        more = len(uses.unread) - _MOST_PATHS
        yield Note("uses-unread", (*uses.unread[:_MOST_PATHS], *([f"+{more}"] if more > 0 else [])))
