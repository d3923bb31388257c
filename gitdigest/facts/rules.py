"""A project's own weights: which paths, words and lines matter more or less to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from gitdigest.errors import ConfigError
from gitdigest.facts.fact import FileClass

_MOST_POINTS = 10.0
_LONGEST_PATTERN = 200
_MOST_REPEATS = 3
_IMPORTANCE_KEYS = ("paths", "words", "classes")
_RULE_KEYS = ("label", "paths", "lines", "weight")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{)")
_REPEAT = re.compile(r"(?<!\\)[*+{]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A project's own kind of finding: a label for changes to some paths, or of some lines.

    `paths` are globs (empty: every path), `lines` a regular expression that an added or removed
    line must match (empty: any change), `weight` the points that the label adds once. A file says
    one of the two at least.
    """

    label: str
    paths: tuple[str, ...] = ()
    lines: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Rules:
    """What `[importance]` and `[[rule]]` of gitdigest.toml say; empty by default.

    `paths` gives points to globs, `classes` a file class to globs, `words` points to regular
    expressions that subject or body match, without regard to case.
    """

    paths: tuple[tuple[str, float], ...] = ()
    classes: tuple[tuple[str, FileClass], ...] = ()
    words: tuple[tuple[str, float], ...] = ()
    rules: tuple[Rule, ...] = ()

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, object]) -> Rules:
        """The rules of a parsed file, from its keys `importance` and `rule` (others are left).

        ConfigError names the key that is wrong, and the nearest one that is known.
        """
        table = _table(mapping.get("importance", {}), "[importance]")
        _check_keys(table, _IMPORTANCE_KEYS, "[importance]")
        words = _points(table.get("words", {}), "[importance.words]")
        for pattern, _ in words:
            check_pattern(pattern, "[importance.words]")
        entries = mapping.get("rule", [])
        if not isinstance(entries, list):
            raise ConfigError("rule is not a list of tables", "write [[rule]], with two brackets")
        return cls(
            paths=_points(table.get("paths", {}), "[importance.paths]"),
            classes=_classes(table.get("classes", {})),
            words=words,
            rules=tuple(_rule(entry) for entry in entries),
        )


def check_pattern(pattern: str, where: str) -> None:
    """Raise ConfigError where a pattern is no regular expression, or one that may run for ever.

    A project's file is not trusted: a repeated group, a back reference or many open repeats could
    make a single line cost hours.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(
            f"{where}: {pattern!r} is no regular expression: {error}",
            "escape what is meant literally with a backslash",
        ) from error
    if (
        len(pattern) > _LONGEST_PATTERN
        or _REPEATED_GROUP.search(pattern)
        or len(_REPEAT.findall(pattern)) > _MOST_REPEATS
        or re.search(r"\\\d|\(\?P=|\(\?\(", pattern)
    ):
        raise ConfigError(
            f"{where}: {pattern!r} could take too long on some lines",
            "no repeated group, no back reference, at most three repeats, at most 200 characters",
        )


@lru_cache(maxsize=1024)
def glob(pattern: str) -> re.Pattern[str]:
    """A glob as git's pathspecs read it: `*` stays in a folder, `**` crosses them.

    A pattern without a slash fits a name in any folder, one with a slash at its end all below.
    """
    if pattern.endswith("/"):
        pattern += "**"
    prefix = "" if "/" in pattern else "(?:.*/)?"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("/"))
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile(
        prefix + "".join(signs.get(part) or re.escape(part) for part in parts) + r"\Z"
    )


def _rule(entry: object) -> Rule:
    table = _table(entry, "[[rule]]")
    _check_keys(table, _RULE_KEYS, "[[rule]]")
    label, lines = table.get("label"), table.get("lines", "")
    paths, weight = table.get("paths", []), table.get("weight", 0.0)
    if not isinstance(label, str) or not label:
        raise ConfigError("[[rule]] has no label", 'write label = "a name for what it finds"')
    if not isinstance(lines, str):
        raise ConfigError(f"[[rule]] {label}: lines is not a string", 'write lines = "pattern"')
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise ConfigError(f"[[rule]] {label}: paths is not a list", 'write paths = ["src/**"]')
    if not paths and not lines:
        hint = 'write paths = ["src/**"], lines = "pattern", or both'
        raise ConfigError(f"[[rule]] {label} has neither paths nor lines", hint)
    check_pattern(lines, f"[[rule]] {label}")
    return Rule(label, tuple(paths), lines, _number(weight, f"[[rule]] {label}: weight"))


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where} is not a table", f"write {where} on a line of its own")
    return value


def _check_keys(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
            raise ConfigError(f"{where} has no key {key!r}", hint)


def _points(value: object, where: str) -> tuple[tuple[str, float], ...]:
    table = _table(value, where)
    return tuple((key, _number(points, f"{where} {key}")) for key, points in table.items())


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(f"{where} is not a number", "write points such as 1.5 or -1")
    if not -_MOST_POINTS <= value <= _MOST_POINTS:
        raise ConfigError(f"{where} is out of range", "points go from -10 to 10")
    return float(value)


def _classes(value: object) -> tuple[tuple[str, FileClass], ...]:
    where = "[importance.classes]"
    known = tuple(FileClass)
    found: list[tuple[str, FileClass]] = []
    for pattern, name in _table(value, where).items():
        if name not in known:
            near = get_close_matches(str(name), known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"known classes: {', '.join(known)}"
            raise ConfigError(f"{where}: {name!r} is no file class", hint)
        found.append((pattern, FileClass(str(name))))
    return tuple(found)
