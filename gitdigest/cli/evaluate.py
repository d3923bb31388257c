"""gitdigest eval: how good models are at explaining commits, measured on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk

Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME|FILE.gguf",
        help="A model to measure, as for daily; several are put side by side. Default: that of "
        "your configuration.",
    ),
]
Repo = Annotated[
    str,
    typer.Option("--repo", "-r", metavar="PATH|URL", help="Measure on commits of yours as well."),
]
Range = Annotated[
    str, typer.Option("--range", metavar="A..B", help="Which of them; default: those of HEAD.")
]
Most = Annotated[
    int, typer.Option("--commits", min=1, metavar="N", help="How many of them, the newest first.")
]
Form = Annotated[
    str, typer.Option("--format", "-f", metavar="FORMAT", help="table (the default), or json.")
]


def evaluate(
    context: typer.Context,
    *,
    models: Models = None,
    repo: Repo = "",
    revision_range: Range = "",
    commits: Most = 20,
    format: Form = "table",
    language: arguments.Language = None,
    api_base: arguments.ApiBase = None,
    window: arguments.Window = None,
    concurrency: arguments.Concurrency = None,
    timeout: arguments.Timeout = None,
    fresh: arguments.Fresh = False,
    offline: arguments.Offline = None,
    config: arguments.Config = None,
    no_project_config: arguments.NoProject = False,
    quiet: arguments.Quiet = False,
    verbose: arguments.Verbose = False,
    no_color: arguments.NoColor = False,
) -> int:
    """Measure models: on commits with planted faults, and on your own repository."""
    from gitdigest.cli.measuring import Wanted, measure
    from gitdigest.cli.session import open_session

    flags = {**context.params, "format": None, "repositories": [repo] if repo else None}
    session = open_session(flags, Talk(quiet, verbose, not no_color))
    wanted = Wanted(tuple(models or ()), revision_range, commits, bool(repo), format, fresh=fresh)
    return measure(session, wanted)
