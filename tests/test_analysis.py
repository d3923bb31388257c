"""A commit is asked about as deep as it matters, and no fault of a model is more than a reason."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from answers import HIGH, LOW, MEDIUM
from handmade import change, commit, diff
from models import Said, ScriptedModel

from gitdigest.analysis.analyse import Analysis, Skipped, analyse
from gitdigest.analysis.asking import Asker, Habits
from gitdigest.analysis.claim import Claim, Doubt
from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.errors import ModelError, ModelErrorKind
from gitdigest.facts.extract import find_facts
from gitdigest.model.model import Reply
from gitdigest.prompt.excerpt import LeftOut
from gitdigest.prompt.files import PromptFiles
from gitdigest.prompt.requests import Requests

REQUESTS = Requests(PromptFiles(), language="en")
SMALL = diff(change("src/a.py", "-x = 1\n+x = 2"))
LARGE = diff(*(change(f"src/m{n}.py", lines=400) for n in range(8)))
CHORE = commit("chore: x")
FIX = commit("fix: x")
FEAT = commit("feat!: x")
PART = {**HIGH, "summary": "A part."}


class Strict:
    """A checker that does not believe in certain words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.struck = 0

    def check(self, analysis: Analysis) -> Analysis:
        def judged(claim: Claim | None) -> Claim | None:
            if claim is None:
                return None
            doubts = tuple(Doubt("name", word) for word in self.words if word in claim.text)
            return replace(claim, doubts=doubts, verdict="contradicted" if doubts else "held")

        return replace(analysis, summary=judged(analysis.summary), why=judged(analysis.why))

    def strike(self, analysis: Analysis) -> Analysis:
        self.struck += 1
        return analysis


def ask(
    model: ScriptedModel,
    about: Commit = FEAT,
    made: Diff = SMALL,
    checker: Strict | None = None,
    habits: Habits | None = None,
) -> Analysis | Skipped:
    asker = Asker(model, REQUESTS, habits or Habits())
    return asyncio.run(analyse(asker, about, made, find_facts(about, made), checker))


def good(model: ScriptedModel, about: Commit = FEAT, made: Diff = SMALL) -> Analysis:
    found = ask(model, about, made)
    assert isinstance(found, Analysis)
    return found


@pytest.mark.parametrize(
    ("about", "made", "answer", "depth"),
    [
        (CHORE, SMALL, LOW, "low"),
        (FIX, diff(change("src/a.py", lines=30)), MEDIUM, "medium"),
        (FEAT, diff(change("src/a.py", lines=100)), HIGH, "high"),
    ],
)
def test_depth_follows_the_importance(
    about: Commit, made: Diff, answer: Mapping[str, object], depth: str
) -> None:
    """One call for each commit: a sentence, a summary with scope and advice, or everything."""
    model = ScriptedModel([answer])
    found = good(model, about, made)
    assert (depth, 1, 1) == (found.depth, found.calls, len(model.history))
    assert depth == model.history[0][0].schema_name
    assert found.summary == Claim("The value of x is two now.")


def test_a_raised_tier_gets_the_deeper_question() -> None:
    """A model may raise a commit by one tier: it is asked again in that depth."""
    model = ScriptedModel([{**LOW, "importance": "medium"}, MEDIUM])
    found = good(model, CHORE)
    assert ("medium", "medium", 2) == (found.importance, found.depth, found.calls)
    assert ["low", "medium"] == [prompt.schema_name for prompt, _ in model.history]


def test_a_tier_that_the_facts_forbid_gets_no_deeper_question() -> None:
    """Documentation stays what it is, whatever the model thinks of it."""
    model = ScriptedModel([{**LOW, "importance": "high"}])
    good(model, commit("docs: x"), diff(change("README.md", "+1")))
    assert 1 == len(model.history)


def test_a_deeper_question_that_fails_leaves_the_first_answer() -> None:
    """The commit keeps what was said, and the higher tier."""
    model = ScriptedModel(
        [{**LOW, "importance": "medium"}], default=ModelError("no", kind="broken")
    )
    found = good(model, CHORE)
    assert ("medium", "low") == (found.importance, found.depth)


