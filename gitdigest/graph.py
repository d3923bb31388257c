"""The commit graph of a repository: ids, dates and parents, in memory and in one file.

A day in a long history must not cost a walk of all of it, and no date may end a walk early: the
graph is read from git once, grows by what is new, and every selection is made here. Commits stand
parents first, so that one pass from the end visits children before parents.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

MAGIC = b"gitdigest graph 1\n"
_ROOT = -1
_INT64 = (1 << 63) - 1


@dataclass(slots=True)
class CommitGraph:
    """Commits by position; `first` is the first parent's position, -1 for a root.

    `others` holds (child, parent) pairs of the further parents, sorted by child. Dates are
    seconds since the epoch, as the commits claim them.
    """

    id_size: int = 20
    ids: bytearray = field(default_factory=bytearray)
    committed: array[int] = field(default_factory=lambda: array("q"))
    authored: array[int] = field(default_factory=lambda: array("q"))
    first: array[int] = field(default_factory=lambda: array("i"))
    others: array[int] = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return len(self.first)

    def sha(self, position: int) -> str:
        """The id at a position, in hex."""
        return self.ids[position * self.id_size : (position + 1) * self.id_size].hex()

    def position(self, sha: str) -> int:
        """Where a commit stands, -1 where it is not known."""
        needle, at = bytes.fromhex(sha), -1
        while (at := self.ids.find(needle, at + 1)) >= 0:
            if at % self.id_size == 0:
                return at // self.id_size
        return -1

    def extend(self, rows: Iterable[tuple[str, tuple[str, ...], int, int]]) -> None:
        """Adds (id, parents, author seconds, committer seconds), parents before children.

        A parent that is not known (a shallow history ends there) is left out.
        """
        places: dict[str, int] = {}
        for sha, parents, authored, committed in rows:
            known = [p for p in (self._place(parent, places) for parent in parents) if p >= 0]
            here = places[sha] = len(self)
            self.ids += bytes.fromhex(sha)
            self.authored.append(max(-_INT64, min(_INT64, authored)))
            self.committed.append(max(-_INT64, min(_INT64, committed)))
            self.first.append(known[0] if known else _ROOT)
            for parent in known[1:]:
                self.others.extend((here, parent))

    def _place(self, sha: str, places: dict[str, int]) -> int:
        if sha not in places:
            places[sha] = self.position(sha)
        return places[sha]

    def is_merge(self, position: int) -> bool:
        """Whether a commit has more than one parent that is known."""
        at = bisect_left(range(0, len(self.others), 2), position, key=self.others.__getitem__)
        return 2 * at < len(self.others) and self.others[2 * at] == position

    def dates(self, field: str) -> array[int]:
        """The seconds of each commit by "committer" or "author" date."""
        return self.authored if field == "author" else self.committed

    def parents_of_merges(self) -> dict[int, list[int]]:
        """The further parents of each merge."""
        merges: dict[int, list[int]] = {}
        pairs = iter(self.others)
        for child, parent in zip(pairs, pairs, strict=True):
            merges.setdefault(child, []).append(parent)
        return merges

    def first_parents(self, tips: Iterable[int]) -> Iterator[int]:
        """Each commit on the first-parent lines of the tips, once."""
        seen = bytearray(len(self))
        for tip in tips:
            here = tip
            while here >= 0 and not seen[here]:
                seen[here] = 1
                yield here
                here = self.first[here]

    def reachable(self, tips: Iterable[int]) -> bytearray:
        """A flag for each commit: whether it is reachable from the tips."""
        flags, first, merges = bytearray(len(self)), self.first, self.parents_of_merges()
        for tip in tips:
            flags[tip] = 1
        here = flags.rfind(1)
        while here >= 0:
            if first[here] >= 0:
                flags[first[here]] = 1
            for parent in merges.get(here, ()):
                flags[parent] = 1
            here = flags.rfind(1, 0, here)
        return flags

    def merged(self, merge: int, others: Mapping[int, list[int]]) -> list[int]:
        """What a merge brought: all that its further parents reach and its first one does not.

        `others` are the `parents_of_merges`. Commits are visited behind all of their children, and
        no further than where both sides are one.
        """
        new = {**dict.fromkeys(others.get(merge, ()), True), self.first[merge]: False}
        heap, left, found = sorted(-place for place in new), sum(new.values()), []
        while left:
            here = -heappop(heap)
            if is_new := new.pop(here):
                found.append(here)
                left -= 1
            for parent in (self.first[here], *others.get(here, ())):
                if parent < 0:
                    continue
                if parent not in new:
                    heappush(heap, -parent)
                    new[parent] = is_new
                    left += is_new
                elif new[parent] and not is_new:
                    new[parent] = False
                    left -= 1
        return found

    def heads(self) -> list[str]:
        """The commits that are nobody's parent."""
        is_parent = bytearray(len(self))
        for parent in self.first:
            if parent >= 0:
                is_parent[parent] = 1
        for parent in self.others[1::2]:
            is_parent[parent] = 1
        return [self.sha(i) for i, flag in enumerate(is_parent) if not flag]

    def dump(self) -> bytes:
        """The bytes of its file: header, arrays, checksum."""
        sizes = array("q", (self.id_size, len(self), len(self.others)))
        parts = (sizes, self.ids, self.committed, self.authored, self.first, self.others)
        body = b"".join(bytes(part) for part in parts)
        return MAGIC + sys.byteorder.encode() + b"\n" + body + zlib.crc32(body).to_bytes(4, "big")

    @classmethod
    def load(cls, data: bytes) -> CommitGraph | None:
        """The graph of a file, or None where the bytes are not one that this machine wrote."""
        head = MAGIC + sys.byteorder.encode() + b"\n"
        body = memoryview(data)[len(head) : -4]
        if not data.startswith(head) or zlib.crc32(body).to_bytes(4, "big") != data[-4:]:
            return None
        sizes = array("q", bytes(body[:24]))
        id_size, count, pairs = sizes
        if len(body) != 24 + count * (id_size + 8 + 8 + 4) + pairs * 4:
            return None
        graph, at = cls(id_size), 24
        graph.ids, at = bytearray(body[at : at + count * id_size]), at + count * id_size
        for values, size in (
            (graph.committed, count * 8),
            (graph.authored, count * 8),
            (graph.first, count * 4),
            (graph.others, pairs * 4),
        ):
            values.frombytes(body[at : at + size])
            at += size
        return graph
