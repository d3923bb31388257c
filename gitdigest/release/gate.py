"""The rules of a gate: which finding stops a release, which asks for a look, and from when on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Literal

from gitdigest.errors import ConfigError

Level = Literal["stop", "look", "note"]

DEFAULTS: Mapping[str, Level] = {
    "undeclared-break": "stop",
    "version": "stop",
    "trojan": "stop",
    "licence": "stop",
    "incomplete": "stop",
    "missing-fix": "stop",
    "break": "look",
    "doubtful-break": "note",
    "default": "look",
    "schema": "look",
    "dependency": "look",
    "minimum": "look",
    "untested": "look",
    "skipped-test": "look",
    "lost-test": "look",
    "large-late": "look",
    "partly-reverted": "look",
    "claim": "look",
    "hotspot": "note",
    "new-author": "note",
    "partner": "note",
    "large": "note",
    "todo": "note",
    "lfs": "note",
}
"""Every rule with what it does by default: a release stops, a person looks, a reader is told."""

_LISTS: tuple[Level, ...] = ("stop", "look", "note")


@dataclass(frozen=True, slots=True)
class Gate:
    """What `[release]` of gitdigest.toml says; the rest is as by default.

    `levels` are the rules that it moves. `tag_prefix` is that of the tags that count, `public` and
    `internal` are globs of files whose names others use, or nobody else's. Lines and changes are
    those from which on a finding is one; `late` is the share of a range's time that is its end.
    """

    levels: tuple[tuple[str, Level], ...] = ()
    tag_prefix: str = ""
    public: tuple[str, ...] = ()
    internal: tuple[str, ...] = ()
    untested_lines: int = 20
    large_lines: int = 400
    hotspot_changes: int = 5
    late: float = 0.1

    def level(self, rule: str) -> Level:
        """What a rule does."""
        return dict(self.levels).get(rule, DEFAULTS.get(rule, "note"))

    @classmethod
    def from_mapping(cls, table: object) -> Gate:
        """The gate of a parsed `[release]`; ConfigError names the key that is wrong."""
        if not isinstance(table, Mapping):
            raise ConfigError("[release] is not a table", "write [release] on a line of its own")
        known = [field.name for field in fields(cls) if field.name != "levels"]
        refuse(table, [*known, *_LISTS], "[release]", "key")
        values = {name: _value(cls, name, table[name]) for name in known if name in table}
        levels: list[tuple[str, Level]] = []
        for level in _LISTS:
            rules = _texts(table.get(level, []), level)
            refuse(rules, DEFAULTS, f"[release] {level}", "rule")
            levels += ((rule, level) for rule in rules)
        return cls(levels=tuple(levels), **values)  # type: ignore[arg-type]


def refuse(names: Iterable[object], known: Iterable[str], where: str, what: str) -> None:
    """Raise ConfigError for the first name that is not known, with the nearest one."""
    names_known = list(known)
    for name in names:
        if name not in names_known:
            near = get_close_matches(str(name), names_known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names_known)}"
            raise ConfigError(f"{where} has no {what} {name!r}", hint)


def _value(cls: type[Gate], name: str, value: object) -> object:
    default = getattr(cls(), name)
    if isinstance(default, tuple):
        return _texts(value, name)
    if isinstance(default, str):
        if not isinstance(value, str):
            raise ConfigError(f"[release] {name} is not a string", f'write {name} = "..."')
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ConfigError(f"[release] {name} is not a number", f"write {name} = {default}")
    return type(default)(value)


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"[release] {name} is not a list", f'write {name} = ["..."]')
    return tuple(value)
