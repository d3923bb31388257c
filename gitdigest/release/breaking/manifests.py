"""What a project asks to be installed: all manifests of a folder at one end against the other.

A requirement that moved from setup.py to pyproject.toml is the same requirement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from gitdigest.diff import FileChange
from gitdigest.facts.fact import Evidence, FileClass
from gitdigest.facts.files import is_aside, read_path
from gitdigest.facts.manifest_tables import listed
from gitdigest.facts.manifests import requirements_of
from gitdigest.facts.versions import direction
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.surface.side import Side

_LANGUAGES = frozenset({"python", "rust", "go", "engines:node", "php", "ruby", "java"})
_GROUPS = frozenset({"", "peer", "workspace", "property"})
_ECOSYSTEMS: Mapping[str, tuple[str, ...]] = {
    "Python": ("pyproject.toml", "setup.cfg", "setup.py", "requirements.txt"),
    "Rust": ("Cargo.toml",),
    "npm": ("package.json",),
    "Go": ("go.mod",),
    "PHP": ("composer.json",),
    "JVM": ("pom.xml", "build.gradle", "build.gradle.kts"),
}
_ECOSYSTEM_OF = {name: eco for eco, names in _ECOSYSTEMS.items() for name in names}
_GO_MAJOR = re.compile(r"/v\d+(?=/|$)")
_GO_MODULE = re.compile(r"^module\s+(\S+)", re.MULTILINE)
_LISTED = re.compile(r"install_requires\s*=\s*\[([^\]]*)\]")
_BLOCK = re.compile(r"^install_requires\s*=\s*\n((?:[ \t]+[^\n]*\n|[ \t]*\n)+)", re.MULTILINE)
_PYTHON = re.compile(r"""python_requires\s*+=\s*+["']?([^"'\n]+)""")
_ITEM = re.compile(r"""["']([^"']+)["']""")
_PINNED = "requirements.txt"
_INSTALLED = re.compile(
    r"^\[project\]|^\[tool\.poetry\]|^\[options\]|\bsetup\(|\binstall_requires\b", re.MULTILINE
)
_FIRST = re.compile(r"\d+")
_MOST_VERSIONS = 256  # each requirement asks the same ones


class _Asked(NamedTuple):
    """A requirement as it is written, and the file that it stands in."""

    text: str
    path: str


def breaks_of_manifests(
    changes: Iterable[FileChange], before: Side, after: Side, behind: Behind
) -> Iterator[Break]:
    """What is required anew, no more, in another version; a language's own version first."""
    for folder, ecosystem in sorted(_touched(changes)):
        old, new = (_asked(side, folder, ecosystem) for side in (before, after))
        for name in sorted(old.keys() | new.keys()):
            was, now = old.get(name), new.get(name)
            if was is None or now is None or was.text != now.text:
                found = _compared(name, was, now)
                if found:
                    where = _evidence(name, was, now, before if now is None else after)
                    yield Break(
                        "minimum" if name in _LANGUAGES else "dependency",
                        found,
                        name,
                        "look",
                        was.text if was else "",
                        now.text if now else "",
                        evidence=(where,),
                        commits=behind.changing([where.path], partial(_text, name)),
                    )


def _text(name: str, side: Side, path: str) -> str | None:
    """How one version of a manifest asks for something."""
    return _read(path, side.text(path)).get(name)


def _touched(changes: Iterable[FileChange]) -> set[tuple[str, str]]:
    """The folders whose manifests differ, with their ecosystem."""
    found: set[tuple[str, str]] = set()
    for change in changes:
        for path in {change.path, change.old_path or change.path}:
            folder, _, name = path.rpartition("/")
            is_own = read_path(path).file_class is FileClass.DEPS and not is_aside(path)
            if name in _ECOSYSTEM_OF and is_own:
                found.add((folder, _ECOSYSTEM_OF[name]))
    return found


def _asked(side: Side, folder: str, ecosystem: str) -> dict[str, _Asked]:
    found: dict[str, _Asked] = {}
    texts = {
        path: side.text(path)
        for name in _ECOSYSTEMS[ecosystem]
        if (path := f"{folder}/{name}".lstrip("/"))
    }
    whole = "".join(text for path, text in texts.items() if not path.endswith(_PINNED))
    for path, text in texts.items():
        if path.endswith(_PINNED) and _INSTALLED.search(whole) and _PINNED not in whole:
            continue  # for who works on the project: whoever installs it never has it
        for key, value in _read(path, text).items() if text else ():
            found.setdefault(key, _Asked(value, path))
    return found


@lru_cache(maxsize=_MOST_VERSIONS)
def _read(path: str, text: str) -> Mapping[str, str]:
    """The requirements of a manifest by name, those of a build or a run alone."""
    if path.endswith(("setup.py", "setup.cfg")):
        return dict(_setup(text))
    found = requirements_of(path, text) or {}
    named = {
        f"{group}:{name}" if group == "engines" else name: value
        for (group, name), value in found.items()
        if group in _GROUPS or (group, name) == ("engines", "node")
    }
    if not path.endswith("go.mod"):
        return named
    own = _GO_MODULE.search(text)
    root = _GO_MAJOR.sub("", own[1]) if own else ""
    return {
        _GO_MAJOR.sub("", name): value
        for name, value in named.items()
        if not root or not f"{_GO_MAJOR.sub('', name)}/".startswith(f"{root}/")
    }


def _setup(text: str) -> Iterator[tuple[str, str]]:
    for items in _LISTED.findall(text):
        yield from _named(_ITEM.findall(items))
    for block in _BLOCK.findall(text):
        yield from _named(block.split("\n"))
    if python := _PYTHON.search(text):
        yield "python", python[1].strip(" \t,")


def _named(items: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, asked) for (_, name), asked in listed("", items))


def _compared(name: str, was: _Asked | None, now: _Asked | None) -> str:
    """What happened to a requirement, "" where nobody must follow."""
    if was is None or now is None:
        return "" if name in _LANGUAGES else "added" if was is None else "removed"
    if direction(was.text, now.text) != "upgraded":
        return ""
    if name in _LANGUAGES:
        return "raised"
    return "major" if _first(was.text) != _first(now.text) else "raised"


def _first(text: str) -> str:
    found = _FIRST.search(text)
    return found[0] if found else ""


def _evidence(name: str, was: _Asked | None, now: _Asked | None, side: Side) -> Evidence:
    """Where a requirement stands, at the end that has it."""
    asked = now or was
    path = asked.path if asked else ""
    word = {"python": "requires.python|python_requires", "engines:node": "node"}.get(
        name, re.escape(name).replace(r"\-", "[-_.]")
    )
    text = side.text(path)
    found = re.search(rf"(?i)(?<![\w-])(?:{word})(?![\w-])", text)
    line = text.count("\n", 0, found.start()) + 1 if found else None
    return Evidence(path, line, "old" if now is None else "new")
