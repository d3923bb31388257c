"""Packages of Go: by which names a file has those of some folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_IMPORT = re.compile(rb'^[ \t]*+(?:import[ \t]++)?(?:([\w.]++)[ \t]++)?"([^"\n]++)"', re.MULTILINE)
_PACKAGE = re.compile(rb"^package[ \t]++(\w++)", re.MULTILINE)
_MODULE = re.compile(rb"^module[ \t]++\"?([^\s\"]++)", re.MULTILINE)
ALL = b"."
"""The name by which a file has all that a package has without one before it."""


def package_of(text: bytes, folder: str) -> bytes:
    """The package that a file of a folder says it is of, by default the folder's own name."""
    said = _PACKAGE.search(text)
    return said[1] if said else folder.rpartition("/")[2].encode("utf-8", "replace")


def module_of(manifest: bytes) -> bytes:
    """The path of a module by its `go.mod`, empty where it does not say."""
    said = _MODULE.search(manifest)
    return said[1] if said else b""


def imports_of(text: bytes) -> list[tuple[bytes, bytes]]:
    """What a file imports: each path behind the name that it is given, which may be empty.

    Imports stand before the first function.
    """
    end = text.find(b"\nfunc ")
    return _IMPORT.findall(text, 0, len(text) if end < 0 else end)


def imported_as(
    imports: Iterable[tuple[bytes, bytes]], packages: Mapping[str, bytes], module: bytes
) -> frozenset[bytes]:
    """The names, in small letters, by which a file with some imports has the packages of folders.

    `module` is the path of what has them all; where it is not known, that of the root is any whose
    path ends with its name.
    """
    return frozenset(
        (alias or package).lower()
        for alias, path in imports
        for folder, package in packages.items()
        if _is_path_of(path, folder, package, module)
    )


def _is_path_of(path: bytes, folder: str, package: bytes, module: bytes) -> bool:
    if folder:
        return path.endswith(b"/" + folder.encode("utf-8", "replace"))
    return path == module if module else _ends(path, package)


def _ends(path: bytes, package: bytes) -> bool:
    """Whether a path may be that of a package: `go-x`, `x.go` and `x/v2` are of `x` as well."""
    return package in b"/".join(path.rsplit(b"/", 2)[-2:])
