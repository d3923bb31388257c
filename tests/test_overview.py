"""The overview of a day: sentences that are tied to commits, and say nothing that those do not."""

from __future__ import annotations

import asyncio
import json

import pytest
from models import Said, ScriptedModel

from gitdigest.analysis.asking import Asker
from gitdigest.analysis.claim import Overview, Sentence, Skipped
from gitdigest.errors import ModelError
from gitdigest.model.model import Reply
from gitdigest.overview import CommitLine, overview
from gitdigest.prompt.files import PromptFiles
from gitdigest.prompt.requests import Requests

LINES = [
    CommitLine("a" * 40, "high · fix: routing (#5500) · `init_worker` no longer registers"),
    CommitLine("b" * 40, "medium · test: `handle_reader` · 6 tests"),
    CommitLine("c" * 40, "low · docs: remove badge · README without badge"),
]
GOOD = {
    "themes": [
        {"text": "Routing is mended in `init_worker`.", "commits": [1]},
        {"text": "Two of 3 commits only touch tests and docs.", "commits": [2, 3]},
    ],
    "first": [{"text": "`init_worker`: it changes what registers (#5500).", "commits": [1]}],
}


def ask(*said: Said, lines: list[CommitLine] = LINES, window: int = 32_768) -> tuple[Overview | Skipped, ScriptedModel]:  # fmt: skip
    model = ScriptedModel(list(said), default=said[-1] if said else "", window=window)
    asker = Asker(model, Requests(PromptFiles(), language="en"))
    return asyncio.run(overview(asker, lines)), model


def test_sentences_are_tied_to_commits() -> None:
    """Numbers of lines become ids; one call."""
    found, model = ask(GOOD)
    assert isinstance(found, Overview)
    assert Sentence("Routing is mended in `init_worker`.", ("a" * 40,)) == found.themes[0]
    assert ("b" * 40, "c" * 40) == found.themes[1].commits
    assert (1, 0, 1) == (len(found.first), found.struck, len(model.history))
    assert "\n1. high · fix: routing" in model.history[0][0].user


@pytest.mark.parametrize(
    "bad",
    [
        {"text": "All is well.", "commits": []},
        {"text": "All is well.", "commits": [9]},
        {"text": "`start_worker` is new.", "commits": [1]},
        {"text": "start_worker is new.", "commits": [1]},
        {"text": "It is 40 % faster.", "commits": [1]},
        {"text": "`handle_reader` changed.", "commits": [1]},
        {"text": "", "commits": [1]},
        {"text": 3, "commits": [1]},
    ],
)
def test_what_the_commits_do_not_hold_is_struck(bad: dict[str, object]) -> None:
    """No commit, a name or a number of none of them: the sentence goes, and is counted."""
    found, _ = ask({**GOOD, "themes": [bad, *GOOD["themes"]]})
    assert isinstance(found, Overview)
    assert (2, 1) == (len(found.themes), found.struck)


def test_few_commits_need_no_overview() -> None:
    """Nothing is asked about a day of two commits."""
    found, model = ask(GOOD, lines=LINES[:2])
    assert (Skipped("few-commits"), []) == (found, model.history)


@pytest.mark.parametrize(
    "bad", ["", "no", json.dumps({"themes": 3}), Reply(json.dumps(GOOD), "length")]
)
def test_one_more_try(bad: Said) -> None:
    """What is no answer is asked for once more, and is a reason then."""
    found, model = ask(bad, GOOD)
    assert isinstance(found, Overview)
    assert 2 == len(model.history)
    found, model = ask(bad)
    assert (Skipped("not-json"), 2) == (found, len(model.history))


def test_an_error_of_the_model_is_a_reason() -> None:
    """No exception leaves."""
    found, _ = ask(ModelError("gone", kind="unreachable"))
    assert Skipped("model-unreachable", "gone") == found


def test_a_long_day_is_cut_at_its_end() -> None:
    """The first lines fill the window; the rest is not asked about."""
    many = [CommitLine(f"{n:040x}", f"low · chore: {n} " + "x" * 200) for n in range(400)]
    _, model = ask(GOOD, lines=many, window=8_192)
    prompt = model.history[0][0]
    assert model.count(prompt.system + prompt.user) + prompt.max_tokens < 8_192
    assert "\n50. low" in prompt.user
