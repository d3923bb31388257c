"""The commands, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from gitdigest.cli import (
    archive,
    cache,
    daily,
    doctor,
    evaluate,
    init,
    models,
    release,
    render,
    repos,
    show,
    trust,
)
from gitdigest.errors import UsageError

app = typer.Typer(
    name="gitdigest",
    help="What changed in your git repositories and what it means.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("daily")(daily.daily)
app.command("release")(release.release)
app.command("show")(show.show)
app.command("render")(render.render)
app.command("archive")(archive.archive)
app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.command("models")(models.models)
app.command("eval")(evaluate.evaluate)
app.command("trust")(trust.trust)
app.add_typer(cache.app, name="cache")
app.add_typer(repos.app, name="repos")


def _version(asked: bool) -> None:  # noqa: FBT001 - typer passes it so
    if asked:
        from importlib.metadata import version  # costs a third of what --help may cost

        typer.echo(f"gitdigest {version('gitdigest')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> int:
    """What changed in your git repositories and what it means."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        return UsageError.exit_code
    return 0


def invoke(arguments: Sequence[str]) -> int:
    """Run a command line; its exit code. Raises GitDigestError."""
    try:
        done = app(list(arguments), prog_name="gitdigest", standalone_mode=False)
    except typer.TyperException as error:
        if error.exit_code != UsageError.exit_code:
            raise
        hint = f"see gitdigest {_command(arguments)}--help"
        raise UsageError(
            error.format_message().replace("Value error, ", "").rstrip("."), hint
        ) from error
    return done if isinstance(done, int) else 0


def _command(arguments: Sequence[str]) -> str:
    commands = {command.name for command in app.registered_commands}
    known = commands | {group.name for group in app.registered_groups}
    return f"{arguments[0]} " if arguments and arguments[0] in known else ""
