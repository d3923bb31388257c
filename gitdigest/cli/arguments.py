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
Archive = Annotated[
    bool | None,
    typer.Option(
        "--archive/--no-archive",
        help="Write html and json, and the index page of the folder they go to.",
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", "-l", metavar="LANG", help="Language of the report: en, de, ja, zh, zh-TW."
    ),
]
Templates = Annotated[
    str,
    typer.Option("--templates", metavar="DIR", help="A folder of templates of your own."),
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
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME|FILE.gguf",
        help="A model to explain the commits: PROVIDER/NAME as litellm has it, a GGUF file, or the "
        "name of a model of a server on this machine; none is the default.",
    ),
]
ApiBase = Annotated[
    list[str] | None,
    typer.Option(
        "--api-base",
        metavar="URL",
        help="Where the model is served; may be repeated for servers of one model.",
    ),
]
Window = Annotated[
    int | None,
    typer.Option("--window", min=0, metavar="TOKENS", help="The model's window; 0: find out."),
]
Concurrency = Annotated[
    int | None,
    typer.Option("--concurrency", min=0, metavar="N", help="Requests at a time; 0: find out."),
]
Timeout = Annotated[
    float | None,
    typer.Option("--timeout", min=0, metavar="SECONDS", help="For one answer; 0: ten minutes."),
]
Budget = Annotated[
    str | None,
    typer.Option(
        "--budget",
        metavar="AMOUNT",
        help="What the model may cost: tokens (200k), time (30m) or money ($1.50); the weightiest "
        "commits come first.",
    ),
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Ask again what was answered in an earlier run.")
]
Staged = Annotated[
    bool, typer.Option("--staged", help="What is staged, as the commit that it would become.")
]
Uncommitted = Annotated[
    bool,
    typer.Option(
        "--uncommitted", help="All changes of tracked files, as the commit that they would become."
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help="Only tell how much the model would be asked, and how long it may take."
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
NoPager = Annotated[
    bool, typer.Option("--no-pager", help="Print what is longer than the screen at once.")
]
