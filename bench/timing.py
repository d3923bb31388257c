"""Times things in turn, so that a busy machine slows both sides of a ratio."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def ratio(
    ours: Callable[[], object], base: Callable[[], object], rounds: int = 5
) -> tuple[float, float, float]:
    """The median of ours over base, each pair run one after the other; and both medians in s."""
    pairs = []
    for _ in range(rounds):
        theirs = timed(base)
        pairs.append((timed(ours), theirs))
    return (
        statistics.median(a / b for a, b in pairs),
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
    )


def timed(work: Callable[[], object]) -> float:
    """The seconds that one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def report(name: str, found: tuple[float, float, float], bound: float, base: str) -> None:
    """One line: the ratio, its bound, and both times."""
    value, ours, theirs = found
    verdict = "ok" if value <= bound else "OVER"
    print(
        f"{name:<44} {value:6.2f} x {base} (bound {bound:g}, {verdict}); "
        f"{ours:.3f} s to {theirs:.3f} s"
    )
