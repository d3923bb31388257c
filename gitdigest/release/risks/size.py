"""Risks of what is large, late, or left for later; and what a model fears, as far as it held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from gitdigest.facts.fact import Fact, FileClass, Importance
from gitdigest.facts.importance import weighted_lines
from gitdigest.release.found import Found
from gitdigest.release.risks.risk import Risk

_HELD = frozenset({"held", "repaired"})
_TIERS: dict[str, Importance] = {"high": "high", "medium": "medium", "low": "low"}
_NOTES: dict[str, tuple[str, Importance]] = {
    "todo": ("todo", "low"),
    "lfs": ("lfs", "low"),
    "trojan.bidi": ("trojan", "high"),
}
_RUNS = frozenset({FileClass.SOURCE, FileClass.BUILD, FileClass.CI, FileClass.CONFIG})
_LATE_AT_LEAST = timedelta(hours=24)
_MOST = 20


def size_risks(found: Found) -> Iterator[Risk]:
    """One for each change of many lines; it is graver where it came at the very end."""
    dates = [commit.commit.committer_date for commit in found.commits.values()]
    if not dates:
        return
    span = max(dates) - min(dates)
    late = max(dates) - max(span * found.gate.late, min(_LATE_AT_LEAST, span / 2))
    for topic in found.topics:
        commits = [found.commits[sha] for sha in topic.shas]
        lines = sum(weighted_lines(c.facts.files) for c in commits if not c.commit.is_merge)
        if not topic.ships or min(lines, topic.added + topic.removed) < found.gate.large_lines:
            continue
        when = max(commit.commit.committer_date for commit in commits)
        is_late = len(found.topics) > 1 and when > late
        yield Risk(
            rule="large-late" if is_late else "large",
            tier="medium" if is_late else "low",
            name=topic.title,
            detail=f"+{topic.added} \u2212{topic.removed}",
            weight=lines,
            commits=topic.shas[:5],
        )


def note_risks(found: Found) -> Iterator[Risk]:
    """Notes left for later, text in code that reads other than it runs, what LFS keeps."""
    classes = {file.path: file.file_class for file in found.files}
    for fact in found.facts:
        where = fact.evidence[0] if fact.evidence else None
        if where is None or fact.change == "removed" or fact.kind not in _NOTES:
            continue
        if fact.kind == "trojan.bidi" and classes.get(where.path) not in _RUNS:
            continue
        rule, tier = _NOTES[fact.kind]
        sha = found.endings.wrote(where.path, where.line) if where.line else ""
        sha = sha or found.endings.touched(where.path)
        commits = (sha,) if sha else ()
        detail = _sizes(fact) if fact.kind == "lfs" else fact.name
        yield Risk(rule, tier, where.path, detail, evidence=fact.evidence, commits=commits)


def _sizes(fact: Fact) -> str:
    return " \u2192 ".join(filter(None, (fact.before, fact.after)))


def claim_risks(found: Found) -> Iterator[Risk]:
    """What a model fears of commits that ship, where code found that the claim holds."""
    topic_of = found.topic_of()
    for sha, commit in found.commits.items():
        topic = topic_of.get(sha)
        if commit.analysis is None or topic is None or not topic.ships:
            continue
        for claim in commit.analysis.risks[:_MOST]:
            if claim.verdict in _HELD:
                yield Risk(
                    rule="claim",
                    tier=_TIERS.get(claim.kind, "low"),
                    name=topic.title,
                    text=claim.text,
                    source="model",
                    commits=(sha,),
                )
