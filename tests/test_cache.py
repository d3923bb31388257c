"""A model around a model, that asks only for what was never answered."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from engine.asking import model_at, question
from engine.scripted import scripted

from gitdigest.model.answers import AnswerCache
from gitdigest.model.cache import Absent, CachedModel, NotKeptError
from gitdigest.model.errors import own_error
from gitdigest.model.llama_server import LlamaServer
from gitdigest.model.model import Mode, Model, ModelError, Prompt, Reply


@dataclass
class Queue:
    """A model that gives what stands in its queue, and keeps what it was asked."""

    replies: list[Reply | ModelError] = field(default_factory=lambda: [Reply("answer", "stop")])
    identity: str = "queue"
    window: int = 4096
    concurrency: int = 2
    asked: list[tuple[Prompt, Mode]] = field(default_factory=list)

    def count(self, text: str) -> int:
        return len(text)

    async def complete(self, prompt: Prompt, mode: Mode = "schema") -> Reply:
        self.asked.append((prompt, mode))
        await asyncio.sleep(0)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, ModelError):
            raise reply
        return reply


@pytest.fixture
def answers(cache: Path) -> Iterator[AnswerCache]:
    made = AnswerCache(cache)
    yield made
    made.close()


def complete(model: Model, prompt: Prompt | None = None, mode: Mode = "schema") -> Reply:
    return asyncio.run(model.complete(prompt or question(), mode))


def test_a_second_run_asks_nothing(answers: AnswerCache) -> None:
    """The answer is the same, and says that it was kept."""
    inner = Queue()
    first = complete(CachedModel(inner, answers))
    again = CachedModel(inner, answers)
    second = complete(again)
    assert not first.cached
    assert replace(first, cached=True) == second
    assert 1 == len(inner.asked)
    assert (1, 0) == (again.hits, again.misses)
    assert again.has(question())


def test_it_is_the_model_inside_in_all_else(answers: AnswerCache) -> None:
    """Identity, window, concurrency and count."""
    model: Model = CachedModel(Queue(), answers)
    assert ("queue", 4096, 2, 3) == (
        model.identity,
        model.window,
        model.concurrency,
        model.count("abc"),
    )


OTHERS = {
    "system": replace(question(), system="You are brief."),
    "user": question("What is that?"),
    "schema": replace(question(), schema={"type": "object"}),
    "schema name": replace(question(), schema_name="other"),
    "limit": question(max_tokens=201),
}


@pytest.mark.parametrize("changed", OTHERS)
def test_all_that_shapes_an_answer_is_in_the_key(answers: AnswerCache, changed: str) -> None:
    """Another prompt, form or limit is asked anew."""
    inner = Queue()
    model = CachedModel(inner, answers)
    complete(model)
    complete(model, OTHERS[changed])
    assert 2 == len(inner.asked)


def test_another_model_mode_or_salt_is_asked_anew(answers: AnswerCache) -> None:
    """So is the same prompt put to other weights, in another mode, or apart by a salt."""
    complete(CachedModel(Queue(), answers))
    inner = Queue(identity="other weights")
    complete(CachedModel(inner, answers))
    complete(CachedModel(inner, answers), mode="json")
    complete(CachedModel(inner, answers, salt="eval"))
    assert 3 == len(inner.asked)


def test_the_order_of_a_schemas_keys_is_no_difference(answers: AnswerCache) -> None:
    """The key is made of what is said, and not of how it happened to be written."""
    model = CachedModel(Queue(), answers)
    one = replace(question(), schema={"a": 1, "b": 2})
    two = replace(question(), schema={"b": 2, "a": 1})
    assert model.key(one, "schema") == model.key(two, "schema")


def test_a_failure_is_never_kept(answers: AnswerCache) -> None:
    """The next run asks again, and keeps what it gets."""
    inner = Queue([own_error("broken", "no"), Reply("answer", "stop")])
    model = CachedModel(inner, answers)
    with pytest.raises(ModelError):
        complete(model)
    assert 0 == answers.count
    assert "answer" == complete(model).text
    assert 1 == answers.count


def test_no_answer_is_never_kept(answers: AnswerCache) -> None:
    """What is empty is handed on and asked for again."""
    inner = Queue([Reply("", "stop")])
    model = CachedModel(inner, answers)
    assert Reply("", "stop") == complete(model) == complete(model)
    assert 2 == len(inner.asked)


def test_half_an_answer_stays_half(answers: AnswerCache) -> None:
    """It is kept as what it is, so that the next run comes by the same way to the next question."""
    cut = Reply('{"a": "b', "length")
    complete(CachedModel(Queue([cut]), answers))
    assert replace(cut, cached=True) == complete(CachedModel(Queue(), answers))


def test_what_led_to_nothing_is_forgotten(answers: AnswerCache) -> None:
    """In whatever mode it was asked; the next run asks again, and others are kept."""
    inner = Queue([Reply("prose", "stop")])
    model = CachedModel(inner, answers)
    complete(model)
    complete(model, mode="text")
    complete(model, question("another"))
    model.forget(question())
    assert 1 == answers.count
    assert not model.has(question())
    complete(model)
    assert 4 == len(inner.asked)


def test_a_model_that_is_not_there_asks_alike(answers: AnswerCache) -> None:
    """Its requests have the same keys and sizes, what was answered is found, the rest is missed."""
    real = model_at("http://127.0.0.1:9/v1")
    absent = Absent(real.identity, real.window, real.tokens)
    kept = CachedModel(absent, answers)
    assert kept.key(question(), "schema") == CachedModel(real, answers).key(question(), "schema")
    assert (real.window, real.count("a few words")) == (kept.window, kept.count("a few words"))
    answers.put(kept.key(question(), "schema"), Reply("answer", "stop"))
    assert "answer" == complete(kept).text
    with pytest.raises(NotKeptError):
        complete(kept, question("another"))


def test_a_fresh_run_replaces_what_was_kept(answers: AnswerCache) -> None:
    """It reads nothing old, and later runs get what it got."""
    inner = Queue([Reply("old", "stop"), Reply("new", "stop")])
    complete(CachedModel(inner, answers))
    fresh = CachedModel(inner, answers, fresh=True)
    assert not fresh.has(question())
    assert "new" == complete(fresh).text
    assert "new" == complete(CachedModel(inner, answers)).text


def test_one_prompt_in_two_places_is_asked_once(answers: AnswerCache) -> None:
    """A commit that was picked onto another branch costs one request, even at the same time."""
    inner = Queue()
    model = CachedModel(inner, answers)

    async def run() -> list[Reply]:
        return await asyncio.gather(*(model.complete(question()) for _ in range(5)))

    assert 1 == len({reply.text for reply in asyncio.run(run())})
    assert 1 == len(inner.asked)
    assert {} == model._asking


def test_who_waits_for_a_failure_asks_himself(answers: AnswerCache) -> None:
    """Of two that ask the same, the second does not fail with the first."""
    inner = Queue([own_error("broken", "no"), Reply("answer", "stop")])
    model = CachedModel(inner, answers)

    async def run() -> list[Reply | BaseException]:
        asked = (model.complete(question()) for _ in range(2))
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second = asyncio.run(run())
    assert isinstance(first, ModelError)
    assert isinstance(second, Reply)


def test_a_real_engines_answers_are_kept(answers: AnswerCache, engine: LlamaServer) -> None:
    """A second run at the engine makes no request, and needs no litellm."""
    model = model_at(f"{engine.url}/v1", kind="llama.cpp", key=engine.key)

    async def run(cached: CachedModel) -> Reply:
        reply = await cached.complete(question())
        await model.close()
        return reply

    first = asyncio.run(run(CachedModel(model, answers)))
    nowhere = model_at("http://127.0.0.1:9/v1")
    nowhere._served = model._served
    second = complete(CachedModel(nowhere, answers))
    assert first.text == second.text
    assert second.cached


WRITER = """
import sys
from pathlib import Path
from gitdigest.model.answers import AnswerCache, hash_of
from gitdigest.model.model import Reply
answers = AnswerCache(Path(sys.argv[1]))
number = answers.count
while True:
    answers.put(hash_of(str(number)), Reply("x" * 500, "stop"))
    print(number, flush=True)
    number += 1
