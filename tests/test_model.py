"""A model of litellm's, at a real engine and at a server that does what a script says."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace

import pytest
from engine.asking import QUICK, SCHEMA, ask, model_at, outcomes, question, refused
from engine.scripted import GOOD, TOO_LONG, Step, fails, says, scripted
from jsonschema import validate

from gitdigest.model.endpoints import Endpoint
from gitdigest.model.jsonhttp import JsonServer
from gitdigest.model.litellm_calls import load
from gitdigest.model.litellm_model import LiteLLMModel, Patience, Served
from gitdigest.model.llama_server import LlamaServer
from gitdigest.model.model import Mode, Model, ModelError


def at(engine: LlamaServer) -> LiteLLMModel:
    return model_at(f"{engine.url}/v1", kind="llama.cpp", slots=2, key=engine.key)


def test_a_litellm_model_is_a_model() -> None:
    """What asks for a Model can be given one of litellm's."""
    model: Model = model_at("http://127.0.0.1:1/v1", slots=3)
    assert 3 == model.concurrency
    assert 8192 == model.window
    assert "scripted temperature=0 seed=1 thinking=False" == model.identity


def test_a_real_engine_answers_by_the_schema(engine: LlamaServer) -> None:
    """Every answer is an object of the schema, whole, and its tokens are counted."""
    replies = ask(at(engine), *(question(f"change {number}") for number in range(12)))
    assert 12 == len(replies)
    for reply in replies:
        validate(json.loads(reply.text), SCHEMA)
        assert "stop" == reply.finish_reason
        assert 20 < reply.prompt_tokens < 60
        assert reply.answer_tokens > 10
        assert reply.seconds > 0
        assert not reply.cached


@pytest.mark.parametrize("mode", ["json", "text"])
def test_a_real_engine_answers_without_a_schema(engine: LlamaServer, mode: Mode) -> None:
    """An answer that is cut off at the limit says so."""
    (reply,) = ask(at(engine), question(max_tokens=8), mode=mode)
    assert "length" == reply.finish_reason
    assert 8 == reply.answer_tokens


def test_a_real_engine_says_how_long_a_prompt_was(engine: LlamaServer) -> None:
    """A prompt beyond the window is refused with its length and the window's, at once."""
    error = refused(at(engine), question("word " * 9000))
    assert "window" == error.kind
    assert 8192 == error.window
    assert error.tokens > 9000
    assert "\n" not in error.message


def test_the_same_prompt_gets_the_same_answer(engine: LlamaServer) -> None:
    """Temperature and seed are fixed, on every slot."""
    replies = ask(at(engine), *[question("again")] * 4)
    assert 1 == len({reply.text for reply in replies})


def test_a_request_that_is_given_up_frees_its_slot(engine: LlamaServer) -> None:
    """A slot of llama.cpp is free in less than half a second, of thousands of tokens to come."""
    model = at(engine)
    http = JsonServer(engine.url, engine.key)
    texts = {"type": "array", "items": {"type": "string", "minLength": 500}, "minItems": 50}
    endless = replace(question(max_tokens=7000), schema=texts)

    def taken() -> bool:
        return any(slot["is_processing"] for slot in http.get("/slots").value)

    def wait_until(wanted: bool) -> None:
        late = time.monotonic() + 20
        while taken() is not wanted:
            assert time.monotonic() < late
            time.sleep(0.01)

    async def give_up() -> float:
        await model.complete(question())
        task = asyncio.create_task(model.complete(endless))
        await asyncio.to_thread(wait_until, True)
        task.cancel()
        began = time.monotonic()
        await asyncio.wait([task])
        await asyncio.to_thread(wait_until, False)
        await model.close()
        return time.monotonic() - began

    assert asyncio.run(give_up()) < 0.5


def test_a_wrong_key_is_refused(engine: LlamaServer) -> None:
    """A key that the server does not know ends the run: every request would end so."""
    model = model_at(f"{engine.url}/v1", kind="llama.cpp", key="wrong")
    error = refused(model)
    assert "refused" == error.kind
    assert error.fatal


def test_nobody_there() -> None:
    """An address where nobody listens is named, after three tries."""
    error = refused(model_at("http://127.0.0.1:9/v1"))
    assert "unreachable" == error.kind
    assert "nobody answers at http://127.0.0.1:9/v1" == error.message
    assert error.fatal


@pytest.mark.parametrize("kind", ["", "llama.cpp"])
def test_what_is_sent(kind: str) -> None:
    """The system part first, the schema, a tight limit, and a sampling that is the same each time."""
    with scripted() as server:
        ask(model_at(server.base, kind=kind))
    (body,) = server.asked
    assert ["system", "user"] == [message["role"] for message in body["messages"]]
    assert 200 == body["max_tokens"]
    assert (0, 1) == (body["temperature"], body["seed"])
    assert SCHEMA == body["response_format"]["json_schema"]["schema"]
    assert ("stream" in body) == (kind == "llama.cpp")
    template = {"enable_thinking": False} if kind else None
    assert template == body.get("chat_template_kwargs")
    assert "Bearer none" == server.heads[0]["authorization"]


