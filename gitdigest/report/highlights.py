"""Facts -> what a reader must not miss: the first places to open, and what became of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.facts.fact import Fact, FileFact, Level
from gitdigest.report import dependency, overview, places
from gitdigest.report.catalog import Catalog
from gitdigest.report.difference import differing
from gitdigest.report.words import KINDS, STATUSES, word

MOST_FIRST = 4
MOST_NAMED = 2
_FEW = 3  # files; with more of them the largest is worth a word
_CHANGES = ("removed", "changed", "added")
HARMLESS = frozenset({("symbol.public", "added"), ("test.skipped", "removed")})
DETAILS = frozenset({"link", "binary", "file.large", "lfs", "owners"})  # not for a summary
_NAMES_ONLY = frozenset({"test", "symbol.moved", "binary", "mode.executable"})
_SAID = frozenset({"schema", "history.partner"})  # kinds whose values are words
_USES = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")
_LONG = 48  # characters of a value; of longer ones the part that differs is shown


@dataclass(frozen=True, slots=True)
class First:
    """A place to open first, and why; `name` is what is there, `url` the forge's page."""

    why: str
    name: str
    place: str
    url: str


@dataclass(frozen=True, slots=True)
class Touched:
    """Names of a file that came, went or changed, those to show and how many more."""

    change: str
    names: tuple[str, ...]
    hidden: int


def firsts(catalog: Catalog, part: RepositoryDigest, commit: CommitDigest) -> list[First]:
    """What to look at first: the findings that can hurt most, and the largest change."""
    found: list[First] = []
    for fact in _risky(commit):
        evidence = fact.evidence[0]
        url = places.evidence_page(part, commit, evidence)
        place = places.evidence_place(evidence)
        name = "" if fact.name == evidence.path else overview.name_of(fact)
        found.append(First(title(catalog, fact.kind, fact.change or ""), name, place, url))
    largest = _largest(commit)
    if largest and len(found) < MOST_FIRST and largest.path not in {f.place for f in found}:
        url = places.page(part, commit, largest.path)
        found.append(First(catalog.text("Largest change"), "", largest.path, url))
    return found


def title(catalog: Catalog, kind: str, change: str) -> str:
    """What kind of facts these are and what became of them: "Public names (removed)"."""
    name = word(catalog, KINDS, kind)
    if not change or kind.endswith("graded"):
        return name
    return catalog.text("%(what)s (%(reason)s)", what=name, reason=word(catalog, STATUSES, change))


def told(catalog: Catalog, commit: CommitDigest, most: int = MOST_NAMED) -> Iterator[str]:
    """What belongs into a summary, a clause for each kind: "Dependencies (added): a, b"."""
    groups = {(group.kind, group.change): group for group in overview.findings(commit, most)}
    for kind in overview.WEIGHTIEST:
        for change in (*_CHANGES, ""):
            group = groups.get((kind, change))
            if group is None or kind in DETAILS:
                continue
            names = [short(fact) for fact in group.facts]
            if group.hidden:
                names.append(
                    catalog.plural("and %(count)s more", "and %(count)s more", group.hidden)
                )
            yield f"{title(catalog, kind, change)}{catalog.text(': ')}{catalog.listed(names)}"


def touched(commit: CommitDigest, path: str, limit: int) -> list[Touched]:
    """The names of a file that a commit touched, at most `limit` of each change."""
    found: dict[str, list[str]] = {}
    for fact in commit.facts.findings:
        is_symbol = fact.kind == "symbol" and fact.level == Level.FACT
        if is_symbol and fact.evidence and fact.evidence[0].path == path:
            found.setdefault(fact.change or "", []).append(fact.name)
    return [
        Touched(change, *overview.first_of(found[change], limit))
        for change in ("changed", "added", "removed", "")
        if change in found
    ]


def in_one_line(group: overview.Findings) -> bool:
    """Whether the names of these facts say enough, or there is one alone."""
    is_new = (group.kind, group.change) in HARMLESS
    return is_new or group.kind in _NAMES_ONLY or len(group.facts) + group.hidden == 1


def values(catalog: Catalog, fact: Fact) -> list[str]:
    """What a fact was and is; of two long values the parts in which they differ."""
    if uses := uses_text(catalog, fact):
        return [uses]
    if dependency.is_dependency(fact):
        return [value for value in dependency.versions(fact) if value]
    before, after = (value_text(catalog, fact, value) for value in (fact.before, fact.after))
    if min(len(before), len(after)) > _LONG:
        return differing(before, after)
    return [value for value in (before, after) if value]


def uses_text(catalog: Catalog, fact: Fact) -> str:
    """How often a name stands in how many files; nothing for a fact of another kind."""
    counts = _USES.fullmatch(fact.after or "") if fact.kind.startswith("use") else None
    if counts is None:
        return ""
    return catalog.text(
        "%(count)s in %(files)s",
        count=catalog.number(int(counts[1])),
        files=catalog.plural("%(count)s file", "%(count)s files", int(counts[2])),
    )


def in_words(catalog: Catalog, fact: Fact) -> bool:
    """Whether the values of a fact are said in words, and are no names of the code."""
    return bool(uses_text(catalog, fact)) or fact.kind in _SAID


def value_text(catalog: Catalog, fact: Fact, value: str | None) -> str:
    """A value of a fact as people read it; most stand for themselves."""
    if not value:
        return ""
    if fact.kind == "schema":
        return word(catalog, STATUSES, value)
    times, slash, total = value.partition("/")
    if fact.kind == "history.partner" and slash:
        return catalog.text("%(count)s of %(total)s times", count=times, total=total)
    return value


def rank(kind: tuple[str, str]) -> tuple[int, int]:
    """Where facts of a kind stand among others, by what became of them: the weightiest first."""
    return overview.WEIGHTIEST.index(kind[0]), _rank(kind[1])


def short(fact: Fact) -> str:
    """A name, with its values where they are versions."""
    name = overview.name_of(fact)
    if not dependency.is_dependency(fact):
        return name
    values = " → ".join(filter(None, dependency.versions(fact)))
    return f"{name} {values}".strip()


def _risky(commit: CommitDigest) -> list[Fact]:
    """The facts to look at, weightiest first, one for each place."""
    facts = [
        fact
        for fact in commit.facts.findings
        if fact.kind in overview.WEIGHTIEST
        and fact.level == Level.FACT
        and fact.evidence
        and (fact.kind, fact.change) not in HARMLESS
    ]
    facts.sort(key=lambda fact: (overview.WEIGHTIEST.index(fact.kind), _rank(fact.change)))
    return list(_one_each(dependency.grouped(facts)))[:MOST_FIRST]


def _rank(change: str | None) -> int:
    return _CHANGES.index(change) if change in _CHANGES else len(_CHANGES)


def _one_each(facts: Iterable[Fact]) -> Iterator[Fact]:
    seen: set[str] = set()
    for fact in facts:
        place = places.evidence_place(fact.evidence[0])
        if place not in seen:
            seen.add(place)
            yield fact


def _largest(commit: CommitDigest) -> FileFact | None:
    """The file of code with most changed lines, among several."""
    code = [
        file for file in commit.facts.files if file.file_class in {"source", "schema", "migration"}
    ]
    if len(commit.facts.files) <= _FEW or not code:
        return None
    return max(code, key=lambda file: (file.additions or 0) + (file.deletions or 0))
