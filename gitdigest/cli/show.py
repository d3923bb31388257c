"""gitdigest show: one commit, or a patch from anywhere, in the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.arguments import parts, said
from gitdigest.cli.talk import Talk

_STDIN = "-"


def show(
    revision: Annotated[
        str,
        typer.Argument(
            metavar="REV", help="A commit: a SHA, branch, tag or HEAD~2; - is a patch on stdin."
        ),
    ],
    *,
    repo: Annotated[
        str,
        typer.Option("--repo", "-r", metavar="PATH|URL", help="The repository; default: here."),
    ] = ".",
    formats: arguments.Format = None,
    output: arguments.Output = None,
    language: arguments.Language = None,
    timezone: arguments.Timezone = None,
    offline: arguments.Offline = None,
    credentials: arguments.Credentials = None,
    allow_alternates: arguments.Alternates = None,
    config: arguments.Config = None,
    no_project_config: arguments.NoProject = False,
    quiet: arguments.Quiet = False,
    verbose: arguments.Verbose = False,
    no_color: arguments.NoColor = False,
) -> int:
    """Show what one commit changed, how important that is, and why."""
    from gitdigest.cli.one import show_commit, show_patch
    from gitdigest.cli.session import open_session, sources

    flags = said(
        {
            "repositories": sources([repo]),
            "language": language,
            "timezone": timezone,
            "offline": offline,
            "credentials": credentials,
            "allow_alternates": allow_alternates,
        }
    )
    talk = Talk(quiet=quiet, verbose=verbose, color=not no_color)
    session = open_session(flags, talk, config=config, use_project=not no_project_config)
    chosen = parts(formats) or ()
    if revision == _STDIN:
        return show_patch(session, chosen, output or "")
    return show_commit(session, revision, chosen, output or "")
