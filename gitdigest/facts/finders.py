"""The kinds of facts: one finder each, in a file of its own, in the order of a report."""

from __future__ import annotations

from gitdigest.facts.addressed import find_addressed
from gitdigest.facts.configkeys import find_config_keys
from gitdigest.facts.context import Finder
from gitdigest.facts.contradiction import find_contradictions
from gitdigest.facts.dependencies import find_dependencies
from gitdigest.facts.hints import find_hints
from gitdigest.facts.leaks import find_leaks
from gitdigest.facts.legal import find_legal
from gitdigest.facts.lfs import find_lfs
from gitdigest.facts.mends import find_mends
from gitdigest.facts.objects import find_objects
from gitdigest.facts.past import find_past
from gitdigest.facts.public import find_public
from gitdigest.facts.schema import find_schema
from gitdigest.facts.settings import find_settings
from gitdigest.facts.symbols import find_symbols
from gitdigest.facts.testcases import find_tests
from gitdigest.facts.todo import find_todos
from gitdigest.facts.trojan import find_trojans

FINDERS: tuple[Finder, ...] = (
    find_contradictions,
    find_mends,
    find_leaks,
    find_trojans,
    find_addressed,
    find_public,
    find_schema,
    find_dependencies,
    find_settings,
    find_config_keys,
    find_tests,
    find_legal,
    find_objects,
    find_lfs,
    find_todos,
    find_past,
    find_symbols,
    find_hints,
)
