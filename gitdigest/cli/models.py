"""gitdigest models: what the model servers of this machine offer."""

from __future__ import annotations

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk


def models(
    context: typer.Context,
    *,
    api_base: arguments.ApiBase = None,
    config: arguments.Config = None,
    no_project_config: arguments.NoProject = False,
    quiet: arguments.Quiet = False,
    verbose: arguments.Verbose = False,
) -> int:
    """List the models of the servers on this machine, and what to write to use each."""
    from gitdigest.cli.offering import show
    from gitdigest.cli.session import open_session

    return show(open_session(context.params, Talk(quiet, verbose)))
