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
        self._looked = 0
        self._known: set[str] = set()
        self._uses = Uses({})

    def know(self, shas: Iterable[str], uses: Uses) -> None:
        """Takes what somebody else has found in the trees of commits before they are added."""
        self._known.update(shas)
        self._uses = self._uses.joined(uses)

    def add(self, commit: Commit, facts: Facts) -> None:
        """Takes the next commit. KeyboardInterrupt where the look is interrupted."""
        self._commits.append((commit, facts))
        if len(self._commits) - self._looked >= BATCH:
            self.look()
            if self._uses.stopped == "interrupted":
                raise KeyboardInterrupt

    def finish(self, *, look: bool = True) -> tuple[list[Facts], list[Note]]:
        """The facts of each commit with what its selection and its tree add, and what was left out.

        Without `look` no further tree is looked into. An interrupt ends the look and is noted: what
        was known before is kept.
        """
        if look:
            self.look()
        relations = find_relations(self._commits)
        told = [
            _with(facts, [*relations.get(commit.sha, ()), *self._uses.facts.get(commit.sha, ())])
            for commit, facts in self._commits
        ]
        return told, list(_notes(self._uses))

    def look(self) -> None:
        """Looks into the trees of those that were added last, unless earlier ones could not be."""
        new = self._commits[self._looked :]
        self._looked = len(self._commits)
        batch = [one for one in new if one[0].sha not in self._known]
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
