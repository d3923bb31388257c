"""gitdigest init: a configuration of one's own, from what is found on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk


def init(
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing, take what was found.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            envvar="GITDIGEST_CONFIG",
            metavar="FILE",
            help="Configuration file to write in place of your own.",
        ),
    ] = None,
    api_base: arguments.ApiBase = None,
    quiet: arguments.Quiet = False,
) -> int:
    """Write your gitdigest.toml: language, time zone, repositories nearby, a model."""
    from gitdigest.cli.setup import Wanted, setup

    return setup(Wanted(config, tuple(api_base or ()), ask=not yes, force=force), Talk(quiet))
