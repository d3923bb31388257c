"""What a model says: text of any kind, which may or may not hold the object that was asked for."""

from __future__ import annotations

import json
from dataclasses import asdict

from gitdigest.analysis.answer import LONGEST_TEXT, Question, read_answer
from gitdigest.analysis.claim import claims_of
from gitdigest.analysis.tolerant import has_thoughts, objects
from gitdigest.facts.fact import Facts, Sizes
from gitdigest.prompt.forms import FORMS
from gitdigest.text import clean

_FACTS = Facts(
    change_type="fix",
    type_inferred=False,
    scope="",
    breaking=False,
    description="x",
    trailers=(),
    references=(),
    files=(),
    sizes=Sizes(),
    components=(),
    findings=(),
    importance="low",
    score=0.0,
    reasons=(),
)
_QUESTIONS = tuple(
    Question(form, depth, "en", ("src/a.py", "b/c.py"), _FACTS) for depth, form in FORMS.items()
)


def check(data: bytes) -> None:
    """Nothing escapes at all; what is found can be written, and has nothing invisible in it."""
    text = data.decode("utf-8", "surrogateescape")
    has_thoughts(text)
    assert all(isinstance(found, dict) for found in objects(text))
    for question in _QUESTIONS:
        analysis = read_answer(text, question).analysis
        if analysis is None:
            continue
        json.dumps(asdict(analysis), ensure_ascii=False).encode("utf-8")
        for _, claim in claims_of(analysis):
            assert clean(claim.text, oneline=True) == claim.text != ""
            assert len(claim.text) <= LONGEST_TEXT * 10
