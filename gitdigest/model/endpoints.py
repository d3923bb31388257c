"""The addresses that serve one model -> the one to ask next; the broken ones rest for a while."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from gitdigest.errors import ModelErrorKind

FIRST_REST = 1.0  # seconds, doubled with each failure
_LONGEST_REST = 60.0
_LONGEST_ASKED = 120.0  # of Retry-After: a server may not stop a run for hours


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is served, and how many requests at a time.

    An empty `base` is the provider's own address. `slots` are what the server has, or may start
    with; up to `most` are tried where it copes. `kind` is the server's, as `servers` found it.
    """

    base: str = ""
    kind: str = ""
    slots: int = 1
    most: int = 1
    key: str = ""


class Seat:
    """An endpoint in use: what is under way there, what it bears, and how long it rests."""

    def __init__(self, endpoint: Endpoint, first_rest: float = FIRST_REST) -> None:
        self.endpoint = endpoint
        self._first_rest = first_rest
        self.busy = 0
        self.limit = endpoint.slots
        self._most = max(endpoint.most, endpoint.slots)
        self.failures = 0
        self.rests_until = 0.0
        self._served = 0

    @property
    def room(self) -> int:
        """How many more requests may go there; after a failure, one shall try first."""
        return (1 if self.failures else self.limit) - self.busy

    def served(self) -> None:
        """It answered: bear one more request when it has answered as many as are borne."""
        self.failures = 0
        self._served += 1
        if self._served >= self.limit:
            self._served = 0
            self.limit = min(self.limit + 1, self._most)

    def narrow(self) -> None:
        """Never bear as many again as now: they do not fit into its memory together."""
        self._most = self.limit = max(1, self.busy // 2)

    def failed(self, kind: ModelErrorKind, now: float, retry_after: float | None) -> None:
        """It did not answer: rest for as long as it asked for, or longer each time."""
        if self.rests_until > now:  # one of those that were under way when it failed
            return
        if kind == "busy":
            self.limit = max(1, self.limit // 2)
            self._served = 0
        rest = min(self._first_rest * 2**self.failures, _LONGEST_REST)
        rest *= random.uniform(0.75, 1.25)  # noqa: S311 - many clients shall not come back at once
        if retry_after is not None:
            rest = min(retry_after, _LONGEST_ASKED)
        self.failures += 1
        self.rests_until = now + rest


class Pool:
    """Spreads requests over endpoints: each goes where the most room is left."""

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        first_rest: float = FIRST_REST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seats = tuple(Seat(endpoint, first_rest) for endpoint in endpoints)
        self._clock = clock
        self._queue = asyncio.Lock()
        self._changed = asyncio.Event()

    @property
    def most(self) -> int:
        """How many requests may ever be under way."""
        return sum(max(seat.endpoint.slots, seat.endpoint.most) for seat in self.seats)

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[Seat]:
        """A place for one request, when there is one; first come, first served."""
        chosen = await self._taken()
        try:
            yield chosen
        finally:
            chosen.busy -= 1
            self._changed.set()

    def served(self, seat: Seat) -> None:
        """The seat answered."""
        seat.served()
        self._changed.set()

    def failed(self, seat: Seat, kind: ModelErrorKind, retry_after: float | None) -> None:
        """The seat did not answer, and is put aside."""
        seat.failed(kind, self._clock(), retry_after)

    async def _taken(self) -> Seat:
        """A seat with room in it; the lock is the queue, and its first one waits for a change."""
        async with self._queue:
            while (chosen := self._best()) is None:
                await self._change()
            chosen.busy += 1
            return chosen

    def _best(self) -> Seat | None:
        now = self._clock()
        open_ = [seat for seat in self.seats if seat.room > 0 and seat.rests_until <= now]
        return min(open_, key=lambda seat: seat.busy / seat.limit, default=None)

    async def _change(self) -> None:
        """Wait until a request ends, or until the first seat has rested."""
        now = self._clock()
        rests = [seat.rests_until - now for seat in self.seats if seat.rests_until > now]
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(rests, default=None)):
                await self._changed.wait()
