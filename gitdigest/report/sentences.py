"""Sentences from facts alone, as plain text in the report's language; each format escapes them."""

from __future__ import annotations

import re

from gitdigest.digest import CommitDigest
from gitdigest.facts.fact import FileFact, Reason
from gitdigest.report.catalog import Catalog
from gitdigest.report.overview import Component
from gitdigest.report.words import (
    FILE_CLASSES,
    LIGHTS,
    REASONS,
    STATUSES,
    TIERS,
    TYPES,
    UNREAD,
    sentence,
    word,
)

_BOUNDS = ("cap.", "floor.")
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def reason_text(catalog: Catalog, reason: Reason) -> str:
    """A term of the score with its points: "type Fix +2"."""
    words = {"type": TYPES, "model": TIERS}.get(reason.code.split(".")[0], {})
    detail = word(catalog, words, reason.detail)
    if _NUMBER.fullmatch(detail):
        value = float(detail)
        detail = catalog.number(max(round(value), 1) if reason.code == "lines" else value)
    elif reason.code.startswith("words."):
        detail = catalog.listed(detail.split(", "))
    said, points = sentence(catalog, REASONS, reason.code, detail=detail), _points(catalog, reason)
    if reason.code.startswith(_BOUNDS):  # they may end in a number
        return catalog.text("%(what)s (%(reason)s)", what=said, reason=points)
    return f"{said} {points}"


def lines_text(catalog: Catalog, additions: int | None, deletions: int | None) -> str:
    """Counted lines: added and deleted; nothing where git counts none."""
    if additions is None or deletions is None:
        return ""
    return f"+{catalog.number(additions)} \u2212{catalog.number(deletions)}"


def type_text(catalog: Catalog, commit: CommitDigest) -> str:
    """The change type, and whether the subject did not name it or it breaks something."""
    facts = commit.facts
    name = word(catalog, TYPES, facts.change_type)
    if facts.type_inferred:
        name = catalog.text("%(type)s (inferred)", type=name)
    if facts.breaking:
        name = catalog.text("%(type)s · ⚠ breaking change", type=name)
    return name


def importance_text(catalog: Catalog, commit: CommitDigest) -> str:
    """The tier, the score and the terms that make it."""
    reasons = [reason_text(catalog, reason) for reason in commit.reasons]
    tier = tier_text(catalog, commit)
    if not reasons:
        return tier
    return catalog.text(
        "%(tier)s: %(reasons)s", tier=tier, reasons=catalog.text("; ").join(reasons)
    )


def tier_text(catalog: Catalog, commit: CommitDigest) -> str:
    """The tier by the facts with the score."""
    tier = commit.facts.importance if commit.analysis else commit.importance
    return catalog.text(
        "%(light)s %(tier)s (score %(score)s)",
        light=LIGHTS[tier],
        tier=word(catalog, TIERS, tier),
        score=catalog.number(round(commit.facts.score, 2)),
    )


def tier_name(catalog: Catalog, commit: CommitDigest) -> str:
    """The tier alone."""
    return f"{LIGHTS[commit.importance]} {word(catalog, TIERS, commit.importance)}"


def author_text(catalog: Catalog, commit: CommitDigest) -> str:
    """Who wrote the commit: a name, an address where there is none, never nothing."""
    author = commit.commit.author
    return author.name.strip() or author.email.strip() or catalog.text("(no name)")


def component_name(catalog: Catalog, name: str) -> str:
    """A component as people call it."""
    return catalog.text("the top folder") if name == "." else name


def component_details(catalog: Catalog, part: Component) -> str:
    """How much of a component changed, files and lines."""
    lines = lines_text(catalog, part.additions, part.deletions)
    return " · ".join(text for text in (files_text(catalog, part.count), lines) if text)


def more_files(catalog: Catalog, count: int) -> str:
    """How many files are not listed."""
    return catalog.plural("and %(count)s more file", "and %(count)s more files", count)


def lines_more(catalog: Catalog, count: int) -> str:
    """How many lines of a hunk are not shown."""
    return catalog.plural("%(count)s more line", "%(count)s more lines", count)


def more_facts(catalog: Catalog, count: int) -> str:
    """How many facts of a kind are not listed."""
    return catalog.plural("and %(count)s more", "and %(count)s more", count)


def file_details(catalog: Catalog, file: FileFact) -> str:
    """What a file is for and what happened to it."""
    status = "" if file.status == "modified" else word(catalog, STATUSES, file.status)
    unread = word(catalog, UNREAD, file.unread) if file.unread else ""
    lines = lines_text(catalog, file.additions, file.deletions)
    details = [word(catalog, FILE_CLASSES, file.file_class), status, unread, lines]
    return " · ".join(detail for detail in details if detail)


def commits_text(catalog: Catalog, count: int) -> str:
    """A number of commits."""
    return catalog.plural("%(count)s commit", "%(count)s commits", count)


def files_text(catalog: Catalog, count: int) -> str:
    """A number of files."""
    return catalog.plural("%(count)s file", "%(count)s files", count)


def _points(catalog: Catalog, reason: Reason) -> str:
    return catalog.signed(reason.points) if reason.points else "0"
