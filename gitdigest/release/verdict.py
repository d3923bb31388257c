"""Go, look, stop, or nothing to release: by the rules of the gate, with the reasons and what is left to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gitdigest.release.found import Found
from gitdigest.release.gate import DEFAULTS, Gate, refuse
from gitdigest.release.risks.risk import Risk

Word = Literal["go", "look", "stop", "nothing"]

_TIERS = ("high", "medium")
_LEVELS = ("stop", "look")


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that found something: what it does, how often, and the first that it is about."""

    rule: str
    level: Literal["stop", "look", "note"]
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: a stable code, what it is about, and whether it is done."""

    code: str
    detail: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of a release, why, and what is left to do."""

    word: Word
    reasons: tuple[Reason, ...] = ()
    checks: tuple[Check, ...] = ()


def judge(found: Found, risks: Sequence[Risk]) -> Verdict:
    """The verdict: a rule that stops stops, one that asks for a look does.

    Of a range in which nothing is, there is nothing to say and to do.
    """
    if not (found.commits or found.files or risks):
        return Verdict("nothing")
    reasons = tuple(_reasons(found.gate, risks))
    levels = {reason.level for reason in reasons}
    word: Word = "stop" if "stop" in levels else "look" if "look" in levels else "go"
    return Verdict(word, reasons, tuple(_checks(found, risks)))


def refused(verdict: Verdict, risks: Iterable[Risk], fail_on: Iterable[str]) -> tuple[str, ...]:
    """Which of the named rules, levels and tiers found something; they make the gate say no."""
    tiers = {risk.tier for risk in risks}
    fired = {reason.rule for reason in verdict.reasons} | tiers
    fired |= {reason.level for reason in verdict.reasons}
    if "stop" in fired:
        fired.add("look")
    return tuple(name for name in dict.fromkeys(fail_on) if name in fired)


def check_rules(fail_on: Iterable[str]) -> None:
    """Raise UsageError for a name that is no rule, level or tier."""
    refuse(fail_on, [*_LEVELS, *_TIERS, *DEFAULTS], "--fail-on", "rule")


def _reasons(gate: Gate, risks: Sequence[Risk]) -> Iterable[Reason]:
    names: dict[str, list[str]] = {}
    for risk in risks:
        names.setdefault(risk.rule, []).append(risk.name)
    order = {"stop": 0, "look": 1, "note": 2}
    found = [
        Reason(rule, gate.level(rule), len(some), tuple(dict.fromkeys(some))[:5])
        for rule, some in names.items()
    ]
    rules = list(DEFAULTS)
    return sorted(found, key=lambda reason: (order[reason.level], rules.index(reason.rule)))


def _checks(found: Found, risks: Sequence[Risk]) -> Iterable[Check]:
    """What somebody does before a release, and whether the range shows that it is done."""
    advice = found.advice
    if advice.asked:
        yield Check("version", advice.asked, done=advice.fits is True)
    broken = [item for item in found.breaks if item.weight == "major" and item.sure]
    if broken:
        silent = sum(risk.rule == "undeclared-break" for risk in risks)
        yield Check("announce", str(silent or len(broken)), done=not silent)
    yield Check("changelog", "", done=bool(found.said.strip()))
    for rule, code in _TODO.items():
        count = sum(risk.rule == rule for risk in risks)
        if count:
            yield Check(code, str(count))


_TODO = {
    "untested": "test",
    "skipped-test": "unskip",
    "schema": "migrate",
    "missing-fix": "pick",
    "large-late": "soak",
    "todo": "settle",
}
