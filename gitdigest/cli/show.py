"""gitdigest show: one commit, or a patch from anywhere, in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk


def show(
    context: typer.Context,
    revision: Annotated[
        str,
        typer.Argument(
            metavar="REV", help="A commit: a SHA, branch, tag or HEAD~2; - is a patch on stdin."
        ),
    ] = "",
    *,
    repo: Annotated[
        str,
        typer.Option("--repo", "-r", metavar="PATH|URL", help="The repository; default: here."),
    ] = ".",
    staged: arguments.Staged = False,
    uncommitted: arguments.Uncommitted = False,
    format: arguments.Format = None,
    output: arguments.Output = None,
    language: arguments.Language = None,
    timezone: arguments.Timezone = None,
    model: arguments.Model = None,
    api_base: arguments.ApiBase = None,
    window: arguments.Window = None,
    timeout: arguments.Timeout = None,
    fresh: arguments.Fresh = False,
    offline: arguments.Offline = None,
    credentials: arguments.Credentials = None,
    allow_alternates: arguments.Alternates = None,
    config: arguments.Config = None,
    no_project_config: arguments.NoProject = False,
    quiet: arguments.Quiet = False,
    verbose: arguments.Verbose = False,
    no_color: arguments.NoColor = False,
    no_pager: arguments.NoPager = False,
) -> int:
    """Show what one commit changed, how important that is, and why."""
    from gitdigest.cli.one import show_any
    from gitdigest.cli.pending import pending_kind
    from gitdigest.cli.session import open_one, split

    session = open_one(context.params, repo, Talk(quiet, verbose, not no_color, not no_pager))
    kind = pending_kind(staged=staged, uncommitted=uncommitted)
    return show_any(session, revision, kind, split(format), output or "", fresh=fresh)
