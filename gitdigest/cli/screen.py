"""What a report is printed on: the size of the terminal, what it can show, who pages it."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass

from gitdigest.cli import pager
from gitdigest.cli.talk import Talk

_WIDTH = 100
_HEIGHT = 24
_DUMB = frozenset({"dumb", "unknown"})
_WITHOUT_LINKS = frozenset({"", "linux"})  # the console of Linux writes the codes out
_FIRST_VTE = 5_001  # its terminals before that stumbled over links


@dataclass(frozen=True, slots=True)
class Screen:
    """Columns and rows, colours, hyperlinks, and the command of a pager, "" for none."""

    width: int = _WIDTH
    height: int = _HEIGHT
    colour: bool = False
    links: bool = False
    pager: str = ""

    def show(self, text: str) -> bool:
        """Page a text that the screen does not hold; False where it is left to be printed."""
        longer = text.count("\n") >= self.height
        return longer and bool(self.pager) and pager.show(text, self.pager)


def find_screen(talk: Talk) -> Screen:
    """The terminal at stdout; anything else has no colour, no link and no pager."""
    width, height = shutil.get_terminal_size((_WIDTH, _HEIGHT))
    kind = os.environ.get("TERM", "")
    if not sys.stdout.isatty() or kind in _DUMB:
        return Screen(width)
    paged = pager.find_pager(os.environ) if talk.paged else ""
    colour = talk.color and not os.environ.get("NO_COLOR")
    colour = colour and (not paged or pager.takes_colour(paged, os.environ))
    links = colour and _links(kind) and (not paged or pager.takes_links(paged))
    return Screen(width, height, colour, links, paged)


def _links(kind: str) -> bool:
    """Whether a kind of terminal shows links, or at least leaves out what it does not know."""
    vte = os.environ.get("VTE_VERSION", "")
    return kind not in _WITHOUT_LINKS and (not vte.isdecimal() or int(vte) >= _FIRST_VTE)
