"""Risks of what a release promises: breaks that nobody names, a version too low, lost fixes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.facts.fact import Importance
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.found import Found
from gitdigest.release.risks.risk import Risk

_WORD = re.compile(r"[\w-]+")
_LAST = re.compile(r"\.|::|:")
_HOOK = re.compile(r"__\w+__")
_LICENCES = frozenset({"licence"})


def promise_risks(found: Found) -> Iterator[Risk]:
    """One for each break that asks for something, and for what the range as a whole lacks."""
    topic_of, words = found.topic_of(), words_of(found.said)
    for item in found.breaks:
        told = any(topic_of[sha].breaking for sha in item.commits if sha in topic_of)
        if item.code != "deprecated":
            yield _of_break(found, item, told=told or is_said(item, words))
    advice = found.advice
    if advice.fits is False:
        yield Risk("version", "high", advice.planned, f"{advice.planned} < {advice.asked}")
    for commit in found.missing:
        if commit.counts and not commit.picked:
            yield Risk("missing-fix", "high", commit.subject, commit.sha[:7])
    if not found.complete:
        yield Risk("incomplete", "high", "")
    for topic in found.topics:
        if topic.state == "partly":
            yield Risk("partly-reverted", "medium", topic.title, commits=topic.shas)


def words_of(text: str) -> frozenset[str]:
    """The words of a text, as names are written: with underscores and hyphens."""
    return frozenset(word.strip("-") for word in _WORD.findall(text))


def is_said(item: Break, words: frozenset[str]) -> bool:
    """Whether the changelog's new lines name it, by the last part of its name.

    What a class does when it is called, entered and so on goes by the name of the class.
    """
    *above, last = _LAST.split(item.name.strip("-"))
    is_hook = _HOOK.fullmatch(last) is not None and above[-1:] and above[-1][:1].isupper()
    return (above[-1] if is_hook else last) in words


def _of_break(found: Found, item: Break, *, told: bool) -> Risk:
    rule, tier = _rule(found, item, told=told)
    return Risk(
        rule=rule,
        tier=tier,
        name=item.name,
        detail=item.detail
        if item.code == "removed"
        else " ".join(filter(None, (item.code, item.detail))),
        weight=float(item.sure) + float(not told) + float(item.weight == "major"),
        evidence=item.evidence,
        commits=item.commits,
    )


def _rule(found: Found, item: Break, *, told: bool) -> tuple[str, Importance]:
    """The rule that a break falls under: a promise is worse to break than to bend."""
    if item.kind in _LICENCES:
        return "licence", "high"
    if item.weight == "major":
        if not item.sure:
            return "doubtful-break", "low"
        if told or found.advice.fits:
            return "break", "medium"
        return "undeclared-break", "high"
    rules = {"default": "default", "schema": "schema", "migration": "schema", "minimum": "minimum"}
    if item.kind == "dependency":
        return "dependency", "medium" if item.code == "major" else "low"
    return rules.get(item.kind, "default"), "medium"
