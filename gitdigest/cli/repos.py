"""gitdigest repos: the mirrors of URLs in the user's cache."""

from __future__ import annotations

from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk

app = typer.Typer(
    help="List, refresh or remove the mirrors of URLs.", rich_markup_mode=None, add_completion=False
)

Urls = Annotated[list[str] | None, typer.Argument(metavar="URL", help="Default: every mirror.")]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> int:
    """List the mirrors of URLs, with their sizes and when they were last refreshed."""
    from gitdigest.cli import mirrors

    return mirrors.show() if context.invoked_subcommand is None else 0


@app.command("refresh")
def refresh(
    urls: Urls = None,
    *,
    credentials: arguments.Credentials = None,
    quiet: arguments.Quiet = False,
    no_color: arguments.NoColor = False,
) -> int:
    """Fetch into mirrors what their remotes have got."""
    from gitdigest.cli import mirrors

    talk = Talk(quiet=quiet, color=not no_color)
    return mirrors.refresh(urls or [], talk, credentials=bool(credentials))


@app.command("remove")
def remove(
    urls: Annotated[list[str], typer.Argument(metavar="URL", help="The mirrors to remove.")],
) -> int:
    """Remove mirrors from the cache; the next report of their URLs clones them again."""
    from gitdigest.cli import mirrors

    return mirrors.remove(urls)
