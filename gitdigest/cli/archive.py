"""gitdigest archive: the index page of a folder of reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gitdigest.cli import arguments
from gitdigest.cli.talk import Talk


def archive(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="A folder of reports with their digests (--format html,json)."
        ),
    ],
    *,
    language: arguments.Language = None,
    templates: arguments.Templates = "",
    quiet: arguments.Quiet = False,
) -> int:
    """Write the index.html of a folder of reports: by day and repository, with trends over time.

    It is made from the JSON digests in the folder, without git. Files that are none are named and
    left out.
    """
    from gitdigest.cli import outputs
    from gitdigest.cli.indexing import write_index
    from gitdigest.report.catalog import find_catalog

    known = find_catalog(language or "en").language
    own = outputs.templates_of(templates)
    index = write_index(folder, known, Talk(quiet=quiet).say, own)
    outputs.print_data(f"{index}\n")
    return 0
