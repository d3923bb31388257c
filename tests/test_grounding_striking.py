"""What does not hold is taken out, as little as possible, and counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factcase import FactCase
from grounds import analysis, made

from gitdigest.analysis.claim import Claim
from gitdigest.grounding import Grounding


@pytest.fixture(name="grounding")
def _grounding(case: FactCase) -> Grounding:
    return made(case)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("`connect` waits longer (10-15 % of the time).", "`connect` waits longer."),
        ("`connect` waits. It is 40 % faster.", "`connect` waits."),
        ("It is 40 % faster. `connect` waits for the event.", "`connect` waits for the event."),
        ("`connect` waits for the event, which makes it 40 % faster.", "`connect` waits for the event."),
        ("`connect` 会等待事件（约 40%）。", "`connect` 会等待事件。"),
        ("`connect` 会等待事件，速度提升 40%。", "`connect` 会等待事件。"),
        ("速度提升 40%；`connect` 现在会等待事件就绪。", "`connect` 现在会等待事件就绪。"),
        ("`connect_all` 在 `Client` 中调用，速度更快。", None),
        ("It is 40 % faster.", None),
    ],
)  # fmt: skip
def test_as_little_as_possible_goes(grounding: Grounding, text: str, left: str | None) -> None:
    """The bracket, else the sentence, else a later clause, else the claim."""
    language = "en" if text.isascii() else "zh"
    checked = grounding.check(replace(analysis(grounding, language), insights=(Claim(text),)))
    found = grounding.strike(checked)
    assert ([left] if left else []) == [claim.text for claim in found.insights]
    assert [text] == [claim.text for claim in found.struck]
    assert all(claim.verdict != "contradicted" for claim in found.insights)


def test_a_summary_stays_and_is_marked(grounding: Grounding) -> None:
    """A report needs a summary: where all of it is doubtful it keeps its verdict."""
    asked = replace(analysis(grounding), summary=Claim("It is 40 % faster."))
    found = grounding.strike(grounding.check(asked))
    assert found.summary
    assert ("It is 40 % faster.", "contradicted") == (found.summary.text, found.summary.verdict)
    assert () == found.struck


def test_what_holds_is_not_touched(grounding: Grounding) -> None:
    """An analysis without a false claim is the same before and after."""
    asked = replace(
        analysis(grounding), summary=Claim("`connect` waits."), why=Claim("Slow servers.")
    )
    checked = grounding.check(asked)
    assert checked == grounding.strike(checked)


def test_a_break_goes_with_what_breaks(grounding: Grounding) -> None:
    """A breaking change that a model claims for a name that is not there is none."""
    asked = replace(analysis(grounding), breaking=True, breaks=Claim("`connect_all` is gone."))
    found = grounding.strike(grounding.check(asked))
    assert (False, None, 1) == (found.breaking, found.breaks, len(found.struck))
    true = replace(asked, breaks=Claim("`parse_size` is gone."))
    assert grounding.strike(grounding.check(true)).breaking


def test_a_claim_at_a_file_that_is_not_there_goes(grounding: Grounding) -> None:
    """It points nowhere, whatever it says."""
    risk = Claim("It may fail.", file="src/nowhere.py", kind="high")
    found = grounding.strike(grounding.check(replace(analysis(grounding), risks=(risk,))))
    assert ((), 1) == (found.risks, len(found.struck))


def test_another_language_is_marked_and_stays(grounding: Grounding) -> None:
    """The wrong language is no falsehood."""
    asked = replace(analysis(grounding, "zh"), why=Claim("The servers were slow on every start."))
    found = grounding.strike(grounding.check(asked))
    assert found.why
    assert ["language"] == [doubt.code for doubt in found.why.doubts]


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("Update the documentation.", False),
        ("在 CI 中加入测试，并更新文档。", False),
        ("Test `connect` with a slow server.", True),
        ("为 `TIMEOUT_SECONDS` 增加监控。", True),
        ("Add `test_slow_server` that calls `connect`.", True),
    ],
)
def test_advice_that_fits_every_commit_goes(grounding: Grounding, text: str, stays: bool) -> None:
    """An advice names something of this commit, or it is struck and counted."""
    language = "en" if text.isascii() else "zh"
    asked = replace(analysis(grounding, language), advice=(Claim(text, kind="test"),))
    found = grounding.strike(grounding.check(asked))
    assert (stays, not stays) == (bool(found.advice), bool(found.struck))
