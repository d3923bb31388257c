"""Names of Rust that stand in what nobody else can name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gitdigest.facts.publicname import Name
from gitdigest.facts.symbol import parts_of
from gitdigest.facts.whereabouts import starts_of

# a bound that a `pub` has makes it private
_DEFINED = re.compile(
    r"(?:^|[\s;{}])(?:(pub)\s+|pub\s*\([^()]{,40}\)\s*)?(?:unsafe\s+)?"
    r"(?:struct|enum|union|trait|type|mod)\s+$"
)
_KEYWORD = re.compile(r"\b(?:struct|enum|union|trait|type|mod)\s+$")
_HANDED_ON = re.compile(r"\bpub\s+use\b[^;]*$")
_NEAR = 20  # signs: what defines a name stands in them
_BEFORE = 80  # and who may use it
_FAR = 400  # what hands it on


def without_closed(names: Sequence[Name], text: str) -> list[Name]:
    """The names of a side less those of a type or a module that its text has for itself.

    What it does not define may be open to everybody.
    """
    owners = {part for one in names for part in parts_of(one.name)[:-1]}
    places = starts_of(owners, text) if owners else {}
    closed = {word for word, starts in places.items() if _is_closed(text, starts)}
    return [one for one in names if closed.isdisjoint(parts_of(one.name)[:-1])]


def _is_closed(text: str, starts: Sequence[int]) -> bool:
    """Whether a word that begins there is defined, each time without `pub`, and not handed on."""
    defining = [at for at in starts if _KEYWORD.search(text, max(0, at - _NEAR), at)]
    found = [_DEFINED.search(text, max(0, start - _BEFORE), start) for start in defining]
    if not any(found) or any(one and one[1] for one in found):
        return False
    return not any(_HANDED_ON.search(text, max(0, start - _FAR), start) for start in starts)
