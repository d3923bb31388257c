"""How often a process looks for garbage: what is read lives on, and each look goes through it all."""

from __future__ import annotations

import gc

_NEW_OBJECTS = 300_000  # some 30 MB of them


def collect_rarely() -> None:
    """Looks for garbage after many new objects only; the review of a thousand commits makes fewer."""
    gc.set_threshold(_NEW_OBJECTS, 20, 100)
