"""Facts of dependencies as people call them: no prefix where the name tells, no id beside a version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from gitdigest.facts.fact import Fact

_NAMES = (  # groups of `facts/manifest_images.py` whose names say what they are
    (re.compile(r"action:"), ""),
    (re.compile(r"hook:(?:https?://(?:www\.)?github\.com/)?"), ""),
    (re.compile(r"setup:"), "setup-"),
)
_ID = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9a-f])")
_BESIDE = re.compile(rf"(?<=\S) (?:sha256:)?{_ID.pattern}$")
_SHORT = 7


def is_dependency(fact: Fact) -> bool:
    """Whether a fact is of a dependency, whatever became of it."""
    return fact.kind.startswith("dependency")


def name_of(fact: Fact) -> str:
    """What a dependency is called: "actions/checkout" for "action:actions/checkout"."""
    for group, instead in _NAMES:
        if found := group.match(fact.name):
            return f"{instead}{fact.name[found.end() :]}"
    return fact.name


def versions(fact: Fact) -> tuple[str, str]:
    """What was and what is asked for: without the id beside a version where the versions differ."""
    before, after = fact.before or "", fact.after or ""
    short = _BESIDE.sub("", before), _BESIDE.sub("", after)
    old, new = short if short[0] != short[1] else (before, after)
    return _ID.sub(_first, old), _ID.sub(_first, new)


def grouped(facts: Iterable[Fact]) -> list[Fact]:
    """The facts, those of one dependency that went the same way made one with all of their places."""
    found: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        key = (fact.kind, fact.change, fact.name, fact.before, fact.after)
        if known := found.get(key) if is_dependency(fact) else None:
            found[key] = replace(known, evidence=(*known.evidence, *fact.evidence))
        else:
            found[key if is_dependency(fact) else (id(fact),)] = fact
    return list(found.values())


def _first(match: re.Match[str]) -> str:
    return match[0][:_SHORT]
