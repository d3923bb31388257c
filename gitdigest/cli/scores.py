"""Outcomes of models -> a table with a column for each, a row for each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gitdigest.cli.table import table
from gitdigest.evaluation.outcome import Outcome
from gitdigest.evaluation.score import Score, score

_NONE = "-"


@dataclass(frozen=True, slots=True)
class Measured:
    """A model, and its outcomes by the name of the set of commits."""

    name: str
    window: int
    concurrency: int
    sets: Mapping[str, tuple[Outcome, ...]]


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else _NONE


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%} of {whole:,}" if whole else _NONE


_ROWS: tuple[tuple[str, Callable[[Score], str]], ...] = (
    ("commits", lambda one: f"{one.commits}"),
    ("in the form at the first try", lambda one: _of(one.first, one.questions)),
    ("explained in the end", lambda one: _of(one.analysed, one.commits)),
    ("claims that the diff holds", lambda one: _share(one.grounded, one.claims)),
    ("claims struck", lambda one: f"{one.struck}"),
    ("importance as it should be", lambda one: _of(one.agreed, one.commits)),
    ("requests", lambda one: f"{one.requests}"),
)
_FAULTS: tuple[tuple[str, Callable[[Score], str]], ...] = (
    ("planted faults found", lambda one: _of(one.found, one.faults)),
    ("  of these named", lambda one: _of(one.named, one.found)),
    ("clean commits with an alarm", lambda one: _of(one.alarmed, one.clean)),
)


def scores(measured: Sequence[Measured]) -> str:
    """The table: models, then each set of commits with its figures."""
    rows: list[tuple[str, ...]] = [
        ("window", *(f"{one.window:,}" for one in measured)),
        ("requests at a time", *(f"{one.concurrency}" for one in measured)),
    ]
    for title in measured[0].sets:
        rows += [("", *[""] * len(measured)), (f"[{title}]", *[""] * len(measured))]
        rows += _of_set(measured, title)
    heads = ("", *(one.name for one in measured))
    return table(heads, rows)


def _of_set(models: Sequence[Measured], title: str) -> Iterator[tuple[str, ...]]:
    sums = [score(one.sets[title]) for one in models]
    planted = any(one.faults for one in sums)
    for label, figure in (*_ROWS, *(_FAULTS if planted else ())):
        yield (label, *(figure(one) for one in sums))
    both = list(zip(sums, models, strict=True))
    yield ("tokens a second", *(f"{one.rate(model.concurrency):.1f}" for one, model in both))
    yield ("seconds a commit", *(f"{one.pace(model.concurrency):.1f}" for one, model in both))
    for same in zip(*(one.sets[title] for one in models), strict=True):
        if same[0].fault:
            yield (f"  {same[0].fault}", *(one.found or _NONE for one in same))
