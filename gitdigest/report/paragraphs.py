"""Lines of a message -> paragraphs: what its author broke at a column breaks where the reader's page does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import east_asian_width

FULL = 50  # columns; a line that is shorter was ended on purpose
_OWN = re.compile(
    r"[-*+•]\s|[>|]|#{1,6}\s|\d+[.)]\s|\[\d+\]|\w[\w-]*:\s|$"
)  # begins a line of its own
_FENCE = ("```", "~~~")
_WIDE = frozenset({"W", "F"})


def paragraphs(lines: Iterable[str]) -> list[str]:
    """The lines, those that go on in the next one joined with it.

    A list's item goes on where the next line stands in under it. What is indented otherwise, quoted,
    or fenced stays as it is.
    """
    found: list[str] = []
    last, is_fenced, is_item = "", False, False
    for line in lines:
        is_fence = line.lstrip().startswith(_FENCE)
        is_under = line.startswith(" ") and is_item and not line.startswith(" " * 8)
        goes_on = not _OWN.match(line.lstrip()) and (not line.startswith((" ", "\t")) or is_under)
        if goes_on and not (is_fenced or is_fence) and _columns(last) >= FULL:
            found[-1] = _joined(found[-1], line.strip())
        else:
            found.append(line)
            is_item = bool(re.match(r"\s*(?:[-*+•]|\d+[.)])\s", line))
        is_fenced ^= is_fence
        last = "" if is_fenced or is_fence or line.startswith((" " * 4, "\t")) else line
    return found


def _joined(text: str, more: str) -> str:
    """Both in one line; between signs that stand without blanks, without one."""
    is_wide = east_asian_width(text.rstrip()[-1]) in _WIDE and east_asian_width(more[0]) in _WIDE
    return f"{text.rstrip()}{'' if is_wide else ' '}{more}"


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(one) in _WIDE else 1 for one in text)
