"""How much a commit matters: a score whose every term, floor and cap is a reason to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gitdigest.facts.fact import FileClass, FileFact, Importance, Reason
from gitdigest.facts.message import Message

HIGH = 4.0
MEDIUM = 2.0

_BASE = {
    "feat": 3.0,
    "perf": 3.0,
    "fix": 2.0,
    "refactor": 2.0,
    "revert": 2.0,
    "merge": 1.0,
    "test": 1.0,
    "other": 2.0,
    "chore": 0.5,
    "build": 0.5,
    "docs": 0.0,
    "ci": 0.0,
    "style": 0.0,
}
_LINE_WEIGHT = {
    FileClass.SOURCE: 1.0,
    FileClass.SCHEMA: 1.0,
    FileClass.MIGRATION: 1.0,
    FileClass.BENCH: 0.5,
    FileClass.BUILD: 0.5,
    FileClass.CONFIG: 0.5,
    FileClass.EXAMPLE: 0.25,
    FileClass.TEST: 0.25,
    FileClass.DEPS: 0.25,
    FileClass.CI: 0.25,
    FileClass.DOCS: 0.1,
}
_STEPS = ((600, 4.0), (200, 3.0), (60, 2.0), (20, 1.0), (3, 0.5))
_RUNTIME = frozenset({FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION})
_QUIET_FILES = frozenset({FileClass.DOCS, FileClass.CI, FileClass.META, FileClass.ASSET})
_QUIET_TYPES = frozenset({"docs", "ci", "chore", "style", "test", "other", "merge"})
_CAP_WITHOUT_RUNTIME = 3.4
_CAP_QUIET = 1.5
_MANY_COMPONENTS = 3
_WORD_POINTS = 0.5
_FEWEST_LINES = 3


@dataclass(frozen=True, slots=True)
class Signals:
    """What the score is made of: the message, the type that holds, the files, further terms.

    `inline_tests` counts changed lines of source files that are tests by their context. `terms`
    come from other finders and from the project's rules. `contradicted` is the type that the diff
    tells where the named one does not fit; `trojan` and `leak` set a floor, `only_words` (comments
    and docstrings) a cap.
    """

    message: Message
    change_type: str
    type_inferred: bool
    files: Sequence[FileFact]
    inline_tests: int = 0
    terms: Sequence[Reason] = ()
    contradicted: str | None = None
    trojan: bool = False
    leak: bool = False
    only_words: bool = False


def rate(signals: Signals) -> tuple[Importance, float, tuple[Reason, ...]]:
    """The tier, the score, and its reasons, whose points add up to the score.

    High from 4, medium from 2. Floors and caps are reasons too, with the points that they add or
    take; they come last and hold.
    """
    reasons = [*_terms(signals)]
    score = sum(reason.points for reason in reasons)
    for code, bound in (*_caps(signals), *_floors(signals)):
        lower = code.startswith("floor")
        if (score < bound) if lower else (score > bound):
            reasons.append(Reason(code, round(bound - score, 2), f"{bound:g}"))
            score = bound
    score = round(score, 2)
    tier: Importance = "high" if score >= HIGH else "medium" if score >= MEDIUM else "low"
    return tier, score, tuple(reasons)


def _terms(signals: Signals) -> Iterator[Reason]:
    code = "type.inferred" if signals.type_inferred else "type"
    yield Reason(code, _BASE[signals.change_type], signals.change_type)
    if signals.contradicted:
        points = max(0.0, _BASE[signals.contradicted] - _BASE[signals.change_type])
        yield Reason("type.contradicted", points, signals.contradicted)
    weighted = weighted_lines(signals.files, signals.inline_tests)
    if points := next((points for least, points in _STEPS if weighted >= least), 0.0):
        yield Reason("lines", points, f"{weighted:g}")
    if signals.message.breaking:
        yield Reason("breaking", 3.0)
    yield from _word_terms(signals.message)
    components = {file.component for file in signals.files if file.file_class in _RUNTIME}
    if len(components) >= _MANY_COMPONENTS:
        yield Reason("components", 0.5, str(len(components)))
    yield from signals.terms


def _word_terms(message: Message) -> Iterator[Reason]:
    """Words weigh half a point each, at most two for grave ones and one against."""
    if message.severe:
        points = min(2.0, _WORD_POINTS * len(message.severe))
        yield Reason("words.severe", points, ", ".join(message.severe[:4]))
    if message.trivial:
        points = -min(1.0, _WORD_POINTS * len(message.trivial))
        yield Reason("words.trivial", points, ", ".join(message.trivial[:4]))


def weighted_lines(files: Iterable[FileFact], inline_tests: int = 0) -> float:
    """Changed lines, weighed by what the files are for; generated, lock and vendored weigh none."""
    total = sum(
        _LINE_WEIGHT.get(file.file_class, 0.0) * ((file.additions or 0) + (file.deletions or 0))
        for file in files
    )
    return round(total - inline_tests * (1.0 - _LINE_WEIGHT[FileClass.TEST]), 2)


def _caps(signals: Signals) -> Iterator[tuple[str, float]]:
    classes = {file.file_class for file in signals.files}
    named_test = signals.change_type == "test" and not signals.contradicted
    if named_test or not classes & _RUNTIME:
        yield "cap.no-runtime-file", _CAP_WITHOUT_RUNTIME
    weighted = weighted_lines(signals.files, signals.inline_tests)
    if signals.change_type == "refactor" and weighted < _FEWEST_LINES:
        yield "cap.moved-only", _CAP_QUIET
    if signals.only_words:
        yield "cap.comments-only", _CAP_QUIET
    if classes <= _QUIET_FILES and signals.change_type in _QUIET_TYPES:
        yield "cap.quiet-files", _CAP_QUIET


def _floors(signals: Signals) -> Iterator[tuple[str, float]]:
    if signals.message.breaking:
        yield "floor.breaking", HIGH
    if signals.trojan:
        yield "floor.trojan", HIGH
    if signals.leak:
        yield "floor.secret", HIGH
