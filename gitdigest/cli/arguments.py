"""The arguments and options that several commands share, each with its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Repositories = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="REPO",
        help="Path or URL of a repository, or NAME=PATH to name it in the report; or the name of "
        "a repository in your configuration. Default: those of your configuration, else the "
        "current folder.",
    ),
]
Format = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT,...",
        help="md, html, json, text, terminal; several with commas.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="DIR|FILE|-",
        help="A folder, a file for one format, or - for stdout.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", "-l", metavar="LANG", help="Language of the report: en, de, ja, zh, zh-TW."
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        "--timezone",
        metavar="ZONE",
        help="Time zone of days and times, such as Asia/Shanghai; local is the system's, the "
        "default.",
    ),
]
Offline = Annotated[
    bool | None,
    typer.Option(
        "--offline/--online", help="Use no network: mirrors of URLs are read as they are."
    ),
]
Credentials = Annotated[
    bool | None,
    typer.Option(
        "--credentials/--no-credentials",
        help="Let git use your credential helpers and ssh keys for URLs.",
    ),
]
Alternates = Annotated[
    bool | None,
    typer.Option(
        "--allow-alternates/--no-allow-alternates",
        help="Read clones that borrow objects from another repository (git clone --shared).",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        envvar="GITDIGEST_CONFIG",
        metavar="FILE",
        help="Configuration file to read in place of your own.",
    ),
]
NoProject = Annotated[
    bool,
    typer.Option("--no-project-config", help="Leave out the project's gitdigest.toml."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notices on stderr.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours (as NO_COLOR does).")]
