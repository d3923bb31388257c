"""Which changes that nobody committed are asked for, and the commit that they would become."""

from __future__ import annotations

from gitdigest.errors import UsageError
from gitdigest.pending import Kind


def pending_kind(*, staged: bool, uncommitted: bool) -> Kind | None:
    """What --staged and --uncommitted ask for, None without either."""
    if staged and uncommitted:
        raise UsageError("--staged and --uncommitted do not go together", "give one of them")
    if staged:
        return "staged"
    return "uncommitted" if uncommitted else None
