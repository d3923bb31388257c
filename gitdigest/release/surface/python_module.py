"""What a Python module binds: what it imports, from where, and what it offers to others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

_IMPORT = re.compile(
    r"^[ \t]*from[ \t]+(\.*+(?:\w[\w.]*+)?)[ \t]+import[ \t]+(\([^()]*\)|[^\n#;(]+)", re.MULTILINE
)
_PLAIN_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n#;]+)", re.MULTILINE)
_BOUND = re.compile(r"^[ \t]*([A-Za-z_]\w*)(?:[ \t]*:[^=\n]+)?[ \t]*=(?!=)", re.MULTILINE)
_ALL = re.compile(r"^__all__[^=\n]*\+?=[ \t]*[\[(]([^\])]*)[\])]", re.MULTILINE)
_QUOTED = re.compile(r"""["']([A-Za-z_]\w*)["']""")
_SERVED = re.compile(r"""\bname[ \t]*(?:==|in)[ \t]*(?:["'](\w+)["']|[\[({]([^\])}]*)[\])}])""")
_TYPES_ONLY = re.compile(
    r"^if[ \t]+(?:\w+\.)?TYPE_CHECKING:[ \t]*\n(?:[ \t]+[^\n]*\n|[ \t]*\n)+", re.MULTILINE
)
_SET = re.compile(
    r"^([ \t]*)([A-Za-z_]\w*)[ \t]*(?::[^=\n]+)?[-+*/%&|^@<>]{0,2}=(?!=)[ \t]*([^\n]*)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"#[^\n]*")


@dataclass(frozen=True, slots=True)
class Module:
    """What a module binds: `imports` by the name here, with the module and the name there.

    `stars` are modules of which it imports all, `listed` its `__all__`, `served` what its
    `__getattr__` knows, `explicit` what it imports "as" itself, which hands a name on. `once` has
    what names are set to that are set once, at the top.
    """

    name: str
    path: str
    imports: Mapping[str, tuple[str, str]]
    bound: frozenset[str]
    stars: tuple[str, ...]
    listed: frozenset[str] | None
    served: frozenset[str]
    explicit: frozenset[str]
    once: Mapping[str, str]

    def offers(self, name: str) -> bool:
        """Whether a package means to hand a name on, and does not only use it itself."""
        if self.listed is not None:
            return name in self.listed
        if name in self.served:
            return True
        if self.explicit:
            return name in self.explicit
        source, original = self.imports[name]
        own = source.startswith(f"{self.name}.")
        return own and bool(original) and not name.startswith("_")


def read_module(name: str, path: str, text: str) -> Module:
    """The module in a file; a file that is no Python binds what looks like it."""
    text = _TYPES_ONLY.sub("", _COMMENT.sub("", text))
    package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
    imports, stars, explicit = _imports(text, package)
    listed = _ALL.findall(text)
    served = _SERVED.findall(text) if "def __getattr__(name" in text else []
    return Module(
        name=name,
        path=path,
        imports=imports,
        bound=frozenset(_BOUND.findall(text)),
        stars=stars,
        listed=frozenset(_QUOTED.findall(" ".join(listed))) if listed else None,
        explicit=explicit,
        served=frozenset(
            found for one, more in served for found in (one, *_QUOTED.findall(more)) if found
        ),
        once=_set_once(text),
    )


def _set_once(text: str) -> Mapping[str, str]:
    found = _SET.findall(text)
    counts = Counter(name for _, name, _ in found)
    return {name: value for indent, name, value in found if not indent and counts[name] == 1}


def _imports(
    text: str, package: str
) -> tuple[Mapping[str, tuple[str, str]], tuple[str, ...], frozenset[str]]:
    """Where each imported name comes from, of which modules all is, and what `as` itself is."""
    imports: dict[str, tuple[str, str]] = {}
    stars: list[str] = []
    explicit: set[str] = set()
    for source, names in _IMPORT.findall(text):
        module = _absolute(source, package)
        for item in names.strip("()").split(","):
            original, _, alias = (part.strip() for part in item.strip().partition(" as "))
            if original == "*":
                stars.append(module)
            elif original:
                imports[alias or original] = (module, original)
                explicit |= {alias} & {original}
    for names in _PLAIN_IMPORT.findall(text):
        for item in names.split(","):
            original, _, alias = (part.strip() for part in item.strip().partition(" as "))
            here = alias or original.partition(".")[0]
            imports[here] = (original if alias else here, "")
    return imports, tuple(stars), frozenset(explicit)


def _absolute(source: str, package: str) -> str:
    """The module that a relative import means."""
    name = source.lstrip(".")
    dots = len(source) - len(name)
    if not dots:
        return name
    above = package.split(".")
    above = above[: len(above) - dots + 1]
    return ".".join([*above, *([name] if name else [])])
