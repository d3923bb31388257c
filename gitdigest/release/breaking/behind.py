"""Who is behind a difference: the commits that took or wrote it, each seen to have done so.

Following knows of a line that it is gone, and not always by whom: where the range begins at a commit
that joins its history later, the nearest commit would be a guess. So whoever is named is held against
what its files held before and after; where nobody fits, nobody is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from operator import ne

from gitdigest.facts.fact import Evidence
from gitdigest.release.effect import Endings
from gitdigest.release.surface.side import Side
from gitdigest.release.touches import Rows, Touch

_MOST_LINES = 60
_MOST_COMMITS = 3
_MOST_VERSIONS = 200  # kept, with their symbols
_TELLING = 3  # characters; shorter lines stand everywhere

Value = Callable[[Side, str], object]
"""What a file holds of something: read from one version of it, under its name then."""
Likely = Callable[[Touch, Rows], bool]
"""Whether what a commit did to a file, and to its lines, looks like what is asked for."""


def _any(_touch: Touch, _rows: Rows) -> bool:
    return True


def _nothing(_side: Side, _path: str) -> object:
    return None


class Behind:
    """Finds the commits behind what differs between the ends, the most concerned first."""

    def __init__(self, endings: Endings, sides: tuple[Side, Side]) -> None:
        self._endings = endings
        self._before, self._after = sides
        self._version = lru_cache(_MOST_VERSIONS)(self._open)
        self._lines = lru_cache(_MOST_VERSIONS)(self._counted)  # one commit's old is another's new
        self._rows: dict[Touch, Rows] = {}

    def lost(self, old_path: str, first: int, last: int) -> tuple[str, ...]:
        """The commits that took lines (1-based, both included) of before the range."""
        lines = range(first, min(last, first + _MOST_LINES) + 1)
        gone = [line for line in lines if self._endings.is_lost(old_path, line)]
        texts = [self._before.line(old_path, line).strip() for line in gone]
        likely = (self._endings.took(old_path, line) for line in gone)
        return self._seen(old_path, zip(likely, texts, strict=True), 0)

    def gained(self, path: str, first: int, last: int) -> tuple[str, ...]:
        """The commits that wrote lines (1-based, both included) that are new at the end."""
        lines = range(first, min(last, first + _MOST_LINES) + 1)
        new = [line for line in lines if self._endings.is_gained(path, line)]
        texts = [self._after.line(path, line).strip() for line in new]
        likely = (self._endings.wrote(path, line) for line in new)
        return self._seen(path, zip(likely, texts, strict=True), 1)

    def at(self, evidence: Evidence) -> tuple[str, ...]:
        """The commits behind a place; of one without a line, those behind the file."""
        line = evidence.line or 0
        if not line:
            return self.file(evidence.path)
        if evidence.side == "old":
            return self.lost(evidence.path, line, line)
        return self.gained(evidence.path, line, line)

    def file(self, path: str) -> tuple[str, ...]:
        """The commits that brought a file that is new, took one that is gone, or changed it."""
        touches = self._endings.follower.touches.of([path])
        if path not in self._after.files:
            touches = [touch for touch in touches if touch.taken and touch.old_path == path]
        elif path not in self._before.files and any(not touch.old_blob for touch in touches):
            touches = [touch for touch in touches if not touch.old_blob]
        return self._own(touch for touch in touches if touch.old_blob != touch.new_blob)

    def changing(
        self,
        paths: Iterable[str],
        value: Value,
        differs: Callable[[object, object], bool] = ne,
        likely: Iterable[Likely] = (_any,),
        around: Value = _nothing,
    ) -> tuple[str, ...]:
        """The commits that made another of what a file holds.

        Those whose lines look like it are asked first, then those that look like it less: so not
        every version must be parsed. Who does not look like it to the last did not do it.
        """
        touches = self._endings.follower.touches.of(paths)
        for looks in likely:
            some = (touch for touch in touches if looks(touch, self._rows_of(touch)))
            other = (touch for touch in some if not self._leaves(touch, around))
            if found := self._own(touch for touch in other if differs(*self._both(touch, value))):
                return found
        return ()

    def _both(self, touch: Touch, value: Value) -> tuple[object, object]:
        """What the file held before a commit and behind it."""
        old = value(self._version(touch.old_path, touch.old_blob), touch.old_path)
        return old, value(self._version(touch.path, touch.new_blob), touch.path)

    def _leaves(self, touch: Touch, around: Value) -> bool:
        """Whether a commit left what is around something as it was."""
        old, new = self._both(touch, around)
        return old is not None and old == new

    def _seen(self, path: str, found: Iterable[tuple[str, str]], side: int) -> tuple[str, ...]:
        """The commits behind lines, each (who it may be, its text), that took or wrote the text."""
        touches = self._endings.follower.touches.of([path])
        counted: Counter[str] = Counter()
        for likely, text in found:
            if len(text) >= _TELLING:
                ordered = sorted(touches, key=lambda t: t.merge or self._sha(t) != likely)
                own = (self._sha(touch) for touch in ordered if self._rows_of(touch)[side][text])
                counted.update([next(own, "")])
        del counted[""]
        return tuple(sha for sha, _ in counted.most_common(_MOST_COMMITS))

    def _rows_of(self, touch: Touch) -> Rows:
        """The texts of the lines that a commit took from a file, and of those that it wrote."""
        if touch not in self._rows:
            self._rows[touch] = self._endings.follower.touches.rows(touch) or self._compared(touch)
        return self._rows[touch]

    def _compared(self, touch: Touch) -> Rows:
        old = self._lines(touch.old_path, touch.old_blob)
        new = self._lines(touch.path, touch.new_blob)
        return old - new, new - old

    def _counted(self, path: str, blob: str) -> Counter[str]:
        """How often each line stands in a version of a file, the blanks around it left out."""
        return Counter(map(str.strip, self._version(path, blob).text(path).split("\n")))

    def _open(self, path: str, blob: str) -> Side:
        """A file alone, as it was."""
        return Side({path: blob} if blob else {}, self._before.sources)

    def _own(self, touches: Iterable[Touch]) -> tuple[str, ...]:
        """The commits of touches, as many as are named; a merge only where it is alone."""
        return tuple(dict.fromkeys(self._sha(touch) for touch in _some(touches)))

    def _sha(self, touch: Touch) -> str:
        return self._endings.follower.shas[touch.number]


def _some(touches: Iterable[Touch]) -> Iterator[Touch]:
    """Merges come last, and none of them is asked for beside others."""
    for count, touch in enumerate(touches):
        if count >= _MOST_COMMITS or (touch.merge and count):
            return
        yield touch
