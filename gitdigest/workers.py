"""Describes the commits of a large selection on several cores."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from gitdigest.describe import describe
from gitdigest.digest import CommitDigest
from gitdigest.elsewhere import Elsewhere
from gitdigest.facts.rules import Rules
from gitdigest.forking import cores, is_ready
from gitdigest.pool import WORTH_IT, Pool, PoolLostError, open_pool
from gitdigest.poolworker import Held, recalling
from gitdigest.repo import Repository
from gitdigest.selection import Selected
from gitdigest.stretches import Piece, Stretches
from gitdigest.walker import Block, Described, walking

if TYPE_CHECKING:
    from gitdigest.explain.recall import Kept

_OWN = 32  # commits at most that are described here where workers have to start first
_BLOCK = 500  # commits for each worker: what comes from the end of them waits for the rest
_AHEAD = 2  # pieces that a worker has at hand, so that it never waits for another one


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
    looks into its tree as well, and tells `elsewhere` in the end.
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
    shas = work.selected.shas
    own = 0 if is_ready() else min(_OWN, len(shas) // 8)
    with open_pool(work.repository, work.kept, count) as pool:
        for start in range(own, len(shas), _BLOCK * count):
            block = _Block(pool, work.of(shas[start : start + _BLOCK * count]), count)
            if start == own:
                yield from _alone(work.of(shas[:own]))
                if work.elsewhere:
                    work.elsewhere.look()  # while the others are at work
            yield from block.described()


class _Block:
    """Commits that workers share, each at an end of what is left of them."""

    def __init__(self, pool: Pool, work: _Work, count: int) -> None:
        self._pool = pool
        self._work = work
        self._left = Stretches(len(work.selected.shas))
        self._unseen: set[int] = set()  # workers that have yet to look into what they described
        self._pending: dict[Future[bytes | Described], tuple[int, Piece | None]] = {}
        looks = work.elsewhere is not None
        pool.tell(_learn, Block(work.selected, work.rules, looks))
        if work.elsewhere:
            work.elsewhere.leave(work.selected.shas)
        for _ in range(_AHEAD):
            for worker in range(count):
                self._ask(worker)

    def described(self) -> Iterator[CommitDigest]:
        """The commits in order, and what their trees told at the end. Raises PoolLostError."""
        at = 0
        ready: dict[int, tuple[Piece, Future[bytes | Described]]] = {}
        looks: list[Future[bytes | Described]] = []
        while self._pending:
            for future in self._pool.done(self._pending):
                worker, piece = self._pending.pop(future)
                self._ask(worker)
                if piece:
                    ready[piece.start] = piece, future
                else:
                    looks.append(future)
            while at in ready:
                piece, future = ready.pop(at)
                yield from self._opened(future).commits
                at = piece.end
        for future in looks:
            self._tell(self._opened(future))

    def _ask(self, worker: int) -> None:
        """Gives a worker its next piece; behind the last one it looks into the trees of all."""
        piece = self._left.take(worker)
        if piece and self._work.elsewhere:
            self._unseen.add(worker)
        if not piece:
            if worker not in self._unseen:
                return
            self._unseen.remove(worker)
        self._pending[self._pool.submit(_walk, piece, by=worker)] = worker, piece

    def _opened(self, future: Future[bytes | Described]) -> Described:
        """An answer, unpacked when it is wanted: it is small until then."""
        found = self._pool.result(future)
        if isinstance(found, Described):
            return found
        from gitdigest.report.json import unpack  # noqa: PLC0415 - a small selection is never packed

        return unpack(found, Described)

    def _tell(self, found: Described) -> None:
        if self._work.elsewhere:
            self._work.elsewhere.know(found.looked, found.uses)


def _learn(held: Held, block: Block) -> None:
    held.own(walking).begin(block)


def _walk(held: Held, piece: Piece | None) -> bytes | Described:
    """A piece described, or without one what trees tell of all before; packed where it can be."""
    from gitdigest.report.json import pack  # noqa: PLC0415 - likewise

    walker = held.own(walking)
    described = walker.describe(piece) if piece else walker.look()
    return pack(described) or described