def test_the_prefix_is_the_same_byte_for_byte() -> None:
    """Two requests differ only behind the user's part, so that a prefix cache is used."""
    with scripted() as server:
        ask(model_at(server.base), question("one"), question("two"))
    first, second = (json.dumps(body["messages"]) for body in server.asked)
    assert first.index("one") == second.index("two")
    assert first[: first.index("one")] == second[: second.index("two")]


@pytest.mark.parametrize(
    ("mode", "form"), [("json", {"type": "json_object"}), ("text", None)], ids=["json", "text"]
)
def test_the_form_of_the_answer(mode: Mode, form: object) -> None:
    """A server that knows no schema can be asked for JSON, or for text."""
    with scripted() as server:
        ask(model_at(server.base), mode=mode)
    assert form == server.asked[0].get("response_format")


def test_ollama_is_told_its_window() -> None:
    """Each request names the same window; without one an Ollama cuts what is over 4,096 tokens."""
    show = {"model_info": {"llama.context_length": 131072}}
    with scripted(gets={"/api/show": show}) as server:
        model = model_at(server.url, kind="ollama", name="ollama_chat/qwen3:8b", window=16384)
        (reply,) = ask(model)
    (body,) = server.asked
    assert "/api/chat" == server.paths[0]
    assert 16384 == body["options"]["num_ctx"]
    assert body["think"] is False
    assert SCHEMA == body["format"]
    assert GOOD == reply.text
    assert (1500, 60) == (reply.prompt_tokens, reply.answer_tokens)


@pytest.mark.parametrize("status", [429, 503, 500, 502])
def test_a_failure_that_passes_is_tried_again(status: int) -> None:
    """Too many requests and a server's own faults are tried again, and the answer arrives."""
    with scripted(fails(status, "not now"), says()) as server:
        model = model_at(server.base)
        (reply,) = ask(model)
    assert GOOD == reply.text
    assert 2 == len(server.asked)
    assert 1 == model.retries


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [(429, "busy", 5), (503, "busy", 5), (500, "broken", 3), (502, "broken", 3)],
)
def test_a_failure_that_stays_ends(status: int, kind: str, tries: int) -> None:
    """The number of tries is bounded, and the server's own words are told."""
    with scripted(fails(status, "compute error")) as server:
        error = refused(model_at(server.base))
    assert kind == error.kind
    assert tries == len(server.asked)
    assert "compute error" in error.message
    assert error.hint


def test_retry_after_is_honoured() -> None:
    """A server that asks to be left alone for a second is left alone for a second."""
    with scripted(fails(429, "slow down", Retry_After="1"), says()) as server:
        began = time.monotonic()
        ask(model_at(server.base))
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (401, "Invalid API Key", "refused"),
        (403, "forbidden", "refused"),
        (404, "The model `scripted` does not exist.", "no-model"),
        (404, {"error": "model 'scripted' not found"}, "no-model"),
        (400, "temperature is not supported", "request"),
        (
            400,
            "Unable to generate parser for this template: JSON schema error at #: type bogus",
            "format",
        ),
        (400, "response_format of type json_schema is not supported", "format"),
        (500, "failed to parse grammar", "format"),
        (
            422,
            {"detail": [{"loc": ["body", "response_format"], "msg": "extra fields not permitted"}]},
            "format",
        ),
    ],
)
def test_what_a_server_refuses_is_not_tried_again(status: int, message: object, kind: str) -> None:
    """The same request would meet the same end."""
    with scripted(fails(status, message)) as server:
        error = refused(model_at(server.base))
    assert kind == error.kind
    assert 1 == len(server.asked)


@pytest.mark.parametrize("dialect", TOO_LONG)
def test_a_window_that_is_too_small(dialect: str) -> None:
    """It is known in every server's words, with the numbers that it tells, and asked once."""
    step, tokens, window = TOO_LONG[dialect]
    with scripted(step) as server:
        error = refused(model_at(server.base))
    assert ("window", tokens, window) == (error.kind, error.tokens, error.window)
    assert 1 == len(server.asked)


def test_slots_that_share_one_memory() -> None:
    """Where several requests together were too long, they are tried again, fewer at a time."""
    shared, _, _ = TOO_LONG["shared-memory"]
    with scripted(Step(shared.body, 500, delay=0.2), says(delay=0.2)) as server:
        model = model_at(server.base, kind="", slots=2)
        replies = ask(model, question("one"), question("two"))
    assert 2 == len(replies)
    assert 1 == model.retries


