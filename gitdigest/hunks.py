"""Diff and Facts -> the hunks that say most of a commit, cut to what a report has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gitdigest.diff import Diff, Line
from gitdigest.digest import Quote
from gitdigest.facts.fact import Fact, Facts, FileClass, Importance, Level

ROOM: dict[Importance, int] = {"high": 32, "medium": 20, "low": 8}
LONGEST_HUNK = 16
LONGEST_LINE = 400
_LEAST = 4  # rows of a hunk that tell something
_AROUND = 2  # unchanged rows
_ORDER = (
    *(FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION, FileClass.DEPS, FileClass.CONFIG),
    *(FileClass.BUILD, FileClass.CI, FileClass.TEST, FileClass.BENCH, FileClass.EXAMPLE),
    *(FileClass.META, FileClass.DOCS),
)
_TELLING = ("trojan", "addressed", "type", "symbol.public", "schema", "dependency", "setting")
_TELLING_TOO = ("config.key", "test.skipped", "licence", "rule")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A hunk, how early it comes (smaller is earlier), and the rows of it that matter."""

    rank: tuple[bool, int, int]
    path: str
    section: str
    rows: Sequence[Line]
    middle: int


def key_hunks(diff: Diff, facts: Facts) -> tuple[Quote, ...]:
    """The hunks to read where nobody explains a commit: at its findings first, then code.

    So many rows as the importance is worth, none of what a program wrote; a hunk is cut around
    what matters in it.
    """
    room = ROOM[facts.importance]
    found: list[Quote] = []
    for one in sorted(_candidates(diff, facts), key=lambda candidate: candidate.rank):
        rows = _cut(one, min(room, LONGEST_HUNK))
        room -= len(rows)
        found.append(_quote(one, rows))
        if room < _LEAST:
            break
    return tuple(found)


def _candidates(diff: Diff, facts: Facts) -> Iterator[_Candidate]:
    places = _places(facts)
    pointers = {fact.name for fact in facts.findings if fact.kind == "lfs"}
    for change, file in zip(diff.files, facts.files, strict=True):
        if file.file_class not in _ORDER or change.path in pointers:
            continue
        order = _ORDER.index(file.file_class)
        for hunk in change.hunks:
            rows = list(hunk.lines())
            changed = [n for n, row in enumerate(rows) if row.kind != " "]
            told = [n for n in changed if (change.path, _number(rows[n])) in places]
            if changed:
                rank = (not told, order, -len(changed))
                middle = told[0] if told else _start(rows, changed)
                yield _Candidate(rank, change.path, hunk.section.strip(), rows, middle)


def _start(rows: Sequence[Line], changed: Sequence[int]) -> int:
    """The first changed row; the first new one where it stands behind many that went."""
    added = next((n for n in changed if rows[n].kind == "+"), None)
    far = added is not None and added - changed[0] > LONGEST_HUNK // 2
    return added if added is not None and far else changed[0]


def _places(facts: Facts) -> set[tuple[str, tuple[str, int]]]:
    """The lines at which a finding that a reader must not miss can be seen."""
    return {
        (evidence.path, (evidence.side, evidence.line))
        for fact in facts.findings
        if _is_telling(fact)
        for evidence in fact.evidence
        if evidence.line is not None
    }


def _is_telling(fact: Fact) -> bool:
    known = fact.kind.startswith(_TELLING) or fact.kind in _TELLING_TOO
    return known and fact.level == Level.FACT and (fact.kind, fact.change) != ("symbol.public", "added")  # fmt: skip


def _number(row: Line) -> tuple[str, int]:
    return ("old", row.old or 0) if row.kind == "-" else ("new", row.new or 0)


def _cut(one: _Candidate, most: int) -> Sequence[Line]:
    """At most so many rows, from shortly before what matters, without context at the end."""
    start = max(one.middle - _AROUND, 0)
    rows = one.rows[start : start + most]
    last = max((n for n, row in enumerate(rows) if row.kind != " "), default=0)
    return rows[: last + 1 + _AROUND]


def _quote(one: _Candidate, rows: Sequence[Line]) -> Quote:
    first = rows[0]
    old = next((row.old for row in rows if row.old is not None), first.new or 1)
    new = next((row.new for row in rows if row.new is not None), first.old or 1)
    body = "".join(f"{row.kind}{row.text[:LONGEST_LINE]}\n" for row in rows)
    return Quote(one.path, old, new, body, one.section)
