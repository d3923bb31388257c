"""The issues, pull requests and commits that a message names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from gitdigest.facts.fact import Reference
from gitdigest.facts.whereabouts import holds

Kind = Literal["pull-request", "issue", "commit", "reverts", "cherry-pick", "fixes"]

_NUMBER = r"(?:[\w.-]{1,40}/[\w.-]{1,100})?#\d{1,7}|GH-\d{1,7}"
_MENDED = ("close", "fix", "resolve")
_MENDS = r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+"
_ISSUE = r"https?://[\w.-]{1,100}/([\w./-]{1,100}?)(?:/-)?/issues/(\d+)\b"
_REQUEST = r"https?://[\w.-]{1,100}/([\w./-]{1,100}?)(?:/-)?/(?:pull|merge_requests)/(\d+)\b"
# The order decides: what an earlier pattern has named, a later one does not name again. A message
# without one of the texts in the middle has none of a kind, which is seen much faster.
_PATTERNS: tuple[tuple[Kind, tuple[str, ...], re.Pattern[str]], ...] = (
    ("reverts", ("reverts",), re.compile(r"This reverts commit ([0-9a-f]{7,64})")),
    (
        "reverts",
        ("revert",),
        re.compile(r"\ARevert(?:s|ed|ing)? (?:commit )?([0-9a-f]{7,64})\b", re.IGNORECASE),
    ),
    ("cherry-pick", ("cherry",), re.compile(r"\(cherry picked from commit ([0-9a-f]{7,64})")),
    (
        "fixes",
        ("fixes:",),
        re.compile(r"^Fixes:\s+(?:commit\s+)?([0-9a-f]{7,64})\b", re.MULTILINE),
    ),
    ("fixes", _MENDED, re.compile(rf"{_MENDS}({_NUMBER})(?!\w)", re.IGNORECASE)),
    ("fixes", ("/issues/",), re.compile(_MENDS + _ISSUE, re.IGNORECASE)),
    ("pull-request", ("merge pull",), re.compile(r"\AMerge pull request (#\d+)")),
    ("pull-request", ("(",), re.compile(r"\A[^\n]*\((#\d+|!\d+|GH-\d+)\)[ \t]*(?:\n|\Z)")),
    ("pull-request", ("://",), re.compile(_REQUEST)),
    ("issue", ("/issues/",), re.compile(_ISSUE)),
    (
        "issue",
        ("#", "gh-"),
        re.compile(rf"(?:^|(?<=[\s(\[,:;])|(?<=\b(?:PR|MR))\s?)({_NUMBER})(?!\w)", re.MULTILINE),
    ),
    ("commit", ("commit",), re.compile(r"\bcommits? ([0-9a-f]{7,64})\b")),
)


_UNDONE = re.compile(r"Revert(?:s|ed|ing)?:? \"", re.IGNORECASE)


def find_references(subject: str, body: str) -> tuple[Reference, ...]:
    """Each thing that a message names, once, under the strongest of its kinds.

    Numbers are written "#12" or "owner/name#12", also where the message has GH-12 or an address.
    """
    message = f"{subject}\n\n{body}"
    undone = _UNDONE.match(subject)  # what is taken back mends nothing any more
    own = body if undone else message
    lower = message.lower()
    found: dict[str, Reference] = {}
    for kind, signs, pattern in _PATTERNS:
        text = own if kind == "fixes" else message
        for value in _values(pattern, text) if holds(lower, signs) else ():
            found.setdefault(value, Reference(kind, value))
    return tuple(found.values())


def _values(pattern: re.Pattern[str], message: str) -> Iterator[str]:
    for match in pattern.finditer(message):
        if pattern.groups > 1:
            yield f"{match[1]}#{match[2]}"
        else:
            yield f"#{match[1][3:]}" if match[1][:3].upper() == "GH-" else match[1]
