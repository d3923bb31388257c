"""A JSON object that a model gave -> an Analysis, with what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gitdigest.analysis.claim import Analysis, Claim, claims_of
from gitdigest.analysis.tolerant import objects
from gitdigest.facts.change_type import named_type
from gitdigest.facts.fact import Facts, Importance
from gitdigest.prompt.briefing import TIERS
from gitdigest.prompt.forms import ADVICE, INSIGHTS, Depth, Form
from gitdigest.text import clean

LONGEST_TEXT = 1_500
_MOST_ITEMS = 12
_REPEATED = re.compile(r"(.{8,60}?)\1{5,}", re.DOTALL)
_DIGITS = re.compile(r"\d{1,9}")
_TIER_WORDS: dict[str, Importance] = {
    "critical": "high", "severe": "high", "major": "high", "高": "high",
    "moderate": "medium", "normal": "medium", "mid": "medium", "中": "medium",
    "minor": "low", "trivial": "low", "info": "low", "none": "low", "低": "low",
}  # fmt: skip
_KIND_WORDS = {
    "architectural": "architecture", "design": "architecture", "架构": "architecture",
    "perf": "performance", "性能": "performance", "安全": "security",
    "maintenance": "maintainability", "可维护性": "maintainability",
    "compat": "compatibility", "兼容性": "compatibility",
    "testing": "test", "tests": "test", "monitoring": "monitor", "docs": "document",
    "documentation": "document", "migration": "migrate", "config": "configure",
    "configuration": "configure",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: the form, and what the answer is read against."""

    form: Form
    depth: Depth
    language: str
    paths: tuple[str, ...]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Answer:
    """What could be read of a reply; `problem` says what is missing, empty where all is there."""

    analysis: Analysis | None
    code: str = ""
    problem: str = ""


def read_answer(text: str, question: Question) -> Answer:
    """The best object in a reply as an analysis; never raises.

    Codes of what is wrong: "empty", "not-json", "no-summary", "repetition", "incomplete" (some
    fields are not there; the analysis is).
    """
    if not text.strip():
        return Answer(None, "empty", "it was empty")
    names = question.form.properties
    found = max(objects(text), key=lambda o: sum(name in o for name in names), default=None)
    if found is None or not any(name in found for name in names):
        return Answer(None, "not-json", "it held no JSON object with these fields")
    summary = _text(found.get("summary"))
    if not summary:
        return Answer(None, "no-summary", "the summary was missing or empty")
    analysis = _analysis(found, question)
    if any(_REPEATED.search(claim.text) for _, claim in claims_of(analysis)):
        return Answer(None, "repetition", "it repeated itself")
    missing = [name for name in names if name not in found]
    problem = f"these fields were missing: {', '.join(missing)}" if missing else ""
    return Answer(analysis, "incomplete" if missing else "", problem)


def read_numbers(value: object) -> tuple[int, ...]:
    """The whole numbers of a list, however they are written."""
    items = value if isinstance(value, list) else [value]
    found = (_DIGITS.search(str(item)) for item in items[:_MOST_ITEMS])
    return tuple(int(match[0]) for match in found if match)


def _analysis(found: Mapping[str, object], question: Question) -> Analysis:
    facts = question.facts
    tier = _tier(found.get("importance"))
    breaks = _text(found.get("breaks"))
    return Analysis(
        depth=question.depth,
        language=question.language,
        change_types=_types(found.get("types"), facts),
        importance=tier or facts.importance,
        reason=_single(found.get("reason")) if tier else None,
        breaking=_is_true(found.get("breaking")) or facts.breaking,
        breaks=Claim(breaks) if breaks and _is_true(found.get("breaking")) else None,
        summary=_single(found.get("summary")),
        why=_single(found.get("why")),
        impacts=_claims(found.get("impacts"), question.paths),
        risks=_claims(found.get("risks"), question.paths, "severity", TIERS, "medium"),
        insights=_claims(found.get("insights"), question.paths, "kind", INSIGHTS),
        advice=_claims(found.get("advice"), question.paths, "kind", ADVICE, "review"),
    )


def _claims(
    value: object,
    paths: Sequence[str],
    label: str = "",
    known: Iterable[str] = (),
    default: str = "",
) -> tuple[Claim, ...]:
    """The items of a list as claims, without empty ones and doubles."""
    items = value if isinstance(value, list) else [value] if value else []
    claims: dict[str, Claim] = {}
    for item in items[:_MOST_ITEMS]:
        fields = item if isinstance(item, dict) else {"text": item}
        if text := _text(fields.get("text", fields.get("description"))):
            kind = _kind(fields.get(label), known) or default if label else ""
            lines = _lines(fields.get("line", fields.get("lines")))
            claims.setdefault(text, Claim(text, _path(fields.get("file"), paths), lines, kind))
    return tuple(claims.values())


def _single(value: object) -> Claim | None:
    text = _text(value)
    return Claim(text) if text else None


def _text(value: object) -> str:
    if isinstance(value, list):
        value = " ".join(item for item in value if isinstance(item, str))
    return clean(value, limit=LONGEST_TEXT, oneline=True).strip() if isinstance(value, str) else ""


def _types(value: object, facts: Facts) -> tuple[str, ...]:
    """The change types; the one that the subject names comes first."""
    items = value if isinstance(value, list) else [value]
    said = [name for item in items if isinstance(item, str) and (name := named_type(item))]
    known = [facts.change_type]
    names = [*said, *known][: len(said) or 1] if facts.type_inferred else [*known, *said]
    return tuple(dict.fromkeys(names))[:3]


def _tier(value: object) -> Importance | None:
    word = value.strip().lower() if isinstance(value, str) else ""
    return next((tier for tier in TIERS if tier == word), _TIER_WORDS.get(word))


def _kind(value: object, known: Iterable[str]) -> str:
    word = value.strip().lower() if isinstance(value, str) else ""
    mapped = _KIND_WORDS.get(word, _TIER_WORDS.get(word, word))
    return next((name for name in known if name in {word, mapped}), "")


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in {"true", "yes"})


def _path(value: object, paths: Sequence[str]) -> str:
    """The file that a number means, or the path that was given in its place."""
    if isinstance(value, str) and not re.fullmatch(r"\s*[Ff]?\d+\s*", value):
        return clean(value, limit=300, oneline=True).strip().strip("`")
    numbers = read_numbers(value)
    number = numbers[0] if numbers else 0
    return paths[number - 1] if 0 < number <= len(paths) else ""


def _lines(value: object) -> tuple[int, int] | None:
    """First and last line; zero means none."""
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    numbers = [int(digits) for digits in _DIGITS.findall(text)[:2]]
    numbers = [number for number in numbers if number]
    return (min(numbers), max(numbers)) if numbers else None
