"""gitdigest daily: one report of a day, or of another time, for one or many repositories."""

from __future__ import annotations

from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.arguments import parts, said
from gitdigest.cli.talk import Talk
from gitdigest.selection import DateField, Merges


def daily(
    repositories: arguments.Repositories = None,
    *,
    date: Annotated[
        str,
        typer.Option(
            "--date",
            "-d",
            metavar="DAY",
            help="YYYY-MM-DD, today, yesterday (the default), or latest: the newest day that has "
            "commits.",
        ),
    ] = "",
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="N", help="So many days, up to today or to --date."),
    ] = None,
    since: Annotated[
        str,
        typer.Option("--since", metavar="TIME", help="First day, or a time (2026-01-26T18:30)."),
    ] = "",
    until: Annotated[
        str,
        typer.Option("--until", metavar="TIME", help="Last day, included, or a time, excluded."),
    ] = "",
    new: Annotated[
        bool,
        typer.Option("--new", help="What the branches gained since the last report with --new."),
    ] = False,
    revision_range: Annotated[
        str,
        typer.Option("--range", metavar="A..B", help="Commits of a range; dates may narrow it."),
    ] = "",
    timezone: arguments.Timezone = None,
    date_field: Annotated[
        DateField | None,
        typer.Option("--date-field", help="Whose date a day goes by."),
    ] = None,
    branch: Annotated[
        list[str] | None,
        typer.Option("--branch", "-b", help="Branch to read; may be repeated. Default: HEAD."),
    ] = None,
    all_branches: Annotated[
        bool | None,
        typer.Option(
            "--all-branches/--no-all-branches", help="Read all branches, no commit twice."
        ),
    ] = None,
    first_parent: Annotated[
        bool | None,
        typer.Option(
            "--first-parent/--all-parents",
            help="Only a branch's own line (the default), or all that was merged into it, too.",
        ),
    ] = None,
    merges: Annotated[
        Merges | None,
        typer.Option(
            "--merges",
            help="A merge as the change that it brought in (the default), as a mere entry, or not.",
        ),
    ] = None,
    author: Annotated[
        list[str] | None,
        typer.Option("--author", help="Part of a name or address; may be repeated."),
    ] = None,
    path: Annotated[
        list[str] | None,
        typer.Option("--path", help="Only commits that touch this path; may be repeated."),
    ] = None,
    formats: arguments.Format = None,
    output: arguments.Output = None,
    language: arguments.Language = None,
    offline: arguments.Offline = None,
    credentials: arguments.Credentials = None,
    allow_alternates: arguments.Alternates = None,
    config: arguments.Config = None,
    no_project_config: arguments.NoProject = False,
    quiet: arguments.Quiet = False,
    verbose: arguments.Verbose = False,
    no_color: arguments.NoColor = False,
) -> int:
    """Report what changed in a day, a window of days, or since the last report.

    The report is written to a file, and its path to stdout.
    """
    from gitdigest.cli.produce import produce
    from gitdigest.cli.session import open_session, sources
    from gitdigest.period import Asked

    flags = said(
        {
            "repositories": sources(repositories),
            "timezone": timezone,
            "date_field": date_field,
            "branches": tuple(branch) if branch else None,
            "all_branches": all_branches,
            "first_parent": first_parent,
            "merges": merges,
            "authors": tuple(author) if author else None,
            "paths": tuple(path) if path else None,
            "format": parts(formats),
            "output": output,
            "language": language,
            "offline": offline,
            "credentials": credentials,
            "allow_alternates": allow_alternates,
        }
    )
    talk = Talk(quiet=quiet, verbose=verbose, color=not no_color)
    session = open_session(flags, talk, config=config, use_project=not no_project_config)
    return produce(session, Asked(date, days, since, until, new, revision_range))
