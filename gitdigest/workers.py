"""Describes the commits of a large selection on several cores, a run of them at a time."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from gitdigest.describe import describe
from gitdigest.digest import CommitDigest
from gitdigest.facts.rules import Rules
from gitdigest.forking import cores
from gitdigest.pool import WORTH_IT, Held, PoolLostError, open_pool, recalling
from gitdigest.repo import Repository
from gitdigest.selection import Selected

if TYPE_CHECKING:
    from gitdigest.explain.recall import Kept

_OWN = 32  # commits at most that are described here while the workers start
_RUNS = 2  # for each worker: neighbours share files, and a long run parses each of them once
_LONGEST = 250  # commits in a run


class _Run(NamedTuple):
    """What a worker is to describe, and by which rules."""

    selected: Selected
    rules: Rules


def describe_on_cores(
    repository: Repository,
    selected: Selected,
    rules: Rules,
    kept: Kept | None = None,
    *,
    workers: int = 0,
) -> Iterator[CommitDigest]:
    """Each selected commit described, in order; a small selection stays in this process.

    `kept` is where explanations of an earlier run are found. `workers` is the number of processes,
    by default the number of cores that we may use; where the system gives none this process does
    the work. A caller that stops listening, or is interrupted, ends them.
    """
    count = workers or cores()
    if count < 2 or len(selected.shas) < WORTH_IT:
        with recalling(repository, kept) as found:
            yield from describe(repository, selected, rules, found)
        return
    repository.past.update(selected.tips)  # once, and not by each worker
    done = 0
    try:
        with closing(_together(repository, selected, rules, kept, count)) as described:
            for one in described:
                done += 1
                yield one
    except PoolLostError:
        with recalling(repository, kept) as found:
            yield from describe(repository, _rest(selected, done), rules, found)


def _together(
    repository: Repository, selected: Selected, rules: Rules, kept: Kept | None, count: int
) -> Generator[CommitDigest, None, None]:
    """Each commit, described by so many workers. Raises PoolLostError."""
    with open_pool(repository, kept, count) as pool:
        own = min(_OWN, len(selected.shas) // 8)
        runs = (_Run(run, rules) for run in _runs(_rest(selected, own), count))
        waiting = [pool.submit(_describe, run) for run in islice(runs, 2 * count)]
        with recalling(repository, kept) as found:
            yield from describe(
                repository, replace(selected, shas=selected.shas[:own]), rules, found
            )
        while waiting:
            yield from pool.result(waiting.pop(0))
            waiting += [pool.submit(_describe, run) for run in islice(runs, 1)]


def _describe(held: Held, run: _Run) -> list[CommitDigest]:
    return list(describe(held.repository, run.selected, run.rules, held.recall))


def _rest(selected: Selected, done: int) -> Selected:
    return replace(selected, shas=selected.shas[done:])


def _runs(selected: Selected, workers: int) -> Iterator[Selected]:
    """The selection in pieces, few of them on their way at a time: memory stays flat."""
    size = min(_LONGEST, -(-len(selected.shas) // (_RUNS * workers)))
    shas = iter(selected.shas)
    while piece := tuple(islice(shas, size)):
        yield replace(selected, shas=piece)
