"""Seats and pools: which address is asked next, and which one rests."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from gitdigest.model.endpoints import Endpoint, Pool, Seat


class Clock:
    """A time that stands until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def rest_of(seat: Seat, now: float = 0.0, retry_after: float | None = None) -> float:
    seat.failed("busy", now, retry_after)
    return seat.rests_until - now


def test_each_rest_is_about_twice_the_last_and_never_over_a_minute() -> None:
    """Back-off with jitter, bounded."""
    seat = Seat(Endpoint(slots=4))
    rests, now = [], 0.0
    for _ in range(9):
        rests.append(rest_of(seat, now))
        now = seat.rests_until
    for number, rest in enumerate(rests):
        plain = min(2.0**number, 60.0)
        assert 0.75 * plain <= rest <= 1.25 * plain


@pytest.mark.parametrize(("asked", "rest"), [(0.0, 0.0), (7.0, 7.0), (9999.0, 120.0)])
def test_a_server_may_ask_for_a_rest(asked: float, rest: float) -> None:
    """Retry-After is taken as it is, up to two minutes."""
    assert rest == rest_of(Seat(Endpoint()), retry_after=asked)


def test_a_burst_of_failures_is_one() -> None:
    """Sixteen requests that fail together halve the load once."""
    seat = Seat(Endpoint(slots=16, most=64))
    for _ in range(16):
        seat.failed("busy", 5.0, None)
    assert 8 == seat.limit
    assert 1 == seat.failures


def test_one_request_tries_first_after_a_failure() -> None:
    """A server that may be broken still is not met by all at once."""
    seat = Seat(Endpoint(slots=16))
    seat.failed("broken", 0.0, None)
    assert 1 == seat.room
    seat.served()
    assert 16 == seat.room


def test_what_copes_bears_more_up_to_its_most() -> None:
    """One more request for each round of answers, never beyond the bound."""
    seat = Seat(Endpoint(slots=2, most=4))
    limits = []
    for _ in range(12):
        seat.served()
        limits.append(seat.limit)
    assert [2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4] == limits


def test_slots_that_are_known_are_not_exceeded() -> None:
    """A server that tells its slots gets no more than these."""
    seat = Seat(Endpoint(slots=4))
    for _ in range(100):
        seat.served()
    assert 4 == seat.limit


def test_the_emptiest_seat_is_next() -> None:
    """Load is spread by the share of the slots that is taken."""

    async def run() -> list[str]:
        pool = Pool([Endpoint("a", slots=1), Endpoint("b", slots=3)])
        async with AsyncExitStack() as stack:
            return [(await stack.enter_async_context(pool.seat())).endpoint.base for _ in range(4)]

    assert ["a", "b", "b", "b"] == sorted(asyncio.run(run()))


def test_who_came_first_is_served_first() -> None:
    """Waiting requests keep their order, and one that is cancelled lets the next one in."""

    async def run() -> list[int]:
        pool, order = Pool([Endpoint()]), []

        async def one(number: int) -> None:
            async with pool.seat():
                order.append(number)
                await asyncio.sleep(0)

        async with pool.seat():
            tasks = [asyncio.create_task(one(number)) for number in range(6)]
            await asyncio.sleep(0)
            tasks[0].cancel()
            tasks[3].cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*tasks, return_exceptions=True)
        assert 0 == pool.seats[0].busy
        return order

    assert [1, 2, 4, 5] == asyncio.run(run())


def test_a_seat_that_rests_is_passed_over() -> None:
    """A broken endpoint is put aside, and taken again when it has rested."""

    async def run() -> list[str]:
        clock = Clock()
        pool = Pool([Endpoint("a"), Endpoint("b")], clock=clock)
        pool.failed(pool.seats[0], "unreachable", None)
        taken = []
        for _ in range(2):
            async with pool.seat() as seat:
                taken.append(seat.endpoint.base)
            clock.now += 2
        async with pool.seat() as one, pool.seat() as two:
            taken += sorted([one.endpoint.base, two.endpoint.base])
        return taken

    assert ["b", "a", "a", "b"] == asyncio.run(run())


def test_when_all_rest_the_first_to_have_rested_is_waited_for() -> None:
    """A pool whose only seat rests is not stuck."""

    async def run() -> None:
        pool = Pool([Endpoint()], first_rest=0.05)
        pool.failed(pool.seats[0], "busy", None)
        async with asyncio.timeout(5), pool.seat():
            pass

    asyncio.run(run())


def test_as_many_as_may_ever_be_under_way() -> None:
    """The pool's most is the sum of its endpoints'."""
    assert 64 + 2 == Pool([Endpoint(slots=16, most=64), Endpoint(slots=2)]).most


def test_a_thousand_requests_never_exceed_the_limit() -> None:
    """However many wait, no more are under way than the seats bear."""

    async def run() -> int:
        pool = Pool([Endpoint("a", slots=3), Endpoint("b", slots=2)])
        now = most = 0

        async def one() -> None:
            nonlocal now, most
            async with pool.seat() as seat:
                now += 1
                most = max(most, now)
                await asyncio.sleep(0)
                now -= 1
                pool.served(seat)

        await asyncio.gather(*(one() for _ in range(1000)))
        return most

    assert 5 == asyncio.run(run())


def test_a_memory_that_is_too_small_for_all_stays_so() -> None:
    """What did not fit together is never tried together again."""
    seat = Seat(Endpoint(slots=4))
    seat.busy = 4
    seat.narrow()
    for _ in range(50):
        seat.served()
    assert 2 == seat.limit
