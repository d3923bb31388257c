"""The language of the prose: a check of its script, which is cheap and enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.analysis.claim import Doubt
from gitdigest.grounding.evidence import Evidence, Outcome, Statement
from gitdigest.grounding.names import loose_names
from gitdigest.grounding.repair import prose

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z]+")
_SCRIPTS = {"zh": _HAN, "ja": re.compile(r"[\u3040-\u30ff\u3400-\u9fff]"), "ko": _HANGUL}
_FEWEST = 6  # words of prose that tell a language
_LEAST_SHARE = 0.3


def check_language(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """Prose in the script of another language than the one that was asked for."""
    del evidence
    text = loose_names(prose(statement.text))
    script = _SCRIPTS.get(statement.language.partition("-")[0].partition("_")[0])
    asian = len(_HAN.findall(text)) + len(_KANA.findall(text)) + len(_HANGUL.findall(text))
    latin = len(_LATIN.findall(text))
    if asian + latin < _FEWEST:
        return
    if script is None:
        if asian > latin:
            yield Doubt("language", text.strip()[:40])
    elif len(script.findall(text)) < _LEAST_SHARE * latin:
        yield Doubt("language", text.strip()[:40])
