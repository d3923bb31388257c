"""Each line of a range followed from the commit that wrote it to the end, or to where it went.

Commits come parents first. A file that nobody has touched yet is not in the state: it is the one
of the commit before the range. A merge takes each file from the parent that has the same; where
none has, lines are the first parent's, then the others', and the merge's own only if no parent
has them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange
from gitdigest.facts.edits import edits
from gitdigest.facts.fact import FileClass
from gitdigest.facts.files import read_path
from gitdigest.release.ledger import Ledger
from gitdigest.release.pieces import ENDLESS, Killed, Piece, edited, filled, side_by_side
from gitdigest.release.touches import Touches

Tree = Mapping[str, str]
_SHARED = frozenset({FileClass.LOCK, FileClass.GENERATED, FileClass.VENDORED, FileClass.META})
_CHANGELOG = re.compile(r"(?:^|/)(?:CHANGE|HISTORY|NEWS|RELEASE)[^/]*$", re.IGNORECASE)
NOBODY = -1


class FileLines(NamedTuple):
    """A file in the state of a commit: its content's id, where its lines come from.

    `whole` is the commit that last changed more than lines (name, mode, a binary), `last` the one
    that touched it last; -1 where none did. A deleted file has no content and no lines.
    """

    blob: str
    pieces: tuple[Piece, ...]
    whole: int = NOBODY
    last: int = NOBODY


@dataclass(slots=True)
class State:
    """The files that the range touched until a commit; the rest is as in the tree of `root`."""

    root: str
    files: dict[str, FileLines]


class _Side(NamedTuple):
    """A further parent of a merge: its state, and what the merge changed against it."""

    state: State
    changes: Mapping[str, FileChange]


class Follower:
    """Takes the commits of a range one after the other; knows at the end where lines stand.

    `tree` gives the ids of a commit's files: it is asked for commits before the range alone.
    `base` is the commit that the range starts from.
    """

    def __init__(self, shas: Sequence[str], base: str, tree: Callable[[str], Tree]) -> None:
        self.shas = tuple(shas)
        self.ledger = Ledger(len(self.shas))
        self.touches = Touches()
        self._base = base
        self._number = {sha: number for number, sha in enumerate(self.shas)}
        self._states: dict[str, State] = {}
        self._children: Counter[str] = Counter()
        self._did: set[int] = set()
        self._tree = tree
        self._trees: dict[str, Tree] = {}

    def expect(self, parents: Iterable[Iterable[str]]) -> None:
        """Tells the parents of each commit: a state is let go when its last child has come."""
        self._children = Counter(parent for some in parents for parent in set(some))

    def did(self, number: int) -> bool:
        """Whether a commit changed anything itself; a merge does only what no parent did."""
        return number in self._did

    def state(self, sha: str) -> State:
        """How the files stand after a commit; one that is not of the range is its own root."""
        return self._states.get(sha) or State(sha, {})

    def file(self, sha: str, path: str, blob: str) -> FileLines:
        """A file after a commit, whose content is known."""
        known = self.state(sha).files.get(path)
        return known if known and known.blob == blob else self._untouched(blob)

    def take(self, commit: Commit, diff: Diff, against: Mapping[str, Diff]) -> None:
        """The next commit with its diff; `against` has those of a merge's further parents.

        Of those only files are needed that equal the files of no parent.
        """
        number = self._number[commit.sha]
        first = commit.parents[0] if commit.parents else ""
        sides = [
            _Side(self.state(parent), _by_path(against.get(parent)))
            for parent in commit.parents[1:]
        ]
        before = self.state(first)
        changes = [(change, self._before(before, change)) for change in diff.files]
        state = State(before.root, self._inherited(first, before))
        for change, _ in changes:
            if change.status == "renamed" and change.old_path:
                state.files[change.old_path] = FileLines("", (), number, number)
        for change, old in changes:
            self.touches.note(number, change, merge=bool(sides))
            made = self._merged(number, change, old, sides) if sides else None
            state.files[change.path] = made or self._edited(state, number, change, old)
        for side in sides:
            self._note_twins(state, side.state)
        self._states[commit.sha] = state
        for parent in set(commit.parents):
            self._children[parent] -= 1
            if not self._children[parent]:
                self._states.pop(parent, None)

    def _inherited(self, parent: str, before: State) -> dict[str, FileLines]:
        """The parent's files: its own, where no other child needs them."""
        alone = self._children[parent] <= 1 and parent in self._states
        return before.files if alone else dict(before.files)

    def _before(self, state: State, change: FileChange) -> FileLines:
        """A changed file as it was on the side of the first parent."""
        known = state.files.get(change.old_path or change.path)
        return (
            known if known and known.blob == change.old_blob else self._untouched(change.old_blob)
        )

    def _untouched(self, blob: str) -> FileLines:
        if not blob.strip("0"):
            return FileLines("", ())
        return FileLines(blob, (Piece(self.ledger.origin(blob), 0, ENDLESS),))

    def _edited(self, state: State, number: int, change: FileChange, old: FileLines) -> FileLines:
        """A file after the commit's own change."""
        whole = number if is_whole(change) else old.whole
        self._did.add(number)
        if change.status != "deleted" and (change.unread or change.binary):
            return self._untouched(change.new_blob)._replace(whole=number, last=number)
        pieces, gone = _own_change(number, change, old.pieces)
        if state.root != self._base:
            self.ledger.note_lost(number, change.path, removed_texts(change))
        self.ledger.take(number, gone)
        if is_telling(change.path):
            self.ledger.weigh(number, gone)
        if change.status == "deleted":
            return FileLines("", (), whole, number)
        return FileLines(change.new_blob, self.ledger.numbered(number, pieces), whole, number)

    def _merged(
        self, number: int, change: FileChange, old: FileLines, sides: Sequence[_Side]
    ) -> FileLines | None:
        """A file of a merge that is another parent's too, or is made of several."""
        found = [(self._at(side.state, change.path), side.changes) for side in sides]
        if change.status == "deleted":
            taken = next((file or FileLines("", ()) for file, _ in found if is_gone(file)), None)
        else:
            taken = next((f for f, _ in found if f and f.blob == change.new_blob), None)
        pieces, gone = _own_change(number, change, old.pieces)
        if taken is None:
            readings = [
                edited(file.pieces, edits(changes[change.path]), number)[0]
                for file, changes in found
                if file and change.path in changes and not changes[change.path].unread
            ]
            if not readings or change.unread or change.status in {"type-changed", "deleted"}:
                return None
            for reading in readings:
                pieces = filled(pieces, reading, number)
            whole = number if is_whole(change) else old.whole
            own = self.ledger.numbered(number, pieces)
            self._did.update({number} & {piece.source for piece in own})
            taken = FileLines(change.new_blob, own, whole, number)
        lost = self.ledger.lost(change.path)
        if lost:
            self.ledger.take_over(number, gone, lost, removed_texts(change))
        else:
            self.ledger.take(number, gone)
        return taken

    def _at(self, state: State, path: str) -> FileLines | None:
        """A file in a state, from the tree of its root where the range has not touched it."""
        if path in state.files:
            return state.files[path]
        if state.root not in self._trees:
            self._trees[state.root] = self._tree(state.root) if state.root else {}
        blob = self._trees[state.root].get(path)
        return self._untouched(blob) if blob else None

    def _note_twins(self, state: State, other: State) -> None:
        """Lines that two sides of a merge wrote alike: the side that was taken stands for both."""
        for path, file in other.files.items():
            mine = state.files.get(path)
            if mine is None or mine.pieces is file.pieces or mine.blob != file.blob:
                continue
            for kept, lost in side_by_side(mine.pieces, file.pieces):
                if lost.source >= 0 and (kept.source, kept.start) != (lost.source, lost.start):
                    self.ledger.note_twin(lost, kept)


