"""The name of a model -> a model that can be asked."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from engine.asking import SCHEMA, question
from engine.scripted import says, scripted
from jsonschema import validate

from gitdigest.model.connection import ModelOptions, open_model
from gitdigest.model.info import is_provider, known
from gitdigest.model.litellm_calls import Sampling
from gitdigest.model.llama_server import LlamaServer
from gitdigest.model.model import ModelError, Reply
from gitdigest.model.serving import find_served


class Memory:
    """What is known of models, in memory."""

    def __init__(self) -> None:
        self.profiles: dict[str, dict[str, Any]] = {}

    def recall(self, name: str) -> dict[str, Any]:
        return self.profiles.get(name, {})

    def remember(self, name: str, profile: dict[str, Any]) -> None:
        self.profiles[name] = profile


def ollama(name: str = "qwen3:8b", digest: str = "abc", trained: int = 40960) -> dict[str, object]:
    return {
        "/v1/models": {"data": [{"id": name}]},
        "/api/tags": {"models": [{"name": name, "digest": digest}]},
        "/api/show": {"model_info": {"qwen3.context_length": trained}},
    }


def openai(name: str = "local", **more: object) -> dict[str, object]:
    return {"/v1/models": {"data": [{"id": name, **more}]}}


def error_of(name: str, *bases: str, **options: Any) -> ModelError:
    with pytest.raises(ModelError) as raised:
        find_served(ModelOptions(name, bases, **options))
    return raised.value


def answer(options: ModelOptions) -> tuple[Reply, str, int, int]:
    """An answer, and identity, window and concurrency of the model."""

    async def run() -> Reply:
        try:
            return await model.complete(question())
        finally:
            await model.close()

    with open_model(options) as model:
        return asyncio.run(run()), model.identity, model.window, model.concurrency


def test_a_file_answers(random_gguf: Path) -> None:
    """A path is all that is needed: it is served, asked, and its server is gone again."""
    reply, identity, window, concurrency = answer(ModelOptions(str(random_gguf)))
    validate(json.loads(reply.text), SCHEMA)
    assert identity.startswith(f"gguf:{random_gguf.stem}:")
    assert (16384, 1) == (window, concurrency)


def test_a_llama_cpp_answers(engine: LlamaServer) -> None:
    """Its window and slots are its own, and its tokenizer corrects the count."""
    options = ModelOptions("openai/anything", (f"{engine.url}/v1",), engine.key)
    reply, identity, window, concurrency = answer(options)
    validate(json.loads(reply.text), SCHEMA)
    assert "273088-1092352" in identity
    assert (8192, 2) == (window, concurrency)
    with open_model(options) as model:
        assert 100 < model.count("word " * 100) < 400


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("qwen3:8b", "ollama_chat/qwen3:8b"),
        ("ollama/qwen3:8b", "ollama_chat/qwen3:8b"),
        ("ollama_chat/qwen3:8b", "ollama_chat/qwen3:8b"),
    ],
)
def test_an_ollamas_model(name: str, found: str) -> None:
    """Whichever way it is named, it is asked by its own protocol, one request at a time."""
    with scripted(gets=ollama()) as server:
        served = find_served(ModelOptions(name, (server.url,)))
    assert found == served.name
    assert f"{found} abc" == served.identity
    assert 16384 == served.window
    (endpoint,) = served.endpoints
    assert ("ollama", 1, server.url) == (endpoint.kind, endpoint.slots, endpoint.base)


@pytest.mark.parametrize(
    ("wanted", "trained", "window"), [(0, 8192, 8192), (32768, 40960, 32768), (65536, 40960, 40960)]
)
def test_an_ollamas_window(wanted: int, trained: int, window: int) -> None:
    """As asked for, never more than the model was made for."""
    with scripted(gets=ollama(trained=trained)) as server:
        options = ModelOptions("qwen3:8b", (server.url,), window=wanted)
        assert window == find_served(options).window


def test_a_vllm_begins_with_sixteen() -> None:
    """It joins requests by itself: sixteen to begin with, more while it copes, never unbounded."""
    gets = openai("Qwen/Qwen3-8B", max_model_len=32768)
    with scripted(gets=gets) as server:
        served = find_served(ModelOptions("Qwen/Qwen3-8B", (server.base,)))
    assert "hosted_vllm/Qwen/Qwen3-8B" == served.name
    assert 32768 == served.window
    assert (16, 64) == (served.endpoints[0].slots, served.endpoints[0].most)


def test_where_nothing_is_known_one_at_a_time() -> None:
    """A window of 8,192 tokens, one request in flight, unless the user knows better."""
    with scripted(gets=openai()) as server:
        served = find_served(ModelOptions("openai/local", (server.base,)))
        known_better = ModelOptions("openai/local", (server.base,), window=32768, concurrency=4)
        better = find_served(known_better)
    assert (8192, 1) == (served.window, served.endpoints[0].slots)
    assert (32768, 4) == (better.window, better.endpoints[0].slots)


def test_several_addresses_of_one_model() -> None:
    """The window is the smallest, the requests are shared out, and one that is gone is left out."""
    small, large = openai(max_model_len=4096), openai(max_model_len=8192)
    with scripted(gets=small) as one, scripted(gets=large) as two:
        bases = (one.base, two.base, "http://127.0.0.1:9/v1")
        served = find_served(ModelOptions("local", bases, concurrency=5))
    assert 4096 == served.window
    assert [3, 3] == [endpoint.slots for endpoint in served.endpoints]


def test_several_addresses_must_have_the_same_weights() -> None:
    """Answers of different models are not mixed under one name."""
    with scripted(gets=ollama(digest="a")) as one, scripted(gets=ollama(digest="b")) as two:
        error = error_of("qwen3:8b", one.url, two.url)
    assert "not the same model" in error.message


def test_a_model_that_is_missing() -> None:
    """The nearest one that is there is named."""
    with scripted(gets=ollama()) as server:
        error = error_of("qwen3:4b", server.url)
    assert "no-model" == error.kind
    assert "it has qwen3:8b" == error.hint


def test_a_key_is_asked_for(engine: LlamaServer) -> None:
    """A server that refuses without one is named."""
    error = error_of("local", engine.url)
    assert "refused" == error.kind
    assert engine.url in error.message


def test_a_bare_name_is_never_asked_over_the_network() -> None:
    """Without a provider it is a model of this machine, or none."""
    error = error_of("gpt-4o-mini-or-whatever")
    assert "unreachable" == error.kind
    assert "no server on this machine" in error.message


def test_a_providers_model() -> None:
    """Its window is read from the list that comes with litellm; many requests at a time."""
    served = find_served(ModelOptions("openai/gpt-4o", api_key="sk"))
    assert ("openai/gpt-4o", 128000) == (served.name, served.window)
    assert (4, 16, "sk") == (
        served.endpoints[0].slots,
        served.endpoints[0].most,
        served.endpoints[0].key,
    )


@pytest.mark.parametrize(
    ("name", "base"),
    [("openai/gpt-4o", ()), ("anthropic/claude", ()), ("openai/x", ("http://10.0.0.9:8000/v1",))],
)
def test_offline_is_offline(name: str, base: tuple[str, ...]) -> None:
    """Nothing beyond the loopback is asked, nor even looked up."""
    error = error_of(name, *base, offline=True)
    assert "setup" == error.kind
    assert error.hint.endswith("leave --offline out")


def test_a_name_with_a_slash_may_be_a_name() -> None:
    """Only what litellm has a provider for is one."""
    assert is_provider("anthropic")
    assert is_provider("bedrock")
    assert is_provider("ollama_chat")
    for name in ("Qwen", "meta-llama", "", "..", "llms"):
        assert not is_provider(name)


def test_what_is_known_of_a_model() -> None:
    """Window and price, without importing litellm."""
    found = known("openai/gpt-4o")
    assert found
    assert found.window > 100_000
    assert 0 < found.price_in < found.price_out < 0.001
    assert known("nobody/knows-it") is None


def test_a_model_that_is_not_there_is_remembered() -> None:
    """Its kept answers can be read: identity and window are those of the last time."""
    memory = Memory()
    with scripted(gets=ollama()) as server:
        options = ModelOptions("qwen3:8b", (server.url,))
        with open_model(options, memory) as model:
            there = (model.identity, model.window, model.count("some text"))
    with open_model(options, memory) as model:
        assert there == (model.identity, model.window, model.count("some text"))
    with pytest.raises(ModelError, match="nobody answers"), open_model(options, Memory()):
        pass
    memory.profiles["qwen3:8b"] = {"name": "x", "window": "much"}
    with pytest.raises(ModelError, match="nobody answers"), open_model(options, memory):
        pass


def test_a_file_that_was_served_before_is_served_when_it_is_asked(random_gguf: Path) -> None:
    """A run that finds all its answers in the cache loads no weights."""
    memory, options = Memory(), ModelOptions(str(random_gguf), concurrency=2)

    async def run() -> tuple[Reply, Reply]:
        try:
            first, second = await asyncio.gather(*(model.complete(question()) for _ in range(2)))
            return first, second
        finally:
            await model.close()

    with open_model(options, memory) as model:
        there = (model.identity, model.window, model.concurrency, model.count("some text"))
    with open_model(options, memory) as model:
        assert there == (model.identity, model.window, model.concurrency, model.count("some text"))
        assert not model._warm
        first, second = asyncio.run(run())
    assert first.text == second.text
    validate(json.loads(first.text), SCHEMA)


def test_the_sampling_is_part_of_the_identity() -> None:
    """Answers of another temperature are other answers."""
    with scripted(says(), gets=ollama()) as server:
        warm = Sampling(temperature=0.7, seed=3, thinking=True)
        options = ModelOptions("qwen3:8b", (server.url,), sampling=warm)
        _, identity, _, _ = answer(options)
    assert identity.endswith("temperature=0.7 seed=3 thinking=True")
    assert (0.7, 3) == (
        server.asked[0]["options"]["temperature"],
        server.asked[0]["options"]["seed"],
    )
    assert server.asked[0]["think"] is True
