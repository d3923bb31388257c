"""Processes that hold one repository each, and do what they are asked with it.

Each opens the repository anew: git's stream, the parsing and the facts of it all stay in one
process, and what comes back is small and finished.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing import active_children, parent_process
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event
from multiprocessing.util import Finalize
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from gitdigest.describe import Recall
from gitdigest.errors import RepositoryError
from gitdigest.forking import context, environment, safely
from gitdigest.garbage import collect_rarely
from gitdigest.offline import refuse_network
from gitdigest.repo import Opening, Repository, open_again

if TYPE_CHECKING:
    from gitdigest.explain.recall import Kept

WORTH_IT = 96  # commits; a worker costs about as much to start as so many to describe
_PATIENCE = 10.0  # seconds that workers have to put their things away
_GLANCE = 0.2
_LOOK = 1.0  # seconds between two looks at whether anybody still works

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Held(NamedTuple):
    """What a worker has at hand: its repository, and what finds kept explanations."""

    repository: Repository
    recall: Recall | None


Task = Callable[[Held, Asked], Answer]


class PoolLostError(Exception):
    """The system did not give a thread or a process that the pool cannot do without."""


@dataclass(slots=True)
class _Worker:
    """What a worker's process holds, and whether it works, lost its parent, or is on its way out."""

    held: Held | None = None
    stopping: Event | None = None
    busy: bool = False
    orphan: bool = False
    leaving: bool = False


_worker = _Worker()


class Pool:
    """So many workers of one repository; made by `open_pool`."""

    def __init__(self, executor: ProcessPoolExecutor, died: list[BaseException | None]) -> None:
        self._executor = executor
        self._died = died

    def submit(self, task: Task[Asked, Answer], asked: Asked) -> Future[Answer]:
        """Has a worker do a task. Raises PoolLostError, RepositoryError."""
        try:
            with safely():
                return self._executor.submit(_do, task, asked)
        except BrokenProcessPool as error:
            raise _killed() from error
        except (RuntimeError, EOFError, ConnectionError) as error:
            raise PoolLostError from error  # no new thread; or what should fork could not

    def result(self, future: Future[Answer]) -> Answer:
        """What a worker found. Raises PoolLostError where nobody is left to tell."""
        while not wait((future,), timeout=_LOOK).done:
            if self._died:
                raise PoolLostError from self._died[0]
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise _killed() from error

    def last_result(self, future: Future[Answer]) -> Answer:
        """The same; no task comes after it, and the workers go while the caller goes on."""
        answer = self.result(future)
        self._executor.shutdown(wait=False)
        return answer


@contextmanager
def open_pool(repository: Repository, kept: Kept | None, count: int) -> Iterator[Pool]:
    """So many workers; whoever leaves, or is interrupted, ends them."""
    made = context()
    with safely():
        stopping, started = made.Event(), made.SimpleQueue()
    with ExitStack() as stack:
        died = stack.enter_context(_dead_threads())
        stack.callback(_end_left, died)
        executor = ProcessPoolExecutor(
            count,
            made,
            initializer=_start,
            initargs=(environment(), repository.opening, kept, stopping, started),
        )
        stack.callback(_shut, executor)
        stack.callback(_stop, stopping, started)
        yield Pool(executor, died)


def recalling(repository: Repository, kept: Kept | None) -> AbstractContextManager[Recall | None]:
    """What finds kept explanations; without a model, none of its modules are loaded."""
    if kept is None:
        return nullcontext()
    from gitdigest.explain.recall import recall  # noqa: PLC0415 - see above

    return recall(repository, kept)


def _killed() -> RepositoryError:
    return RepositoryError("a process that read commits was killed", "run it again")


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


def _shut(executor: ProcessPoolExecutor) -> None:
    """Wait for the pool's end; one whose thread never began has none."""
    with suppress(RuntimeError):
        executor.shutdown(wait=True, cancel_futures=True)


def _end_left(died: Sequence[BaseException | None]) -> None:
    """Wait for workers that are about to go, and end those that nobody speaks to any more."""
    end = time.monotonic() + (0 if died else _PATIENCE)
    for child in active_children():
        child.join(max(0, end - time.monotonic()))  # it has a folder to remove
        child.kill()
        child.join()


def _stop(stopping: Event, started: SimpleQueue[int]) -> None:
    """Interrupts the workers, one of which may wait for a git that stands still.

    What the pool has handed out already is refused by whoever takes it.
    """
    stopping.set()
    while not started.empty():
        with suppress(ProcessLookupError):
            os.kill(started.get(), signal.SIGTERM)


def _start(
    variables: Mapping[str, str],
    opening: Opening,
    kept: Kept | None,
    stopping: Event,
    started: SimpleQueue[int],
) -> None:
    """Opens the repository for the life of a worker; Ctrl-C is the parent's to answer."""
    collect_rarely()
    os.environ.clear()
    os.environ.update(variables)
    logging.getLogger("concurrent.futures").disabled = True  # it prints tracebacks; we say why
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupt)
    refuse_network()  # who reads has nobody to ask
    stack = ExitStack()
    repository = stack.enter_context(open_again(opening))
    _worker.stopping = stopping
    _worker.held = Held(repository, stack.enter_context(recalling(repository, kept)))
    Finalize(None, _leave, args=(stack,), exitpriority=1)  # a worker ends without atexit
    started.put(os.getpid())
    with suppress(RuntimeError):  # no thread is to be had
        threading.Thread(target=_follow, args=(stopping,), daemon=True).start()


def _follow(stopping: Event) -> None:
    """Ends this worker after its parent, which may have been killed: nobody else would.

    It may be at work, wait for more, or tell what nobody hears; its main thread puts its things away.
    """
    parent = parent_process()
    if parent is None:
        return
    parent.join()
    _worker.orphan = True
    stopping.set()
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GLANCE)
    os._exit(1)


def _leave(stack: ExitStack) -> None:
    _worker.leaving = True
    stack.close()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if _worker.busy:
        raise KeyboardInterrupt
    if _worker.orphan and not _worker.leaving:  # another idle one is about to end
        raise SystemExit


def _do(task: Task[Asked, Answer], asked: Asked) -> Answer:
    assert _worker.held is not None and _worker.stopping is not None  # noqa: S101, PT018
    _worker.busy = True
    try:
        if _worker.stopping.is_set():
            raise PoolLostError
        return task(_worker.held, asked)
    finally:
        _worker.busy = False