@pytest.mark.parametrize(
    "bad", ["", "Sorry.", '{"answer": 1}', json.dumps({**HIGH, "summary": ""}), "{'summary': "]
)
def test_a_bad_answer_is_asked_for_once_more_with_the_error(bad: str) -> None:
    """The second try has the same beginning and says what was wrong."""
    model = ScriptedModel([bad, HIGH])
    found = good(model)
    assert 2 == found.calls
    first, second = (prompt for prompt, _ in model.history)
    assert second.user.startswith(first.user)
    assert "could not be used" in second.user


def test_then_for_a_smaller_form() -> None:
    """A model that fails twice at a form is given a smaller one, once."""
    model = ScriptedModel(["no", "no", {"summary": "Short.", "why": "", "risks": [], "advice": []}])
    found = good(model)
    assert (3, "small-high") == (found.calls, model.history[-1][0].schema_name)
    assert Claim("Short.") == found.summary


def test_an_incomplete_answer_is_better_than_none() -> None:
    """What the first try said is kept where the second says less."""
    model = ScriptedModel([{"summary": "Only this."}], default="")
    found = good(model)
    assert Claim("Only this.") == found.summary
    assert 2 == found.calls


def test_an_answer_that_is_cut_off_is_none() -> None:
    """Even where it can be read: a smaller form follows at once, and then the reason."""
    cut = Reply(json.dumps(HIGH), "length")
    model = ScriptedModel([cut, {"summary": "Short."}])
    assert "small-high" == model_names(model, FEAT)[1]
    found = ask(ScriptedModel(default=cut))
    assert isinstance(found, Skipped)
    assert "cut-off" == found.reason


def model_names(model: ScriptedModel, about: Commit) -> list[str]:
    ask(model, about)
    return [prompt.schema_name for prompt, _ in model.history]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ("no", "not-json"), ('{"summary": ""}', "no-summary"),
     (json.dumps({"summary": "over and over " * 30}), "repetition")],
)  # fmt: skip
def test_a_model_that_never_answers_is_a_reason(text: str, reason: str) -> None:
    """At most two calls beyond a clean one, then a code that says what was wrong."""
    model = ScriptedModel(default=text)
    found = ask(model)
    assert isinstance(found, Skipped)
    assert (reason, 3) == (found.reason, len(model.history))


@pytest.mark.parametrize(
    "kind", ["setup", "unreachable", "refused", "no-model", "busy", "broken", "timeout", "request", "content"]
)  # fmt: skip
def test_an_error_of_the_model_is_a_reason(kind: ModelErrorKind) -> None:
    """One call, no exception, the kind and what it said."""
    model = ScriptedModel(default=ModelError("it said no", kind=kind))
    assert Skipped(f"model-{kind}", "it said no") == ask(model)
    assert 1 == len(model.history)


def test_the_way_of_asking_is_learned_once() -> None:
    """A server that refuses a schema is asked for JSON, then for text; the next commit knows."""
    refused = ModelError("no response_format", kind="format")
    habits = Habits()
    first = ScriptedModel([refused, refused, HIGH])
    ask(first, habits=habits)
    assert ["schema", "json", "text"] == [mode for _, mode in first.history]
    second = ScriptedModel([HIGH])
    ask(second, habits=habits)
    assert ["text"] == [mode for _, mode in second.history]


def test_a_server_that_refuses_every_form() -> None:
    """Where nothing is below, the commit is skipped."""
    found = ask(ScriptedModel(default=ModelError("no", kind="format")))
    assert Skipped("model-format", "no") == found


def test_a_window_that_is_smaller_than_told() -> None:
    """The commit is asked about in smaller parts, once, by what the server says of its window."""
    error = ModelError("too long", kind="window", tokens=20_000, window=8_192)
    model = ScriptedModel([error], default=PART, window=32_768)
    found = good(model, FEAT, LARGE)
    assert found.requests > 1
    late = [prompt for prompt, _ in model.history[1:]]
    assert all(
        model.count(p.system) + model.count(p.user) + p.max_tokens <= 8_192
        for p in late
        if p.schema_name == "part"
    )
    again = ask(ScriptedModel(default=error), FEAT, LARGE)
    assert Skipped("model-window", "too long") == again


