"""Which changes that nobody committed are asked for, and the commit that they would become."""

from __future__ import annotations

from gitdigest.cli.session import Session
from gitdigest.errors import UsageError
from gitdigest.git.address import is_url
from gitdigest.pending import Kind


def pending_kind(*, staged: bool, uncommitted: bool) -> Kind | None:
    """What --staged and --uncommitted ask for, None without either."""
    if staged and uncommitted:
        raise UsageError("--staged and --uncommitted do not go together", "give one of them")
    if staged:
        return "staged"
    return "uncommitted" if uncommitted else None


def check_place(session: Session, kind: Kind) -> None:
    """Raise UsageError for an address, before anything is fetched from it."""
    target = session.options.repositories[0].target
    if is_url(target):
        raise UsageError(f"{target} is an address: nothing is {kind} there", "give a clone of it")
