"""Answers that a model could give to the forms."""

from __future__ import annotations

LOW: dict[str, object] = {
    "importance": "low",
    "reason": "one line",
    "summary": "The value of x is two now.",
}
MEDIUM: dict[str, object] = {
    **LOW,
    "types": ["fix"],
    "importance": "medium",
    "impacts": [{"file": 1, "text": "`x` is two."}],
    "risks": [],
    "advice": [{"kind": "test", "file": 1, "text": "Test `x`."}],
}
OVERVIEW: dict[str, object] = {
    "themes": [{"text": "All of them are about `x`.", "commits": [1, 2]}],
    "first": [{"text": "The first one.", "commits": [1]}],
}
HIGH: dict[str, object] = {
    **MEDIUM,
    "importance": "high",
    "breaking": False,
    "breaks": "",
    "why": "One was wrong.",
    "risks": [{"severity": "low", "file": 1, "line": 1, "text": "Code that reads `x` gets two."}],
    "insights": [
        {"kind": "architecture", "file": 1, "line": 1, "text": "`x` stays a module global."}
    ],
}
FORMS: dict[str, object] = {"low": LOW, "medium": MEDIUM, "high": HIGH, "overview": OVERVIEW}
