"""Names that Python has by an assignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gitdigest.facts.fact import Side
from gitdigest.facts.publicname import Name

_SIGN = re.compile(r"\s*+=(?!=)")
_TYPE = re.compile(r"\s*+:")
# a statement that opens a scope, assigns, or ends those that are deeper; arguments have no blank
# before their sign
_STEP = re.compile(
    r"^([^\S\n]*+)(?:(?:async[^\S\n]++)?(def|class)\b|(\w++)([^\S\n]++=(?!=))?+)", re.MULTILINE
)
_FAR = 200  # signs of a line before a word


def kept_by_assignment(
    names: Sequence[Name], text: str, side: Side, places: Mapping[str, Sequence[int]]
) -> list[Name]:
    """The names of one side, `kept` where the text of `side`, the other one, assigns them.

    A name at the top, an attribute, an assignment in the class or under a condition; of what goes
    any assignment at all. `places` are those where a word begins in the text.
    """
    assigned: dict[str, set[str]] = {"": set(), "class": set(), "def": set(), "within": set()}
    for word, starts in places.items():
        for start in starts:
            assigned[_scope_of(text, start, start + len(word))].add(word)
    anywhere = assigned[""] | assigned["within"]
    if side == "old" and assigned["within"]:
        for scope, name in _scoped(text):
            assigned[scope].add(name)
    return [
        one._replace(
            kept=one.kept
            or one.own in assigned["class" if one.owner else ""]
            or ((one.kind == "field" or side == "new") and one.own in anywhere)
        )
        for one in names
    ]


def _scope_of(text: str, start: int, end: int) -> str:
    """Where a word is assigned: "" at the top, "class" as an attribute, "within" something; else "def"."""
    far = max(0, start - _FAR)
    before = text[max(text.rfind("\n", far, start) + 1, far) : start]
    own = before.endswith("self.")
    if not _SIGN.match(text, end) and not (own and _TYPE.match(text, end)):
        return "def"
    if own:
        return "class"
    return "" if not before else "within" if before.isspace() else "def"


def _scoped(text: str) -> Iterator[tuple[str, str]]:
    """What is assigned, and what opens the scope that it is in: "class", "def", "" for the module."""
    around: list[tuple[int, str]] = []
    for indent, opens, name, sign in _STEP.findall(text):
        while around and around[-1][0] >= len(indent):
            around.pop()
        if opens:
            around.append((len(indent), opens))
        elif sign:
            yield (around[-1][1] if around else ""), name
