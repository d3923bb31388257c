"""Lock file text -> the versions that it pins, by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOML = re.compile(r'^name = "([^"]+)"\r?\nversion = "([^"]+)"', re.MULTILINE)
_NPM = re.compile(r'"(?:[^"]*node_modules/)?([^"]+)": \{\s*"version": "([^"]+)"')
_YARN = re.compile(r'^"?(@?[^@\s"]+)@[^\n]*:\n  version:? "?([^"\s]+)', re.MULTILINE)
_PNPM = re.compile(r"^  ['\"]?/?(@?[^@\s'\"(]+)@([^:('\"\s]+)[^\n]*:$", re.MULTILINE)
_GO_SUM = re.compile(r"^(\S+) (v[^/\s]+) h1:", re.MULTILINE)
_GEMFILE = re.compile(r"^    ([\w.-]+) \(([^)]+)\)$", re.MULTILINE)
_COMPOSER = re.compile(r'"name": "([^"]+/[^"]+)",\s*"version": "([^"]+)"')

_LONGEST_LINE = 1_000
_LOCKS: Mapping[str, re.Pattern[str]] = {
    "Cargo.lock": _TOML,
    "poetry.lock": _TOML,
    "uv.lock": _TOML,
    "pdm.lock": _TOML,
    "package-lock.json": _NPM,
    "npm-shrinkwrap.json": _NPM,
    "yarn.lock": _YARN,
    "pnpm-lock.yaml": _PNPM,
    "go.sum": _GO_SUM,
    "Gemfile.lock": _GEMFILE,
    "composer.lock": _COMPOSER,
}


def is_lock_file(path: str) -> bool:
    """Whether there is a pattern for a path."""
    return path.rsplit("/", 1)[-1] in _LOCKS


def locked_versions(path: str, text: str) -> Mapping[str, str] | None:
    """Each name with its versions, sorted and joined; None for a lock file of another kind."""
    pattern = _LOCKS.get(path.rsplit("/", 1)[-1])
    if pattern is None:
        return None
    versions: dict[str, set[str]] = {}
    for name, version in pattern.findall(_cut(text)):
        versions.setdefault(name, set()).add(version)
    return {name: ", ".join(sorted(found)) for name, found in versions.items()}


def _cut(text: str) -> str:
    """The text without the tails of long lines, on which patterns could take for ever."""
    lines = text.split("\n")
    if max(map(len, lines)) <= _LONGEST_LINE:
        return text
    return "\n".join(line[:_LONGEST_LINE] for line in lines)
