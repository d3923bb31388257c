"""Digest -> str in any format; what a format needs is imported when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from gitdigest.digest import Digest
from gitdigest.errors import UsageError

if TYPE_CHECKING:
    from gitdigest.report.environment import Templates

Format = Literal["md", "html", "json", "text", "terminal"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENDINGS: dict[Format, str] = {  # where two have the same, a file is the first of them
    "md": ".md",
    "html": ".html",
    "json": ".json",
    "text": ".txt",
    "terminal": ".txt",
}


def render(
    digest: Digest,
    format: str,  # noqa: A002  the word of the command line
    *,
    language: str = "en",
    width: int = 100,
    colour: bool = False,
    links: bool = False,
    templates: Templates | None = None,
) -> str:
    """The report; `width`, `colour` and `links` matter to the terminal, the language not to JSON.

    `templates` are the user's own for Markdown and HTML, see `own_templates`.
    """
    own = () if templates is None else (templates,)
    if format == "md":
        from gitdigest.report import markdown  # noqa: PLC0415 - costs its libraries' import

        return markdown.render(digest, language, *own)
    if format == "html":
        from gitdigest.report import html  # noqa: PLC0415 - costs its libraries' import

        return html.render(digest, language, *own)
    if format == "text":
        from gitdigest.report import text  # noqa: PLC0415 - costs its libraries' import

        return text.render(digest, language)
    if format == "json":
        from gitdigest.report import json  # noqa: PLC0415 - costs its libraries' import

        return json.dump(digest)
    if format == "terminal":
        from gitdigest.report import terminal  # noqa: PLC0415 - costs its libraries' import

        return terminal.render(digest, language, width=width, colour=colour, links=links)
    raise UsageError(f"there is no format {format!r}", f"there are {', '.join(FORMATS)}")
