"""The version that a project is about to use: what its manifests and its changelog say at the end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from gitdigest import toml
from gitdigest.release.surface.side import Side
from gitdigest.release.version import Version, parse_version
from gitdigest.toml import TomlError

_ATTRIBUTE = re.compile(
    r"""^(?:__version__|VERSION|version)\s*(?::\s*str\s*)?=\s*["']([^"']+)["']""", re.MULTILINE
)
_SETUP = re.compile(r"""^\s*version\s*=\s*["']?([^"'\s,)]+)""", re.MULTILINE)
_PLAIN = re.compile(r"(\d[\w.+-]*)")
_POM = re.compile(r"<version>([^<]+)</version>")
_HEADING = re.compile(
    r"^(?:#{1,3}\s*)?(?:Version|Release|\[)?\s*\[?v?(\d+\.\d+[\w.+-]*)", re.IGNORECASE
)
_CHANGELOG = re.compile(
    r"(?:CHANGE(?:S|LOG)|HISTORY|NEWS|RELEASES?)(?:\.(?:md|rst|txt))?", re.IGNORECASE
)
_MODULE = re.compile(r"(?:src/)?[\w-]+/(?:__init__|_version|version|__about__)\.py")
_HEAD_LINES = 60


class Planned(NamedTuple):
    """A version and the file that names it."""

    version: Version
    source: str


def planned_version(before: Side, after: Side, last: Version | None) -> Planned | None:
    """The version of the end, as far as a file names one that is not the last release's.

    A manifest that still has the last version plans nothing; a changelog counts where no manifest
    has any. A preview of a version plans that version.
    """
    for path, version in _named(after):
        if last is None or version > last or version != _at(before, path):
            return Planned(_final(version), path)
        return None
    for path in sorted(after.files):
        if _CHANGELOG.fullmatch(path):
            for line in after.text(path).split("\n")[:_HEAD_LINES]:
                heading = _HEADING.match(line)
                found = parse_version(heading[1]) if heading else None
                if found and (last is None or found != last):
                    return Planned(_final(found), path) if not last or found > last else None
    return None


def _named(side: Side) -> Iterator[tuple[str, Version]]:
    """The versions that manifests name, the one that counts most first."""
    for name, read in _READERS.items():
        found = parse_version(read(side.text(name))) if name in side.files else None
        if found:
            yield name, found
    for path in sorted(side.files):
        if _MODULE.fullmatch(path):
            match = _ATTRIBUTE.search(side.text(path))
            found = parse_version(match[1]) if match else None
            if found:
                yield path, found


def _at(side: Side, path: str) -> Version | None:
    return next((version for name, version in _named(side) if name == path), None)


def _final(version: Version) -> Version:
    if version.is_final:
        return version
    text = ".".join(map(str, version.numbers))
    return Version(text, version.numbers)


def _pyproject(text: str) -> str:
    data = _toml(text)
    project = _table(data, "project").get("version")
    return str(project or _table(_table(data, "tool"), "poetry").get("version") or "")


def _cargo(text: str) -> str:
    data = _toml(text)
    own = _table(data, "package").get("version")
    shared = _table(_table(data, "workspace"), "package").get("version")
    return own if isinstance(own, str) else str(shared or "")


def _toml(text: str) -> Mapping[str, object]:
    try:
        return toml.loads(text)
    except TomlError:
        return {}


def _table(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


def _package(text: str) -> str:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(data.get("version") or "") if isinstance(data, dict) else ""


def _by(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        match = pattern.search(text)
        return next((group for group in match.groups() if group), "") if match else ""

    return read


def _pom(text: str) -> str:
    """The version of the project, behind that of its parent."""
    return _by(_POM)(text.partition("</parent>")[2] or text)


_READERS: Mapping[str, Callable[[str], str]] = {
    "pyproject.toml": _pyproject,
    "Cargo.toml": _cargo,
    "package.json": _package,
    "setup.cfg": _by(_SETUP),
    "setup.py": _by(_SETUP),
    "pom.xml": _pom,
    "VERSION": _by(_PLAIN),
    "VERSION.txt": _by(_PLAIN),
    "version.txt": _by(_PLAIN),
}
