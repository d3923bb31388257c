"""Characters that make code read otherwise than it runs (Trojan Source): bidi and invisible ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.facts.context import Context, changed_lines
from gitdigest.facts.fact import Evidence, Fact

_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN = (
    "\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u3164\uffa0\U000e0000-\U000e007f"
    "\U000e0100-\U000e01ef"
)
_BIDI = re.compile(f"[{_TURNING}]")
_INVISIBLE = re.compile(f"[{_UNSEEN}]|(?<!^)\ufeff")
_SUSPECT = re.compile(f"[{_TURNING}{_UNSEEN}\ufeff]")  # one set is looked for four times as fast


def find_trojans(context: Context) -> Iterator[Fact]:
    """`trojan.bidi` and `trojan.invisible`: the code point, where an added line first has it."""
    for change, _ in context.pairs():
        seen: set[str] = set()
        for hunk in change.hunks:
            if hunk.body.isascii() or not _SUSPECT.search(hunk.body):
                continue
            for line in changed_lines(change):
                if line.kind == "+":
                    yield from _of_line(line.text, Evidence(change.path, line.new), seen)
            break


def _of_line(text: str, where: Evidence, seen: set[str]) -> Iterator[Fact]:
    for kind, pattern in (("trojan.bidi", _BIDI), ("trojan.invisible", _INVISIBLE)):
        for character in pattern.findall(text):
            if character not in seen:
                seen.add(character)
                yield Fact(kind, f"U+{ord(character):04X}", change="added", evidence=(where,))
