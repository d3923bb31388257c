"""gitdigest render: a saved digest again, in any format and language, without git."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gitdigest.cli import arguments


def render(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE.json", help="A digest written with --format json; - is stdin."
        ),
    ],
    *,
    format: arguments.Format = None,
    output: arguments.Output = None,
    language: arguments.Language = None,
    templates: arguments.Templates = "",
    quiet: arguments.Quiet = False,
    no_color: arguments.NoColor = False,
    no_pager: arguments.NoPager = False,
) -> int:
    """Render a saved digest again, without git: Markdown on stdout, or what is asked for."""
    from gitdigest.cli import outputs
    from gitdigest.cli.session import split
    from gitdigest.cli.talk import Talk
    from gitdigest.digest import Digest
    from gitdigest.report.catalog import find_catalog
    from gitdigest.report.json import load_any

    catalog = find_catalog(language or "en")
    own = outputs.templates_of(templates)
    found = load_any(_read(file))
    talk = Talk(quiet=quiet, color=not no_color, paged=not no_pager)
    if isinstance(found, Digest):
        planned = outputs.plan(split(format), output or "", None)
        outputs.check_place(planned)
        files = outputs.write(planned, found, catalog.language, talk=talk, templates=own)
    else:
        from gitdigest.cli.reviewing import write_release
        from gitdigest.report.release import ENDINGS

        planned = outputs.plan(split(format), output or "", None, endings=ENDINGS)
        outputs.check_place(planned)
        files = write_release(planned, found, catalog.language, talk=talk, templates=own)
    for path in files:
        outputs.print_data(f"{path}\n")
    return 0


def _read(file: str) -> bytes:
    import sys

    from gitdigest.errors import UsageError

    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read: {error.strerror}", "give a file written with --format json"
        ) from error
