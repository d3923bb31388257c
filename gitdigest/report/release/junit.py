"""ReleaseDigest -> JUnit XML: each rule of the gate as a test case, for a CI that shows those."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from gitdigest.release.gate import DEFAULTS
from gitdigest.release.release import ReleaseDigest
from gitdigest.release.verdict import Reason
from gitdigest.report.catalog import find_catalog
from gitdigest.report.release import sentences
from gitdigest.report.release.words import RULES
from gitdigest.text import clean

_MOST = 50


def render(release: ReleaseDigest) -> str:
    """One suite of all rules: what stops is a failure, the rest passes and says what it found."""
    reasons = {reason.rule: reason for reason in release.verdict.reasons}
    cases = [_case(release, rule, reasons.get(rule)) for rule in DEFAULTS]
    failures = sum(reason.level == "stop" for reason in reasons.values())
    name = _attribute(f"gitdigest release {release.ends.base}..{release.ends.head}")
    made = release.generated_at.strftime("%Y-%m-%dT%H:%M:%S")
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="0"'
    head = f'  <testsuite name={name} {counts} time="0" timestamp="{made}">\n'
    body = "".join(cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {counts}>\n{head}{body}  </testsuite>\n</testsuites>\n"
    )


def _case(release: ReleaseDigest, rule: str, reason: Reason | None) -> str:
    start = f'    <testcase classname="gitdigest.release" name={_attribute(rule)} time="0"'
    if reason is None:
        return f"{start}/>\n"
    text = escape("\n".join(_lines(release, rule)))
    if reason.level == "stop":
        message = _attribute(f"{RULES.get(rule, rule)}: {reason.count}")
        inner = f'<failure message={message} type="{rule}">{text}</failure>'
    else:
        inner = f"<system-out>{text}</system-out>"
    return f"{start}>{inner}</testcase>\n"


def _lines(release: ReleaseDigest, rule: str) -> list[str]:
    catalog = find_catalog("en")
    risks = [risk for risk in release.risks if risk.rule == rule]
    lines = [
        " · ".join(
            part
            for part in (risk.name, sentences.risk_detail(catalog, risk), _commits(risk.commits))
            if part
        )
        for risk in risks[:_MOST]
    ]
    more = [f"and {len(risks) - _MOST} more"] if len(risks) > _MOST else []
    return [clean(line, oneline=True) for line in [*lines, *more]]


def _commits(shas: tuple[str, ...]) -> str:
    return ", ".join(sha[:7] for sha in shas[:3])


def _attribute(text: str) -> str:
    return quoteattr(clean(text, oneline=True))
