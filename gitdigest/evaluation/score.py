"""Outcomes -> the sums by which models are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gitdigest.evaluation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Score:
    """Sums over some outcomes; `tokens` were written in `seconds`, over all `requests`.

    `first` are the questions that were answered in the form at the first try, of `questions`;
    `analysed` the commits that had an analysis in the end, of `commits`.
    """

    commits: int
    analysed: int
    questions: int
    first: int
    claims: int
    grounded: int
    struck: int
    agreed: int
    faults: int
    found: int
    named: int
    clean: int
    alarmed: int
    alarms: int
    requests: int
    tokens: int
    seconds: float

    def rate(self, at_once: int) -> float:
        """Tokens that are written in a second, the reading of prompts counted in.

        So many requests at once are taken to have been under way all the time.
        """
        return self.tokens / self.seconds * self._lanes(at_once) if self.seconds else 0.0

    def pace(self, at_once: int) -> float:
        """Seconds for a commit, with so many requests at once."""
        return self.seconds / self.commits / self._lanes(at_once) if self.commits else 0.0

    def _lanes(self, at_once: int) -> int:
        return max(1, min(at_once, self.requests))


def score(outcomes: Sequence[Outcome]) -> Score:
    """The sums over the outcomes."""
    answers = [answer for one in outcomes for answer in one.answers]
    first = [answer for answer in answers if answer.first]
    planted = [one.found for one in outcomes if one.found]
    return Score(
        commits=len(outcomes),
        analysed=sum(not one.skipped for one in outcomes),
        questions=len(first),
        first=sum(answer.valid for answer in first),
        claims=sum(one.claims for one in outcomes),
        grounded=sum(one.grounded for one in outcomes),
        struck=sum(one.struck for one in outcomes),
        agreed=sum(one.agreed for one in outcomes),
        faults=len(planted),
        found=sum(how != "missed" for how in planted),
        named=sum(how == "named" for how in planted),
        clean=sum(one.clean for one in outcomes),
        alarmed=sum(one.alarms > 0 for one in outcomes),
        alarms=sum(one.alarms for one in outcomes),
        requests=len(answers),
        tokens=sum(answer.tokens for answer in answers),
        seconds=sum(answer.seconds for answer in answers),
    )
