"""Bytes as people read them."""

from __future__ import annotations

_UNIT = 1024


def readable(size: float) -> str:
    """The size in the largest unit that leaves a number above one."""
    for unit in ("B", "KiB", "MiB"):
        if size < _UNIT:
            return f"{size:.0f} {unit}"
        size /= _UNIT
    return f"{size:.1f} GiB"
