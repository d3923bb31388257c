"""Which commits of a selection are described by whom: neighbours by the same worker, to the end.

Neighbours share files, and what a worker has parsed it need not parse again. So two of them begin at
both ends of a stretch and meet inside, wherever that is: none waits for the other, and none begins
elsewhere before all stretches are in hands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

_LONGEST, _SHORTEST = 48, 8  # commits of a piece: the last ones are short, so that all end together
_PIECES = 12  # of what is left of a stretch


class Piece(NamedTuple):
    """Commits by their places, `end` excluded; `backward` tells that the last one comes first.

    `reach` is where this worker and whoever comes towards it are likely to meet.
    """

    start: int
    end: int
    backward: bool
    reach: int


@dataclass(slots=True)
class _Stretch:
    """Commits that nobody has taken, and the workers who go on at its start and at its end."""

    start: int
    end: int
    forward: int | None = None
    backward: int | None = None

    def __len__(self) -> int:
        return self.end - self.start


class Stretches:
    """What is left of so many commits; workers are told apart by numbers."""

    def __init__(self, count: int) -> None:
        self._left = [_Stretch(0, count)] if count else []

    def __len__(self) -> int:
        """How many commits nobody has taken."""
        return sum(map(len, self._left))

    def take(self, worker: int) -> Piece | None:
        """The next commits for a worker, in its direction; None where the others do all the rest."""
        stretch = self._own(worker) or self._joined(worker)
        if stretch is None:
            return None
        size = min(len(stretch), max(_SHORTEST, min(_LONGEST, len(stretch) // _PIECES)))
        middle = stretch.start + len(stretch) // 2
        if stretch.forward == worker:
            start = stretch.start
            stretch.start += size
            piece = Piece(start, stretch.start, False, max(stretch.start, middle))
        else:
            end = stretch.end
            stretch.end -= size
            piece = Piece(stretch.end, end, True, min(stretch.end, middle))
        if not len(stretch):
            self._left.remove(stretch)
        return piece

    def _own(self, worker: int) -> _Stretch | None:
        """The stretch at which a worker is."""
        return next((one for one in self._left if worker in (one.forward, one.backward)), None)

    def _joined(self, worker: int) -> _Stretch | None:
        """The longest stretch, of which the worker gets a free end, or else the second half."""
        if not self._left:
            return None
        longest = max(self._left, key=len)
        if longest.forward is None:
            longest.forward = worker
        elif longest.backward is None:
            longest.backward = worker
        elif len(longest) < 2 * _LONGEST:
            return None  # it is done before anybody has parsed what it takes
        else:
            return self._halved(longest, worker)
        return longest

    def _halved(self, stretch: _Stretch, worker: int) -> _Stretch:
        middle = stretch.start + len(stretch) // 2
        half = _Stretch(middle, stretch.end, worker, stretch.backward)
        stretch.end, stretch.backward = middle, None
        self._left.append(half)
        return half
