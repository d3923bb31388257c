"""Every kind of risk, ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gitdigest.release.found import Found
from gitdigest.release.risks.history import history_risks
from gitdigest.release.risks.promises import promise_risks
from gitdigest.release.risks.risk import Risk, ranked
from gitdigest.release.risks.size import claim_risks, note_risks, size_risks
from gitdigest.release.risks.untested import untested_risks

_FINDERS: tuple[Callable[[Found], Iterator[Risk]], ...] = (
    promise_risks,
    untested_risks,
    history_risks,
    size_risks,
    note_risks,
    claim_risks,
)


def find_risks(found: Found) -> tuple[Risk, ...]:
    """What could go wrong, the gravest first."""
    return ranked(risk for find in _FINDERS for risk in find(found))
