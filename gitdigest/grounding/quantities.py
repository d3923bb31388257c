"""Numbers with and without units: each occurs in the diff or the message, where it can mean that.

"10 % faster" must not be a model's guess; "5 minutes" holds where a timeout of 300 stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.analysis.claim import Doubt
from gitdigest.grounding.evidence import (
    NUMBER,
    Evidence,
    Held,
    Outcome,
    Statement,
    normal,
    number,
)

_TIME = (
    r"ms\b|[µμ]s\b|us\b|ns\b|s\b|secs?\b|seconds?\b|mins?\b|minutes?\b|h\b|hours?\b|days?\b"
    r"|毫秒|微秒|纳秒|秒钟?|分钟|小时|天"
)
_UNITS = {
    "percent": r"%|percent\b|per cent\b|个百分点",
    "time": _TIME,
    "size": r"[KMGT]i?B\b|[kK]b\b|bytes?\b|字节|[KMG]i\b",
    "factor": r"[x\u00d7](?![\w])|倍|times\b(?! out)|-?fold\b",
}
_DIGITS = r"(?<![\w.#/-])(\d[\d_,]*(?:\.\d+)?)"
_RANGE = r"(?:\s*(?:-|~|to|至|到)\s*(\d[\d_,]*(?:\.\d+)?))?"
_UNIT = "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS.items())
_QUANTITY = re.compile(rf"{_DIGITS}{_RANGE}\s*-?(?:{_UNIT})", re.ASCII)
_VERSION = re.compile(r"(?<![\w.])v?\d+(?:\.\d+){2,}(?:[\w+-]+)?", re.ASCII)
_PLAIN = re.compile(rf"{_DIGITS}(?![\w%])(?!\.\d)", re.ASCII)
_NAMED = re.compile(
    r"(?:HTTP|status|code|状态码|错误码|Python|Java|Go|Node|Rust|version|版本|RFC|SHA-?|UTF-?|IPv|PEP"
    r"|CUDA|C\+\+|lines?|第|\bL|PR|issue|step|步骤|phase|part|exit|\bv|\bF|#)\s*[`\"]?[\s#-]*$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[+余多]?\s*(?:st\b|nd\b|rd\b|th\b|-?bit\b|位|年|月|日|个|处|次|项|条|种|行|份|类|组"
    r"|(?:\w+ ){0,2}(?:files?|lines?|tests?|cases?)\b)",
    re.IGNORECASE,
)
_WORDS = {
    "percent": "percent percentage pct ratio rate fraction frac util utilization",
    "time": (
        "time timeout secs sec second seconds ms millis milliseconds us micros min mins minute"
        " minutes hour hours day days interval delay ttl duration wait sleep deadline period"
        " latency expiry expires expiration poll backoff"
    ),
    "size": (
        "byte bytes size mem memory kb mb gb kib mib gib buf buffer cap capacity limit len"
        " length max storage disk window chunk"
    ),
}
_MEANS = {kind: frozenset(words.split()) for kind, words in _WORDS.items()}
_WRITTEN = {
    "percent": re.compile(r"\d\s*(?:%|个百分点)"),
    "time": re.compile(rf"\d\s*(?:{_TIME}|m\b)"),
    "size": re.compile(r"\d\s*(?:[KMGTkmgt]i?[bB]?\b|bytes?\b|字节)"),
}
_SUBWORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SCALES = {
    "percent": (1.0,),
    "time": (1.0, 60.0, 3600.0, 86400.0, 1e3, 1e6, 6e4, 36e5, 1e-3, 1 / 60, 1e9),
    "size": tuple(base**power for base in (1e3, 1024.0) for power in (-2, -1, 0, 1, 2, 3, 4)),
}
_FEW = 10
_BEFORE, _AFTER = 40, 12


def check_quantities(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """Percentages, times, sizes, factors, versions; then plain numbers from ten on, and fractions.

    Suggestions may name a number of their own.
    """
    if statement.is_suggestion:
        return
    text = normal(statement.text)
    rest = text
    for match in _QUANTITY.finditer(text):
        rest = _blanked(rest, match)
        kind = match.lastgroup or ""
        values = [number(digits) for digits in match.groups()[:2] if digits]
        known = all(value is not None and _occurs(value, kind, evidence) for value in values)
        yield Held(match[0]) if known else Doubt("quantity", match[0].strip())
    for match in _VERSION.finditer(rest):
        rest = _blanked(rest, match)
        known = match[0].lstrip("v") in evidence.text
        yield Held(match[0]) if known else Doubt("version", match[0])
    for match in _PLAIN.finditer(rest):
        value = number(match[1].rstrip(","))
        if value is None or (value < _FEW and "." not in match[1]) or _is_name(match, rest):
            continue
        known = value in evidence.numbers or match[1] in evidence.text
        yield Held(match[1]) if known else Doubt("number", match[1])


def _blanked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * len(match[0]) + text[match.end() :]


def _occurs(value: float, kind: str, evidence: Evidence) -> bool:
    """Whether the number stands in a line that speaks of its kind, in any unit of it."""
    if kind == "factor":
        return _is_written(value, evidence) or value in set(_ratios(evidence))
    if kind == "percent" and value < 100 and value / 100 in evidence.numbers:
        return True  # a fraction says a percentage whatever stands around it
    scaled = {round(value * scale, 9) for scale in _SCALES[kind]}
    return any(
        _speaks_of(kind, near)
        for known, lines in evidence.lines_by_number.items()
        if round(known, 9) in scaled
        for line in lines
        for near in _around(known, line)
    )


def _around(value: float, line: str) -> Iterator[str]:
    """What stands around a number on its line; all of the line where it is a product."""
    found = [match for match in NUMBER.finditer(line) if number(match[0].rstrip(",")) == value]
    for match in found:
        yield line[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
    if not found:
        yield line


def _speaks_of(kind: str, line: str) -> bool:
    """Whether a text has a unit of the kind, or a name with a word for it: `connect_timeout`."""
    if _WRITTEN[kind].search(line):
        return True
    return any(word.lower() in _MEANS[kind] for word in _SUBWORD.findall(line))


def _is_written(value: float, evidence: Evidence) -> bool:
    written = re.compile(rf"(?<![\d.]){re.escape(f'{value:g}')}\s*(?:x\b|\u00d7|倍|times\b|-?fold)")
    return written.search(evidence.text) is not None


def _ratios(evidence: Evidence) -> Iterator[float]:
    """How many times a number grew or shrank on a line that is otherwise the same."""
    for file in evidence.diff.files:
        for hunk in file.hunks:
            before: dict[str, str] = {}
            for line in hunk.lines():
                shape = NUMBER.sub("#", line.text)
                if line.kind == "-":
                    before[shape] = line.text
                elif line.kind == "+" and shape in before:
                    yield from _ratios_of(before[shape], line.text)


def _ratios_of(old: str, new: str) -> Iterator[float]:
    for a, b in zip(NUMBER.findall(old), NUMBER.findall(new), strict=True):
        first, second = number(a.rstrip(",")), number(b.rstrip(","))
        if first and second and first != second:
            yield max(first, second) / min(first, second)


def _is_name(match: re.Match[str], text: str) -> bool:
    """Whether a number is part of a name, an ordinal, or a count that is checked elsewhere."""
    before, after = text[: match.start()], text[match.end() :]
    return bool(_NAMED.search(before) or _COUNTED.match(after))
