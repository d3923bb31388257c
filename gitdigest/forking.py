"""Where the processes of a pool come from; none of them looks for modules in the current folder.

That folder may be a repository of somebody else, and hold a `multiprocessing/`. On Linux one process
without threads loads what workers need, and they are forked from it; elsewhere each loads it anew.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command that starts no process pays nothing for it
    from multiprocessing.context import ForkServerContext, SpawnContext

# Before 3.11.1 anybody on the machine could ask the process for a fork (CVE-2022-42919).
_FORKS = sys.platform == "linux" and sys.version_info >= (3, 11, 1)
_SAFE = "PYTHONSAFEPATH"
_MODULES = ("gitdigest.silent", "gitdigest.ready")
_LOADING = 1.0  # seconds that loading these takes at most, or hardly more
_begun: list[float] = []  # when it began first


def context() -> ForkServerContext | SpawnContext:
    """What makes a pool's processes: no plain fork, that would copy locks of this one's threads."""
    from multiprocessing import get_context  # noqa: PLC0415 - see above

    return get_context("forkserver") if begin() else get_context("spawn")


def cores() -> int:
    """The number of processes that are worth having: of cores that we may use, one without safety."""
    if not _can_start():
        return 1
    affinity = getattr(os, "sched_getaffinity", None)  # Linux tells what we may use
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def is_ready() -> bool:
    """Whether workers would begin at once: what they are forked from began some time ago."""
    return bool(_begun) and time.monotonic() - _begun[0] > _LOADING


def begin(*modules: str) -> bool:
    """Has what workers need, and `modules`, loaded beside this process from now on.

    Only the first call of a process can name modules. False where nothing can be forked here: it
    takes a socket, whose path may be too long, or the place not to be written to.
    """
    if not _FORKS or cores() < 2:
        return False
    from multiprocessing import forkserver  # noqa: PLC0415 - other systems have none

    forkserver.set_forkserver_preload([*_MODULES, *modules])
    try:
        with safely():
            forkserver.ensure_running()
    except OSError:
        return False
    if not _begun:
        _begun.append(time.monotonic())
    return True


@contextmanager
def safely() -> Iterator[None]:
    """What is started meanwhile loads nothing from the current folder, and Ctrl-C is not for it."""
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    blocked = _block()
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE]
        else:
            os.environ[_SAFE] = before
        if blocked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def environment() -> dict[str, str]:
    """The variables of this process for its workers, some of which began before they were set."""
    return {**os.environ, _SAFE: "1"}


def _block() -> set[signal.Signals | int] | None:
    """Keeps Ctrl-C from what is started: it would begin with a traceback."""
    if sys.platform == "win32":
        return None
    from multiprocessing import resource_tracker  # noqa: PLC0415 - not on Windows

    resource_tracker.ensure_running()  # which lets Ctrl-C through again
    return signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _can_start() -> bool:
    """Whether a process can be kept from the current folder: with -E it hears nothing of that."""
    return bool(sys.flags.safe_path) or not sys.flags.ignore_environment
