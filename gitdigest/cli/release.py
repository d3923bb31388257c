"""gitdigest release: whether a range is fit to ship, what breaks, what goes into the notes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk
from gitdigest.forking import begin

Revisions = Annotated[
    str,
    typer.Argument(
        metavar="RANGE",
        help="A..B; A...B from where the two parted; or the end of the range. Default: from the "
        "last release that HEAD reaches, by the order of versions, to HEAD. With --staged and "
        "--uncommitted A.., from A instead of HEAD.",
    ),
]
Repo = Annotated[
    str, typer.Option("--repo", "-r", metavar="PATH|URL", help="The repository; default: here.")
]
TagPrefix = Annotated[
    str | None,
    typer.Option(
        "--tag-prefix",
        metavar="TEXT",
        help="What stands before the version in the tags that count: server/ in server/v1.2.",
    ),
]
AsVersion = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="VERSION",
        help="The version that will be released; default: what the manifests say.",
    ),
]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on",
        metavar="RULE,...",
        help="End with exit code 4 where this found something: a rule, stop, look, high or "
        "medium; may be repeated.",
    ),
]
Into = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="FILE",
        help="Put the notes as a new section into this changelog (Markdown) and leave the rest "
        "as it is.",
    ),
]
Formats = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT,...",
        help="terminal, md, html, json, text, notes, changelog, sarif, junit; several with commas.",
    ),
]


def release(
    context: typer.Context,
    revisions: Revisions = "",
    *,
    repo: Repo = ".",
    staged: arguments.Staged = False,
    uncommitted: arguments.Uncommitted = False,
    tag_prefix: TagPrefix = None,
    as_version: AsVersion = "",
    fail_on: FailOn = None,
    into: Into = None,
    format: Formats = None,
    output: arguments.Output = None,
    language: arguments.Language = None,
    timezone: arguments.Timezone = None,
    model: arguments.Model = None,
    api_base: arguments.ApiBase = None,
    window: arguments.Window = None,
    concurrency: arguments.Concurrency = None,
    timeout: arguments.Timeout = None,
    budget: arguments.Budget = None,
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
    """Review a range before it is released: what ships, what breaks, what could go wrong.

    Exit code 4 where a rule of --fail-on found something.
    """
    begin("gitdigest.twoends")  # beside what is loaded here
    from gitdigest.cli import pending, reviewing
    from gitdigest.cli.session import open_one, split

    session = open_one(context.params, repo, Talk(quiet, verbose, not no_color, not no_pager))
    wanted = reviewing.Wanted(
        revisions=revisions,
        pending=pending.pending_kind(staged=staged, uncommitted=uncommitted),
        tag_prefix=tag_prefix,
        version=as_version,
        fail_on=split(fail_on),
        into=into,
        formats=split(format),
        output=output or "",
        fresh=fresh,
    )
    return reviewing.review_release(session, wanted)
