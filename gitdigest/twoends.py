"""The two ends of a range compared in a process of its own, while its commits are walked here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from gitdigest.errors import RepositoryError
from gitdigest.forking import cores
from gitdigest.pool import WORTH_IT, Held, PoolLostError, open_pool
from gitdigest.release.between import Terms, Told, read_between
from gitdigest.release.release import Ends
from gitdigest.release.review import Wait, nobody
from gitdigest.repo import Repository


class _Asked(NamedTuple):
    """What is compared, and by what."""

    ends: Ends
    terms: Terms


@contextmanager
def comparing(repository: Repository, ends: Ends, terms: Terms, *, commits: int) -> Iterator[Wait]:
    """What waits for all that differs between two ends, None where nobody else compares them.

    That is so of a range of few commits, with one core, of what nobody committed yet, and where the
    system gives no process.
    """
    if cores() < 2 or commits < WORTH_IT or repository.alone:
        yield nobody
        return
    with open_pool(repository, None, 1) as pool:
        try:
            future = pool.submit(_compare, _Asked(ends, terms))
        except PoolLostError:
            yield nobody
            return

        def told() -> Told | None:
            with suppress(PoolLostError, RepositoryError):
                return pool.last_result(future)
            return None

        yield told


def _compare(held: Held, asked: _Asked) -> Told:
    ranges, ends = held.repository.ranges, asked.ends
    diff = ranges.between(ends.base_sha, ends.head_sha)
    trees = ranges.tree(ends.base_sha), ranges.tree(ends.head_sha)
    return read_between(diff, trees, held.repository.blobs, asked.terms).told
