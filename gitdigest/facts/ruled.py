"""What a project's own rules say of a commit: their findings, and the points that they give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange
from gitdigest.facts.fact import Evidence, Fact, FileFact, Level, Reason
from gitdigest.facts.rules import Rule, Rules, glob

_LONGEST_LINE = 1_000


def of_rules(diff: Diff, rules: Rules) -> Iterator[Fact]:
    """Each label once, with a place in each file that it is about."""
    found: dict[str, dict[Evidence, None]] = {}
    for rule in rules.rules:
        for change in diff.files:
            if not rule.paths or any(glob(path).match(change.path) for path in rule.paths):
                evidence = _rule_evidence(change, rule)
                if evidence:
                    found.setdefault(rule.label, {})[evidence] = None
    for label, places in found.items():
        yield Fact("rule", label, Level.FACT, evidence=tuple(places))


def _rule_evidence(change: FileChange, rule: Rule) -> Evidence | None:
    """The first changed line that a rule's pattern matches, or the file where it has none."""
    if not rule.lines:
        return Evidence(change.path)
    pattern = _compiled(rule.lines)
    for hunk in change.hunks:
        for line in hunk.lines(around=False):
            if pattern.search(line.text[:_LONGEST_LINE]):
                return (
                    Evidence(change.path, line.new)
                    if line.kind == "+"
                    else Evidence(change.old_path or change.path, line.old, "old")
                )
    return None


def rule_terms(
    commit: Commit, files: Sequence[FileFact], findings: Sequence[Fact], rules: Rules
) -> Iterator[Reason]:
    """The points that paths, words and labels give."""
    for pattern, points in rules.paths:
        touched = next((file.path for file in files if glob(pattern).match(file.path)), None)
        if touched is not None:
            yield Reason("rule.path", points, touched)
    text = f"{commit.subject}\n{commit.body}"[: 8 * _LONGEST_LINE]
    for pattern, points in rules.words:
        lines = (line[:_LONGEST_LINE] for line in text.split("\n"))
        if any(_compiled(pattern).search(line) for line in lines):
            yield Reason("rule.word", points, pattern)
    labels = {finding.name for finding in findings}
    for rule in rules.rules:
        if rule.weight and rule.label in labels:
            yield Reason("rule", rule.weight, rule.label)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
