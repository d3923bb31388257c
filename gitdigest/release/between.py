"""What differs at the end as facts: the same finders that read a commit, on the whole range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import compress
from typing import NamedTuple

from gitdigest.commit import Commit, Person
from gitdigest.diff import Diff, FileChange
from gitdigest.facts.configkeys import find_config_keys
from gitdigest.facts.context import Context, Finder
from gitdigest.facts.dependencies import find_dependencies
from gitdigest.facts.extract import classified
from gitdigest.facts.fact import Fact, FileClass, FileFact, Level
from gitdigest.facts.files import file_fact, is_aside
from gitdigest.facts.leaks import find_leaks
from gitdigest.facts.legal import find_legal
from gitdigest.facts.lfs import find_lfs
from gitdigest.facts.message import parse_message
from gitdigest.facts.objects import find_objects
from gitdigest.facts.rules import Rules, glob
from gitdigest.facts.schema import find_schema
from gitdigest.facts.settings import find_settings
from gitdigest.facts.sources import Blobs, Sources
from gitdigest.facts.testcases import find_tests
from gitdigest.facts.todo import find_todos
from gitdigest.facts.trojan import find_trojans
from gitdigest.release.gate import Gate
from gitdigest.release.surface.compare import Compared, compare
from gitdigest.release.surface.side import Side

_FINDERS: tuple[Finder, ...] = (
    find_leaks,
    find_trojans,
    find_schema,
    find_dependencies,
    find_settings,
    find_config_keys,
    find_tests,
    find_legal,
    find_objects,
    find_lfs,
    find_todos,
)
_NOBODY = Person("", "")


Trees = tuple[Mapping[str, str], Mapping[str, str]]
"""The id of each file of two ends."""


class Told(NamedTuple):
    """What differs between two ends: git's diff, the facts, what became of the public names."""

    diff: Diff
    trees: Trees
    facts: tuple[Fact, ...]
    names: Compared


@dataclass(frozen=True, slots=True)
class Between:
    """The difference between two ends: its files, what is told of it, and both ends whole."""

    files: tuple[FileFact, ...]
    told: Told
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Terms:
    """By what ends are compared: a project's rules, what it says is public, and the present."""

    rules: Rules
    gate: Gate
    when: datetime


def read_between(
    diff: Diff,
    trees: Trees,
    blobs: Blobs,
    terms: Terms,
    told: Told | None = None,
) -> Between:
    """What lies between two ends, whose files `trees` lists; `told` where somebody told already."""
    sources = Sources(blobs)
    files = files_between(diff, terms.rules)
    before, after = (Side(tree, sources) for tree in trees)
    if told is None:
        facts = facts_between(diff, files, sources, terms.when)
        names = compare(before, after, _with_names(diff, files, terms.gate))
        told = Told(diff, trees, facts, names)
    return Between(files, told, before, after)


def files_between(diff: Diff, rules: Rules) -> tuple[FileFact, ...]:
    """The files that differ, with what each is for."""
    return tuple(classified(file_fact(change), rules) for change in diff.files)


def facts_between(
    diff: Diff, files: tuple[FileFact, ...], sources: Sources, when: datetime
) -> tuple[Fact, ...]:
    """What came, went and changed between the ends; hints are left out.

    Settings count where they are installed: who upgrades runs none of the developers' scripts.
    """
    nobody = Commit(diff.sha, (diff.parent or "",), _NOBODY, _NOBODY, when, when, "")
    whole = Context(nobody, parse_message(""), diff, files, sources)
    shipped = [not is_aside(file.path) for file in files]
    less = replace(diff, files=tuple(compress(diff.files, shipped)))
    installed = replace(whole, diff=less, files=tuple(compress(files, shipped)))
    found = (f for find in _FINDERS for f in find(installed if find is find_settings else whole))
    return tuple(fact for fact in found if fact.level is Level.FACT)


def _with_names(diff: Diff, files: tuple[FileFact, ...], gate: Gate) -> Iterator[FileChange]:
    """The files that differ and whose names others may use."""
    for change, file in zip(diff.files, files, strict=True):
        path = change.path
        chosen = any(glob(pattern).match(path) for pattern in gate.public)
        hidden = any(glob(pattern).match(path) for pattern in gate.internal)
        source = file.file_class is FileClass.SOURCE and not is_aside(path)
        if not hidden and (chosen if gate.public else source):
            yield change
