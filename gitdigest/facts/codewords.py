"""Which words of a parsed file are code, and not comment or text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from gitdigest.facts.trees import Parsed, ancestors

if TYPE_CHECKING:  # see trees.py
    from tree_sitter import Node, TreeCursor

_EMBEDDED = frozenset(
    {"interpolation", "template_substitution", "command_substitution", "expansion"}
)
_LAYOUT = frozenset(",;()+")  # what comes and goes where a text is put on several lines


def code_words(
    parsed: Parsed, first: int, last: int, *, texts: bool = True
) -> Iterator[tuple[int, bytes]]:
    """The words of some lines (1-based) that are code, each with its line.

    Comments and docstrings are none; without `texts`, neither is what string literals hold, help
    texts and the like, nor what lays them out.
    """
    start, end = parsed.span(first, last)
    blank = end - start - len(parsed.source[start:end].lstrip())
    limits = (start + blank, end)
    root = parsed.tree.root_node
    around = root.descendant_for_byte_range(limits[0], max(limits[0], limits[1] - 1)) or root
    if any("comment" in above.type or _is_docstring(above) for above in ancestors(around)):
        return
    outside = around.parent.type if around.parent is not None else ""
    for node, inside in _leaves(around.walk(), limits, outside):
        if not texts and ("string" in node.type or "string" in inside or node.type in _LAYOUT):
            continue
        begins = max(node.start_byte, start)  # a text of many lines is a leaf as a whole
        row = first if begins > node.start_byte else node.start_point.row + 1
        for line, text in enumerate(
            parsed.source[begins : min(node.end_byte, end)].split(b"\n"), row
        ):
            if text.strip():
                yield line, text.strip()


def _leaves(
    cursor: TreeCursor, limits: tuple[int, int], outside: str
) -> Iterator[tuple[Node, str]]:
    """The leaves that cross some bytes, each with the type of what it stands in."""
    above = [outside]
    while node := cursor.node:
        crosses = node.end_byte > limits[0] and node.start_byte < limits[1]
        if crosses and "comment" not in node.type and not _is_docstring(node):
            if not node.child_count:
                yield node, above[-1]
            elif _goto_child(cursor, limits[0]):
                above.append(node.type)
                continue
        while node.start_byte >= limits[1] or not cursor.goto_next_sibling():
            if not cursor.goto_parent() or cursor.node is None:
                return
            node = cursor.node
            above.pop()


def _goto_child(cursor: TreeCursor, offset: int) -> bool:
    """Moves to the child at an offset, or to the first one where none is: there are gaps."""
    return cursor.goto_first_child_for_byte(offset) is not None or cursor.goto_first_child()


def _is_docstring(node: Node) -> bool:
    if node.type != "expression_statement" or node.named_child_count != 1:
        return False
    return node.named_children[0].type == "string"


def is_code_at(parsed: Parsed, offset: int) -> bool:
    """Whether what stands at an offset is neither comment nor text; what a text embeds is code."""
    node = parsed.tree.root_node.descendant_for_byte_range(offset, offset + 1)
    for around in chain((node,), ancestors(node)) if node else ():
        if around.type in _EMBEDDED:
            return True
        if "comment" in around.type or "string" in around.type:
            return False
    return True
