"""gitdigest cache: the answers of models that are kept, so that nothing is asked twice."""

from __future__ import annotations

from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk

app = typer.Typer(
    help="Show, shrink, carry away or bring in the kept answers of models.",
    rich_markup_mode=None,
    add_completion=False,
)

File = Annotated[
    str,
    typer.Argument(metavar="FILE|-", help="A file with one answer a line; - is stdin or stdout."),
]


@app.callback(invoke_without_command=True)
def start(context: typer.Context) -> int:
    """Show how many answers of models are kept, how large they are, and how often they helped."""
    from gitdigest.cli import keeping

    return keeping.show() if context.invoked_subcommand is None else 0


@app.command("prune")
def prune(
    *,
    days: Annotated[
        float | None,
        typer.Option("--days", min=0, metavar="N", help="Let answers go that are older."),
    ] = None,
    size: Annotated[
        str,
        typer.Option("--size", metavar="SIZE", help="Let the oldest go beyond a size: 200MB, 1GB."),
    ] = "",
) -> int:
    """Let old answers go; the number of them is printed."""
    from gitdigest.cli import keeping

    return keeping.prune(days, size)


@app.command("export")
def export(
    file: File, *, quiet: arguments.Quiet = False, no_color: arguments.NoColor = False
) -> int:
    """Write all answers to a file, for another machine."""
    from gitdigest.cli import keeping

    return keeping.export(file, Talk(quiet=quiet, color=not no_color))


@app.command("import")
def take_in(
    file: File, *, quiet: arguments.Quiet = False, no_color: arguments.NoColor = False
) -> int:
    """Take in what another machine exported; answers that are here stay as they are."""
    from gitdigest.cli import keeping

    return keeping.take_in(file, Talk(quiet=quiet, color=not no_color))


@app.command("clear")
def clear() -> int:
    """Let every answer go; the number of them is printed."""
    from gitdigest.cli import keeping

    return keeping.clear()
