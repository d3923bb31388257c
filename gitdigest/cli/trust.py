"""gitdigest trust: let a project's own file set what reaches beyond the report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def trust(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The project; default: the current folder.")
    ] = Path(),
    *,
    listed: Annotated[bool, typer.Option("--list", help="List the files that you trust.")] = False,
    revoked: Annotated[
        bool, typer.Option("--revoke", help="Trust the project's file no longer.")
    ] = False,
) -> int:
    """Trust a project's gitdigest.toml as it is now: all of its keys count until it changes."""
    from gitdigest.cli import trusting

    if listed:
        return trusting.show_list()
    return trusting.revoke(folder) if revoked else trusting.trust(folder)
