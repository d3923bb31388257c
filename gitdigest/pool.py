"""Processes that hold one repository each, and do what they are asked with it.

Each has a line of its own, which ends with it: where one is killed while it answers, as those that
take much memory are, nobody waits for the rest. (`concurrent.futures` shares one line, and does.)
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_lines
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Any

from gitdigest.errors import RepositoryError
from gitdigest.forking import context, environment, safely
from gitdigest.poolworker import PATIENCE, Answer, Asked, StoppedError, Task, work
from gitdigest.repo import Repository

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from gitdigest.explain.recall import Kept

WORTH_IT = 96  # commits; a worker costs about as much to start as so many to describe
_LOOK = 1.0  # seconds between two looks at whether anybody still listens


class PoolLostError(Exception):
    """The system did not give a thread or a process that the pool cannot do without."""


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, the line to it, and what it is at work for."""

    process: BaseProcess
    line: Connection[Any, Any]
    future: Future[Any] | None = None


@dataclass(slots=True, eq=False)
class _Waiting:
    """What is to be done, and by which worker; None where any of them may."""

    future: Future[Any]
    question: tuple[object, object] | None
    by: int | None = None


class Pool:
    """So many workers of one repository, one task each at a time; made by `open_pool`."""

    def __init__(self, begin: Callable[[], _Worker], count: int) -> None:
        self._begin = begin
        self._count = count
        self._last = False  # whether nothing more will be asked
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []
        self._waiting: deque[_Waiting] = deque()
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def submit(
        self, task: Task[Asked, Answer], asked: Asked, *, by: int | None = None
    ) -> Future[Answer]:
        """Has a worker do a task, any or the one of a number from 0. Raises PoolLostError."""
        future: Future[Answer] = Future()
        with self._lock:
            self._waiting.append(_Waiting(future, (task, asked), by))
        if self._workers:
            self._hand_out()
        else:
            self._start()
        return future

    def done(self, futures: Collection[Future[Answer]]) -> Collection[Future[Answer]]:
        """Those that are done, as soon as one is. Raises PoolLostError where nobody is left to tell."""
        while not (done := wait(futures, timeout=_LOOK, return_when=FIRST_COMPLETED).done):
            if not self._listener.is_alive() and not any(future.done() for future in futures):
                raise PoolLostError
        return done

    def result(self, future: Future[Answer]) -> Answer:
        """What a worker found, in the end. Raises PoolLostError as `done`, RepositoryError."""
        self.done((future,))
        try:
            return future.result()
        except StoppedError as error:
            raise PoolLostError from error

    def last_result(self, future: Future[Answer]) -> Answer:
        """The same; no task comes after it, and the workers go while the caller goes on."""
        answer = self.result(future)
        self._last = True
        self._hand_out()
        return answer

    def end(self) -> None:
        """Ends the workers: one that is at work, maybe for a git that stands still, is interrupted."""
        self._dismiss()
        for worker in self._workers:
            worker.process.terminate()
        end = time.monotonic() + PATIENCE
        for worker in self._workers:
            worker.process.join(max(0, end - time.monotonic()))  # it has a folder to remove
            worker.process.kill()
            worker.process.join()
        if self._listener.ident:  # it began, and ends with them
            self._listener.join(PATIENCE)
        for worker in self._workers:
            worker.line.close()

    def _start(self) -> None:
        try:
            while len(self._workers) < self._count:
                self._workers.append(self._begin())
            self._listener.start()
            self._hand_out()  # somebody listens now: what is asked may be more than a line holds
        except (RuntimeError, EOFError, OSError) as error:
            raise PoolLostError from error  # no new thread; or what should fork could not

    def _hand_out(self) -> None:
        """Gives what waits to those who have nothing to do, and where nothing will, the word to go."""
        with self._lock:
            for number, worker in enumerate(self._workers):
                waiting = None if worker.future else self._next(number)
                if waiting:
                    worker.future = waiting.future
                    with suppress(ConnectionError):  # it is gone, as is heard soon
                        worker.line.send(waiting.question)

    def _next(self, number: int) -> _Waiting | None:
        """What a worker is to do now."""
        found = next((one for one in self._waiting if one.by in {None, number}), None)
        if found:
            self._waiting.remove(found)
        return found or (_Waiting(Future(), None) if self._last else None)

    def _dismiss(self) -> None:
        """Tells each worker to go, after what it is at."""
        with self._lock:
            self._waiting.clear()
            for worker in self._workers:
                with suppress(OSError):
                    worker.line.send(None)

    def _listen(self) -> None:
        with suppress(Exception):  # the edge of a thread: `result` sees that it has ended
            self._hear()

    def _hear(self) -> None:
        """Hears all workers until the last of them has gone."""
        there = list(self._workers)
        while there:
            ready = wait_for_lines([worker.line for worker in there])
            for worker in [one for one in there if one.line in ready]:
                try:
                    found, value = worker.line.recv()
                except (EOFError, OSError):
                    there.remove(worker)
                    self._lose(worker, none_left=not there)
                else:
                    self._settle(worker, value, found=found)

    def _settle(self, worker: _Worker, value: Any, *, found: bool) -> None:
        with self._lock:
            future, worker.future = worker.future, None
        self._hand_out()
        if future is not None and found:
            future.set_result(value)
        elif future is not None:
            future.set_exception(value)

    def _lose(self, worker: _Worker, *, none_left: bool) -> None:
        """Nobody does any more what a worker was at, nor what waits where it was the last one."""
        with self._lock:
            left = [one.future for one in self._waiting] if none_left else []
            left += [worker.future] if worker.future else []
            worker.future = Future()  # it is never at hand again
            for one in self._waiting:
                one.by = None  # whoever is left does what was for it
        self._hand_out()
        for future in left:
            future.set_exception(
                RepositoryError("a process that read commits was killed", "run it again")
            )


@contextmanager
def open_pool(repository: Repository, kept: Kept | None, count: int) -> Iterator[Pool]:
    """So many workers; whoever leaves, or is interrupted, ends them."""
    made = context()

    def begin() -> _Worker:
        ours, theirs = made.Pipe()
        with safely(), theirs:
            process = made.Process(
                target=work, args=(theirs, environment(), repository.opening, kept)
            )
            process.start()
        return _Worker(process, ours)

    pool = Pool(begin, count)
    end = Finalize(None, pool.end, exitpriority=0)  # also where nobody leaves before Python does
    try:
        yield pool
    finally:
        end()
