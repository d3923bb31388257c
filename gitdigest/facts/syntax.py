"""Syntax tree -> symbols, as the queries of the grammars tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from gitdigest.facts.grammars import GRAMMARS
from gitdigest.facts.signature import own_name, plain, signature
from gitdigest.facts.symbol import Definition, Symbol, qualified
from gitdigest.facts.trees import MOST_SECONDS, Clock, Parsed, ancestors, language

if TYPE_CHECKING:  # see trees.py
    from tree_sitter import Node, Query, QueryCursor

_LONGEST_NAME = 300  # bytes; whatever stands in it has it in its own name
_MOST_MATCHES = 4_096  # begun at a time: a tree of many levels would fill the memory with them
_WINDOW = 1 << 16  # bytes that are looked through between two looks at the clock
_WIDE_KINDS = frozenset({"constant", "type"})  # a pattern for a narrower kind may match as well
_STATEMENTS = frozenset({"if", "for", "while", "switch", "catch"})  # in a text that is broken
_TOP = frozenset(
    {"translation_unit", "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif"}
)
_PLAIN_KINDS = frozenset({"field", "function", "variant", "prototype", "constant"})
_DECLARATIONS = frozenset(  # they have no body at all
    {"abstract_method_signature", "function_signature", "method_declaration", "method_signature"}
)
_WITH_TYPES = frozenset({"TypeScript", "TSX"})
_OF_TYPES = frozenset({"property_signature", "method_signature"})
_PARTS_OF_TYPES = _OF_TYPES | {
    *("interface_body", "class_body", "object_type", "type_annotation", "intersection_type"),
    *("union_type", "parenthesized_type", "readonly_type", "array_type", "public_field_definition"),
}
_WITH_MEMBERS = frozenset(
    {"interface_declaration", "class_declaration", "abstract_class_declaration", "class"}
    | {"type_alias_declaration", "variable_declarator"}
)
_WRAPPERS = frozenset({"decorated_definition", "export_statement", "template_declaration"})
_WRAPPING = frozenset({"Python", "JavaScript", "TypeScript", "TSX", "C++", "PHP"})
_MARK = re.compile(  # who uses the name has to know
    rb"@[ \t]*+((?:\w++\.)*+(?:property|cached_property|abstractproperty|staticmethod|classmethod"
    rb"|abstractmethod|(?:async)?contextmanager|deprecated))\b"
)
_LISTS = "const_declaration"  # of PHP: what it says of one of its constants is said of each
_FILE_SCOPED = re.compile(rb"\nnamespace[ \t]+([\w.]+)[ \t]*;")  # what begins it is found fast
_FIRST_LINE = re.compile(rb"(?:\xef\xbb\xbf)?namespace[ \t]+([\w.]+)[ \t]*;")
_RECEIVER = re.compile(rb"\(\s*(?:\w+\s+)?\*?\s*(\w+)")


def symbols_of(
    parsed: Parsed, grammar: str, ranges: Iterable[tuple[int, int]] | None = None
) -> list[Symbol] | None:
    """The symbols of a tree in the order of their lines; with `ranges`, those that cross them.

    A range is a first and a last line, 1-based; what a symbol stands in always comes with it. None
    where there are more than anybody writes: over a second of work.
    """
    from tree_sitter import QueryCursor  # noqa: PLC0415 - see TYPE_CHECKING above

    found: dict[tuple[int, int], Definition] = {}
    cursor = QueryCursor(_query(grammar), match_limit=_MOST_MATCHES)
    clock = Clock(MOST_SECONDS)
    lines = ranges if ranges is not None else ((1, len(parsed.starts)),)
    for count, (first, last) in enumerate(_windows(parsed.span(*some) for some in lines)):
        if count and clock.is_over():
            return None
        cursor.set_byte_range(first, last)
        _add_definitions(found, parsed, grammar, cursor)
    ordered = sorted(found.values(), key=lambda item: (item.start_byte, -item.end_byte))
    return _nested(ordered, grammar, _namespace(parsed, grammar))


def _namespace(parsed: Parsed, grammar: str) -> list[tuple[int, Symbol]]:
    """What all of a file of C# stands in that says so in a line; its tree has it as a neighbour."""
    if grammar != "C#":
        return []
    named = _FILE_SCOPED.search(parsed.source) or _FIRST_LINE.match(parsed.source)
    if named is None:
        return []
    name, line = plain(named[1][:_LONGEST_NAME]), parsed.source.count(b"\n", 0, named.start(1)) + 1
    symbol = Symbol("module", name, line, line, f"namespace {name}", public=True)
    return [(len(parsed.source) + 1, symbol)]


