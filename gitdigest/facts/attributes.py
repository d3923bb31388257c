"""The lines of a Rust file that are attributes, and those of what an attribute makes a test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gitdigest.facts.trees import Parsed

if TYPE_CHECKING:  # see trees.py
    from tree_sitter import Node

_TEST = re.compile(rb"(?<!not\()\b\w*test")
_AROUND = frozenset(
    ("mod_item", "impl_item", "trait_item", "struct_item", "enum_item", "enum_variant",
     "declaration_list", "field_declaration_list", "enum_variant_list")
)  # fmt: skip


class Attributed(NamedTuple):
    """Lines, 1-based."""

    attributes: frozenset[int] = frozenset()
    tests: frozenset[int] = frozenset()


def attributed(parsed: Parsed | None) -> Attributed:
    """What a file's attributes stand on and make a test; nothing of a side that is not there."""
    if parsed is None:
        return Attributed()
    attributes: set[int] = set()
    tests: set[int] = set()
    waiting = [parsed.tree.root_node]
    while waiting:
        is_test = False
        for node in waiting.pop().named_children:
            if node.type == "attribute_item":
                attributes.update(_lines(node))
                text = parsed.source[node.start_byte : node.end_byte]
                is_test |= _TEST.search(text) is not None
            elif "comment" not in node.type:
                if is_test:
                    tests.update(_lines(node))
                elif node.type in _AROUND:
                    waiting.append(node)
                is_test = False
    return Attributed(frozenset(attributes), frozenset(tests))


def _lines(node: Node) -> range:
    return range(node.start_point.row + 1, node.end_point.row + 2)
