"""The names of a Python package that others can import, and the ways that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gitdigest.facts.symbol import Symbol
from gitdigest.release.surface.literal import literal
from gitdigest.release.surface.parameters import inside, split_top
from gitdigest.release.surface.python_module import Module, read_module
from gitdigest.release.surface.side import Public, Side, public

_DEEPEST = 12
_SOURCE = re.compile(r"src/[^/]+/__init__\.py")
_HOOKS = frozenset(
    {"__getattr__", "__setattr__", "__new__", "__del__", "__repr__", "__str__", "__getstate__"}
    | {"__init_subclass__", "__class_getitem__", "__setstate__", "__reduce__", "__slots__"}
)
_NO_BASES = frozenset({"object", "Protocol", "Generic"})


@dataclass(frozen=True, slots=True)
class PythonNames:
    """The Python names of one end."""

    side: Side
    _modules: dict[str, Module] = field(default_factory=dict)
    _paths: dict[str, str] = field(default_factory=dict)
    _handed: dict[str, dict[str, str]] = field(default_factory=dict)
    _layout: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in self.side.files:
            if path.endswith(".py"):
                self._paths.setdefault(self.module_name(path), path)

    def module_name(self, path: str) -> str:
        """What a file is imported as: from the topmost folder that is a package on.

        A folder without `__init__` in a package is a part of it.
        """
        *folders, name = path.removesuffix(".py").split("/")
        start = next(
            (n for n in range(len(folders)) if self._is_package(folders[: n + 1])), len(folders)
        )
        return ".".join([*folders[start:], *([] if name == "__init__" else [name])])

    def _is_shipped(self, path: str) -> bool:
        """Whether a file goes into the package: with a folder `src`, what stands beside it does not."""
        if not self._layout:
            self._layout.append(any(_SOURCE.fullmatch(path) for path in self.side.files))
        return path.startswith("src/") or not self._layout[0]

    def _is_package(self, folders: list[str]) -> bool:
        return f"{'/'.join(folders)}/__init__.py" in self.side.files

    def module(self, name: str) -> Module | None:
        """A module of this end by its name, None where it is elsewhere."""
        if name not in self._paths:
            return None
        if name not in self._modules:
            path = self._paths[name]
            self._modules[name] = read_module(name, path, self.side.text(path))
        return self._modules[name]

    def public(self, path: str) -> Iterator[Public]:
        """A module, what it defines that others can use, and what it hands on or serves.

        Promised is what a package's own `__init__` defines or hands on; the rest of its modules
        can be reached, but for those with an underscore: what stands there is called as it is
        handed on.
        """
        module = self.module(self.module_name(path))
        if module is None or path != module.path or not self._is_shipped(path):
            return
        hidden = _is_hidden(module.name)
        front = path.endswith("/__init__.py")
        handed = self._handed_on(module.name)
        if not hidden and module.name:
            yield Public(module.name, module.name, "module", "", path, 1, 1, front)
        for symbol in self.side.symbols(path):
            top = symbol.name.partition(".")[0]
            promised = front or top in handed
            if (
                symbol.public
                and (promised or not hidden)
                and not _is_inner(symbol, self.side, path)
            ):
                name = handed.get(top, "") if hidden else ""  # nobody imports what is hidden
                yield public(name or module.name, ".", symbol, path, promised=promised)
        offered = {*module.served, *(module.imports if front else ())}
        for name in sorted(offered if not hidden else ()):
            if module.offers(name):
                source = ".".join(module.imports.get(name, ("", "")))
                whole = f"{module.name}.{name}"
                yield Public(whole, module.name, "import", source, path, promised=front)

    def value(self, path: str, text: str) -> str | None:
        """What a default in a file is worth: a literal, or a name that is set to one, once."""
        module, steps = self.module(self.module_name(path)), _DEEPEST
        while module is not None and text.isidentifier() and steps:
            source, original = module.imports.get(text, ("", ""))
            if text in module.once:
                return literal(module.once[text])
            module, text, steps = self.module(source), original, steps - 1
        return literal(text)

    def reaches(self, name: Public) -> bool | None:
        """Whether a name of the other end can be used at this one; None where nobody can tell.

        It may be imported, served on demand, and a member may be inherited.
        """
        if name.kind == "module":
            return self.module(name.module) is not None
        return self._reaches(name.module, name.name[len(name.module) + 1 :], _DEEPEST)

    def _reaches(self, module_name: str, name: str, steps: int) -> bool | None:
        module = self.module(module_name)
        if module is None or steps == 0:
            return None
        top, _, member = name.partition(".")
        symbols = {symbol.name: symbol for symbol in self.side.symbols(module.path)}
        if name in symbols or (not member and top in module.bound | module.served):
            return True
        if member and top in symbols and symbols[top].kind == "class":
            return self._inherits(module, symbols[top], member, steps)
        if top in module.imports:
            source, original = module.imports[top]
            inner = f"{original}.{member}".strip(".")
            return not member or self._reaches(source, inner, steps - 1)
        if member and (top in module.bound or top in symbols):
            return None
        return _any(self._reaches(star, name, steps - 1) for star in module.stars)

    def _inherits(self, module: Module, owner: Symbol, member: str, steps: int) -> bool | None:
        """Whether a class has a member from those that it is made of."""
        answers: list[bool | None] = []
        for base in split_top(inside(owner.signature)[1]):
            place, dot, last = base.partition("[")[0].strip().rpartition(".")
            if "=" in base.partition("[")[0] or last in _NO_BASES:
                continue
            if not dot:
                answers.append(self._reaches(module.name, f"{last}.{member}", steps - 1))
                continue
            source, original = module.imports.get(place, ("", ""))
            inner = f"{source}.{original}".strip(".")
            answers.append(self._reaches(inner, f"{last}.{member}", steps - 1))
        return _any(answers)

    def _handed_on(self, module: str) -> Mapping[str, str]:
        """The names of a module that a package above it hands on, with the package.

        The topmost of several; "" where each calls it something else.
        """
        if module not in self._handed:
            found: dict[str, str] = {}
            for name, package in self._find_handed_on(module):
                found[name] = package or found.get(name, "")
            self._handed[module] = found
        return self._handed[module]

    def _find_handed_on(self, module: str) -> Iterator[tuple[str, str]]:
        parts = module.split(".")
        for end in range(len(parts) - 1, 0, -1):
            package = self.module(".".join(parts[:end]))
            if package is None or _is_hidden(package.name):
                continue
            for here, (source, original) in package.imports.items():
                if source == module and package.offers(here):
                    yield original, package.name if here == original else ""
            if module in package.stars and (found := self.module(module)):
                tops = {symbol.name.partition(".")[0] for symbol in self.side.symbols(found.path)}
                for name in found.listed if found.listed is not None else tops:
                    yield name, package.name


def _is_inner(symbol: Symbol, side: Side, path: str) -> bool:
    """Whether a name is there for the interpreter or the module alone: a hook, a type variable."""
    last = symbol.name.rpartition(".")[2]
    if last in _HOOKS or (symbol.kind == "function" and last.startswith("__")):
        return True
    return symbol.kind == "constant" and "TypeVar(" in side.line(path, symbol.start)


def _is_hidden(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))


def _any(answers: Iterable[bool | None]) -> bool | None:
    """True where one is, else None where one cannot be told."""
    known = list(answers)
    return True if True in known else None if None in known else False
