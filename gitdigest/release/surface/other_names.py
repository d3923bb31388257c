"""The public names of Go packages, TypeScript packages, Java packages and C headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gitdigest.release.surface.side import Public, Side, public

_GO_PACKAGE = re.compile(r"^package[ \t]+(\w+)", re.MULTILINE)
_ALIAS = re.compile(r"\w+\s*=\s")
_JAVA_PACKAGE = re.compile(r"^package[ \t]+([\w.]+)", re.MULTILINE)
_INTERNAL = re.compile(r"(?:^|/)(?:internal|impl|private|detail)/")
_COMMAND = re.compile(r"(?:^|/)cmd/")
_HEADER = re.compile(r"(?:^|/)include/")
_EXPORTS = re.compile(
    r"""export\s+(?:type\s+)?(\*|\{[^}]*\})\s*(?:as\s+\w+\s+)?from\s+["']([^"']+)"""
)
_WORDS = re.compile(r"\w+")
_IN_C = frozenset({"prototype", "function", "struct", "enum", "type", "macro"})


@dataclass(frozen=True, slots=True)
class GoNames:
    """Exported names by package: which file of it they are in does not matter."""

    side: Side

    def public(self, path: str) -> Iterator[Public]:
        """What a file adds to its package; commands and `internal` are nobody else's."""
        package = _GO_PACKAGE.search(self.side.text(path))
        if package is None or package[1] == "main" or _INTERNAL.search(path):
            return
        module = path.rpartition("/")[0] or package[1]
        for symbol in self.side.symbols(path):
            if symbol.public:
                yield public(module, ".", symbol, path, promised=not _COMMAND.search(path))

    def reaches(self, name: Public) -> bool | None:
        """Nothing else leads to a name, but to what a type has that is another's name now."""
        above = name.tail.rpartition(".")[0]
        if not above:
            return False
        folder = name.path.rpartition("/")[0]
        beside = (path for path in self.side.files if path.rpartition("/")[0] == folder)
        symbols = (s for path in beside if path.endswith(".go") for s in self.side.symbols(path))
        alias = any(s.name == above and _ALIAS.match(s.signature) for s in symbols)
        return None if alias else False


@dataclass(frozen=True, slots=True)
class TypeScriptNames:
    """Exported names by package; promised are those that an index file hands on."""

    side: Side

    def public(self, path: str) -> Iterator[Public]:
        """What a file exports, unless its package is nobody else's."""
        folder = self._package(path)
        if folder is None:
            return
        stem = path.rpartition("/")[2].partition(".")[0]
        handed = self._handed_on(path)
        for symbol in self.side.symbols(path):
            top = symbol.name.partition(".")[0]
            if symbol.public:
                promised = stem == "index" or "*" in handed or top in handed
                yield public(folder.rstrip("/") or "", ".", symbol, path, promised=promised)

    def reaches(self, name: Public) -> bool | None:
        """Whether an index beside it hands the name on from elsewhere."""
        tail = name.name.removeprefix(name.module).strip(".").partition(".")[0]
        folder = name.path.rpartition("/")[0]
        index = f"{folder}/index.ts".lstrip("/")
        handed = {
            n for names, _ in _EXPORTS.findall(self.side.text(index)) for n in _WORDS.findall(names)
        }
        return tail in handed

    def _package(self, path: str) -> str | None:
        parts = path.split("/")[:-1]
        for end in range(len(parts), -1, -1):
            folder = "".join(f"{part}/" for part in parts[:end])
            if f"{folder}package.json" in self.side.files:
                try:
                    manifest = json.loads(self.side.text(f"{folder}package.json"))
                except (ValueError, RecursionError):
                    return folder
                private = isinstance(manifest, dict) and manifest.get("private") is True
                return None if private else folder
        return ""

    def _handed_on(self, path: str) -> set[str]:
        """What the index files above a file hand on of it, "*" for all."""
        parts = path.split("/")
        stem = parts[-1].partition(".")[0]
        found: set[str] = set()
        for end in range(len(parts) - 1, -1, -1):
            folder = "".join(f"{part}/" for part in parts[:end])
            for names, source in _EXPORTS.findall(self.side.text(f"{folder}index.ts")):
                last = source.rpartition("/")[2].partition(".")[0]
                if last == stem or last in parts:
                    found |= {"*"} if names == "*" else set(_WORDS.findall(names))
        return found


@dataclass(frozen=True, slots=True)
class JavaNames:
    """Public and protected names by package."""

    side: Side

    def public(self, path: str) -> Iterator[Public]:
        """What a file adds to its package; `internal` ones are nobody else's, resources no code."""
        if "/resources/" in path:
            return
        package = _JAVA_PACKAGE.search(self.side.text(path))
        module = package[1] if package else ""
        if {"internal", "impl"} & set(module.split(".")):
            return
        for symbol in self.side.symbols(path):
            if symbol.public:
                yield public(module, ".", symbol, path)

    def reaches(self, _name: Public) -> bool | None:
        """A member may come from a class above, which may be anywhere."""
        return False


@dataclass(frozen=True, slots=True)
class HeaderNames:
    """What C headers declare; promised are those below a folder `include`."""

    side: Side

    def public(self, path: str) -> Iterator[Public]:
        """What a header declares; one of internals declares nothing for others."""
        if not path.endswith((".h", ".hpp", ".hh", ".hxx")) or _INTERNAL.search(path):
            return
        for symbol in self.side.symbols(path):
            hidden = symbol.inner or symbol.name.startswith("_") or symbol.name.endswith("_H")
            if symbol.kind in _IN_C and not hidden:
                promised = _HEADER.search(path) is not None
                yield public("", "", symbol, path, promised=promised)

    def reaches(self, _name: Public) -> bool | None:
        """Nothing else leads to a name."""
        return False
