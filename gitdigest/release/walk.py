"""A range read once, parents first -> who is behind what differs at its end."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.release.answer import NONE, Answer
from gitdigest.release.following import Follower


class RangeSource(Protocol):
    """Where a range comes from; `git.ranges.RangeReader` is the real one. `base` "" is nothing."""

    def commits(self, base: str, head: str) -> tuple[str, ...]:
        """What `head` reaches and `base` does not, parents first."""

    def parents(self, shas: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The parents of each commit."""

    def lines(self, shas: Sequence[str]) -> Iterator[tuple[Commit, Diff]]:
        """Each commit with its diff against the first parent, without context, in order."""

    def merged(self, shas: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """The files of each merge that equal those of no parent."""

    def against(self, pairs: Sequence[tuple[str, str]], paths: Iterable[str]) -> Iterator[Diff]:
        """The diff of each (commit, parent), in order, as far as it touches the paths."""

    def tree(self, sha: str) -> Mapping[str, str]:
        """The id of each file of a commit."""

    def between(self, base: str, head: str) -> Diff:
        """What differs at the end."""

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor, "" where there is none."""

    def reached(self, tip: str, shas: Iterable[str]) -> frozenset[str]:
        """Those of the commits that a tip reaches."""


Watch = Callable[[Commit, Diff], None]
Tell = Callable[[str], None]
Merges = Mapping[str, Mapping[str, Diff]]
"""The diffs of merges against their further parents, of files that are made of several."""
_RUN = 200  # merges that git is asked about at a time, so that somebody hears of it
_MOST_WAITING = 64 << 20  # characters of diffs that are kept until merges are known


def silent(_text: str) -> None:
    """Nobody listens."""


def walk(
    source: RangeSource,
    base: str,
    head: str,
    watch: Watch,
    *,
    tell: Tell = silent,
    merges: Answer[Merges] = NONE,
) -> tuple[Follower, Diff | None]:
    """Follows every line from `base` to `head`; where they stand, and what the base changed alone.

    The second is None where the range begins at the base. `watch` sees each commit with its diff,
    `tell` hears of what takes long before the first of them, `merges` is what `merges_of` finds,
    where somebody else looks for it. Raises GitError where git cannot read one.
    """
    shas = source.commits(base, head)
    parents = source.parents(shas)
    follower = Follower(shas, base, source.tree)
    follower.expect(parents.values())
    waiting: deque[tuple[Commit, Diff]] = deque()
    known: Merges | None = None
    text = 0
    for commit, changes in source.lines(shas):
        watch(commit, changes)
        waiting.append((commit, changes))
        text += sum(len(hunk.body) for change in changes.files for hunk in change.hunks)
        if known is None and (merges.ready() or text > _MOST_WAITING):
            known = _known(source, parents, tell, merges)
        if known is not None:
            _follow(follower, waiting, known)
    if waiting:
        _follow(follower, waiting, _known(source, parents, tell, merges))
    return follower, _fork(source, base, head)


def _follow(follower: Follower, waiting: deque[tuple[Commit, Diff]], merges: Merges) -> None:
    """Takes all that waits for what merges are made of."""
    while waiting:
        commit, changes = waiting.popleft()
        follower.take(commit, changes, merges.get(commit.sha, {}))


def _known(
    source: RangeSource,
    parents: Mapping[str, Sequence[str]],
    tell: Tell,
    merges: Answer[Merges],
) -> Merges:
    """What somebody else found of merges, or else what is found here."""
    found = merges.wait()
    return merges_of(source, parents, tell) if found is None else found


def _fork(source: RangeSource, base: str, head: str) -> Diff | None:
    """What the base changed alone, None where the range begins at the base."""
    if not base or base in source.reached(head, [base]):
        return None
    return source.between(source.merge_base(base, head), base)


def merges_of(
    source: RangeSource, parents: Mapping[str, Sequence[str]], tell: Tell = silent
) -> Merges:
    """The diffs of merges against their further parents, of files that are made of several."""
    merges = [sha for sha, of in parents.items() if len(of) > 1]
    mixed: dict[str, frozenset[str]] = {}
    for start in range(0, len(merges), _RUN):
        tell(f"merges read: {start:,} of {len(merges):,}")
        mixed |= source.merged(merges[start : start + _RUN])
    pairs = [(sha, parent) for sha in mixed for parent in parents[sha][1:]]
    paths = {path for files in mixed.values() for path in files}
    found: dict[str, dict[str, Diff]] = {}
    for place, ((sha, parent), diff) in enumerate(
        zip(pairs, source.against(pairs, paths), strict=True)
    ):
        if place % _RUN == 0:
            tell(f"merges compared: {place:,} of {len(pairs):,}")
        found.setdefault(sha, {})[parent] = diff
    return found


def takes_of(follower: Follower) -> Mapping[str, Mapping[str, int]]:
    """Whose lines each commit took: by the commit of the range that wrote them, "" for others."""
    found: dict[str, dict[str, int]] = {}
    for sha, counts in zip(follower.shas, follower.ledger.takes, strict=True):
        taken: dict[str, int] = {}
        for source, lines in counts.items():
            writer = follower.shas[source] if source >= 0 else ""
            taken[writer] = taken.get(writer, 0) + lines
        found[sha] = taken
    return found