def test_a_window_that_is_too_small_is_a_reason() -> None:
    """Nothing is asked where nothing fits."""
    model = ScriptedModel(window=1_000)
    found = ask(model)
    assert isinstance(found, Skipped)
    assert ("window-too-small", 0) == (found.reason, len(model.history))


def part(number: int, severity: str, importance: str) -> dict[str, object]:
    risk = {"severity": severity, "file": number, "line": number, "text": f"Risk {number}."}
    return {**PART, "summary": f"Part {number}.", "importance": importance, "risks": [risk]}


def test_a_large_diff_is_asked_in_parts_and_joined() -> None:
    """Anchors stay, the gravest risk comes first, the model sums up what the parts said."""
    model = ScriptedModel(window=8_192)
    plan = REQUESTS.plan(FEAT, LARGE, find_facts(FEAT, LARGE), "high", model)
    count = len(plan.prompts)
    model.queue = [part(n, "high" if n == 2 else "low", "high") for n in range(1, count + 1)]
    model.queue.append({"summary": "The whole.", "why": "Because."})
    found = good(model, FEAT, LARGE)
    assert (count, count + 1) == (found.requests, found.calls)
    assert (Claim("The whole."), Claim("Because.")) == (found.summary, found.why)
    assert count == len(found.risks)
    assert Claim("Risk 2.", plan.paths[1], (2, 2), "high") == found.risks[0]
    assert "Part 1.\n2. Part 2." in model.history[-1][0].user


def test_parts_without_an_answer_are_named() -> None:
    """What one request could not say is left out by name; the others' answers stand."""
    model = ScriptedModel(window=8_192)
    parts = len(REQUESTS.plan(FEAT, LARGE, find_facts(FEAT, LARGE), "high", model).prompts)
    model.queue = [PART, ModelError("slow", kind="timeout"), *([PART] * (parts - 2))]
    found = good(model, FEAT, LARGE)
    assert any(isinstance(one, LeftOut) and one.reason == "no-answer" for one in found.left_out)


def test_no_part_has_an_answer() -> None:
    """Then the commit has none, with the first reason."""
    model = ScriptedModel(default=ModelError("slow", kind="timeout"), window=8_192)
    assert Skipped("model-timeout", "slow") == ask(model, FEAT, LARGE)


def test_a_summary_of_the_whole_that_fails() -> None:
    """The parts' own summaries stand in its place."""
    model = ScriptedModel(window=8_192)
    parts = len(REQUESTS.plan(FEAT, LARGE, find_facts(FEAT, LARGE), "high", model).prompts)
    queue: list[Said] = [PART] * parts
    model.queue, model.default = queue, ModelError("gone", kind="broken")
    found = good(model, FEAT, LARGE)
    assert found.summary
    assert found.summary.text.startswith("A part.")


def test_claims_that_do_not_hold_are_asked_for_once_more() -> None:
    """The model sees what does not hold; the better answer is kept; then code strikes."""
    model = ScriptedModel([{**HIGH, "summary": "`Foo` is new."}, HIGH])
    checker = Strict("Foo")
    found = ask(model, checker=checker)
    assert isinstance(found, Analysis)
    assert found.summary
    assert "held" == found.summary.verdict
    assert "`Foo` is new." in model.history[1][0].user
    assert (2, 1) == (found.calls, checker.struck)


def test_a_second_answer_that_is_no_better_is_not_taken() -> None:
    """Nor is a third asked for."""
    model = ScriptedModel(
        [{**HIGH, "summary": "`Foo` one."}], default={**HIGH, "summary": "`Foo` two."}
    )
    found = ask(model, checker=Strict("Foo"))
    assert isinstance(found, Analysis)
    assert found.summary
    assert ("`Foo` one.", 2) == (found.summary.text, len(model.history))


def test_never_more_than_two_calls_beyond_the_clean_ones() -> None:
    """Whatever goes wrong: refused forms, bad answers and false claims share two more calls."""
    refused = ModelError("no", kind="format")
    model = ScriptedModel([refused, "no", {**HIGH, "summary": "`Foo`."}], default={**HIGH, "summary": "`Foo`."})  # fmt: skip
    ask(model, checker=Strict("Foo"))
    assert 3 == len(model.history)
