"""gitdigest daily: one report of a day, or of another time, for one or many repositories."""

from __future__ import annotations

from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk
from gitdigest.selection import DateField, Merges

Date = Annotated[
    str,
    typer.Option(
        "--date",
        "-d",
        metavar="DAY",
        help="YYYY-MM-DD, today, yesterday (the default), or latest: the newest day that has "
        "commits.",
    ),
]
Days = Annotated[
    int | None,
    typer.Option("--days", metavar="N", help="So many days, up to today or to --date."),
]
Since = Annotated[
    str,
    typer.Option("--since", metavar="TIME", help="First day, or a time (2026-01-26T18:30)."),
]
Until = Annotated[
    str,
    typer.Option("--until", metavar="TIME", help="Last day, included, or a time, excluded."),
]
New = Annotated[
    bool,
    typer.Option("--new", help="What the branches gained since the last report with --new."),
]
Range = Annotated[
    str,
    typer.Option("--range", metavar="A..B", help="Commits of a range; dates may narrow it."),
]
ByDate = Annotated[
    DateField | None,
    typer.Option("--date-field", help="Whose date a day goes by."),
]
Branches = Annotated[
    list[str] | None,
    typer.Option("--branch", "-b", help="Branch to read; may be repeated. Default: HEAD."),
]
AllBranches = Annotated[
    bool | None,
    typer.Option("--all-branches/--no-all-branches", help="Read all branches, no commit twice."),
]
FirstParent = Annotated[
    bool | None,
    typer.Option(
        "--first-parent/--all-parents",
        help="Only a branch's own line (the default), or all that was merged into it, too.",
    ),
]
Merging = Annotated[
    Merges | None,
    typer.Option(
        "--merges",
        help="A merge as the change that it brought in (the default), as a mere entry, or not.",
    ),
]
Authors = Annotated[
    list[str] | None,
    typer.Option("--author", help="Part of a name or address; may be repeated."),
]
Paths = Annotated[
    list[str] | None,
    typer.Option("--path", help="Only commits that touch this path; may be repeated."),
]


def daily(
    context: typer.Context,
    repositories: arguments.Repositories = None,
    *,
    date: Date = "",
    days: Days = None,
    since: Since = "",
    until: Until = "",
    new: New = False,
    revision_range: Range = "",
    timezone: arguments.Timezone = None,
    date_field: ByDate = None,
    branches: Branches = None,
    all_branches: AllBranches = None,
    first_parent: FirstParent = None,
    merges: Merging = None,
    authors: Authors = None,
    paths: Paths = None,
    format: arguments.Format = None,
    output: arguments.Output = None,
    archive: arguments.Archive = None,
    language: arguments.Language = None,
    model: arguments.Model = None,
    api_base: arguments.ApiBase = None,
    window: arguments.Window = None,
    concurrency: arguments.Concurrency = None,
    timeout: arguments.Timeout = None,
    budget: arguments.Budget = None,
    fresh: arguments.Fresh = False,
    dry_run: arguments.DryRun = False,
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
    """Report what changed in a day, a window of days, or since the last report.

    The report is written to a file, and its path to stdout.
    """
    from gitdigest.cli import forecast, produce, session
    from gitdigest.period import Asked

    opened = session.open_session(context.params, Talk(quiet, verbose, not no_color, not no_pager))
    asked = Asked(date, days, since, until, new, revision_range)
    if dry_run:
        return forecast.forecast(opened, asked)
    return produce.produce(opened, asked, fresh=fresh)
