"""Which words of a parsed file are code, and not comment or text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gitdigest.facts.syntax import Parsed

if TYPE_CHECKING:  # see syntax.py
    from tree_sitter import Node, TreeCursor

_EMBEDDED = frozenset(
    {"interpolation", "template_substitution", "command_substitution", "expansion"}
)


def code_words(
    parsed: Parsed, first: int, last: int, *, texts: bool = True
) -> Iterator[tuple[int, bytes]]:
    """The words of some lines (1-based) that are code, each with its line.

    Comments and docstrings are none; without `texts`, neither is what string literals hold: help
    texts and the like.
    """
    starts = parsed.starts
    limits = (starts[min(first, len(starts)) - 1], starts[min(last, len(starts) - 1)])
    for node, above in _leaves(parsed.tree.walk(), limits):
        if not texts and ("string" in node.type or "string" in above):
            continue
        row = node.start_point.row + 1
        for line, text in enumerate(
            parsed.source[node.start_byte : node.end_byte].split(b"\n"), row
        ):
            if first <= line <= last and text.strip():
                yield line, text.strip()


def _leaves(cursor: TreeCursor, limits: tuple[int, int]) -> Iterator[tuple[Node, str]]:
    """The leaves that cross some bytes, each with the type of what it stands in."""
    above = [""]
    while node := cursor.node:
        words = "comment" in node.type or _is_docstring(node) or node.start_byte >= limits[1]
        if (
            not words
            and node.child_count
            and cursor.goto_first_child_for_byte(limits[0]) is not None
        ):
            above.append(node.type)
            continue
        if not words and not node.child_count:
            yield node, above[-1]
        while not (cursor.goto_next_sibling() and _begins(cursor, limits[1])):
            if not cursor.goto_parent():
                return
            above.pop()


def _begins(cursor: TreeCursor, end: int) -> bool:
    return cursor.node is not None and cursor.node.start_byte < end


def _is_docstring(node: Node) -> bool:
    if node.type != "expression_statement" or node.named_child_count != 1:
        return False
    return node.named_children[0].type == "string"


def is_code_at(parsed: Parsed, offset: int) -> bool:
    """Whether what stands at an offset is neither comment nor text; what a text embeds is code."""
    node = parsed.tree.root_node.descendant_for_byte_range(offset, offset + 1)
    while node is not None:
        if node.type in _EMBEDDED:
            return True
        if "comment" in node.type or "string" in node.type:
            return False
        node = node.parent
    return True
