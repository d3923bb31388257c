"""What a Python expression is worth where that can be read off it."""

from __future__ import annotations

import ast
import warnings

_LONGEST = 200
_PLAIN = (
    ast.Expression, ast.Constant, ast.UnaryOp, ast.BinOp, ast.Tuple, ast.List, ast.Dict, ast.Set,
    ast.operator, ast.unaryop, ast.expr_context,
)  # fmt: skip


def literal(text: str) -> str | None:
    """The same for texts of one value, such as "2**16" and "2 ** 16"; None for all but literals."""
    if len(text) > _LONGEST:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):  # of escapes that Python does not know
            tree = ast.parse(text.strip(), mode="eval")
        plain = all(isinstance(node, _PLAIN) for node in ast.walk(tree))
        return ast.dump(tree) if plain else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
