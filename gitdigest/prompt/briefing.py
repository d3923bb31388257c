"""Facts -> the few lines that a model is told as true, and the tiers that it may choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from gitdigest.facts.fact import Fact, Facts, FileClass, Importance, Level
from gitdigest.text import clean

TIERS: tuple[Importance, ...] = ("low", "medium", "high")
MOST_CHARACTERS = 800
_LONGEST_LINE = 180
_LONGEST_NAME = 90
_NEAR = 1.0  # a score so close above a tier's border leaves the tier below open
_BORDERS = {"high": 4.0, "medium": 2.0, "low": 0.0}
_RUNS = frozenset({FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION})
_QUIET = frozenset({FileClass.DOCS, FileClass.CI, FileClass.META, FileClass.ASSET})
_ALARMS = frozenset({"breaking", "public.changed", "security", "schema"})
_UNTOLD = frozenset({"symbol.near", "symbol.more", "unparsed", "todo", "test.weakened"})
# what is told by more than the commit would change with a rebase
_ELSEWHERE = ("history", "use", "patch")
_LAST = ("symbol", "config.key", "dependency.locked", "binary")  # told when there is room


def brief(facts: Facts) -> str:
    """What code found, a line for each kind, at most about 800 characters."""
    lines = [*_heads(facts)]
    length = sum(map(len, lines))
    for line in _findings(facts.findings):
        length += len(line)
        if length > MOST_CHARACTERS:
            break
        lines.append(line)
    return "\n".join(lines)


def open_tiers(facts: Facts) -> tuple[Importance, ...]:
    """The tiers that a model may choose: that of the facts, and the next where nothing forbids it.

    Nothing goes above what the kinds of files allow. Down goes only what is close to the border
    and has no alarm: a break, a public name gone, security, a schema, hidden or speaking text.
    """
    at = TIERS.index(facts.importance)
    tiers = [facts.importance]
    if at < len(TIERS) - 1 and at < TIERS.index(highest(facts)):
        tiers.append(TIERS[at + 1])
    if at and facts.score < _BORDERS[facts.importance] + _NEAR and not alarms(facts):
        tiers.insert(0, TIERS[at - 1])
    return tuple(tiers)


def highest(facts: Facts) -> Importance:
    """The highest tier that the kinds of files allow; the facts' own where a cap came to bear."""
    classes = {file.file_class for file in facts.files}
    if any(reason.code.startswith("cap.") for reason in facts.reasons) or classes <= _QUIET:
        return facts.importance
    return "high" if classes & _RUNS else max("medium", facts.importance, key=TIERS.index)


def alarms(facts: Facts) -> tuple[str, ...]:
    """The codes of what forbids a lower tier."""
    reasons = [
        reason.code
        for reason in facts.reasons
        if reason.code in _ALARMS or reason.code.startswith("floor.")
    ]
    hidden = [
        f.kind for f in facts.findings if f.kind.startswith(("trojan.", "addressed", "secret"))
    ]
    return (*reasons, *hidden)


def _heads(facts: Facts) -> Iterator[str]:
    named = "inferred" if facts.type_inferred else "as the subject says"
    yield f"type {facts.change_type} ({named}){', BREAKING' if facts.breaking else ''}"
    sizes = facts.sizes
    classes = Counter(file.file_class.value for file in facts.files)
    kinds = ", ".join(f"{count} {name}" for name, count in classes.most_common(6))
    yield f"files {sizes.files}: +{sizes.additions} -{sizes.deletions} lines; {kinds}"
    parts = ", ".join(_name(part) for part in facts.components[:5])
    if parts and parts != ".":
        yield f"components {parts}"
    why = "; ".join(f"{r.code} {_name(r.detail)}".strip() for r in facts.reasons[:6])
    yield f"importance {facts.importance} ({why}); you may say {' or '.join(open_tiers(facts))}"


def _findings(findings: Sequence[Fact]) -> Iterator[str]:
    """A line for each kind and change of findings, plain symbols last and none named twice."""
    told = [fact for fact in findings if _is_told(fact)]
    groups: dict[tuple[str, str], list[str]] = {}
    seen: set[str] = set()
    for fact in sorted(told, key=lambda f: f.kind in _LAST):
        if fact.kind != "symbol" or fact.name not in seen:
            groups.setdefault((fact.kind, fact.change or ""), []).append(_said(fact))
        seen.add(fact.name)
    for (kind, change), names in groups.items():
        yield _line(f"{kind} {change}".strip(), list(dict.fromkeys(names)))


def _is_told(fact: Fact) -> bool:
    known = fact.level is Level.FACT and fact.kind not in _UNTOLD
    return known and fact.kind.partition(".")[0] not in _ELSEWHERE


def _line(title: str, names: Sequence[str]) -> str:
    shown: list[str] = []
    length = len(title)
    for name in names:
        length += len(name) + 2
        if shown and length > _LONGEST_LINE:
            break
        shown.append(name)
    rest = len(names) - len(shown)
    return f"{title}: {', '.join(shown)}{f' and {rest} more' if rest else ''}"


def _said(fact: Fact) -> str:
    """A fact by its name, with what it was and is where that is short and tells more."""
    sides = [side for side in (fact.before, fact.after) if side is not None]
    signature = fact.kind == "symbol.public" and fact.change != "changed"
    if not sides or signature or any(len(side) > _LONGEST_NAME for side in sides):
        return _name(fact.name)
    return f"{_name(fact.name)} ({' -> '.join(_name(side) for side in sides)})"


def _name(text: str) -> str:
    return clean(text, limit=_LONGEST_NAME, oneline=True)
