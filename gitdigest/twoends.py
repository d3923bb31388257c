"""A range looked at by another process, while its commits are walked here: merges and both ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import NamedTuple, TypeVar

from gitdigest.errors import RepositoryError
from gitdigest.forking import cores
from gitdigest.pool import WORTH_IT, PoolLostError, open_pool
from gitdigest.poolworker import Held
from gitdigest.release.answer import Answer
from gitdigest.release.between import Terms, Told, read_between
from gitdigest.release.release import Ends
from gitdigest.release.review import Beside
from gitdigest.release.walk import Merges, merges_of
from gitdigest.repo import Repository

Found = TypeVar("Found")


class _Asked(NamedTuple):
    """What is compared, and by what."""

    ends: Ends
    terms: Terms


@contextmanager
def comparing(
    repository: Repository, ends: Ends, terms: Terms, *, commits: int
) -> Iterator[Beside]:
    """What a process of its own finds of a range.

    There is none for a range of few commits, with one core, for what nobody committed yet, and
    where the system gives no process: then nobody else looks.
    """
    if cores() < 2 or commits < WORTH_IT or repository.alone:
        yield Beside()
        return
    with open_pool(repository, None, 2) as pool:
        asked = _Asked(ends, terms)
        try:
            merges, told = pool.submit(_merges, asked), pool.submit(_compare, asked)
        except PoolLostError:
            yield Beside()
        else:
            yield Beside(_answer(merges, pool.result), _answer(told, pool.last_result))


def _answer(future: Future[Found], result: Callable[[Future[Found]], Found]) -> Answer[Found]:
    def wait() -> Found | None:
        with suppress(PoolLostError, RepositoryError):
            return result(future)
        return None

    return Answer(future.done, wait)


def _merges(held: Held, asked: _Asked) -> Merges:
    ranges, ends = held.repository.ranges, asked.ends
    return merges_of(ranges, ranges.parents(ranges.commits(ends.base_sha, ends.head_sha)))


def _compare(held: Held, asked: _Asked) -> Told:
    ranges, ends = held.repository.ranges, asked.ends
    diff = ranges.between(ends.base_sha, ends.head_sha)
    trees = ranges.tree(ends.base_sha), ranges.tree(ends.head_sha)
    return read_between(diff, trees, held.repository.blobs, asked.terms).told
