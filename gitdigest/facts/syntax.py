"""Source bytes -> syntax tree -> symbols; the one module that knows tree-sitter."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from gitdigest.facts.edits import Edit, Text, between, line_starts, spans
from gitdigest.facts.grammars import GRAMMARS
from gitdigest.facts.signature import own_name, plain, signature
from gitdigest.facts.symbol import Definition, Symbol, qualified

if TYPE_CHECKING:  # it is loaded when the first file is parsed: --help does not pay for it
    from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

_MOST_SECONDS = 1.0  # code of a megabyte takes a tenth of it
_CHUNK = 1 << 16
_GLANCE = 64  # times that the library asks before we look at the clock: each look is a system call
_MOST_MATCHES = 4_096  # begun at a time: a tree of endless depth would fill the memory with them
_WIDE_KINDS = frozenset({"constant", "type"})  # a pattern for a narrower kind may match as well
_STATEMENTS = frozenset({"if", "for", "while", "switch", "catch"})  # in a text that is broken
_TOP = frozenset(
    {"translation_unit", "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif"}
)
_PLAIN_KINDS = frozenset({"field", "function", "variant", "prototype", "constant"})
_DECLARATIONS = frozenset(  # they have no body at all
    {"abstract_method_signature", "function_signature", "method_declaration", "method_signature"}
)
_WRAPPERS = frozenset({"decorated_definition", "export_statement", "template_declaration"})
_RECEIVER = re.compile(rb"\(\s*(?:\w+\s+)?\*?\s*(\w+)")


class Parsed(NamedTuple):
    """A source, its tree, and the offset of each line as git counts them with that of the end."""

    source: bytes
    tree: Tree
    starts: list[int]

    def line(self, number: int) -> str:
        """A line of the source (1-based), without its end; nothing where there is none."""
        if not 0 < number < len(self.starts):
            return ""
        raw = self.source[self.starts[number - 1] : self.starts[number]]
        return raw.decode("utf-8", "replace").removesuffix("\n")

    @property
    def broken(self) -> bool:
        """Whether some of the text does not follow the grammar."""
        return self.tree.root_node.has_error


def prepare() -> None:
    """Loads what the first parse would load."""
    import tree_sitter  # noqa: F401, PLC0415 - see TYPE_CHECKING above


def parse(source: bytes, grammar: str) -> Parsed | None:
    """The tree of a source, `broken` where it is odd; None where that is over a second of work."""
    tree = _tree(source, grammar)
    return None if tree is None else Parsed(source, tree, line_starts(source))


def _tree(source: bytes, grammar: str, old: Tree | None = None) -> Tree | None:
    """A tree within bounded time: recovering from nonsense costs a hundred times what code does."""
    parser = _parser(grammar)
    end = time.thread_time() + _MOST_SECONDS  # of work: a busy machine finds the same
    left = _GLANCE

    def read(offset: int, _point: object) -> bytes:
        return source[offset : offset + _CHUNK]

    def late(_offset: int, _has_error: bool) -> bool:  # noqa: FBT001 - called by the library
        nonlocal left
        left -= 1
        if left:
            return False
        left = _GLANCE
        return time.thread_time() > end

    try:
        if old is None:
            return parser.parse(read, progress_callback=late)
        return parser.parse(read, old, progress_callback=late)
    except ValueError:  # what the library raises when it is told to stop
        _parser.cache_clear()  # and what it had begun is gone with the parser
        return None


def parse_again(base: Parsed, source: bytes, edits: Sequence[Edit], grammar: str) -> Parsed | None:
    """The tree of a source that differs from `base` by `edits`: only what they touch is parsed.

    Where no edits are told, all is read again between what both begin and end with.
    """
    tree, starts = base.tree.copy(), line_starts(source)
    old, new = Text(base.source, base.starts), Text(source, starts)
    for span in spans(edits or [between(old, new)], old, new):
        tree.edit(*span)
    again = _tree(source, grammar, tree)
    return None if again is None else Parsed(source, again, starts)


def symbols_of(
    parsed: Parsed, grammar: str, ranges: Iterable[tuple[int, int]] | None = None
) -> list[Symbol]:
    """The symbols of a tree in the order of their lines; with `ranges`, those that cross them.

    A range is a first and a last line, 1-based; what a symbol stands in always comes with it.
    """
    from tree_sitter import QueryCursor  # noqa: PLC0415 - see TYPE_CHECKING above

    found: dict[tuple[int, int], Definition] = {}
    starts = parsed.starts
    cursor = QueryCursor(_query(grammar), match_limit=_MOST_MATCHES)
    for first, last in ranges if ranges is not None else ((1, len(starts)),):
        cursor.set_byte_range(
            starts[min(first, len(starts)) - 1], starts[min(last, len(starts) - 1)]
        )
        _add_definitions(found, parsed, grammar, cursor)
    ordered = sorted(found.values(), key=lambda item: (item.start_byte, -item.end_byte))
    return _nested(ordered, grammar)


def _nested(ordered: Iterable[Definition], grammar: str) -> list[Symbol]:
    above: list[tuple[int, Symbol]] = []
    symbols: list[Symbol] = []
    for definition in ordered:
        while above and above[-1][0] <= definition.start_byte:
            above.pop()
        parents = [symbol for _, symbol in above]
        symbol = qualified(definition, parents, GRAMMARS[grammar].joint, grammar)
        symbols.append(symbol)
        above.append((definition.end_byte, symbol))
    return [
        symbol
        for symbol in symbols
        if not (symbol.inner and symbol.kind in {"constant", "prototype"})
        and symbol.name != "_"  # Go's way to have no name
        and not (symbol.kind == "function" and symbol.name in _STATEMENTS)
    ]


def _add_definitions(
    found: dict[tuple[int, int], Definition],
    parsed: Parsed,
    grammar: str,
    cursor: QueryCursor,
) -> None:
    """Add what crosses the cursor's bytes, each definition once, under its narrowest kind."""
    within = GRAMMARS[grammar].within
    for _, captures in cursor.matches(parsed.tree.root_node):
        kind = next(name for name in captures if name not in {"name", "body", "receiver"})
        key = (captures[kind][0].start_byte, captures["name"][0].start_byte)
        if kind in within and not _is_within(captures[kind][0], within[kind]):
            continue
        if key not in found or (found[key].kind in _WIDE_KINDS and kind not in _WIDE_KINDS):
            definition = _definition(kind, captures, parsed.source)
            whole = not parsed.broken or (grammar == "C" and _stands_alone(captures, kind))
            found[key] = definition if whole else definition._replace(sound=False)


