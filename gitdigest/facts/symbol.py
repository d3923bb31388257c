"""A symbol of a source file: what it is, where it stands, its signature, who may use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

MEMBERS = frozenset({"field", "variant"})
"""Kinds that belong to the symbol around them: a changed line in one touches that symbol."""
CALLABLE = frozenset({"function", "method"})
"""Kinds that are called with arguments."""


class Symbol(NamedTuple):
    """One definition; lines are 1-based and `end` is included, decorators belong to it.

    `name` is qualified by what it stands in. `inner` tells that it stands in a function, `sound`
    that the text around it follows its grammar, `bare` that it has no body. `marks` are the
    decorators of Python that tell how it is used.
    """

    kind: str
    name: str
    start: int
    end: int
    signature: str
    public: bool
    inner: bool = False
    sound: bool = True
    bare: bool = False
    marks: str = ""

    @property
    def head(self) -> str:
        """The signature, behind what tells how it is used."""
        return f"{self.marks} {self.signature}" if self.marks else self.signature


class Definition(NamedTuple):
    """What a grammar tells of a symbol before it is known what it stands in.

    `before` is the text of the line in front of it, `owner` the type of a Go receiver.
    """

    kind: str
    name: str
    start: int
    end: int
    start_byte: int
    end_byte: int
    signature: str
    before: str
    owner: str = ""
    sound: bool = True
    bare: bool = False
    marks: str = ""


_SHARING = frozenset({"C#", "C++", "C/C++ header", "Ruby"})
_LONGEST = 500  # signs of a name with all that it stands in; longer ones stand for themselves
_JOINT = re.compile(r"::|\.")
_GENERICS = re.compile(r"<.*", re.DOTALL)
_SELF = re.compile(r"&|'\w+\s*|\bmut\b|\bdyn\b")
_PRIVATE = re.compile(r"\b(?:private|protected)\b|^#(?!\[)")
_GIVEN = re.compile(r"\w+(?:\.\w+)+")  # by a function to one of its arguments
_WITH_MODULES = frozenset({"JavaScript", "TypeScript", "TSX"})
_EXPORTS = re.compile(r"(?:module\.)?exports\.(?=\w+$)")  # of CommonJS: they are a module's names
_PUBLIC = re.compile(r"\bpublic\b")
_WITH_METHODS = frozenset({"class", "impl", "trait", "struct", "interface"})
_TYPES_OF_RUST = frozenset({"enum", "struct", "trait"})
_DUNDER = re.compile(r"__\w+__")


def qualified(definition: Definition, above: Symbol | None, joint: str, language: str) -> Symbol:
    """The symbol of a definition that stands in `above`."""
    name = definition.name
    if definition.kind == "impl":
        name = _SELF.sub("", _GENERICS.sub("", name)).strip()
    if language in _WITH_MODULES:
        name = _EXPORTS.sub("", name)
    if definition.owner:
        name = f"{definition.owner}{joint}{name}"
    whole = f"{above.name}{joint}{name}" if above else name
    inner = above is not None and (above.inner or above.kind in CALLABLE)
    return Symbol(
        kind="method" if _is_method(definition, above) else definition.kind,
        name=whole if len(whole) <= _LONGEST else name,
        start=definition.start,
        end=definition.end,
        signature=_head(definition, language),
        public=not inner and _is_public(definition, above, language),
        inner=inner,
        sound=definition.sound,
        bare=definition.bare,
        marks=definition.marks,
    )


def _head(definition: Definition, language: str) -> str:
    """The signature; a constant of PHP has its own words before it, where the list of them begins."""
    if language == "PHP" and definition.kind == "constant" and definition.before:
        return f"{definition.before} {definition.signature}"
    return definition.signature


def parts_of(name: str) -> list[str]:
    """A qualified name, taken apart: what it stands in, outermost first, and its own."""
    return _JOINT.split(name)


def is_shared(symbol: Symbol, language: str) -> bool:
    """Whether it is a namespace, which a file opens and does not make."""
    return symbol.kind == "module" and language in _SHARING


def _is_method(definition: Definition, above: Symbol | None) -> bool:
    return definition.kind == "function" and above is not None and above.kind in _WITH_METHODS


def _is_public(definition: Definition, above: Symbol | None, language: str) -> bool:
    """Whether code elsewhere may use it, by the rules of its language; C and shell have none."""
    rule = _VISIBILITY.get(language)
    return rule is not None and rule(definition, above)


def _reachable(above: Symbol | None) -> bool:
    return above is None or above.public


def _python(definition: Definition, above: Symbol | None) -> bool:
    if definition.kind == "constant" and not definition.name[0].isupper():
        return False
    special = above is not None and _DUNDER.fullmatch(definition.name)  # a hook of a module is none
    hidden = definition.name.startswith("_") and not special
    return _reachable(above) and not hidden


def _rust(definition: Definition, above: Symbol | None) -> bool:
    """`pub` without bounds; all of a public trait, the variants of a public enum."""
    closed = above is not None and above.kind in _TYPES_OF_RUST and not above.public
    if definition.kind in {"impl", "macro"} or closed:
        return False
    implied = above is not None and above.public and above.kind in {"trait", "enum"}
    return implied or definition.signature.startswith("pub ")


def _go(definition: Definition, above: Symbol | None) -> bool:
    names = (definition.name, definition.owner)
    return _reachable(above) and all(name[0].isupper() for name in names if name)


def _javascript(definition: Definition, above: Symbol | None) -> bool:
    if above is not None and _GIVEN.fullmatch(definition.name):
        return False
    if above is not None and above.kind != "module":
        return above.public and not _PRIVATE.search(_before_parameters(definition))
    exported = definition.name.startswith(("exports.", "module.exports"))
    return exported or "export" in definition.before.split()


def _before_parameters(definition: Definition) -> str:
    """A head without its parameters: a constructor may keep one of them to itself."""
    return definition.signature.partition("(")[0]


def _java(definition: Definition, above: Symbol | None) -> bool:
    if definition.kind == "module":
        return True
    kind = above.kind if above else ""
    implied = kind == "interface" or (kind == "enum" and definition.kind == "variant")
    shut = _PRIVATE.search(_before_parameters(definition)) is not None
    said = _PUBLIC.search(definition.signature) is not None
    return _reachable(above) and (said or (implied and not shut))


def _php(definition: Definition, above: Symbol | None) -> bool:
    if definition.kind == "method" and above is None:
        return False  # of a class without a name
    head = definition.before if definition.kind == "constant" else _before_parameters(definition)
    return _reachable(above) and not _PRIVATE.search(head)


_VISIBILITY: dict[str, Callable[[Definition, Symbol | None], bool]] = {
    "Python": _python,
    "Rust": _rust,
    "Go": _go,
    "JavaScript": _javascript,
    "TypeScript": _javascript,
    "TSX": _javascript,
    "Java": _java,
    "C#": _java,
    "PHP": _php,
}
