"""Facts -> what a commit did, in a few sentences of the report's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from gitdigest.digest import CommitDigest
from gitdigest.facts.fact import Fact, Facts, FileFact, Level
from gitdigest.report import highlights, overview
from gitdigest.report.brought import brought_text
from gitdigest.report.catalog import Catalog
from gitdigest.report.overview import CODE
from gitdigest.report.sentences import component_name, files_text, lines_text
from gitdigest.report.words import FILE_CLASSES, UNREAD, word

MOST_COMPONENTS = 3
_NAMES = 90  # characters of two paths that a sentence has room for


def summary(catalog: Catalog, commit: CommitDigest, room: int = 0) -> str:
    """What changed: where, how much, which kinds of files, tests or not; then what stands out.

    With `room` what a merge brought, which stands beside the summary elsewhere, and of the other
    sentences those that fit into so many characters, the first one always.
    """
    text = ""
    brings = brought_text(catalog, commit) if room else ""
    brings = catalog.text("%(sentence)s.", sentence=brings) if brings else ""
    for one in chain(filter(None, [brings]), told(catalog, commit, highlights.MOST_NAMED)):
        longer = catalog.text("%(first)s %(then)s", first=text, then=one) if text else one
        if text != brings and text and room and len(longer) > room + len(brings):
            break
        text = longer
    return text


def told(catalog: Catalog, commit: CommitDigest, most: int) -> Iterator[str]:
    """The sentences of a summary, with at most so many names of a kind."""
    facts = commit.facts
    if not facts.files:
        yield _without_files(catalog, commit)
        return
    first = catalog.text(
        "Touches %(where)s: %(files)s (%(lines)s), %(classes)s",
        where=_where(catalog, facts),
        files=files_text(catalog, facts.sizes.files),
        lines=lines_text(catalog, facts.sizes.additions, facts.sizes.deletions),
        classes=_classes(catalog, facts.files),
    )
    parts = [first, *_remarks(catalog, facts)]
    yield catalog.text("%(sentence)s.", sentence=catalog.text("; ").join(parts))
    for more in highlights.told(catalog, commit, most):
        yield catalog.text("%(sentence)s.", sentence=more)


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
    tests = list(_tests(catalog, facts))
    yield from tests
    if classes & CODE and facts.change_type != "test" and not tests:
        touched = catalog.text("test files changed too")
        yield touched if "test" in classes else catalog.text("no test file changed")
    if sizes.added:
        yield catalog.plural("%(count)s file added", "%(count)s files added", sizes.added)
    if sizes.deleted:
        yield catalog.plural("%(count)s file deleted", "%(count)s files deleted", sizes.deleted)
    moved = [file for file in facts.files if file.status == "renamed" and file.old_path]
    if len(moved) == 1 == sizes.renamed and len(f"{moved[0].old_path}{moved[0].path}") <= _NAMES:
        yield catalog.text(
            "renamed: %(old)s → %(new)s", old=moved[0].old_path or "", new=moved[0].path
        )
    elif sizes.renamed:
        yield catalog.plural("%(count)s file renamed", "%(count)s files renamed", sizes.renamed)


def _tests(catalog: Catalog, facts: Facts) -> Iterator[str]:
    """How many tests came and went."""
    added, removed = (_count(facts.findings, change) for change in ("added", "removed"))
    if added:
        yield catalog.plural("%(count)s test added", "%(count)s tests added", added)
    if removed:
        yield catalog.plural("%(count)s test removed", "%(count)s tests removed", removed)


def _count(findings: Sequence[Fact], change: str) -> int:
    return sum(
        fact.kind == "test" and fact.change == change and fact.level == Level.FACT
        for fact in findings
    )


def _without_files(catalog: Catalog, commit: CommitDigest) -> str:
    if commit.commit.is_merge:
        parents = len(commit.commit.parents)
        return catalog.plural(
            "A merge of %(count)s parent.", "A merge of %(count)s parents.", parents
        )
    if commit.facts.unread:
        why = word(catalog, UNREAD, commit.facts.unread)
        return catalog.text("What it changed is not known: %(reason)s.", reason=why)
    return catalog.text("An empty commit: no file changed.")


def _where(catalog: Catalog, facts: Facts) -> str:
    """The touched parts of the tree, those with code first, three by name."""
    with_code = {file.component for file in facts.files if file.file_class in CODE}
    names = sorted(facts.components, key=lambda name: name not in with_code)
    shown = [component_name(catalog, name) for name in names]
    named, rest = overview.first_of(shown, MOST_COMPONENTS)
    first = catalog.listed(list(named))
    if not rest:
        return first
    return catalog.plural(
        "%(first)s and %(count)s other component",
        "%(first)s and %(count)s other components",
        rest,
        first=first,
    )
