"""Members that a type may have by another one that it inherits from."""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping, Sequence

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context
from gitdigest.facts.fact import FileFact, Side
from gitdigest.facts.publicname import PARTIAL, Name
from gitdigest.facts.symbol import Symbol

_TRAITS = re.compile(r"^[ \t]++use[ \t]++[\w\\]", re.MULTILINE)  # at the left it is an import
_OVERRIDES = re.compile(r"@Override\b|\boverride\b")
_ARGUMENTS = re.compile(r"<[^<>]*>")
_ALIAS = re.compile(r"(?:declare )?type\b")
_GO_ALIAS = re.compile(r"\w+(?:\[[^\]]*\])? = ")
_OF_OTHERS = re.compile(r"=(?!>)")  # a type that is but an object ends before it
_EXTENDS = re.compile(r"\bextends\b")
_BASES = re.compile(r"\bclass \w+\((.*)\)", re.DOTALL)
_BASE = re.compile(r"(?:^|,)\s*(?:\w+\.)*(\w+)(?:\[[^\[\]]*\])?\s*(?=,|$)")
_BASES_OF_CSHARP = re.compile(r":\s*(?!I[A-Z])\w")
_BARE = frozenset(
    ("ABC", "Enum", "Flag", "Generic", "IntEnum", "IntFlag", "NamedTuple", "Protocol", "StrEnum",
     "TypedDict", "object")
)  # fmt: skip
_STANDING_FOR = frozenset({"constant", "field"})  # kinds of what is a type by its value
_EXTENDING = frozenset({"Java", "JavaScript", "PHP", "TypeScript"})


def unsure_members(
    names: Sequence[Name], context: Context, change: FileChange, file: FileFact, side: Side
) -> list[Name]:
    """The names of one side, those of members `unsure` that their types may have by another type.

    What a type inherits on `side`, the other one, counts, as far as it is known, and the traits that
    a file of PHP uses there.
    """
    symbols = context.symbols(change, file) if names else None
    if symbols is None:
        return list(names)
    last = symbols.new if side == "new" else symbols.old
    owners = {one.name: one for one in (*symbols.old, *symbols.new, *last)}
    text = context.text(change, side) if file.language == "PHP" else None
    mixed = text is not None and _TRAITS.search(text) is not None
    return [
        one._replace(
            unsure=(mixed and one.owner != "")
            or one.name.endswith("]")  # computed: it may be written in another way
            or _is_heir(one, owners, file.language)
        )
        for one in names
    ]


def _is_heir(one: Name, owners: Mapping[str, Symbol], language: str) -> bool:
    if language == "C#" and PARTIAL.search(one.signature):
        return True  # other files may have other parts
    owner = owners.get(one.owner)
    if owner is None:
        return False
    if owner.kind in _STANDING_FOR or _OVERRIDES.search(one.signature):
        return True
    return _inherits(owner.signature, language)


def _inherits(head: str, language: str) -> bool:
    """Whether the head of a type names another one that may bring names along."""
    if language == "Go":
        return _GO_ALIAS.match(head) is not None
    if language == "TypeScript" and _ALIAS.match(head) and _OF_OTHERS.search(head):
        return True
    if language in _EXTENDING:
        return _EXTENDS.search(_without_arguments(head)) is not None
    if language == "C#":
        return _BASES_OF_CSHARP.search(_without_arguments(head).partition(" where ")[0]) is not None
    bases = _BASES.search(head) if language == "Python" else None
    return bases is not None and any(_brings(name) for name in _BASE.findall(bases[1]))


def _without_arguments(head: str) -> str:
    """A head without the arguments of its types, as deep as anybody writes them."""
    for _ in range(4):
        head = _ARGUMENTS.sub("", head)
    return head


def _brings(base: str) -> bool:
    known = getattr(builtins, base, None)
    is_error = isinstance(known, type) and issubclass(known, BaseException)
    return base not in _BARE and not is_error