def _is_within(node: Node, types: tuple[str, ...]) -> bool:
    """Whether a node stands in nodes of these types, innermost first."""
    around = node.parent
    for name in types:
        if around is None or around.type != name:
            return False
        around = around.parent
    return True


def _definition(kind: str, captures: dict[str, list[Node]], source: bytes) -> Definition:
    node, name = captures[kind][0], captures["name"][0]
    body = captures.get("body")
    outer = node
    while outer.parent is not None and outer.parent.type in _WRAPPERS:
        outer = outer.parent
    start, end = node.start_byte, outer.end_byte
    line_start = source.rfind(b"\n", 0, start) + 1
    receiver = captures.get("receiver")
    owner = _RECEIVER.match(source, receiver[0].start_byte) if receiver else None
    return Definition(
        kind="method" if kind == "operator" else kind,
        name=own_name(kind, plain(source[name.start_byte : name.end_byte])),
        start=outer.start_point.row + 1,
        end=outer.end_point.row + (outer.end_point.column > 0),
        start_byte=start,
        end_byte=end,
        signature=signature(source, start, _head_end(source, kind, node, body)),
        before=plain(source[max(line_start, outer.start_byte) : start]),
        owner=plain(owner[1]) if owner else "",
    )


def _stands_alone(captures: dict[str, list[Node]], kind: str) -> bool:
    """Whether a definition in a broken text is what it seems: at the top, its own head in order.

    Only C can tell: macros break its bodies, and nothing in it stands in anything else.
    """
    node, body = captures[kind][0], captures.get("body")
    above = node.parent
    while above is not None and above.type in _TOP:
        above = above.parent
    end = body[0].start_byte if body else node.end_byte
    heads = (child for child in node.children if child.start_byte < end)
    return above is None and not any(child.has_error for child in heads)


def _head_end(source: bytes, kind: str, node: Node, body: list[Node] | None) -> int:
    """Where a signature ends: at the body, or else at the end of a plain declaration.

    What has a body that its grammar does not name (Ruby) ends with its first line.
    """
    if body:
        return body[0].start_byte
    line_end = source.find(b"\n", node.start_byte, node.end_byte)
    whole = kind in _PLAIN_KINDS or node.type in _DECLARATIONS
    return node.end_byte if whole or line_end < 0 else line_end


@cache
def _language(grammar: str) -> Language:
    from tree_sitter import Language  # noqa: PLC0415 - see TYPE_CHECKING above

    known = GRAMMARS[grammar]
    return Language(getattr(import_module(known.module), known.function)())


@cache
def _parser(grammar: str) -> Parser:
    from tree_sitter import Parser  # noqa: PLC0415 - see TYPE_CHECKING above

    return Parser(_language(grammar))


@cache
def _query(grammar: str) -> Query:
    from tree_sitter import Query  # noqa: PLC0415 - see TYPE_CHECKING above

    return Query(_language(grammar), GRAMMARS[grammar].symbols)
