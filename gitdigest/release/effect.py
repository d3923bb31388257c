"""The net effect of a range: what became of each commit's lines, and what is left of the commit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from gitdigest.diff import Diff, FileChange
from gitdigest.release.ending import Ending, is_readable
from gitdigest.release.following import FileLines, Follower, is_whole
from gitdigest.release.ledger import Taken

_MOST_TAKERS = 5
State = Literal["ships", "partly", "gone", "same", "nothing"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a commit at the end of its range.

    `added + moved == survived + changed + gone + restored + same`: lines that it wrote and that are
    new at the end, that a later commit put others in place of, that went without, that were there
    before the range as well, and that another commit wrote likewise; `moved` are lines of before
    the range that survive elsewhere because of it. `removed` counts those that it took out and that
    are missing at the end, `files` what it changed in files beyond lines (names, modes, binaries)
    that is still so.

    `state` sums it up: all of it ships, a part, nothing; `same` where others ship it, `nothing`
    where it changed nothing. `by` names the commits that changed or took most of
    its lines, or wrote them likewise.
    """

    sha: str
    added: int = 0
    survived: int = 0
    changed: int = 0
    gone: int = 0
    restored: int = 0
    same: int = 0
    moved: int = 0
    removed: int = 0
    files: int = 0
    state: State = "nothing"
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """The fates of all commits, parents first, and what of the difference is none of theirs.

    `elsewhere` counts lines added and removed that the base's own history is behind: it is ahead
    of the commit where the range begins.
    """

    fates: tuple[Fate, ...]
    elsewhere: tuple[int, int] = (0, 0)


@dataclass(slots=True)
class _Count:
    """What is counted of one commit."""

    survived: int = 0
    removed: int = 0
    files: int = 0
    alive: set[int] = field(default_factory=set)


class Endings:
    """The files that differ at the end, each with who is behind its lines."""

    def __init__(
        self, follower: Follower, diff: Diff, head: str, *, fork: Diff | None = None
    ) -> None:
        """`fork` is what the base changed alone, where the range does not begin at the base."""
        self.follower = follower
        own = None
        if fork is not None:
            own = {change.path: change for change in fork.files if is_readable(change)}
        self.files = {change.path: self._ending(change, head, own) for change in diff.files}
        self._by_old = {
            change.old_path or change.path: change.path
            for change in diff.files
            if change.status not in {"added", "copied"}
        }
        self._head = head

    def _ending(
        self, change: FileChange, head: str, own: Mapping[str, FileChange] | None
    ) -> Ending:
        blob = change.new_blob if change.new_blob.strip("0") else ""
        file = self.follower.file(head, change.path, blob)
        fork = own.get(change.old_path or change.path) if own else None
        return Ending(change, file, self.follower.ledger, own is not None, fork)

    def wrote(self, path: str, line: int) -> str:
        """The commit behind a line (1-based) at the end, "" where it is none of the range."""
        ending = self.files.get(path)
        return self._sha(ending.wrote(line - 1)) if ending else ""

    def took(self, old_path: str, line: int) -> str:
        """The commit behind the loss of a line (1-based) of before the range; likewise."""
        ending = self.files.get(self._by_old.get(old_path, ""))
        return self._sha(ending.took(line - 1)) if ending else ""

    def is_gained(self, path: str, line: int) -> bool:
        """Whether a line (1-based) at the end is new."""
        ending = self.files.get(path)
        return ending is not None and ending.is_gained(line - 1)

    def is_lost(self, old_path: str, line: int) -> bool:
        """Whether a line (1-based) of before the range is missing at the end."""
        ending = self.files.get(self._by_old.get(old_path, ""))
        return ending is not None and ending.is_lost(line - 1)

    def touched(self, path: str) -> str:
        """The commit that touched a file last; its name may be that of before the range."""
        ending = self.files.get(path) or self.files.get(self._by_old.get(path, ""))
        return self._sha(max(ending.file.last, ending.file.whole)) if ending else ""

    def unchanged(self) -> Iterator[FileLines]:
        """The files that commits touched and that are at the end as they were."""
        for path, file in self.follower.state(self._head).files.items():
            if path not in self.files:
                yield file

    def _sha(self, number: int) -> str:
        return self.follower.shas[number] if number >= 0 else ""


def net_effect(endings: Endings) -> Effect:
    """What became of every commit; survived and removed lines sum to `git diff --numstat`."""
    follower = endings.follower
    counts = [_Count() for _ in follower.shas]
    elsewhere = [0, 0]
    for ending in endings.files.values():
        for number, lines in _gained(ending).items():
            if number < 0:
                elsewhere[0] += lines
            else:
                counts[number].survived += lines
        for number, lines in _lost(ending).items():
            if number < 0:
                elsewhere[1] += lines
            else:
                counts[number].removed += lines
        if is_whole(ending.change) and ending.file.whole >= 0:
            counts[ending.file.whole].files += 1
        _note_alive(counts, ending.file)
    for file in endings.unchanged():
        _note_alive(counts, file)
    fates = (_fate(follower, number, count, counts) for number, count in enumerate(counts))
    return Effect(tuple(fates), (elsewhere[0], elsewhere[1]))


def _gained(ending: Ending) -> Counter[int]:
    if ending.readable:
        return Counter(ending.gained())
    return Counter({ending.last: ending.change.additions or 0})


def _lost(ending: Ending) -> Counter[int]:
    if ending.readable:
        return Counter(ending.lost())
    return Counter({ending.last: ending.change.deletions or 0})


def _note_alive(counts: Sequence[_Count], file: FileLines) -> None:
    for piece in file.pieces:
        if piece.source >= 0:
            counts[piece.source].alive.update(range(piece.start, piece.start + piece.lines))


def _fate(follower: Follower, number: int, count: _Count, counts: Sequence[_Count]) -> Fate:
    """The books of one commit: its lines by what became of them."""
    ledger = follower.ledger
    added = ledger.lines_of(number)
    changed = gone = same = 0
    takers: Counter[int] = Counter()
    for line in range(added):
        if line in count.alive:
            continue
        taken = ledger.taker(number, line)
        twin = ledger.twin(number, line)
        if twin and (twin[0] < 0 or twin[1] in counts[twin[0]].alive):
            same += 1
            taken = None if twin[0] < 0 else Taken(twin[0], replaced=False)
        elif taken and taken.replaced:
            changed += 1
        else:
            gone += 1
        if taken:
            takers[taken.number] += 1
    takers.pop(number, None)
    here = len(count.alive)
    fate = Fate(
        sha=follower.shas[number],
        added=added,
        survived=count.survived,
        changed=changed,
        gone=gone,
        restored=max(0, here - count.survived),
        same=same,
        moved=max(0, count.survived - here),
        removed=count.removed,
        files=count.files,
        by=tuple(follower.shas[taker] for taker, _ in takers.most_common(_MOST_TAKERS)),
    )
    return replace(fate, state=_state(fate, did=follower.did(number)))


def _state(fate: Fate, *, did: bool) -> State:
    """The sum of a commit's books; `did` tells that it changed anything at all."""
    lost = fate.changed + fate.gone + fate.restored
    if fate.survived or fate.removed or fate.files:
        return "partly" if lost else "ships"
    if fate.same and not lost:
        return "same"
    return "gone" if did else "nothing"
