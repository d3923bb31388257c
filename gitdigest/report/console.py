r"""What is printed for a terminal: foreign text in one line, words that lead to a page of the forge.

Links are codes of OSC 8. An address is percent-encoded as in HTML, so that nothing in it can end a
code or begin another.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from gitdigest.report.escape import https
from gitdigest.text import clean

_OPENED = re.compile(r"\x1b\]8;id=[^;\x1b]*;([^\x1b]+)\x1b\\")
_CODES = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")

Print = Callable[..., None]


def drawn(write: Callable[[Print], None], *, width: int, colour: bool, links: bool) -> str:
    """What `write` prints in so many columns; without colour there is no escape in it, nor a link."""
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, 20),
        force_terminal=colour,
        color_system="standard" if colour else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},  # what the caller asks for counts, not the terminal we are started in
    )
    write(console.print)
    lines = (line.rstrip() for line in out.getvalue().splitlines())
    text = "\n".join(lines).strip("\n") + "\n"
    return _numbered(text) if links else _CODES.sub("", text)


def safe(text: str, style: str = "") -> Text:
    """One line of foreign text that cannot command the terminal."""
    return Text(clean(text, oneline=True).strip(), style, overflow="fold")


def linked(text: Text, url: str) -> Text:
    """The text, all of which leads to an address; as it was where that is none of the web."""
    if address := https(url):
        text.stylize(Style(link=address))
    return text


def _numbered(text: str) -> str:
    """The links with a number for each address, so that a report comes out the same each time.

    Rich draws a random one for each text; the pieces of one on two lines are told by it.
    """
    numbers: dict[str, int] = {}
    return _OPENED.sub(
        lambda match: f"\x1b]8;id={numbers.setdefault(match[1], len(numbers))};{match[1]}\x1b\\",
        text,
    )