"""


def test_a_kill_loses_nothing_that_was_kept(cache: Path) -> None:
    """After kill -9 at any moment the database is sound, with every answer that was put."""
    for _ in range(3):
        command = [sys.executable, "-c", WRITER, str(cache)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout
            last = [child.stdout.readline() for _ in range(40)][-1]
            time.sleep(0.003)
            child.send_signal(signal.SIGKILL)
            last = [last, *child.stdout.read().splitlines()][-1]
        answers = AnswerCache(cache)
        assert answers.count >= int(last) + 1
        answers.close()


IMPORTS = """
import asyncio, json, sys
from pathlib import Path
from gitdigest.model.answers import AnswerCache
from gitdigest.model.cache import Absent, CachedModel, NotKeptError
from gitdigest.model.connection import ModelOptions, open_model
from gitdigest.model.model import Prompt
answers = AnswerCache(Path(sys.argv[1]))
with open_model(ModelOptions("qwen3:8b", api_base=(sys.argv[2],)), answers) as model:
    cached = CachedModel(model, answers)
    reply = asyncio.run(cached.complete(Prompt("s", "u", {}, "n", 9), "text"))
answers.close()
print(json.dumps([reply.text, reply.cached, "litellm" in sys.modules, "httpx" in sys.modules]))
"""


def test_a_warm_run_needs_no_server_and_no_litellm(cache: Path) -> None:
    """What was answered once is answered when the server is gone, and costs no import."""

    def run(base: str) -> object:
        command = [sys.executable, "-c", IMPORTS, str(cache), base]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=dict(os.environ)
        )
        return json.loads(done.stdout)

    gets: dict[str, object] = {
        "/v1/models": {"data": []},
        "/api/tags": {"models": [{"name": "qwen3:8b", "digest": "d"}]},
    }
    with scripted(gets=gets) as server:
        first = run(server.url)
    assert isinstance(first, list)
    assert [False, True, True] == first[1:]
    assert [first[0], True, False, False] == run("http://127.0.0.1:9")
