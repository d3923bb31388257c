"""A commit of a range by its message and its files alone: what differs is read at the ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gitdigest.commit import Commit
from gitdigest.describe import commit_digest
from gitdigest.diff import Diff, Unread
from gitdigest.digest import CommitDigest
from gitdigest.facts.context import Finder
from gitdigest.facts.extract import find_facts
from gitdigest.facts.mends import find_mends
from gitdigest.facts.rules import Rules
from gitdigest.facts.testcases import find_tests

_FINDERS: tuple[Finder, ...] = (find_mends, find_tests)


def describe_briefly(
    commit: Commit, diff: Diff, rules: Rules, page: Callable[[str], str]
) -> CommitDigest:
    """The digest of a commit without reading a file; `page` gives its address on the forge.

    A merge is an entry: what it brought is told by the commits that it brought.
    """
    if commit.is_merge:
        diff = replace(diff, files=(), unread=Unread.MERGE)
    facts = find_facts(commit, diff, rules, finders=_FINDERS)
    return commit_digest(commit, facts, page(commit.sha))
