"""Lock file text -> the versions that it pins, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

# Each line is told by the end of the one before it: to look for that is eight times as fast as for
# a start of a line.
_TOML = re.compile(r'\nname = "([^"]+)"\r?\nversion = "([^"]+)"')
_NPM = re.compile(r'": \{\s*"version": "([^"]+)"')  # behind the name, as few quotes are
_YARN = re.compile(r'\n"?(@?[^@\s"]+)@[^\n]*:\n  version:? "?([^"\s]+)')
_PNPM = re.compile(r"\n  ['\"]?/?(@?[^@\s'\"(]+)@([^:('\"\s]+)[^\n]*:$", re.MULTILINE)
_GO_SUM = re.compile(r"\n(\S+) (v[^/\s]+) h1:")
_GEMFILE = re.compile(r"\n    ([\w.-]+) \(([^)]+)\)$", re.MULTILINE)
_COMPOSER = re.compile(r'"name": "([^"]+/[^"]+)",\s*"version": "([^"]+)"')

_LONGEST_LINE = 1_000
Pairs = Iterable[tuple[str, str]]
"""Names, each with a version."""


def _npm(text: str) -> Pairs:
    """By the last name of each path: "node_modules/a/node_modules/b" is b."""
    for match in _NPM.finditer(text):
        path = text[text.rfind('"', 0, match.start()) + 1 : match.start()]
        if name := path.rpartition("node_modules/")[2] or path:
            yield name, match[1]


_LOCKS: Mapping[str, Callable[[str], Pairs]] = {
    "Cargo.lock": _TOML.findall,
    "poetry.lock": _TOML.findall,
    "uv.lock": _TOML.findall,
    "pdm.lock": _TOML.findall,
    "package-lock.json": _npm,
    "npm-shrinkwrap.json": _npm,
    "yarn.lock": _YARN.findall,
    "pnpm-lock.yaml": _PNPM.findall,
    "go.sum": _GO_SUM.findall,
    "Gemfile.lock": _GEMFILE.findall,
    "composer.lock": _COMPOSER.findall,
}


def is_lock_file(path: str) -> bool:
    """Whether a path is one that is known."""
    return path.rsplit("/", 1)[-1] in _LOCKS


def locked_versions(path: str, text: str) -> Mapping[str, str] | None:
    """Each name with its versions, sorted and joined; None for a lock file of another kind."""
    pairs = _LOCKS.get(path.rsplit("/", 1)[-1])
    if pairs is None:
        return None
    versions: dict[str, set[str]] = {}
    for name, version in pairs(f"\n{_cut(text)}"):
        versions.setdefault(name, set()).add(version)
    return {name: ", ".join(sorted(found)) for name, found in versions.items()}


def _cut(text: str) -> str:
    """The text without the tails of long lines, on which patterns could take for ever."""
    end = 0
    while len(text) - end > _LONGEST_LINE:  # from the end of a line to the last one that is near
        end = text.rfind("\n", end, end + _LONGEST_LINE + 1) + 1
        if not end:
            return "\n".join(line[:_LONGEST_LINE] for line in text.split("\n"))
    return text
