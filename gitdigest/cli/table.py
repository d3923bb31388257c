"""Rows -> a plain table: columns of one width, two spaces between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitdigest.text import clean


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> str:
    """The rows below their headings, columns of `right` to the right; a line each."""
    shown = [tuple(heads), *(tuple(clean(cell, oneline=True) for cell in row) for row in rows)]
    widths = [max(len(row[column]) for row in shown) for column in range(len(heads))]
    return "".join(f"{'  '.join(_cells(row, widths, heads, right)).rstrip()}\n" for row in shown)


def _cells(
    row: Sequence[str], widths: Sequence[int], heads: Sequence[str], right: Sequence[str]
) -> Iterator[str]:
    for cell, width, head in zip(row, widths, heads, strict=True):
        yield cell.rjust(width) if head in right else cell.ljust(width)