@pytest.mark.parametrize(
    "step",
    [
        Step("", after=0),
        Step(says().body, after=180),
        Step('{"choices": [{"mess', headers={"Content-Type": "application/json"}),
        Step({"id": "1", "object": "chat.completion", "created": 1, "choices": []}),
        Step("<html><body>Bad Gateway</body></html>", 502),
    ],
    ids=["dropped", "half", "half JSON", "no choices", "HTML"],
)
def test_an_answer_that_breaks_off_is_asked_for_again(step: Step) -> None:
    """What is no answer is tried three times, and is never taken as one."""
    with scripted(step, says()) as server:
        assert GOOD == ask(model_at(server.base))[0].text
    with scripted(step) as server:
        error = refused(model_at(server.base))
    assert "broken" == error.kind
    assert 3 == len(server.asked)


@pytest.mark.parametrize(
    "text",
    ["", None, "It is a fix.", '```json\n{"a": 1}\n```', "hm</think>\n{}", '{"a": "b'],
)
def test_any_text_is_handed_on_as_it_is(text: str | None) -> None:
    """Whether it is an answer is for the reader of it to say."""
    with scripted(says(text)) as server:
        (reply,) = ask(model_at(server.base))
    assert (text or "") == reply.text


def test_a_filtered_answer_is_no_answer() -> None:
    """What a provider's filter stopped is not handed on."""
    with scripted(says("I can", finish="content_filter")) as server:
        assert "content" == refused(model_at(server.base)).kind


@pytest.mark.parametrize(
    "step", [says(delay=60), Step(says().body, after=200, stalls=True), Step({}, drip=0.5)]
)
def test_a_stalled_server_is_given_up(step: Step) -> None:
    """Neither silence nor a slow drip is waited for longer than allowed, and it is not retried."""
    with scripted(step) as server:
        model = model_at(server.base, patience=Patience(timeout=1.0, rest=0.02))
        load()  # which takes its time
        began = time.monotonic()
        error = refused(model)
    assert "timeout" == error.kind
    assert 1 == len(server.asked)
    assert time.monotonic() - began < 10


def test_a_prompt_that_was_cut_is_found_out() -> None:
    """A server that read fewer tokens than there are words has thrown some away."""
    with scripted(says(prompt_tokens=4096)) as server:
        error = refused(model_at(server.base), question("word " * 5000))
    assert "cut" == error.kind
    assert 4096 == error.window
    assert error.tokens > 5000


def test_no_count_of_tokens_is_no_cut() -> None:
    """A server that counts nothing is believed."""
    with scripted(says(prompt_tokens=0, answer_tokens=0)) as server:
        (reply,) = ask(model_at(server.base), question("word " * 50))
    assert 0 == reply.prompt_tokens


@pytest.mark.parametrize("slots", [1, 3])
def test_no_more_at_a_time_than_slots(slots: int) -> None:
    """What is in flight never exceeds the server's slots, and uses all of them."""
    with scripted(says(delay=0.1)) as server:
        ask(model_at(server.base, slots=slots), *(question(str(n)) for n in range(9)))
    assert slots == server.most_at_once


def test_load_is_spread_and_a_broken_endpoint_put_aside() -> None:
    """Of two addresses each gets its share; the one that fails is left alone, nothing is lost."""
    prompts = [question(str(number)) for number in range(12)]
    with scripted(says(delay=0.05)) as one, scripted(says(delay=0.05)) as two:
        ask(model_at(one.base, two.base), *prompts)
        assert 3 <= len(one.asked) <= 9
        assert 12 == len(one.asked) + len(two.asked)
    with scripted(says(delay=0.02)) as good, scripted(fails(500, "broken")) as bad:
        patience = Patience(timeout=20.0, rest=30.0)
        replies = ask(model_at(good.base, bad.base, patience=patience), *prompts)
    assert 12 == len(replies)
    assert 1 == len(bad.asked)


def test_an_endpoint_that_mends_is_used_again() -> None:
    """Put aside is not given up."""
    prompts = [question(str(number)) for number in range(30)]
    with scripted(says(delay=0.05)) as good, scripted(fails(500, "no"), says()) as mended:
        ask(model_at(good.base, mended.base), *prompts)
    assert len(mended.asked) > 2


def test_an_error_of_one_request_is_not_the_others() -> None:
    """A prompt that is too long leaves the rest alone."""
    step, _, _ = TOO_LONG["vllm"]
    with scripted(step, says()) as server:
        found = outcomes(model_at(server.base), question("long"), question("short"))
    assert 1 == sum(isinstance(one, ModelError) for one in found)


def test_an_unknown_provider_is_named() -> None:
    """A name that litellm does not know is said to be none, before anything is sent."""
    served = Served("nonsense/model", "x", 8192, [Endpoint()])
    error = refused(LiteLLMModel(served, patience=QUICK))
    assert "setup" == error.kind
    assert error.fatal
