"""Keys of configuration files, added and removed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from gitdigest import toml
from gitdigest.facts.context import Context
from gitdigest.facts.fact import Evidence, Fact, FileClass, Level

_MOST = 40
_MOST_SIGNS = 1 << 22  # of all keys: each has those above it, and a key may be as long as its file
# what is put behind a "#" is still on offer
_ENV = re.compile(
    r"^[^\S\n]*(?:(?:export[^\S\n]+)?([A-Za-z_]\w*)"
    r"|#[^\S\n]?(?:export[^\S\n]+)?([A-Z_][A-Z0-9_]*))[^\S\n]*=",
    re.MULTILINE,
)
_INI = re.compile(r"^(?:\[([^\]\n]+)\]|([\w.-]++)[^\S\n]*+[=:])", re.MULTILINE)
_SETTINGS = re.compile(
    r"(?:^|/)(?:[\w.-]*(?:conf(?:ig(?:uration)?)?|settings|options|preferences)(?:[._-][\w.-]*)?\.json"
    r"|(?:[\w.-]+[._-])?env(?:[._-][\w.-]*)?\.json|\.[\w.-]+)$",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"(?:^|/)(?:(?:color-?|icon-?)?themes?|palettes|locales?|i18n|l10n|langs?|languages?|translations?"
    r"|messages|data(?:sets?)?|icons|snippets|registry|schemas?)/"
    r"|(?:^|/)(?:[\w.-]*[-_.])?(?:theme|palette|messages|strings|translations?|manifest|baseline|cache)"
    r"(?:_\w+)?\.\w+$|_[a-z]{2}(?:_[A-Z]{2})?\.properties$"
)  # looks, texts and records, by the name of the file or of a folder above it
_YAML = re.compile(r"^( *)(?:- )?([\w./-]+):(?:\s|$)")


def find_config_keys(context: Context) -> Iterator[Fact]:
    """`config.key` with its path in dots; `config.more` counts those beyond 40 in a file.

    Facts for TOML, INI and .env files that are no themes, texts or the like by their name, and for
    JSON that calls itself configuration; hints for what may be data, and for YAML, whose keys are
    read by indentation.
    """
    for change, file in context.written():
        if file.file_class is not FileClass.CONFIG or not change.hunks:
            continue
        sides = (context.text(change, "old"), context.text(change, "new"))
        if change.status != "modified" or None in sides:
            continue
        before, after = (_keys(change.path, text or "") for text in sides)
        if before is None or after is None:
            continue
        level = Level.FACT if _is_settings(change.path) else Level.HINT
        changes = [("added", key) for key in sorted(after - before)]
        changes += [("removed", key) for key in sorted(before - after)]
        for way, key in changes[:_MOST]:
            if way == "added":
                where = Evidence(change.path)
                yield Fact("config.key", key, level, "added", evidence=(where,))
            else:
                where = Evidence(change.path, side="old")
                yield Fact("config.key", key, level, "removed", evidence=(where,))
        if len(changes) > _MOST:
            where = Evidence(change.path)
            yield Fact("config.more", str(len(changes) - _MOST), level, evidence=(where,))


def _is_settings(path: str) -> bool:
    """Whether a file, by its name, holds settings and nothing else."""
    if _is_yaml(path) or _DATA.search(path):
        return False
    return not path.endswith(".json") or _SETTINGS.search(path) is not None


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))


def _keys(path: str, text: str) -> set[str] | None:
    try:
        keys = _read(path, text)
    except (ValueError, RecursionError):
        return None
    return None if keys is None else _bounded(keys)


def _read(path: str, text: str) -> Iterator[str] | None:
    if path.endswith(".toml"):
        return _flat(toml.loads(text))
    if path.endswith(".json"):
        return _flat(json.loads(text))
    if _is_yaml(path):
        return None if "{{" in text else _indented(text)
    if path.endswith((".ini", ".cfg", ".conf", ".properties")):
        return _sections(text)
    return _variables(text) if ".env" in path else None


def _bounded(keys: Iterator[str]) -> set[str] | None:
    """The keys, None where they are longer than anybody writes."""
    found: set[str] = set()
    left = _MOST_SIGNS
    for key in keys:
        left -= len(key)
        if left < 0:
            return None
        found.add(key)
    return found


def _variables(text: str) -> Iterator[str]:
    return (shown or hidden for shown, hidden in _ENV.findall(text))


def _flat(value: object, above: str = "") -> Iterator[str]:
    """Every key with those above it; lists are looked through."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            name = f"{above}.{key}" if above else str(key)
            yield name
            yield from _flat(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, above)


def _sections(text: str) -> Iterator[str]:
    section = ""
    for name, key in _INI.findall(text):
        if name:
            section = f"{name}."
        else:
            yield section + key


def _indented(text: str) -> Iterator[str]:
    above: list[tuple[int, str]] = []
    for line in text.split("\n"):
        match = _YAML.match(line)
        if match is None:
            continue
        depth = len(match[1]) + 2 * line.lstrip().startswith("- ")
        while above and above[-1][0] >= depth:
            above.pop()
        above.append((depth, match[2]))
        yield ".".join(name for _, name in above)
