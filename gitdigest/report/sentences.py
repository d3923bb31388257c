"""Sentences from facts alone, as plain text in the report's language; each format escapes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gitdigest.digest import CommitDigest
from gitdigest.facts.fact import Facts, FileFact, Reason
from gitdigest.report.catalog import Catalog
from gitdigest.report.overview import Component, Findings
from gitdigest.report.words import (
    FILE_CLASSES,
    KINDS,
    LIGHTS,
    REASONS,
    STATUSES,
    TIERS,
    TYPES,
    UNREAD,
    sentence,
    word,
)

MOST_COMPONENTS = 3
_CODE = frozenset({"source", "schema", "migration"})


def reason_text(catalog: Catalog, reason: Reason) -> str:
    """A term of the score with its points: "type Fix +2"."""
    words = {"type": TYPES, "model": TIERS}.get(reason.code.split(".")[0], {})
    detail = word(catalog, words, reason.detail)
    return f"{sentence(catalog, REASONS, reason.code, detail=detail)} {_points(catalog, reason)}"


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


def findings_title(catalog: Catalog, group: Findings) -> str:
    """What kind of facts these are and what became of them: "Public names (removed)"."""
    kind = word(catalog, KINDS, group.kind)
    if not group.change:
        return kind
    change = word(catalog, STATUSES, group.change)
    return catalog.text("%(what)s (%(reason)s)", what=kind, reason=change)


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


def files_text(catalog: Catalog, count: int) -> str:
    """A number of files."""
    return catalog.plural("%(count)s file", "%(count)s files", count)


def summary(catalog: Catalog, commit: CommitDigest) -> str:
    """One sentence of what changed: where, how much, which kinds of files, tests or not."""
    facts = commit.facts
    if not facts.files:
        return _without_files(catalog, commit)
    first = catalog.text(
        "Touches %(where)s: %(files)s (%(lines)s), %(classes)s",
        where=_where(catalog, facts),
        files=files_text(catalog, facts.sizes.files),
        lines=lines_text(catalog, facts.sizes.additions, facts.sizes.deletions),
        classes=_classes(catalog, facts.files),
    )
    parts = [first, *_remarks(catalog, facts)]
    return catalog.text("%(sentence)s.", sentence=catalog.text("; ").join(parts))


def _classes(catalog: Catalog, files: Sequence[FileFact]) -> str:
    """The kinds of files with their numbers, most frequent first: "3 source, 1 tests"."""
    counts = Counter(file.file_class for file in files)
    named = [(word(catalog, FILE_CLASSES, kind), count) for kind, count in counts.most_common()]
    if len(named) == 1:
        return catalog.text("all %(kind)s", kind=named[0][0]) if len(files) > 1 else named[0][0]
    return catalog.listed(
        [
            catalog.text("%(count)s %(kind)s", count=catalog.number(count), kind=kind)
            for kind, count in named
        ]
    )


def _remarks(catalog: Catalog, facts: Facts) -> Iterator[str]:
    classes = {file.file_class.value for file in facts.files}
    sizes = facts.sizes
    if facts.breaking:
        yield catalog.text("breaking change")
    if classes & _CODE and facts.change_type != "test":
        touched = catalog.text("test files changed too")
        yield touched if "test" in classes else catalog.text("no test file changed")
    if sizes.added:
        yield catalog.plural("%(count)s file added", "%(count)s files added", sizes.added)
    if sizes.deleted:
        yield catalog.plural("%(count)s file deleted", "%(count)s files deleted", sizes.deleted)
    if sizes.renamed:
        yield catalog.plural("%(count)s file renamed", "%(count)s files renamed", sizes.renamed)


def _without_files(catalog: Catalog, commit: CommitDigest) -> str:
    if commit.commit.is_merge:
        parents = len(commit.commit.parents)
        return catalog.plural(
            "A merge of %(count)s parent.", "A merge of %(count)s parents.", parents
        )
    return catalog.text("An empty commit: no file changed.")


def _where(catalog: Catalog, facts: Facts) -> str:
    """The touched parts of the tree, those with code first, three by name."""
    with_code = {file.component for file in facts.files if file.file_class in _CODE}
    names = sorted(facts.components, key=lambda name: name not in with_code)
    shown = [component_name(catalog, name) for name in names]
    first, rest = catalog.listed(shown[:MOST_COMPONENTS]), len(shown) - MOST_COMPONENTS
    if rest < 1:
        return first
    return catalog.plural(
        "%(first)s and %(count)s other component",
        "%(first)s and %(count)s other components",
        rest,
        first=first,
    )


def _points(catalog: Catalog, reason: Reason) -> str:
    return catalog.signed(reason.points) if reason.points else "0"
