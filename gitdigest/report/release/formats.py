"""ReleaseDigest -> str in any format; what a format needs is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

from gitdigest.errors import UsageError
from gitdigest.release.release import ReleaseDigest

if TYPE_CHECKING:
    from gitdigest.report.environment import Templates

Format = Literal["md", "html", "json", "text", "terminal", "notes", "changelog", "sarif", "junit"]
FORMATS: tuple[Format, ...] = get_args(Format)
ENDINGS: dict[Format, str] = {  # where two have the same, a file is the first of them
    "md": ".md",
    "html": ".html",
    "sarif": ".sarif.json",
    "json": ".json",
    "text": ".txt",
    "terminal": ".txt",
    "notes": ".notes.md",
    "changelog": ".changelog.md",
    "junit": ".xml",
}
MACHINES: frozenset[str] = frozenset({"json", "sarif", "junit"})
"""Formats that say the same in every language."""
_HOMES = {
    "md": "markdown",
    "notes": "markdown",
    "changelog": "markdown",
    "html": "html",
    "text": "terminal",
    "terminal": "terminal",
    "sarif": "sarif",
    "junit": "junit",
}


def prepare(formats: Iterable[str]) -> None:
    """Import what formats need: a thread may do it while git is waited for."""
    for home in {_HOMES[name] for name in formats if name in _HOMES}:
        import_module(f"{__package__}.{home}")


def render(
    release: ReleaseDigest,
    format: str,  # noqa: A002  the word of the command line
    *,
    language: str = "en",
    width: int = 100,
    colour: bool = False,
    links: bool = False,
    templates: Templates | None = None,
) -> str:
    """The report; `width`, `colour` and `links` matter to the terminal, the language not to machines."""
    own = () if templates is None else (templates,)
    if format in {"json", "sarif", "junit"}:
        return _for_machines(release, format)
    if format in {"md", "notes", "changelog"}:
        from gitdigest.report.release import markdown  # noqa: PLC0415 - costs its libraries

        return markdown.render(release, language, format, *own)
    if format == "html":
        from gitdigest.report.release import html  # noqa: PLC0415 - costs its libraries' import

        return html.render(release, language, *own)
    if format in {"text", "terminal"}:
        from gitdigest.report.release import terminal  # noqa: PLC0415 - costs its libraries

        if format == "text":
            return terminal.brief(release, language)
        return terminal.render(release, language, width=width, colour=colour, links=links)
    raise UsageError(f"there is no format {format!r}", f"there are {', '.join(FORMATS)}")


def _for_machines(release: ReleaseDigest, name: str) -> str:
    if name == "json":
        from gitdigest.report import json  # noqa: PLC0415 - costs its libraries' import

        return json.dump(release)
    if name == "sarif":
        from gitdigest.report.release import sarif  # noqa: PLC0415 - costs its libraries' import

        return sarif.render(release)
    from gitdigest.report.release import junit  # noqa: PLC0415 - likewise

    return junit.render(release)
