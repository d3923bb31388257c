"""Describes the commits of a large selection on several cores, in processes of their own.

Each worker opens the repository anew and takes a run of commits at a time: git's stream, the
parsing and the facts of it all stay in one process, and what comes back is small and finished.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import (
    AbstractContextManager,
    ExitStack,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import active_children, get_context
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from multiprocessing.util import Finalize
from types import FrameType
from typing import TYPE_CHECKING

from gitdigest.describe import Recall, describe
from gitdigest.digest import CommitDigest
from gitdigest.errors import RepositoryError
from gitdigest.facts.rules import Rules
from gitdigest.offline import refuse_network
from gitdigest.repo import Opening, Repository, open_again
from gitdigest.selection import Selected

if TYPE_CHECKING:
    from gitdigest.explain.recall import Kept

WORTH_IT = 96  # commits; a worker costs about as much to start as so many to describe
_OWN = 32  # commits at most that are described here while the workers start
_RUNS = 2  # for each worker: neighbours share files, and a long run parses each of them once
_LOOK = 1.0  # seconds between two looks at whether anybody still works
_LONGEST = 250  # commits in a run


@dataclass(slots=True)
class _Worker:
    """What a worker's process holds."""

    repository: Repository | None = None
    recall: Recall | None = None
    stopping: Event | None = None
    busy: bool = False


_worker = _Worker()


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
    count = workers or _cores()
    if count < 2 or len(selected.shas) < WORTH_IT:
        with _recall(repository, kept) as found:
            yield from describe(repository, selected, rules, found)
        return
    repository.past.update(selected.tips)  # once, and not by each worker
    done = 0
    try:
        with closing(_together(repository, selected, rules, kept, count)) as described:
            for one in described:
                done += 1
                yield one
    except _PoolLostError:
        with _recall(repository, kept) as found:
            yield from describe(repository, _rest(selected, done), rules, found)


class _PoolLostError(Exception):
    """The system did not give a thread that the pool cannot do without."""


def _together(
    repository: Repository, selected: Selected, rules: Rules, kept: Kept | None, count: int
) -> Generator[CommitDigest, None, None]:
    """Each commit, described by so many workers. Raises _PoolLostError."""
    context = get_context("spawn")  # a fork would copy threads' locks
    stopping, started = context.Event(), context.SimpleQueue()
    with ExitStack() as stack:
        died = stack.enter_context(_dead_threads())
        stack.callback(_end_left)
        pool = ProcessPoolExecutor(
            count,
            context,
            initializer=_start,
            initargs=(repository.opening, kept, stopping, started),
        )
        stack.callback(_shut, pool)
        stack.callback(_stop, stopping, started)
        own = min(_OWN, len(selected.shas) // 8)
        runs = _runs(_rest(selected, own), count)
        try:
            waiting = [pool.submit(_describe, run, rules) for run in islice(runs, 2 * count)]
            found = stack.enter_context(_recall(repository, kept))
            mine = replace(selected, shas=selected.shas[:own])
            yield from describe(repository, mine, rules, found)
            while waiting:
                yield from _result(waiting.pop(0), died)
                waiting += [pool.submit(_describe, run, rules) for run in islice(runs, 1)]
        except BrokenProcessPool as error:
            raise RepositoryError(
                "a process that read commits was killed", "run it again"
            ) from error
        except RuntimeError as error:  # "can't start new thread"
            raise _PoolLostError from error


@contextmanager
def _dead_threads() -> Iterator[list[BaseException | None]]:
    """What threads died of: a pool that lost its own one would be waited for without end."""
    died: list[BaseException | None] = []
    before = threading.excepthook
    threading.excepthook = lambda args: died.append(args.exc_value)
    try:
        yield died
    finally:
        threading.excepthook = before


def _result(
    future: Future[list[CommitDigest]], died: list[BaseException | None]
) -> list[CommitDigest]:
    """What a worker found. Raises _PoolLostError where nobody is left to tell."""
    while not wait((future,), timeout=_LOOK).done:
        if died:
            raise _PoolLostError from died[0]
    return future.result()


def _shut(pool: ProcessPoolExecutor) -> None:
    """Wait for the pool's end; one whose thread never began has none."""
    with suppress(RuntimeError):
        pool.shutdown(wait=True, cancel_futures=True)


def _end_left() -> None:
    """End workers that nobody speaks to any more."""
    for child in active_children():
        child.kill()
        child.join()


def _recall(repository: Repository, kept: Kept | None) -> AbstractContextManager[Recall | None]:
    """What finds kept explanations; without a model, none of its modules are loaded."""
    if kept is None:
        return nullcontext()
    from gitdigest.explain.recall import recall  # noqa: PLC0415 - see above

    return recall(repository, kept)


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)  # Linux tells what we may use
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _rest(selected: Selected, done: int) -> Selected:
    return replace(selected, shas=selected.shas[done:])


def _runs(selected: Selected, workers: int) -> Iterator[Selected]:
    """The selection in pieces, few of them on their way at a time: memory stays flat."""
    size = min(_LONGEST, -(-len(selected.shas) // (_RUNS * workers)))
    shas = iter(selected.shas)
    while piece := tuple(islice(shas, size)):
        yield replace(selected, shas=piece)


def _stop(stopping: Event, started: SimpleQueue[int]) -> None:
    """Interrupts the workers, one of which may wait for a git that stands still.

    Runs that the pool has handed out already are refused by whoever takes them.
    """
    stopping.set()
    while not started.empty():
        with suppress(ProcessLookupError):
            os.kill(started.get(), signal.SIGTERM)


def _start(opening: Opening, kept: Kept | None, stopping: Event, started: SimpleQueue[int]) -> None:
    """Opens the repository for the life of a worker; Ctrl-C is the parent's to answer."""
    logging.getLogger("concurrent.futures").disabled = True  # it prints tracebacks; we say why
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupt)
    refuse_network()  # who reads has nobody to ask
    stack = ExitStack()
    _worker.stopping = stopping
    _worker.repository = stack.enter_context(open_again(opening))
    _worker.recall = stack.enter_context(_recall(_worker.repository, kept))
    Finalize(None, stack.close, exitpriority=1)  # a worker ends without atexit
    started.put(os.getpid())


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if _worker.busy:  # an idle one is about to end
        raise KeyboardInterrupt


def _describe(run: Selected, rules: Rules) -> list[CommitDigest]:
    assert _worker.repository is not None and _worker.stopping is not None  # noqa: S101, PT018
    _worker.busy = True
    try:
        if _worker.stopping.is_set():
            return []
        return list(describe(_worker.repository, run, rules, _worker.recall))
    finally:
        _worker.busy = False