def is_whole(change: FileChange) -> bool:
    """Whether it changes more than lines: a name, a mode, what has no lines, or none of them."""
    return (
        change.status in {"renamed", "type-changed"}
        or change.binary
        or change.unread is not None
        or change.is_submodule
        or (change.status == "modified" and change.old_mode != change.new_mode)
        or (change.status in {"added", "deleted"} and not (change.additions or change.deletions))
    )


def is_telling(path: str) -> bool:
    """Whether who rewrites a file rewrites a change: changelogs and locks everybody touches."""
    return read_path(path).file_class not in _SHARED and not _CHANGELOG.search(path)


def is_gone(file: FileLines | None) -> bool:
    """Whether there is no such file."""
    return file is None or not file.blob


def removed_texts(change: FileChange) -> list[str]:
    """The lines that a change takes out, in order."""
    return [
        row[1:] for hunk in change.hunks for row in hunk.body.split("\n") if row.startswith("-")
    ]


def _own_change(
    number: int, change: FileChange, pieces: Sequence[Piece]
) -> tuple[tuple[Piece, ...], list[Killed]]:
    """What a change leaves and takes of a file; of a deleted or exchanged one it takes all."""
    if change.status not in {"deleted", "type-changed"}:
        return edited(pieces, edits(change), number)
    rows = [row[:1] for hunk in change.hunks for row in hunk.body.split("\n")]
    replaced = change.status == "type-changed"
    gone = [Killed(piece, replaced) for piece in _bounded(pieces, rows.count("-"))]
    return ((Piece(number, 0, rows.count("+")),) if "+" in rows else ()), gone


def _bounded(pieces: Sequence[Piece], lines: int) -> list[Piece]:
    """The pieces of a file of so many lines: the endless one ends with it."""
    whole = sum(piece.lines for piece in pieces if piece.lines < ENDLESS // 2)
    return [
        piece if piece.lines < ENDLESS // 2 else piece._replace(lines=max(0, lines - whole))
        for piece in pieces
    ]


def _by_path(diff: Diff | None) -> Mapping[str, FileChange]:
    return {change.path: change for change in diff.files} if diff else {}
