"""What differs at the end as facts: the same finders that read a commit, on the whole range."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import compress

from gitdigest.commit import Commit, Person
from gitdigest.diff import Diff
from gitdigest.facts.configkeys import find_config_keys
from gitdigest.facts.context import Context, Finder
from gitdigest.facts.dependencies import find_dependencies
from gitdigest.facts.extract import classified
from gitdigest.facts.fact import Fact, FileFact, Level
from gitdigest.facts.files import file_fact, is_aside
from gitdigest.facts.leaks import find_leaks
from gitdigest.facts.legal import find_legal
from gitdigest.facts.message import parse_message
from gitdigest.facts.objects import find_objects
from gitdigest.facts.rules import Rules
from gitdigest.facts.schema import find_schema
from gitdigest.facts.settings import find_settings
from gitdigest.facts.sources import Blobs, Sources
from gitdigest.facts.testcases import find_tests
from gitdigest.facts.todo import find_todos
from gitdigest.facts.trojan import find_trojans
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
    find_todos,
)
_NOBODY = Person("", "")


@dataclass(frozen=True, slots=True)
class Between:
    """The difference between two ends: git's diff, its files and facts, and both ends whole."""

    diff: Diff
    files: tuple[FileFact, ...]
    facts: tuple[Fact, ...]
    before: Side
    after: Side


def read_between(
    diff: Diff,
    trees: tuple[Mapping[str, str], Mapping[str, str]],
    blobs: Blobs,
    rules: Rules,
    when: datetime,
) -> Between:
    """What lies between two ends, whose files `trees` lists."""
    sources = Sources(blobs)
    files = files_between(diff, rules)
    facts = facts_between(diff, files, sources, when)
    before, after = (Side(tree, sources) for tree in trees)
    return Between(diff, files, facts, before, after)


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
