"""A worker of a pool: a process that holds one repository, and does what it is asked with it.

It opens what its parent has open: git's stream, the parsing and the facts of it all stay in one
process, and what it answers is small and finished.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import parent_process
from multiprocessing.reduction import ForkingPickler
from types import FrameType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from gitdigest.describe import Recall
from gitdigest.facts.trees import dare
from gitdigest.garbage import collect_rarely
from gitdigest.offline import refuse_network
from gitdigest.repo import Handle, Repository, open_again

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from gitdigest.explain.recall import Kept

PATIENCE = 10.0  # seconds that workers have to put their things away
_GLANCE = 0.2

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Owned = TypeVar("Owned")


class Held:
    """What a worker has at hand: its repository, what finds kept explanations, and more of its own."""

    def __init__(self, repository: Repository, recall: Recall | None, stack: ExitStack) -> None:
        self.repository = repository
        self.recall = recall
        self._stack = stack
        self._own: dict[object, Any] = {}

    def own(self, make: Callable[[Held], AbstractContextManager[Owned]]) -> Owned:
        """What a task goes on with in the next one, made once; it ends with the worker."""
        if make not in self._own:
            self._own[make] = self._stack.enter_context(make(self))
        owned: Owned = self._own[make]
        return owned


class StoppedError(Exception):
    """A worker was told to go before it did what it was asked."""


Task = Callable[[Held, Asked], Answer]
Question = Sequence[tuple[Task[Any, Any], object]]
"""Tasks to do in this order, each with what it is asked."""


@dataclass(slots=True)
class _State:
    """Whether this process is at work, and may be interrupted."""

    busy: bool = False


_state = _State()


class Given(NamedTuple):
    """What a worker begins with: variables, what it opens, what explanations are kept.

    `refused` are the keys of texts of which others ended, `workers` is how many there are.
    """

    variables: Mapping[str, str]
    handle: Handle
    kept: Kept | None
    refused: Collection[bytes]
    workers: int


def work(line: Connection[Any, Any], given: Given) -> None:
    """Answers what comes by the line, tasks with what they are asked, until nothing does.

    An answer is what the last of the tasks found, or what one failed of. Before it comes what is
    dared meanwhile, and None when that is over.
    """
    _begin(given)
    dare(lambda key: _say(line, key), given.refused)
    with suppress(EOFError, OSError, KeyboardInterrupt), ExitStack() as stack:  # nobody listens
        hold = cache(lambda: _hold(stack, given))
        while (question := line.recv()) is not None:
            line.send_bytes(_answer(line, hold, question))
    line.close()  # all is put away: nobody need wait for the rest


def _say(line: Connection[Any, Any], key: bytes | None) -> None:
    with suppress(OSError):  # nobody listens, as is seen soon
        line.send(("dared", key))


def _answer(line: Connection[Any, Any], hold: Callable[[], Held], question: Question) -> memoryview:
    """An answer, packed as the line has it: what cannot be packed is told as well."""
    try:
        _state.busy = True
        return ForkingPickler.dumps(("found", _done(line, hold, question)))
    except KeyboardInterrupt:  # by a signal to us alone: whoever asked may do it itself
        return ForkingPickler.dumps(("failed", StoppedError()))
    except BaseException as error:  # noqa: BLE001 - the edge of a process: who asked is told
        error.add_note(traceback.format_exc())  # which does not come along
        return ForkingPickler.dumps(("failed", error))
    finally:
        _state.busy = False


def _done(line: Connection[Any, Any], hold: Callable[[], Held], question: Question) -> object:
    if line.poll():  # there is one question at a time, so that this is the word to go
        raise StoppedError
    held = hold()  # opened with the first question, so that who asks hears what failed
    return [task(held, asked) for task, asked in question][-1]


def _hold(stack: ExitStack, given: Given) -> Held:
    repository = stack.enter_context(open_again(given.handle))
    repository.sources.share(given.workers)
    return Held(repository, stack.enter_context(recalling(repository, given.kept)), stack)


def recalling(repository: Repository, kept: Kept | None) -> AbstractContextManager[Recall | None]:
    """What finds kept explanations; without a model, none of its modules are loaded."""
    if kept is None:
        return nullcontext()
    from gitdigest.explain.recall import recall  # noqa: PLC0415 - see above

    return recall(repository, kept)


def _begin(given: Given) -> None:
    """Makes this process one that only reads; Ctrl-C is the parent's to answer."""
    collect_rarely()
    os.environ.clear()
    os.environ.update(given.variables)
    tempfile.tempdir = str(given.handle.shadow.path)  # which is removed
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupt)
    refuse_network()  # who reads has nobody to ask
    with suppress(RuntimeError):  # no thread is to be had
        threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """Ends this process after its parent, which may have been killed: its line ends then as well.

    A worker without work sees that; one that is at work, with a git that stands still, does not.
    """
    parent = parent_process()
    if parent is None:
        return
    parent.join()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_GLANCE)
    os._exit(1)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    if _state.busy:
        raise KeyboardInterrupt
