"""Which symbols of a commit are looked for in its tree, and what must stand around them there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from gitdigest.facts.fact import Evidence, Fact, Facts, FileClass, Level
from gitdigest.facts.files import read_path
from gitdigest.facts.languages import family_of
from gitdigest.facts.standard import STANDARD
from gitdigest.facts.symbol import parts_of

VARIABLE = "setting.env"
_KINDS = frozenset({"symbol", "symbol.public", "symbol.moved", VARIABLE})
_NATIVE = frozenset({"C", "Rust"})
_WORD = re.compile(r"(?!__)[^\W\d]\w{3,}")
_PARTS = re.compile(
    r"[^\W_]_+[^\W_]|[a-z0-9][A-Z]|[A-Z]{2}[a-z]"
)  # an_example, anExample, HTTPPort
_TEST = re.compile(r"[tT]est(?:_|[A-Z0-9])|(?:it|should)_")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W_a-zA-Z0-9]+")


class Asked(NamedTuple):
    """A symbol that a commit touches: its names, the word to look for, the files that show it.

    `removed` tells that it is no more: what is called so elsewhere then is mostly another thing.
    `variable` tells that it is one of the environment, which is the same wherever it is named.
    """

    names: tuple[str, ...]
    word: str
    own: frozenset[str]
    removed: bool
    variable: bool = False

    def may_be_in(self, path: str) -> bool:
        """Whether what another file calls so may be this: a language knows its own names."""
        families = {family_of(read_path(one).language) for one in self.own}
        native = not families.isdisjoint(_NATIVE)  # others have bindings to it
        return self.variable or native or family_of(read_path(path).language) in families

    @property
    def is_common(self) -> bool:
        """Whether its word has two parts only: libraries have many things that are called so."""
        return not self.variable and len(_PARTS.findall(self.word)) < 2

    @property
    def is_member(self) -> bool:
        """Whether whoever names it names what it belongs to before it."""
        return not self.variable and all(len(parts_of(name)) > 1 for name in self.names)

    @property
    def owners(self) -> tuple[str, ...]:
        """The types that it is a member of, by their own names; none where it stands for itself."""
        parts = map(parts_of, self.names)
        return tuple(sorted({one[-2] for one in parts if len(one) > 1}))


def asked(facts: Facts) -> list[Asked]:
    """The symbols of a commit that are looked for: others may have used them, or do so now."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts.findings:
        if fact.kind in _KINDS:
            groups.setdefault(parts_of(fact.name)[-1], []).append(fact)
    found = [
        (_rank(group), word, group)
        for word, group in groups.items()
        if _is_distinct(word)
        and any(map(_is_asked, group))
        and not _is_test(word, group)
        and not _is_mixed(word, {fact.name for fact in group})
    ]
    return [
        Asked(
            tuple(dict.fromkeys(fact.name for fact in group)),
            word,
            _own(place for fact in group for place in fact.evidence),
            removed=all(fact.change == "removed" for fact in group),
            variable=any(fact.kind == VARIABLE for fact in group),
        )
        for rank, word, group in sorted(found, key=lambda item: item[0])
    ]


def _own(places: Iterable[Evidence]) -> frozenset[str]:
    """The files that have a name: those that had it alone are where others may use it now."""
    every = list(places)
    now = frozenset(place.path for place in every if place.side == "new")
    return now or frozenset(place.path for place in every)


def names_one(text: bytes, owners: Sequence[str]) -> bool:
    """Whether a text has one of some types, or a variable that is called after it."""
    flat = _flat(text)
    return any(
        "".join(_WORDS.findall(owner)).encode().lower() in flat and _named(owner).search(text)
        for owner in owners
    )


@lru_cache(maxsize=16)
def _flat(text: bytes) -> bytes:
    """A text in which all ways to write a name are one: to look for that is many times as fast."""
    return text.lower().replace(b"_", b"")


@lru_cache(maxsize=4096)
def _named(owner: str) -> re.Pattern[bytes]:
    """`HttpClient` is in `http_client`, `_httpClient` and `HTTPClient` as well."""
    words = "_?".join(map(re.escape, _WORDS.findall(owner))) or re.escape(owner)
    return re.compile(rb"(?i:(?<![a-z0-9])%s(?![a-z0-9]))" % words.encode())


def _is_distinct(word: str) -> bool:
    """Whether a name is hardly anything else's: comments are full of single words."""
    several = _WORD.fullmatch(word) is not None and _PARTS.search(word) is not None
    return several and word not in STANDARD


def _is_asked(fact: Fact) -> bool:
    """Whether it is public, or changed; of what goes there is a look of its own at what is left."""
    if fact.kind == "symbol.public" and fact.change == "removed":
        return True
    public = fact.kind in {"symbol.public", "symbol.moved", VARIABLE}
    told = public or (fact.kind == "symbol" and fact.change == "changed")
    return told and fact.level is Level.FACT


def _is_test(word: str, group: Sequence[Fact]) -> bool:
    """Whether it is a test, which nobody calls; others are called alike."""
    paths = {place.path for fact in group for place in fact.evidence}
    tests = all(read_path(path).file_class is FileClass.TEST for path in paths)
    return tests and _TEST.match(word) is not None


def _is_mixed(word: str, names: Collection[str]) -> bool:
    """Whether something of its own and a member of another thing are called so: either may be meant."""
    owners = {parts[-2] if len(parts) > 1 else "" for parts in map(parts_of, names)} - {word}
    return "" in owners and len(owners) > 1


def _rank(group: Sequence[Fact]) -> int:
    """0 for public names that are gone, 1 for others that are public, 2 for the rest."""
    if not any(fact.kind == "symbol.public" for fact in group):
        return 2
    return 0 if all(fact.change == "removed" for fact in group) else 1
