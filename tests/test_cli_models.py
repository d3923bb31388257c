"""gitdigest models: what servers offer, and what to write to use it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from commandline import Done, run
from engine.scripted import scripted

from gitdigest.errors import ModelError
from gitdigest.model.llama_server import LlamaServer
from gitdigest.model.offers import Offer, offers
from gitdigest.model.servers import ServedModel, Server, probe
from gitdigest.model.serving import ModelOptions, find_served

HEADS = ("server", "kind", "slots", "model", "window", "made for", "to use it")


def rows(done: Done) -> list[dict[str, str]]:
    """The lines below the headings, by the headings."""
    head, *lines = done.out.splitlines()
    assert HEADS == tuple(re.split(r"\s{2,}", head))
    return [dict(zip(HEADS, re.split(r"\s{2,}", line.strip()), strict=True)) for line in lines]


def options_of(flags: str) -> ModelOptions:
    """What a shell makes of the flags."""
    words = shlex.split(flags)
    named = dict(zip(words[::2], words[1::2], strict=True))
    base = named.get("--api-base")
    return ModelOptions(named["--model"], api_base=(base,) if base else ())


def test_a_real_engine_and_the_line_that_uses_it(engine: LlamaServer, random_gguf: Path) -> None:
    """Window, slots and what the model was made for are the engine's; the line is true."""
    done = run("models", "--api-base", engine.url, GITDIGEST_API_KEY=engine.key)
    (row,) = rows(done)
    assert (0, "") == (done.code, done.err)
    assert (engine.url, "llama.cpp", "2", random_gguf.stem, "8,192", "32,768") == tuple(
        row[name] for name in HEADS[:-1]
    )
    options = options_of(row["to use it"])
    options = ModelOptions(options.name, api_base=options.api_base, api_key=engine.key)
    served = find_served(options)
    assert (8192, f"hosted_vllm/{random_gguf.stem}") == (served.window, served.name)


def test_a_server_that_wants_a_key_says_so(engine: LlamaServer) -> None:
    """It is listed, with what is missing."""
    (row,) = rows(run("models", "--api-base", engine.url))
    assert "it wants a key: set GITDIGEST_API_KEY" == row["to use it"]


def test_several_addresses_and_one_that_is_mute() -> None:
    """What answers is listed; what does not is told on stderr."""
    vllm = {"/v1/models": {"data": [{"id": "a/b", "max_model_len": 4096}, {"id": "c"}]}}
    with scripted(gets=vllm) as server:
        done = run("models", "--api-base", server.base, "--api-base", "http://127.0.0.1:9/v1")
    assert ["a/b", "c"] == [row["model"] for row in rows(done)]
    assert (0, "http://127.0.0.1:9/v1: no model server answers\n") == (done.code, done.err)


@pytest.mark.parametrize(
    ("base", "code", "message"),
    [
        ("http://127.0.0.1:9/v1", 1, "no model server answers at http://127.0.0.1:9/v1"),
        ("nonsense", 2, "'nonsense' is no address of a server"),
    ],
)
def test_where_nobody_answers(base: str, code: int, message: str) -> None:
    """Two lines say what and how to mend it."""
    done = run("models", "--api-base", base)
    assert (code, message) == (done.code, done.complaint[0])


def test_offline_stays_on_this_machine() -> None:
    """An address elsewhere is not asked."""
    done = run("models", "--api-base", "http://192.0.2.1/v1", GITDIGEST_OFFLINE="1")
    assert (1, "http://192.0.2.1/v1 is not on this machine") == (done.code, done.complaint[0])


def test_a_name_of_a_hostile_server_acts_on_no_terminal() -> None:
    """What cannot be seen is spelled out, and a shell gets it as one word."""
    name = "x\x1b[2J; rm -rf $HOME"
    with scripted(gets={"/v1/models": {"data": [{"id": name}]}}) as server:
        done = run("models", "--api-base", server.base)
    assert "\x1b" not in done.out
    assert "'openai/x\\x1b[2J; rm -rf $HOME'" in done.out


def server_of(*names: str, base: str = "http://127.0.0.1:1") -> Server:
    return Server(base, "openai", tuple(ServedModel(name) for name in names))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("qwen3:8b", "--model qwen3:8b"),
        ("Qwen/Qwen3-8B", "--model Qwen/Qwen3-8B"),
        (
            "openai/gpt-oss-20b",
            "--model openai/openai/gpt-oss-20b --api-base http://127.0.0.1:1/v1",
        ),
        ("none", "--model openai/none --api-base http://127.0.0.1:1/v1"),
        ("m.GGUF", "--model openai/m.GGUF --api-base http://127.0.0.1:1/v1"),
        ("-m", "--model openai/-m --api-base http://127.0.0.1:1/v1"),
        ("a b", "--model 'a b'"),
    ],
)
def test_a_name_is_enough_where_it_means_nothing_else(name: str, expected: str) -> None:
    """A provider, a file, a flag and "none" are something else: the address goes with them."""
    (offer,) = offers([server_of(name)])
    assert expected == offer.flags


def test_the_second_server_of_a_name_is_named_by_its_address() -> None:
    """The first one would be asked otherwise."""
    found = list(offers([server_of("m"), server_of("m", base="http://127.0.0.1:2")]))
    assert ["m", "openai/m"] == [offer.name for offer in found]
    assert ["", "http://127.0.0.1:2/v1"] == [offer.api_base for offer in found]


@pytest.mark.parametrize("name", ["openai/gpt-oss-20b", "m.gguf", "Qwen/Qwen3-8B", "none", "-m"])
def test_every_line_names_the_model_that_it_stands_beside(name: str) -> None:
    """Whatever it is called: who follows the line asks that model at that address."""
    with scripted(gets={"/v1/models": {"data": [{"id": "other"}, {"id": name}]}}) as running:
        server = probe(running.url)
        assert server
        found: list[Offer] = [one for one in offers([server], named=True) if one.model.name == name]
        served = find_served(options_of(found[0].flags))
    assert f"hosted_vllm/{name}" == served.name
    assert [f"{running.url}/v1"] == [endpoint.base for endpoint in served.endpoints]


def test_a_model_that_a_server_does_not_have() -> None:
    """The error names one that it has."""
    gets = {"/v1/models": {"data": [{"id": "other"}]}}
    with scripted(gets=gets) as running, pytest.raises(ModelError) as caught:
        find_served(ModelOptions("openai/otter", api_base=(running.base,)))
    assert "it has other" == caught.value.hint
