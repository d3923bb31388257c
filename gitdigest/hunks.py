"""Diff and Facts -> the hunks that say most of a commit, cut to what a report has room for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from gitdigest.diff import Diff, Hunk, Line
from gitdigest.digest import Quote
from gitdigest.facts.fact import Fact, Facts, FileClass, Importance, Level
from gitdigest.facts.files import read_path
from gitdigest.preamble import preamble

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


_PROSE = frozenset({"", "Markdown", "reStructuredText", "HTML"})
_TABLES = frozenset({"TOML", "YAML", "JSON", "INI", "Dockerfile", "HCL"})
_KEY = re.compile(r"\[|[\w\"'.-]+ ?[:={]")

_Symbols = Mapping[str, Mapping[tuple[str, int], str]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A hunk, how early it comes (smaller is earlier), and its row that a finding points to.

    `is_new` where it is all of a file.
    """

    rank: tuple[bool, int, int]
    path: str
    hunk: Hunk
    told: int | None
    is_new: bool


def key_hunks(diff: Diff, facts: Facts) -> tuple[Quote, ...]:
    """The hunks to read where nobody explains a commit: at its findings first, then code.

    So many rows as the importance is worth, none of what a program wrote; a hunk is cut around
    what matters in it, and tells how many of its rows are left out.
    """
    room = ROOM[facts.importance]
    symbols = _symbols(facts)
    found: list[Quote] = []
    for one in sorted(_candidates(diff, facts), key=lambda candidate: candidate.rank):
        quote = _quote(one, *_cut(one, min(room, LONGEST_HUNK)), symbols)
        room -= quote.body.count("\n")
        found.append(quote)
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
            changed = _changed(hunk)
            told = _told(hunk, places[change.path]) if change.path in places else None
            if changed:
                rank = told is None, order, -changed
                yield _Candidate(rank, change.path, hunk, told, change.status == "added")


def _changed(hunk: Hunk) -> int:
    """How many rows are new or went, as its head has it."""
    rows = hunk.body.count("\n") - hunk.body.count("\n\\")
    return 2 * rows - hunk.old_lines - hunk.new_lines  # one that stays is of both sides


def _told(hunk: Hunk, places: Collection[tuple[str, int]]) -> int | None:
    """The first changed row at one of the places."""
    rows = enumerate(hunk.lines())
    return next((n for n, row in rows if row.kind != " " and _number(row) in places), None)


def _start(hunk: Hunk) -> int:
    """The first changed row; the first new one where it stands behind many that went."""
    first = None
    for n, row in enumerate(hunk.lines()):
        if row.kind != " " and first is None:
            first = n
        if row.kind == "+" and first is not None:
            return n if n - first > LONGEST_HUNK // 2 else first
    return first or 0


def _places(facts: Facts) -> dict[str, set[tuple[str, int]]]:
    """The lines of each file at which a finding that a reader must not miss can be seen."""
    found: dict[str, set[tuple[str, int]]] = {}
    for fact in filter(_is_telling, facts.findings):
        for evidence in fact.evidence:
            if evidence.line is not None:
                found.setdefault(evidence.path, set()).add((evidence.side, evidence.line))
    return found


def _is_telling(fact: Fact) -> bool:
    known = fact.kind.startswith(_TELLING) or fact.kind in _TELLING_TOO
    return known and fact.level == Level.FACT and (fact.kind, fact.change) != ("symbol.public", "added")  # fmt: skip


def _number(row: Line) -> tuple[str, int]:
    return ("old", row.old or 0) if row.kind == "-" else ("new", row.new or 0)


def _cut(one: _Candidate, most: int) -> tuple[int, Sequence[Line]]:
    """At most so many rows, from shortly before what matters, without context at the end.

    A new file begins behind its licence and its imports. The number is that of the first row.
    """
    start = max((_start(one.hunk) if one.told is None else one.told) - _AROUND, 0)
    if one.is_new and one.told is None:
        start = preamble(one.path, (row.text for row in one.hunk.lines()))
    rows = list(islice(one.hunk.lines(), start, start + most))
    last = max((n for n, row in enumerate(rows) if row.kind != " "), default=0)
    return start, rows[: last + 1 + _AROUND]


def _quote(one: _Candidate, start: int, rows: Sequence[Line], symbols: _Symbols) -> Quote:
    first = rows[0]
    old = next((row.old for row in rows if row.old is not None), first.new or 1)
    new = next((row.new for row in rows if row.new is not None), first.old or 1)
    body = "".join(f"{row.kind}{row.text[:LONGEST_LINE]}\n" for row in rows)
    first_changed, last_changed = _ends(one.hunk)
    above = max(start - first_changed, 0)
    below = max(last_changed + 1 - start - len(rows), 0)
    return Quote(one.path, old, new, body, _label(one, rows, symbols), above, below)


def _ends(hunk: Hunk) -> tuple[int, int]:
    """The numbers of the first row that changed, and of the last one."""
    body = f"\n{hunk.body}"
    first = min(at for sign in "+-" if (at := body.find(f"\n{sign}")) >= 0)
    last = max(body.rfind(f"\n{sign}") for sign in "+-")
    noted = "\n\\" in body  # that no line end follows; it counts for no row
    return (
        body.count("\n", 0, first) - (noted and body.count("\n\\", 0, first)),
        body.count("\n", 0, last) - (noted and body.count("\n\\", 0, last)),
    )


def _symbols(facts: Facts) -> _Symbols:
    """The symbols that a commit touches, by file and by the first line of each."""
    found: dict[str, dict[tuple[str, int], str]] = {}
    for fact in facts.findings:
        if fact.kind == "symbol" and fact.evidence[0].line is not None:
            place = fact.evidence[0]
            found.setdefault(place.path, {})[place.side, place.line or 0] = fact.name
    return found


def _label(one: _Candidate, rows: Sequence[Line], symbols: _Symbols) -> str:
    """What rows stand in: a symbol that they touch, or the key above them; git's line for code.

    Git names the last line at the margin before a hunk, which in a text or a table is any line.
    """
    named = symbols.get(one.path, {})
    touched = (named.get(_number(row)) for row in rows if row.kind != " ")
    if name := next(filter(None, touched), None):
        return name
    language = read_path(one.path).language
    if language in _TABLES:
        return _key(one.hunk, next((row for row in rows if row.kind != " "), rows[0]))
    return "" if language in _PROSE else one.hunk.section.strip()


def _key(hunk: Hunk, first: Line) -> str:
    """The last key or table at the margin before a row, as far as the hunk and its heading know."""
    above = [hunk.section]
    for row in hunk.lines():
        if row == first:
            break
        above.append(row.text)
    return next((text.rstrip() for text in reversed(above) if _KEY.match(text)), "")
