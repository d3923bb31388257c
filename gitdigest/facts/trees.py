"""Source bytes -> syntax tree, within bounded time and memory: whatever a repository holds is read."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol

from gitdigest.facts.dared import Dared
from gitdigest.facts.edits import Edit, Text, edits_between, line_starts, line_starts_again, spans
from gitdigest.facts.grammars import GRAMMARS
from gitdigest.facts.trial import Trial
from gitdigest.facts.tried import Given

if TYPE_CHECKING:  # it is loaded when the first file is parsed: --help does not pay for it
    from tree_sitter import Language, Node, Parser, Tree, TreeCursor

MOST_SECONDS = 1.0  # code of a megabyte takes a tenth of it
_GLANCE = 4  # times that the library asks, each hundred steps, before we look at the clock
# People write some dozens of levels. Looking for symbols costs the square of them, and below 65,535
# it reads beyond its own memory (tree-sitter 0.26).
_DEEP = 500
_STRIDE = 997  # nodes between two looks at the depth, which grows by one a node at most; prime
_WIDE = 2_000  # parts of what follows no rule: looking for symbols costs the square of them as well
_NEAR = 64  # levels; no comment has more in it, nor conditions that a person nests
_TRIED = 300  # hundreds of steps that a parse takes before it is tried; fewer take one gigabyte


class Guard(Protocol):
    """What stands before texts that are large enough to do harm."""

    def lets(self, source: bytes, grammar: str) -> bool:
        """Whether a text may be parsed here."""

    def over(self) -> None:
        """It is parsed, or given up."""


_guards: list[Guard] = []  # the last one stands, where this process has one of its own


class Clock:
    """Tells when so many seconds of work are over, one to two times: a busy machine finds the same.

    What this thread has worked costs a system call; so it is asked when they are over on the wall.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._wall = time.monotonic() + seconds
        self._work: float | None = None

    def is_over(self) -> bool:
        """Whether they are."""
        if time.monotonic() < self._wall:
            return False
        if self._work is None:
            self._work = time.thread_time() + self._seconds
        return time.thread_time() > self._work


class Parsed(NamedTuple):
    """A source, its tree, and the offset of each line as git counts them with that of the end."""

    source: bytes
    tree: Tree
    starts: array[int]

    def line(self, number: int) -> str:
        """A line of the source (1-based), without its end; nothing where there is none."""
        if not 0 < number < len(self.starts):
            return ""
        raw = self.source[self.starts[number - 1] : self.starts[number]]
        return raw.decode("utf-8", "replace").removesuffix("\n")

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The bytes of some lines (1-based), as far as they are there: their start and their end."""
        starts = self.starts
        return starts[min(first, len(starts)) - 1], starts[min(last, len(starts) - 1)]

    @property
    def broken(self) -> bool:
        """Whether some of the text does not follow the grammar."""
        return self.tree.root_node.has_error


def ancestors(node: Node) -> Iterator[Node]:
    """What a node stands in, innermost first, as far as it matters: each step costs the way to it."""
    around = node.parent
    for _ in range(_NEAR):
        if around is None:
            return
        yield around
        around = around.parent


def prepare() -> None:
    """Loads what the first parse would load."""
    import tree_sitter  # noqa: F401, PLC0415 - see TYPE_CHECKING above


def dare(tell: Callable[[bytes | None], None], refused: Collection[bytes]) -> None:
    """From here on this process parses large texts untried, as `Dared` tells."""
    _guards.append(Dared(MOST_SECONDS, tell, refused))
    _guard.cache_clear()


def parse(source: bytes, grammar: str) -> Parsed | None:
    """The tree of a source, `broken` where it is odd; None where nobody wrote it.

    That is where it takes over a second of work or too much memory, or where looking for symbols
    would; and where a large one cannot be tried, for want of a process.
    """
    tree = _tree(source, grammar)
    return None if tree is None else Parsed(source, tree, line_starts(source))


def _tree(source: bytes, grammar: str, old: Tree | None = None) -> Tree | None:
    """A tree within bounded time: recovering from nonsense costs a hundred times what code does."""
    parser = _parser(grammar)
    clock = Clock(MOST_SECONDS)
    calls = 0
    given, guard = Given(source), _guard()

    def late(_offset: int, _has_error: bool) -> bool:  # noqa: FBT001 - called by the library
        nonlocal calls
        calls += 1
        if calls == _TRIED and not guard.lets(source, grammar):
            return True
        return calls % _GLANCE == 0 and clock.is_over()

    try:
        if old is None:
            tree = parser.parse(given.read, progress_callback=late)
        else:
            tree = parser.parse(given.read, old, progress_callback=late)
    except (ValueError, MemoryError):  # what the library raises when it is told to stop
        _parser.cache_clear()  # and what it had begun is gone with the parser
        return None
    except BaseException:  # interrupted: the parser would go on with this text in the next one
        _parser.cache_clear()
        raise
    finally:
        given.take_back()
        if calls >= _TRIED:
            guard.over()
    return None if _is_endless(tree) else tree


def _is_endless(tree: Tree) -> bool:
    """Whether a tree is deeper than anybody writes, or broken into more parts.

    Up to a stride more than that is overlooked, so that few nodes have to be looked at.
    """
    root = tree.root_node
    cursor, broken = tree.walk(), root.has_error
    for number in range(_STRIDE, root.descendant_count, _STRIDE):
        cursor.goto_descendant(number)
        if cursor.depth > _DEEP or (broken and _is_in_many_parts(cursor)):
            return True
    return False


def _is_in_many_parts(cursor: TreeCursor) -> bool:
    """Whether a node stands in what follows no rule and has no end."""
    while cursor.goto_parent():
        node = cursor.node
        if node is not None and node.is_error and node.child_count > _WIDE:
            return True
    return False


def parse_again(base: Parsed, source: bytes, edits: Sequence[Edit], grammar: str) -> Parsed | None:
    """The tree of a source that differs from `base` by `edits`: only what they touch is parsed.

    Where no edits are told, they are looked for.
    """
    tree, old = base.tree.copy(), Text(base.source, base.starts)
    starts = line_starts_again(old, source, edits)
    new = Text(source, starts)
    for span in spans(edits or edits_between(old, new), old, new):
        tree.edit(*span)
    again = _tree(source, grammar, tree)
    return None if again is None else Parsed(source, again, starts)


@cache
def _guard() -> Guard:
    return _guards[-1] if _guards else Trial(MOST_SECONDS)


@cache
def language(grammar: str) -> Language:
    """The grammar, loaded."""
    from tree_sitter import Language  # noqa: PLC0415 - see TYPE_CHECKING above

    known = GRAMMARS[grammar]
    return Language(getattr(import_module(known.module), known.function)())


@cache
def _parser(grammar: str) -> Parser:
    from tree_sitter import Parser  # noqa: PLC0415 - see TYPE_CHECKING above

    return Parser(language(grammar))
