"""Every fault of a server, met by a whole run: no commit is lost, none costs much more."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import answers as answer
import pytest
from engine.asking import model_at
from engine.scripted import TOO_LONG, Says, Scripted, Step, fails, says, scripted
from gitrepo import GitRepo

from gitdigest.analysis.asking import MOST_EXTRA_CALLS, Asker
from gitdigest.describe import Silence, describe, digest_repository
from gitdigest.digest import CommitDigest
from gitdigest.explain.explainer import Explainer
from gitdigest.explain.wording import Wording
from gitdigest.explain.work import Work
from gitdigest.facts.rules import Rules
from gitdigest.model.litellm_model import Patience
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

COMMITS = 2
IMPATIENT = Patience(timeout=4.0, rest=0.01)
SHOWN = json.dumps(answer.HIGH)


def _said(change: Callable[[dict[str, Any]], object]) -> Step:
    """The right answer to every form, with something wrong in it."""
    return says(json.dumps(change(dict(answer.HIGH))))


# What goes wrong, and the reason that commits say; "" where an analysis comes of it all the same.
FAULTS: dict[str, tuple[list[Step], str]] = {
    "429": ([fails(429, "slow down"), says(SHOWN)], ""),
    "429 for good": ([fails(429, "slow down")], "model-busy"),
    "429 with Retry-After": ([fails(429, "slow down", Retry_After="0"), says(SHOWN)], ""),
    "500": ([fails(500, "boom"), says(SHOWN)], ""),
    "500 for good": ([fails(500, "boom")], "model-broken"),
    "slow": ([says(SHOWN, delay=0.3)], ""),
    "stalled": ([Step(Says(SHOWN), after=40, stalls=True)], "model-timeout"),
    "closed half-way": ([Step(Says(SHOWN), after=200), says(SHOWN)], ""),
    "closed half-way for good": ([Step(Says(SHOWN), after=200)], "model-broken"),
    "empty": ([says("")], "empty"),
    "prose": ([says("This commit is fine.")], "not-json"),
    "fences": ([says(f"```json\n{SHOWN}\n```")], ""),
    "thinking": ([says(f"<think>Well, {{...}}</think>{SHOWN}")], ""),
    "wrong enums": ([_said(lambda a: {**a, "importance": "urgent", "types": ["magic"]})], ""),
    "missing fields": ([_said(lambda a: {"summary": a["summary"]})], ""),
    "no summary": ([_said(lambda a: {**a, "summary": ""})], "no-summary"),
    "cut-off": ([says(SHOWN[:60], finish="length")], "cut-off"),
    "wrong language": ([_said(lambda a: {**a, "summary": "变量的值现在是二，读取它的代码会得到新的值。"})], ""),
    "repetition": ([_said(lambda a: {**a, "summary": "it is so and so " * 60})], "repetition"),
    "model gone": ([fails(404, "model 'scripted' not found")], "model-no-model"),
    "refused": ([fails(401, "no such key")], "model-refused"),
    "content": ([fails(400, "content_policy_violation: the text is not allowed")], ""),
    "schema refused": ([fails(400, "response_format is not supported"), says(SHOWN)], ""),
    "prompt silently cut": ([says(SHOWN, prompt_tokens=20)], "window-too-small"),
    "window of the server": ([TOO_LONG["vllm"][0]], "model-window"),
    "window unknown": ([TOO_LONG["ollama"][0]], "model-window"),
}  # fmt: skip


def explained(repo: GitRepo, cache: Path, server: Scripted) -> list[CommitDigest]:
    model = model_at(server.base, slots=1, window=32_768, patience=IMPATIENT)
    with open_repository(str(repo.path), cache=cache) as repository:
        selected = repository.select(Selection())
        part = digest_repository(
            repository,
            selected,
            zone=UTC,
            progress=Silence(),
            described=describe(repository, selected, Rules()),
        )
        work = Work(repository, selected, part)

        async def run() -> None:
            await Explainer(Asker(model, Wording().requests()), Silence()).explain([work])
            await model.close()

        asyncio.run(run())
    return list(work.done().commits)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_in_an_analysis_or_in_its_name(repo: GitRepo, cache: Path, fault: str) -> None:
    """Each commit keeps its facts; what a fault costs beyond clean calls is bounded."""
    for number in range(COMMITS):
        repo.commit(f"fix: x is {number}", {"x.py": f"x = {number}\ny = 2\n"})
    steps, reason = FAULTS[fault]
    with scripted(*steps) as server:
        found = explained(repo, cache, server)
        calls = len(server.asked)
    assert COMMITS == len(found)
    assert all(one.facts.files for one in found)
    assert all((one.analysis is None) != (one.skipped is None) for one in found)
    if reason:
        assert {reason} == {one.skipped.reason for one in found if one.skipped}
    elif fault != "content":
        assert all(one.analysis for one in found), found[0].skipped
    retries = 5  # of a request, where the server was busy or broken
    assert calls <= COMMITS * (1 + MOST_EXTRA_CALLS) + 2 * retries
