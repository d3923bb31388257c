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
from gitdigest.poolworker import PATIENCE, Answer, Asked, Given, StoppedError, Task, work
from gitdigest.repo import Repository

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from gitdigest.explain.recall import Kept

WORTH_IT = 96  # commits; a worker costs about as much to start as so many to describe
_LOOK = 1.0  # seconds between two looks at whether anybody still listens


class PoolLostError(Exception):
    """The system did not give a thread or a process that the pool cannot do without."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """What is to be done, and by which worker; None where any of them may."""

    future: Future[Any]
    question: tuple[Task[Any, Any], object] | None
    by: int | None = None


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, the line to it, what it is at work for, and the key of a text that may end it."""

    process: BaseProcess
    line: Connection[Any, Any]
    at: _Waiting | None = None
    dared: bytes | None = None
    heard: object = None
    is_gone: bool = False


class Pool:
    """So many workers of one repository, one task each at a time; made by `open_pool`."""

    def __init__(self, begin: Callable[[Collection[bytes]], _Worker], count: int) -> None:
        self._begin = begin
        self._count = count
        self._last = False  # whether nothing more will be asked
        self._lock = threading.Lock()
        self._workers: list[_Worker] = []
        self._waiting: deque[_Waiting] = deque()
        self._told: tuple[Task[Any, Any], object] | None = None
        self._refused: set[bytes] = set()
        self._ended = False
        self._listener = threading.Thread(target=self._listen, daemon=True)

    def tell(self, task: Task[Asked, object], asked: Asked) -> None:
        """Has each worker do a task before its next one, whose answer nobody wants.

        So does whoever takes the place of one that is gone; only the last of such tasks is kept.
        """
        with self._lock:
            self._told = (task, asked)

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
        """Ends the workers: one that is at work, maybe for a git that stands still, is interrupted.

        One that has put its things away closes its line, and nobody waits until it is gone.
        """
        self._dismiss()
        for worker in self._workers:  # no other takes the place of one from here on
            worker.process.terminate()
        end = time.monotonic() + PATIENCE
        if self._listener.ident:  # it began, and ends with the last line
            self._listener.join(PATIENCE)
        for worker in self._workers:
            if not worker.is_gone:
                worker.process.join(max(0, end - time.monotonic()))
                worker.process.kill()
                worker.process.join()
        for worker in self._workers:
            worker.line.close()

    def _start(self) -> None:
        try:
            while len(self._workers) < self._count:
                self._workers.append(self._begin(()))
            self._listener.start()
            self._hand_out()  # somebody listens now: what is asked may be more than a line holds
        except (RuntimeError, EOFError, OSError) as error:
            raise PoolLostError from error  # no new thread; or what should fork could not

    def _hand_out(self) -> None:
        """Gives what waits to those who have nothing to do, and where nothing will, the word to go."""
        with self._lock:
            for number, worker in enumerate(self._workers):
                if worker.at is None and not worker.is_gone:
                    worker.at = self._next(number)
                    self._ask(worker)

    def _next(self, number: int) -> _Waiting | None:
        """What a worker is to do now."""
        found = next((one for one in self._waiting if self._may(number, one.by)), None)
        if found:
            self._waiting.remove(found)
        return found or (_Waiting(Future(), None) if self._last else None)

    def _may(self, number: int, by: int | None) -> bool:
        """Whether a worker may do what was for one: whoever is left does what was for one that is gone."""
        return by is None or by == number or self._workers[by].is_gone

    def _ask(self, worker: _Worker) -> None:
        if worker.at is None:
            return
        question = worker.at.question
        tasks = question and [question]
        if tasks and self._told and worker.heard is not self._told:
            worker.heard = self._told
            tasks = [self._told, *tasks]
        with suppress(ConnectionError):  # it is gone, as is heard soon
            worker.line.send(tasks)

    def _dismiss(self) -> None:
        """Tells each worker to go, after what it is at."""
        with self._lock:
            self._ended = True
            self._waiting.clear()
            for worker in self._workers:
                with suppress(OSError):
                    worker.line.send(None)

    def _listen(self) -> None:
        with suppress(Exception):  # the edge of a thread: `result` sees that it has ended
            self._hear()

    def _hear(self) -> None:
        """Hears all workers until the last of them has gone."""
        while there := [worker for worker in self._workers if not worker.is_gone]:
            ready = wait_for_lines([worker.line for worker in there])
            for worker in [one for one in there if one.line in ready]:
                try:
                    kind, value = worker.line.recv()
                except (EOFError, OSError):
                    self._lose(worker)
                else:
                    self._take(worker, kind, value)

    def _take(self, worker: _Worker, kind: str, value: Any) -> None:
        if kind == "dared":
            worker.dared = value
            return
        with self._lock:
            at, worker.at = worker.at, None
            if kind == "failed":
                worker.heard = None  # maybe that is what it failed of
        self._hand_out()
        if at and kind == "found":
            at.future.set_result(value)
        elif at:
            at.future.set_exception(value)

    def _lose(self, worker: _Worker) -> None:
        """Has another one do what ended a worker, without the text that it dared to parse.

        Where it was none, nobody does it any more, nor what waits where it was the last one.
        """
        worker.is_gone = True
        if worker.dared and worker.at and self._replace(worker, worker.dared):
            return
        with self._lock:
            none_left = all(one.is_gone for one in self._workers)
            left = [one.future for one in self._waiting] if none_left else []
            left += [worker.at.future] if worker.at else []
        self._hand_out()
        for future in left:
            future.set_exception(
                RepositoryError("a process that read commits was killed", "run it again")
            )

    def _replace(self, worker: _Worker, dared: bytes) -> bool:
        """Begins another worker in the place of one that ended of a text."""
        self._refused.add(dared)
        try:
            other = self._begin(frozenset(self._refused))
        except (RuntimeError, EOFError, OSError, KeyError):  # the last one where two begin at once
            return False
        with self._lock:
            given, left = (other, worker) if self._ended else (worker, other)
            if not self._ended:
                self._workers[self._workers.index(worker)] = left
                left.at = worker.at
                self._ask(left)
        given.process.kill()
        given.process.join()
        given.line.close()
        return left is other


@contextmanager
def open_pool(repository: Repository, kept: Kept | None, count: int) -> Iterator[Pool]:
    """So many workers; whoever leaves, or is interrupted, ends them."""
    made = context()

    def begin(refused: Collection[bytes]) -> _Worker:
        ours, theirs = made.Pipe()
        given = Given(environment(), repository.handle, kept, refused, count)
        with safely(), theirs:
            process = made.Process(target=work, args=(theirs, given))
            process.start()
        return _Worker(process, ours)

    pool = Pool(begin, count)
    end = Finalize(None, pool.end, exitpriority=0)  # also where nobody leaves before Python does
    try:
        yield pool
    finally:
        end()
