"""What is told of a commit by more than itself: the rest of its selection, and the tree at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gitdigest.commit import Commit
from gitdigest.facts.fact import Facts
from gitdigest.facts.relations import find_relations
from gitdigest.facts.snapshot import MOST_FILES
from gitdigest.facts.sources import Objects
from gitdigest.facts.uses import Uses, find_uses
from gitdigest.selection import Note

_MOST_PATHS = 5


def look_elsewhere(
    commits: Sequence[tuple[Commit, Facts]], blobs: Objects | None
) -> tuple[list[Facts], list[Note]]:
    """The facts of each commit with what its selection and its tree add, and what was left out.

    The kinds begin with "patch" and "use"; without `blobs` there is no tree. An interrupt ends the
    look into the trees and is noted: what was known before is kept.
    """
    uses = find_uses(commits, blobs) if blobs else Uses({})
    relations = find_relations(commits)
    told = [
        replace(
            facts, findings=(*facts.findings, *relations.get(sha, ()), *uses.facts.get(sha, ()))
        )
        for sha, facts in ((commit.sha, facts) for commit, facts in commits)
    ]
    return told, list(_notes(uses))


def _notes(uses: Uses) -> Iterator[Note]:
    if uses.stopped:
        yield Note(f"uses-{uses.stopped}", (str(MOST_FILES),))
    if uses.unread:
        more = len(uses.unread) - _MOST_PATHS
        yield Note("uses-unread", (*uses.unread[:_MOST_PATHS], *([f"+{more}"] if more > 0 else [])))
