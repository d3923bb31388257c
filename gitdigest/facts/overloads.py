"""Names that a file defines several times, each for other arguments."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, is_new
from gitdigest.facts.fact import FileFact, Side
from gitdigest.facts.symbol import CALLABLE, Symbol
from gitdigest.facts.whereabouts import starts_of

_OVERLOADING = frozenset({"TypeScript", "Java", "C#"})
_ARGUMENTS = re.compile(r"\s*+[(<]")


def without_hidden(symbols: Iterable[Symbol], language: str) -> list[Symbol]:
    """The symbols less what nobody sees: in TypeScript the one that does the work of overloads."""
    every = list(symbols)
    if language != "TypeScript":
        return every
    heads = {s.name for s in every if s.bare and s.kind in CALLABLE}
    return [s for s in every if s.bare or s.name not in heads or s.kind not in CALLABLE]


def kept(
    context: Context,
    change: FileChange,
    file: FileFact,
    side: Side,
    names: Collection[str],
    *,
    public: bool = False,
) -> set[str]:
    """Those of some names that a side of a file has as well, wherever in it.

    With `public` only what others may call counts. All of the file is looked at where it has the
    word before arguments, and not else.
    """
    if file.language not in _OVERLOADING or not names or (side == "old" and is_new(change)):
        return set()
    text = context.text(change, side) or ""
    words = {name: name.rpartition(".")[2] for name in names}
    places = starts_of(set(words.values()), text)
    near = {
        name
        for name, word in words.items()
        if any(_ARGUMENTS.match(text, start + len(word)) for start in places.get(word, ()))
    }
    symbols = context.all_symbols(change, file, side) if near else ()
    return near & {s.name for s in symbols if not public or (s.public and s.kind in CALLABLE)}
