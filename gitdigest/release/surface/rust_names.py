"""The names of a Rust crate that others can use: what `pub mod` and `pub use` lead to."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from gitdigest.release.surface.side import Public, Side, public

_MODULE = re.compile(r"^[ \t]*(pub[ \t]+)?mod[ \t]+(\w+)[ \t]*[;{]", re.MULTILINE)
_USE = re.compile(r"^[ \t]*pub[ \t]+use[ \t]+", re.MULTILINE)
_NAME = re.compile(r"""^name\s*=\s*["']([\w-]+)["']""", re.MULTILINE)
_LIB = re.compile(r"""\[lib\][^\[]*?\bpath\s*=\s*["']([^"']+)["']""", re.DOTALL)
_WORD = re.compile(r"\w+")
_LEAF = re.compile(r"(\b\w++|\*)[ \t\n]*+(?:as[ \t]+(\w+)[ \t\n]*)?(?=[,}]|$)")


@dataclass(frozen=True, slots=True)
class RustNames:
    """The Rust names of one end; a crate without a library offers none."""

    side: Side
    _open: dict[str, tuple[str, bool, frozenset[str]] | None] = field(default_factory=dict)

    def public(self, path: str) -> Iterator[Public]:
        """What a file of a library offers: all of an open module, else what is handed on."""
        found = self._module(path)
        if found is None:
            return
        module, is_open, handed = found
        symbols = self.side.symbols(path)
        closed = {s.name for s in symbols if s.kind == "module" and not s.public}
        for symbol in symbols:
            top, *rest = symbol.name.split("::")
            if top in closed or (rest and rest[-1].startswith("__")):
                continue
            if symbol.public and (is_open or "*" in handed or top in handed):
                yield public(module, "::", symbol, path)

    def reaches(self, name: Public) -> bool | None:
        """Whether the module that had the name hands it on from elsewhere."""
        found = self._module(name.path)
        tail = name.name[len(name.module) + 2 :].split("::")
        if found is None or len(tail) > 1:
            return False
        leaves = _leaves(self.side.text(name.path), ())
        return tail[0] in leaves or (None if "*" in leaves else False)

    def _module(self, path: str) -> tuple[str, bool, frozenset[str]] | None:
        """A file's module, whether it is open, and what those above it hand on; None in no library."""
        if path not in self._open:
            self._open[path] = self._find_module(path)
        return self._open[path]

    def _find_module(self, path: str) -> tuple[str, bool, frozenset[str]] | None:
        folder = self._crate(path)
        if folder is None:
            return None
        manifest = self.side.text(f"{folder}Cargo.toml")
        lib = _LIB.search(manifest)
        root = f"{folder}{lib[1] if lib else 'src/lib.rs'}"
        source = root.rpartition("/")[0] + "/"
        if root not in self.side.files or not path.startswith(source):
            return None
        parts = path.removeprefix(source).removesuffix(".rs").removesuffix("/mod").split("/")
        if path == root:
            parts = []
        elif parts[0] in {"bin", "main"}:
            return None
        name = _NAME.search(manifest)
        crate = name[1].replace("-", "_") if name else "crate"
        is_open, handed, here = True, set[str](), root
        for at, part in enumerate(parts):
            text = self.side.text(here)
            visible = {module: bool(pub) for pub, module in _MODULE.findall(text)}
            is_open = is_open and visible.get(part, False)
            handed |= _leaves(text, parts)
            here = self._file(source, parts[: at + 1])
        return "::".join([crate, *(parts if is_open else [])]), is_open, frozenset(handed)

    def _crate(self, path: str) -> str | None:
        parts = path.split("/")[:-1]
        for end in range(len(parts), -1, -1):
            folder = "".join(f"{part}/" for part in parts[:end])
            if f"{folder}Cargo.toml" in self.side.files:
                return folder
        return None

    def _file(self, source: str, parts: list[str]) -> str:
        plain = f"{source}{'/'.join(parts)}.rs"
        return plain if plain in self.side.files else f"{source}{'/'.join(parts)}/mod.rs"


def _used(text: str) -> Iterator[str]:
    """What each `pub use` says, up to its semicolon."""
    for part in text.split(";")[:-1]:
        if used := _USE.search(part):
            yield part[used.end() :]


def _leaves(text: str, parts: Collection[str]) -> set[str]:
    """The names that `pub use` hands on, "*" where it hands on all of a module.

    With `parts` of a module's path only what comes through one of them.
    """
    return {
        alias or name
        for tree in _used(text)
        if not parts or not set(parts).isdisjoint(_WORD.findall(tree))
        for name, alias in _LEAF.findall(tree.strip())
    }
