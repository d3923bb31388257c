"""Names that Python has by an assignment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gitdigest.facts.fact import Side
from gitdigest.facts.publicname import Name

_SET = re.compile(r"\bself\.(\w++)\s*+(?::|=(?!=))")
_ASSIGNED = re.compile(r"^([^\S\n]*+)(\w++)\s*+=(?!=)", re.MULTILINE)
# a statement that opens a scope, assigns, or ends those that are deeper; arguments have no blank
# before their sign
_STEP = re.compile(
    r"^([^\S\n]*+)(?:(?:async[^\S\n]++)?(def|class)\b|(\w++)([^\S\n]++=(?!=))?+)", re.MULTILINE
)


def kept_by_assignment(names: Sequence[Name], text: str, side: Side) -> list[Name]:
    """The names of one side, `kept` where the text of `side`, the other one, assigns them.

    A name at the top, an attribute, an assignment in the class or under a condition; of what goes
    any assignment at all.
    """
    assigned = _ASSIGNED.findall(text)
    anywhere = {name for _, name in assigned}
    attributes = set(_SET.findall(text))
    scopes = {
        "": {name for indent, name in assigned if not indent},
        "class": attributes,
        "def": set[str](),
    }
    if side == "old" and any(one.own in anywhere for one in names):
        for scope, name in _scoped(text):
            scopes[scope].add(name)
    return [
        one._replace(
            kept=one.kept
            or one.own in scopes["class" if one.owner else ""]
            or ((one.kind == "field" or side == "new") and one.own in anywhere)
        )
        for one in names
    ]


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
