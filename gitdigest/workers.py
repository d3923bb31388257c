"""Describes the commits of a large selection on several cores, a run of them at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from gitdigest.describe import describe
from gitdigest.digest import CommitDigest
from gitdigest.elsewhere import Elsewhere
from gitdigest.facts.rules import Rules
from gitdigest.facts.uses import Uses, find_uses
from gitdigest.forking import cores, is_ready
from gitdigest.pool import WORTH_IT, PoolLostError, open_pool
from gitdigest.poolworker import Held, recalling
from gitdigest.repo import Repository
from gitdigest.selection import Selected

if TYPE_CHECKING:
    from gitdigest.explain.recall import Kept

_OWN = 32  # commits at most that are described here where workers have to start first
# Neighbours share files, and a long run parses each of them once; short ones in the end see to it
# that all workers come to an end together.
_SHARE = 0.9  # of the commits that are left, in a round of one run for each worker
_SHORTEST = 24  # commits in a run
_LONGEST = 400


class _Run(NamedTuple):
    """What a worker is to describe, by which rules, and whether to look into the trees."""

    selected: Selected
    rules: Rules
    looks: bool


class _Described(NamedTuple):
    """The commits of a run, and where the trees at them use what they touch."""

    commits: list[CommitDigest]
    uses: Uses | None


class _Work(NamedTuple):
    """A selection to describe, what is kept of it, and who is told of the trees."""

    repository: Repository
    selected: Selected
    rules: Rules
    kept: Kept | None
    elsewhere: Elsewhere | None

    def of(self, shas: tuple[str, ...]) -> _Work:
        """The same of some of the commits."""
        return self._replace(selected=replace(self.selected, shas=shas))


def describe_on_cores(
    repository: Repository,
    selected: Selected,
    rules: Rules,
    kept: Kept | None = None,
    *,
    workers: int = 0,
    elsewhere: Elsewhere | None = None,
) -> Iterator[CommitDigest]:
    """Each selected commit described, in order; a small selection stays in this process.

    `kept` is where explanations of an earlier run are found. `workers` is the number of processes,
    by default the number of cores that we may use; where the system gives none this process does
    the work. A caller that stops listening, or is interrupted, ends them. Who describes a commit
    looks into its tree as well, and tells `elsewhere` before the commit comes.
    """
    count = workers or cores()
    work = _Work(repository, selected, rules, kept, elsewhere)
    if count < 2 or len(selected.shas) < WORTH_IT:
        yield from _alone(work)
        return
    repository.past.update(selected.tips)  # once, and not by each worker
    done = 0
    try:
        with closing(_together(work, count)) as described:
            for one in described:
                done += 1
                yield one
    except PoolLostError:
        yield from _alone(work.of(selected.shas[done:]))


def _alone(work: _Work) -> Iterator[CommitDigest]:
    """Each commit, described by this process."""
    with recalling(work.repository, work.kept) as found:
        yield from describe(work.repository, work.selected, work.rules, found)


def _together(work: _Work, count: int) -> Generator[CommitDigest, None, None]:
    """Each commit, described by so many workers. Raises PoolLostError."""
    shas, elsewhere = work.selected.shas, work.elsewhere
    own = 0 if is_ready() else min(_OWN, len(shas) // 8)
    with open_pool(work.repository, work.kept, count) as pool:
        runs = (
            _Run(replace(work.selected, shas=run), work.rules, elsewhere is not None)
            for run in _runs(shas[own:], count)
        )
        waiting = [pool.submit(_describe, run) for run in islice(runs, 2 * count)]
        yield from _alone(work.of(shas[:own]))
        if elsewhere:
            elsewhere.look()  # while the others are at work
        while waiting:
            described, uses = _opened(pool.result(waiting.pop(0)))
            if elsewhere and uses:
                elsewhere.know((one.sha for one in described), uses)
            yield from described
            waiting += [pool.submit(_describe, run) for run in islice(runs, 1)]


def _describe(held: Held, run: _Run) -> bytes | _Described:
    """A run described, packed where it can be."""
    from gitdigest.report.json import pack  # noqa: PLC0415 - a small selection is never packed

    found = list(describe(held.repository, run.selected, run.rules, held.recall))
    touched = [(one.commit, one.facts) for one in found]
    uses = find_uses(touched, held.repository.objects) if run.looks else None
    described = _Described(found, uses)
    return pack(described) or described


def _opened(described: bytes | _Described) -> _Described:
    if isinstance(described, _Described):
        return described
    from gitdigest.report.json import unpack  # noqa: PLC0415 - likewise

    return unpack(described, _Described)


def _runs(shas: Sequence[str], workers: int) -> Iterator[tuple[str, ...]]:
    """The commits in pieces, few of them on their way at a time: memory stays flat."""
    at = 0
    while at < len(shas):
        size = min(_LONGEST, max(_SHORTEST, int((len(shas) - at) * _SHARE / workers)))
        for _ in range(workers):
            if at < len(shas):
                yield tuple(shas[at : at + size])
                at += size
