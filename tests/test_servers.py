"""Servers on this machine: which kind, which models, what window, how many slots."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from engine.scripted import Scripted, Step, scripted

from gitdigest.errors import UsageError
from gitdigest.model.jsonhttp import JsonServer, is_loopback
from gitdigest.model.llama_server import LlamaServer, ServerSettings, llama_server
from gitdigest.model.servers import PORTS, ServedModel, Server, find_servers, probe, tokenizer

OLLAMA = {
    "/v1/models": {"object": "list", "data": [{"id": "qwen3:8b", "object": "model"}]},
    "/api/tags": {"models": [{"name": "qwen3:8b", "digest": "500a1f067a9f"}]},
    "/api/ps": {"models": [{"name": "qwen3:8b", "context_length": 4096}]},
    "/api/show": {"model_info": {"general.architecture": "qwen3", "qwen3.context_length": 40960}},
}
LM_STUDIO = {
    "/v1/models": {"data": [{"id": "qwen3-8b"}, {"id": "nomic-embed"}]},
    "/api/v0/models": {
        "data": [
            {"id": "qwen3-8b", "type": "llm", "state": "loaded",
             "max_context_length": 32768, "loaded_context_length": 8192},
            {"id": "nomic-embed", "type": "embeddings", "max_context_length": 2048},
        ]
    },
}  # fmt: skip
VLLM = {
    "/v1/models": {
        "data": [{"id": "Qwen/Qwen3-8B", "owned_by": "vllm", "max_model_len": 32768}],
    },
    "/tokenize": {"count": 7, "tokens": []},
}


def port_of(server: Scripted) -> int:
    return int(server.url.rpartition(":")[2])


def test_a_real_llama_cpp(engine: LlamaServer, random_gguf: Path) -> None:
    """Its model, the window of one request, and its slots are known."""
    server = probe(f"{engine.url}/v1", engine.key)
    assert server
    assert ("llama.cpp", engine.url, 2) == (server.kind, server.base, server.slots)
    (model,) = server.models
    assert (random_gguf.stem, 8192, 32768) == (model.name, model.window, model.trained)
    assert "273088-1092352-all F32" == model.digest
    assert "hosted_vllm" == server.provider
    assert model == server.model("any name at all")
    count = tokenizer(server, model.name, engine.key)
    assert count
    assert 0 < count("a few words") < 12


def test_a_window_beyond_what_was_trained(random_gguf: Path) -> None:
    """What the engine keeps to is told, and not what it was asked for."""
    with llama_server(ServerSettings(random_gguf, window=65536, threads=1)) as running:
        server = probe(running.url, running.key)
    assert server
    assert 32768 == server.models[0].window


def test_a_server_that_wants_a_key(engine: LlamaServer) -> None:
    """It is found, and says that it needs a key."""
    assert Server(engine.url, "openai", needs_key=True) == probe(engine.url)


def test_an_ollama() -> None:
    """Names with their digests, the loaded window, and the one that the model was made for."""
    with scripted(gets=OLLAMA) as running:
        server = probe(running.url)
    assert server
    assert "ollama" == server.kind
    assert (ServedModel("qwen3:8b", 4096, 40960, "500a1f067a9f"),) == server.models
    assert 0 == server.slots
    assert running.url == server.api_base
    assert "ollama_chat" == server.provider
    assert tokenizer(server, "qwen3:8b") is None


def test_an_ollamas_latest_goes_without_saying() -> None:
    """A name without a tag is the latest one."""
    model = ServedModel("llama3:latest")
    server = Server("http://127.0.0.1:11434", "ollama", (model,))
    assert model == server.model("llama3")
    assert server.model("mistral") is None


def test_an_lm_studio() -> None:
    """Only models to talk to are listed, with the window that they are loaded with."""
    with scripted(gets=LM_STUDIO) as running:
        server = probe(running.url)
    assert server
    assert "lmstudio" == server.kind
    assert (ServedModel("qwen3-8b", 8192, 32768),) == server.models


def test_a_vllm() -> None:
    """The window stands in the list of models, and tokens can be counted."""
    with scripted(gets=VLLM) as running:
        server = probe(running.url)
        assert server
        count = tokenizer(server, "Qwen/Qwen3-8B")
        assert count
        assert 7 == count("text")
    assert ("vllm", 32768) == (server.kind, server.models[0].window)
    assert f"{running.url}/v1" == server.api_base


def test_any_server_of_openais_form() -> None:
    """Its models are listed; what it does not tell is 0."""
    with scripted(gets={"/v1/models": {"data": [{"id": "local"}]}}) as running:
        server = probe(running.url + "/v1/")
    assert Server(running.url, "openai", (ServedModel("local"),)) == server


def test_the_loopback_is_searched() -> None:
    """Each port is asked at the same time; a port where nobody listens is nothing."""
    with scripted(gets=OLLAMA) as one, scripted(gets=VLLM) as two:
        found = find_servers([port_of(one), 9, port_of(two)])
    assert ["ollama", "vllm"] == [server.kind for server in found]


def test_the_ports_that_are_searched() -> None:
    """The usual ones of the usual servers."""
    assert {11434, 8080, 1234, 8000} <= set(PORTS)


HOSTILE = [
    {"/v1/models": {"data": "nothing"}},
    {"/v1/models": [1, 2]},
    {"/v1/models": "<html>"},
    {"/v1/models": {"data": [{"id": None}, 3, {}]}},
    {"/v1/models": "[" * 100_000},
    {"/v1/models": {"data": []}, "/props": {"default_generation_settings": 3}},
    {"/v1/models": {}, "/api/v0/models": {"data": [{"max_context_length": 1}]}},
]


@pytest.mark.parametrize("gets", HOSTILE)
def test_what_is_no_model_server(gets: dict[str, object]) -> None:
    """Whatever a port says that is no list of models, it has none."""
    with scripted(gets=gets) as running:
        server = probe(running.url)
    assert server is None or not server.models


@pytest.mark.parametrize("window", [-1, "many", True, 1 << 40, None, 1.5])
def test_a_window_that_is_none(window: object) -> None:
    """What is no sensible number is not told."""
    gets = {"/v1/models": {"data": [{"id": "m", "max_model_len": window}]}}
    with scripted(gets=gets) as running:
        server = probe(running.url)
    assert server
    assert server.models[0].window in {0, 1}


def test_a_port_that_accepts_and_is_mute() -> None:
    """It costs no more than the time for one request."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert probe(f"http://127.0.0.1:{mute.getsockname()[1]}", timeout=0.2) is None


def test_no_proxy_and_no_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server is asked directly, whatever the environment says, and sends nobody elsewhere."""
    moved = Step("", 302, {"Location": "http://127.0.0.1:9/v1/models"})
    with (
        scripted(gets={"/v1/models": {"data": [{"id": "m"}]}}) as running,
        scripted(moved) as other,
    ):
        monkeypatch.setenv("HTTP_PROXY", other.url)
        monkeypatch.setenv("http_proxy", other.url)
        assert probe(running.url)
        assert 302 == JsonServer(other.url).post("/v1/models", {}).status
    assert 1 == len(other.asked)


@pytest.mark.parametrize("base", ["localhost:8080", "ftp://x", "", "http://", "C:\\x"])
def test_an_address_that_is_none(base: str) -> None:
    """It is said how one is written."""
    with pytest.raises(UsageError, match="no address"):
        probe(base)


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://[::1]:80", True),
        ("http://localhost", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://10.0.0.1", False),
        ("https://api.example.org", False),
        ("nonsense", False),
    ],
)
def test_what_is_of_this_machine(base: str, expected: bool) -> None:
    """The loopback and nothing else."""
    assert expected is is_loopback(base)
