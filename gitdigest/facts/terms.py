"""What findings add to the importance of a commit: terms and floors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitdigest.facts.fact import Fact, FileClass, Level, Reason
from gitdigest.facts.files import read_path
from gitdigest.facts.leaks import leak_terms

_MANY_NAMES = 3
_MANY_LOCKS = 4
_HALF = 0.5
_RUNS = frozenset({FileClass.SOURCE, FileClass.BUILD, FileClass.CI, FileClass.CONFIG})


def finding_terms(findings: Sequence[Fact]) -> Iterator[Reason]:
    """The points of public names, schemas, settings, security, concurrency and secrets.

    `detail` names what was found first, or counts it.
    """
    public = [f for f in findings if f.kind == "symbol.public" and f.level is Level.FACT]
    broken = [fact for fact in public if fact.change != "added"]
    if broken:
        yield Reason("public.changed", 1.0, broken[0].name)
    added = sum(fact.change == "added" for fact in public)
    if added > _MANY_NAMES:
        yield Reason("public.added", _HALF, str(added))
    for code, prefix in (("schema", "schema"), ("settings", "setting."), ("security", "hint.sec")):
        first = next((fact.name for fact in findings if fact.kind.startswith(prefix)), None)
        if first is not None:
            yield Reason(code, _HALF, first)
    locks = sum(fact.kind == "hint.concurrency" for fact in findings)
    if locks >= _MANY_LOCKS:
        yield Reason("concurrency", _HALF, str(locks))
    yield from leak_terms(findings)


def has_trojan(findings: Sequence[Fact]) -> bool:
    """Whether bidirectional characters stand in a file that runs."""
    return any(
        fact.kind == "trojan.bidi" and read_path(fact.evidence[0].path).file_class in _RUNS
        for fact in findings
    )
