"""gitdigest doctor: what works here, tried by the path that a report takes."""

from __future__ import annotations

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk


def doctor(
    context: typer.Context,
    repositories: arguments.Repositories = None,
    *,
    model: arguments.Model = None,
    api_base: arguments.ApiBase = None,
    window: arguments.Window = None,
    concurrency: arguments.Concurrency = None,
    timeout: arguments.Timeout = None,
    language: arguments.Language = None,
    offline: arguments.Offline = None,
    allow_alternates: arguments.Alternates = None,
    config: arguments.Config = None,
    no_project_config: arguments.NoProject = False,
    quiet: arguments.Quiet = False,
    verbose: arguments.Verbose = False,
) -> int:
    """Check git, cache, repositories and model, and tell what mends what is wrong.

    The model is asked about a made-up commit, and whether it reads as much as it says.
    """
    from gitdigest.cli.checking import check

    return check(context.params, Talk(quiet, verbose))