def _windows(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same bytes, so many at a time that none of it takes long."""
    for start, end in spans:
        at = start
        while end - at > _WINDOW:
            yield at, at + _WINDOW
            at += _WINDOW
        yield at, end


def _nested(
    ordered: Iterable[Definition], grammar: str, above: list[tuple[int, Symbol]]
) -> list[Symbol]:
    """The symbols of definitions; `above` is what all of them stand in, each with its end."""
    symbols: list[Symbol] = []
    joint = GRAMMARS[grammar].joint
    for definition in ordered:
        while above and above[-1][0] <= definition.start_byte:
            above.pop()
        symbol = qualified(definition, above[-1][1] if above else None, joint, grammar)
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
    within, broken = GRAMMARS[grammar].within, parsed.broken
    typed = grammar in _WITH_TYPES
    for _, captures in cursor.matches(parsed.tree.root_node):
        kind = next(name for name in captures if name not in {"name", "body", "receiver"})
        key = (captures[kind][0].start_byte, captures["name"][0].start_byte)
        if kind in within and not _is_within(captures[kind][0], within[kind]):
            continue
        name = captures["name"][0]  # its own `text` is gone, as it was given piece by piece
        if typed and captures[kind][0].type in _OF_TYPES and not _is_declared(captures[kind][0]):
            continue
        if broken and b"{" in parsed.source[name.start_byte : name.end_byte]:
            continue  # what recovery took for one
        if key not in found or (found[key].kind in _WIDE_KINDS and kind not in _WIDE_KINDS):
            definition = _definition(kind, captures, parsed.source, grammar)
            whole = not broken or (grammar == "C" and _stands_alone(captures, kind))
            found[key] = definition if whole else definition._replace(sound=False)


def _is_declared(node: Node) -> bool:
    """Whether a member of a type of TypeScript is one of what is declared, and not of an argument."""
    around = next((one for one in ancestors(node) if one.type not in _PARTS_OF_TYPES), None)
    return around is not None and around.type in _WITH_MEMBERS


def _is_within(node: Node, types: tuple[str, ...]) -> bool:
    """Whether a node stands in nodes of these types, innermost first."""
    around = node.parent
    for name in types:
        if around is None or around.type != name:
            return False
        around = around.parent
    return True


def _definition(
    kind: str, captures: dict[str, list[Node]], source: bytes, grammar: str
) -> Definition:
    node, name = captures[kind][0], captures["name"][0]
    body = captures.get("body")
    outer, parent = node, node.parent if grammar in _WRAPPING else None  # which costs the way to it
    while parent is not None and parent.type in _WRAPPERS:
        outer, parent = parent, parent.parent
    head = parent if parent is not None and parent.type == _LISTS else outer
    start, end = node.start_byte, outer.end_byte
    line_start = source.rfind(b"\n", 0, start) + 1
    name_end = min(name.end_byte, name.start_byte + _LONGEST_NAME)
    receiver = captures.get("receiver")
    owner = _RECEIVER.match(source, receiver[0].start_byte) if receiver else None
    before = source[max(line_start, head.start_byte) : start]
    last = outer.end_point
    return Definition(
        kind="method" if kind == "operator" else kind,
        name=own_name(kind, plain(source[name.start_byte : name_end])),
        start=outer.start_point.row + 1,
        end=last.row + (last.column > 0),
        start_byte=start,
        end_byte=end,
        signature=signature(source, start, _head_end(source, kind, node, body)),
        before=plain(before) if before else "",
        owner=plain(owner[1]) if owner else "",
        bare=body is None,
        marks=_marks(source[outer.start_byte : start]) if outer is not node else "",
    )


def _marks(decorators: bytes) -> str:
    """Those of some decorators that tell how a name is used, without arguments."""
    return " ".join(f"@{plain(mark)}" for mark in _MARK.findall(decorators[:_LONGEST_NAME]))


def _stands_alone(captures: dict[str, list[Node]], kind: str) -> bool:
    """Whether a definition in a broken text is what it seems: at the top, its own head in order.

    Only C can tell: macros break its bodies, and nothing in it stands in anything else.
    """
    node, body = captures[kind][0], captures.get("body")
    inner = next((one for one in ancestors(node) if one.type not in _TOP), None)
    end = body[0].start_byte if body else node.end_byte
    heads = (child for child in node.children if child.start_byte < end)
    return inner is None and not any(child.has_error for child in heads)


def _head_end(source: bytes, kind: str, node: Node, body: list[Node] | None) -> int:
    """Where a signature ends: at the body, or else at the end of a plain declaration.

    What has a body that its grammar does not name (Ruby) ends with its first line.
    """
    if body:
        return body[0].start_byte
    if node.type == "type_alias_declaration":  # what an object has are its members
        value = node.child_by_field_name("value")
        return value.start_byte if value and value.type == "object_type" else node.end_byte
    line_end = source.find(b"\n", node.start_byte, node.end_byte)
    whole = kind in _PLAIN_KINDS or node.type in _DECLARATIONS
    return node.end_byte if whole or line_end < 0 else line_end


@cache
def _query(grammar: str) -> Query:
    from tree_sitter import Query  # noqa: PLC0415 - see TYPE_CHECKING above

    return Query(language(grammar), GRAMMARS[grammar].symbols)
