"""A public name on one side of a file, and what its signature means to who uses it."""

from __future__ import annotations

import re
from typing import NamedTuple

from gitdigest.facts.fact import Level
from gitdigest.facts.symbol import CALLABLE, Symbol, parts_of

PARTIAL = re.compile(r"\bpartial\b")  # of a type of C#: other files may have other parts
_LAYOUT = re.compile(r"\s+(?=[^\w\s])|(?<=[^\w\s])\s+")  # beside what is no word
_LAST_COMMA = re.compile(r",(?=[)\]}>])")
_RECEIVER = re.compile(r"^func\(\w+(?=[ *])\s?")
_UNSEEN = re.compile(r"@(?:SuppressWarnings\([^()]*\)|Override\b|SafeVarargs\b)\s*")
_RAW = re.compile(r"\br#")
_ITEMS = frozenset({"function", "struct", "enum", "trait", "constant", "type"})
_BINDING = re.compile(r"(?<=[(,])mut (?=\w+:)")


class Name(NamedTuple):
    """A public name on one side of a file; `meaning` is its signature however it is laid out.

    Where the other side does not define it, `kept` tells that it has it in another way, and `unsure`
    that it may: its type by another one, or the file in a form that no grammar reads.
    """

    name: str
    signature: str
    meaning: str
    path: str
    line: int
    level: Level
    kind: str
    kept: bool = False
    unsure: bool = False

    @property
    def own(self) -> str:
        """Its name without what it stands in."""
        return parts_of(self.name)[-1]

    @property
    def called(self) -> str:
        """Its name as who calls it may write it: PHP does not tell a method's letters apart."""
        return (
            self.name.lower() if self.path.endswith(".php") and self.kind in CALLABLE else self.name
        )

    @property
    def identity(self) -> tuple[str, str]:
        """By what it is known in another file: an item of Rust may have been in a module of this one."""
        bare = self.path.endswith(".rs") and self.kind in _ITEMS
        return self.own if bare else self.name, self.meaning

    @property
    def owner(self) -> str:
        """What it stands in, by its whole name; "" at the top."""
        return max(self.name.rpartition(joint)[0] for joint in (".", "::"))


def named(symbol: Symbol, path: str, level: Level, stay: set[tuple[str, str]]) -> Name:
    """A name with its meaning; that costs, and what stays as it is is known by its text."""
    head = symbol.head
    meaning = head if (symbol.name, head) in stay else _meaning(head, path)
    return Name(symbol.name, head, meaning, path, symbol.start, level, symbol.kind)


def _meaning(signature: str, path: str) -> str:
    """A signature without what nobody sees who uses it.

    Blanks, the comma at its end, what a Go method calls its owner, how Rust binds an argument
    or marks a name, which quotes Python has.
    """
    dense = _LAST_COMMA.sub("", _LAYOUT.sub("", _UNSEEN.sub("", signature)))
    if path.endswith(".rs"):
        dense = _RAW.sub("", dense)
    if path.endswith((".py", ".pyi")):
        dense = dense.replace("'", '"')
    return _BINDING.sub("", _RECEIVER.sub("func(", dense))
