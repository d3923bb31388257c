"""A model tried out: what is wrong with it is named, and what mends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from engine.scripted import Scripted, fails, scripted
from engine.sound import HIGH, read_of, server
from models import ScriptedModel

from gitdigest.analysis.claim import Skipped
from gitdigest.config.folders import Folders
from gitdigest.config.options import Options, Source
from gitdigest.doctor.answer import check_answer, check_speed
from gitdigest.doctor.finding import Finding, State, exit_code
from gitdigest.doctor.mending import larger_window
from gitdigest.doctor.model import check_model
from gitdigest.doctor.probes import NEEDLE, long_prompt
from gitdigest.doctor.surroundings import check_cache, check_prompts, check_repositories
from gitdigest.evaluation.outcome import Answered
from gitdigest.evaluation.subject import planted
from gitdigest.explain.opening import Settings
from gitdigest.explain.wording import Wording
from gitdigest.model.connection import ModelOptions
from gitdigest.model.llama_server import LlamaServer

WINDOW = 16384


def findings(
    running: Scripted | str, tmp_path: Path, language: str = "en", **options: Any
) -> dict[str, Finding]:
    base = running if isinstance(running, str) else running.base
    settings = Settings(
        ModelOptions("openai/scripted", (base,), **{"window": WINDOW, "timeout": 20.0, **options}),
        Wording(language),
        fresh=True,
    )
    return {one.title: one for one in check_model(settings, tmp_path, lambda _: None)}


def states(found: Mapping[str, Finding]) -> dict[str, State]:
    return {title: one.state for title, one in found.items() if one.state != "ok"}


def test_all_is_well(tmp_path: Path) -> None:
    """A sound server: the form is kept, the commit explained, a long prompt read, at a speed."""
    with scripted(server()) as running:
        found = findings(running, tmp_path)
    assert {} == states(found)
    assert ["model", "window", "form", "answer", "long prompts", "speed"] == list(found)
    assert "the planted fault was named" in found["answer"].said
    assert "were read from the first word on" in found["long prompts"].said
    assert NEEDLE in running.asked[2]["messages"][1]["content"]
    assert read_of(running.asked[2]) > WINDOW * 0.8


def test_a_schema_that_is_ignored(tmp_path: Path) -> None:
    """The server answers what the prompt says, not what the schema allows."""
    said = lambda form, text: "yes" if form == "colour" else text  # noqa: E731
    with scripted(server(said)) as running:
        found = findings(running, tmp_path)
    assert {"form": "limited"} == states(found)
    assert "ignores the JSON Schema" in found["form"].said
    assert "llama.cpp" in found["form"].mend


def test_a_schema_that_is_refused(tmp_path: Path) -> None:
    """The answers are asked for in JSON, and that is told."""
    refusal = fails(400, "response_format of type json_schema is not supported")
    with scripted(refusal, server()) as running:
        found = findings(running, tmp_path)
    assert {"form": "limited"} == states(found)
    assert "is asked by json" in found["form"].said


@pytest.mark.parametrize("thought", [f"<think>{'Hm, well. ' * 200}</think>", "Hm, well.</think>\n"])
def test_thoughts_in_the_answer(tmp_path: Path, thought: str) -> None:
    """They are read past, and told of: by their tags, or by tokens that are not in the answer."""
    said = lambda form, text: f"{thought}{text}" if form == "high" else text  # noqa: E731
    with scripted(server(said)) as running:
        found = findings(running, tmp_path)
    assert {"thinking": "limited"} == states(found)


def test_a_prompt_that_is_cut_without_a_word(tmp_path: Path) -> None:
    """What the server says that it read is less than its words: the true window is named."""
    with scripted(server(read=lambda tokens: min(tokens, 4096))) as running:
        found = findings(running, tmp_path)
    assert {"long prompts": "limited"} == states(found)
    assert "cuts prompts without a word" in found["long prompts"].said
    assert "window = 4096" == found["long prompts"].mend


def test_a_beginning_that_is_not_known(tmp_path: Path) -> None:
    """The server lies about what it read, or the model forgets: the word is not told."""
    said = lambda form, text: '{"word": "boat"}' if form == "word" else text  # noqa: E731
    with scripted(server(said)) as running:
        found = findings(running, tmp_path)
    assert {"long prompts": "limited"} == states(found)
    assert "window = 8192" == found["long prompts"].mend


def test_a_prompt_that_does_not_fit(tmp_path: Path) -> None:
    """The server's own number is the line to write."""
    error = {"message": "request (15000 tokens) exceeds the available context size (4096 tokens)"}
    sound, refusal = server(), fails(400, {"error": {"code": 400, **error}})
    with scripted(sound, sound, refusal) as running:
        found = findings(running, tmp_path)
    assert {"long prompts": "limited"} == states(found)
    assert "window = 4096" == found["long prompts"].mend


def test_a_tokenizer_that_makes_more_of_it(tmp_path: Path) -> None:
    """Our estimate was too low, the window is true: a shorter prompt is tried, and fits."""
    message = f"request (20000 tokens) exceeds the available context size ({WINDOW} tokens)"
    sound = server()
    with scripted(sound, sound, fails(400, message), sound) as running:
        found = findings(running, tmp_path)
    assert {} == states(found)
    first, second = (read_of(asked) for asked in running.asked[2:])
    assert second < first * 0.8


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it answered nothing"),
        ("I would say that it is fine.", "its answer held no JSON"),
        ('{"summary": ""}', "its answer had no summary"),
    ],
)
def test_an_answer_that_is_none(tmp_path: Path, text: str, why: str) -> None:
    """It stops the work: reports would have facts alone."""
    said = lambda form, good: text if form == "high" else good  # noqa: E731
    with scripted(server(said)) as running:
        found = findings(running, tmp_path)
    assert {"answer": "broken"} == states(found)
    assert why in found["answer"].said


def test_claims_that_the_diff_does_not_hold(tmp_path: Path) -> None:
    """An answer of nothing but air is told as such."""
    airy = {
        **HIGH,
        "summary": "It is nicer now.",
        "impacts": [],
        "risks": [],
        "why": "",
        "reason": "",
    }
    said = lambda form, text: json.dumps(airy) if form == "high" else text  # noqa: E731
    with scripted(server(said)) as running:
        found = findings(running, tmp_path)
    assert {"answer": "limited"} == states(found)
    assert found["answer"].said.startswith("0 of 1 claims")


def test_another_language_than_asked_for(tmp_path: Path) -> None:
    """English where Chinese was asked for."""
    text = "The search narrows a list of customers by their city and by their name now."
    english = json.dumps({**HIGH, "summary": text})
    said = lambda form, good: english if form == "high" else good  # noqa: E731
    with scripted(server(said)) as running:
        found = findings(running, tmp_path, language="zh")
    assert "limited" == found["language"].state
    assert "it does not write in zh" == found["language"].said


def test_a_window_that_is_small(tmp_path: Path) -> None:
    """Too small for a small commit ends the check; small means many parts."""
    with scripted(server()) as running:
        tiny = findings(running, tmp_path, window=1500)
        small = findings(running, tmp_path, window=6000)
        asked = len(running.asked)
    assert {"window": "broken"} == states(tiny)
    assert ["model", "window"] == list(tiny)
    assert {"window": "limited"} == states(small)
    assert small["window"].mend.startswith("window = 0")
    assert 3 == asked


@pytest.mark.parametrize("kind", ["llama.cpp", "vllm", "lmstudio", "ollama", "openai", "file"])
def test_each_server_has_its_way_to_a_larger_window(kind: str) -> None:
    """A command or a line of the configuration."""
    assert "16384" in larger_window(kind)


@pytest.mark.parametrize(
    ("gets", "options", "said", "mend"),
    [
        ({"/v1/models": {"data": [{"id": "other"}]}}, {}, "has no model scripted", "it has other"),
        ({}, {"offline": True}, None, ""),
    ],
)
def test_a_server_without_the_model(
    tmp_path: Path, gets: dict[str, object], options: dict[str, Any], said: str | None, mend: str
) -> None:
    """One that it has is offered; a server that tells no models is believed."""
    with scripted(server(), gets=gets) as running:
        found = findings(running, tmp_path, **options)
    if said is None:
        assert {} == states(found)
    else:
        assert {"model": "broken"} == states(found)
        assert said in found["model"].said
        assert mend == found["model"].mend


def test_nobody_and_a_stranger(tmp_path: Path, engine: LlamaServer) -> None:
    """Nobody at the address, and a server that wants a key: each with what mends it."""
    nobody = findings("http://127.0.0.1:9/v1", tmp_path)
    keyless = findings(engine.url, tmp_path)
    assert "ollama serve" in nobody["model"].mend
    assert "export GITDIGEST_API_KEY=..." == keyless["model"].mend
    assert ["model"] == list(nobody) == list(keyless)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """It is told before anything is started."""
    (tmp_path / "x.gguf").write_bytes(b"nothing")
    settings = Settings(ModelOptions(str(tmp_path / "x.gguf")))
    (found,) = check_model(settings, tmp_path, lambda _: None)
    assert ("model", "broken") == (found.title, found.state)
    assert "is no GGUF file" in found.said


def test_the_real_engine_is_slow_at_nothing_but_sense(tmp_path: Path, engine: LlamaServer) -> None:
    """Random weights keep the form and read a long prompt whole; what they say is worth nothing."""
    options = ModelOptions("openai/random", (f"{engine.url}/v1",), engine.key)
    found = {o.title: o for o in check_model(Settings(options), tmp_path, lambda _: None)}
    assert ("ok", "ok", "ok") == tuple(found[t].state for t in ("model", "window", "form"))
    assert found["answer"].state in {"limited", "broken"}
    assert "limited" == found["long prompts"].state
    tokens = int(found["long prompts"].said.split()[1].replace(",", ""))
    assert 8192 * 0.6 < tokens < 8192
    assert "tokens a second" in found["speed"].said


@pytest.mark.parametrize("window", [2048, 8192, 131072])
def test_a_long_prompt_nearly_fills_a_window(window: int) -> None:
    """As the model counts, and as its words are at the least."""
    model = ScriptedModel(window=window)
    prompt = long_prompt(model, window)
    assert 0.9 * window < model.count(prompt.system) + model.count(prompt.user) + 60 < window
    assert prompt.user.startswith(f"The word of the day is {NEEDLE}")


@pytest.mark.parametrize(
    ("seconds", "at_once", "state", "day"),
    [(30.0, 1, "ok", "10 min"), (200.0, 1, "limited", "67 min"), (200.0, 4, "ok", "17 min")],
)
def test_a_model_that_is_too_slow(seconds: float, at_once: int, state: str, day: str) -> None:
    """More than an hour for twenty commits is told, with a bound to set."""
    found = check_speed([Answered(True, True, 300, seconds)], at_once)
    assert (state, True) == (found.state, found.said.endswith(day))


def test_an_answer_that_was_not_given_in_time() -> None:
    """The advice is that of the error."""
    subject = next(planted())
    (found,) = check_answer(Skipped("model-timeout", "it did not answer"), subject, [])
    assert ("broken", True) == (found.state, "--timeout" in found.mend)


@pytest.mark.parametrize(
    ("states", "code"),
    [([], 0), (["ok"], 0), (["ok", "limited"], 3), (["limited", "broken", "ok"], 1)],
)
def test_the_exit_code_is_that_of_the_worst(states: list[State], code: int) -> None:
    """Broken before limited before well."""
    assert code == exit_code(states)


def folders_in(cache: Path) -> Folders:
    return Folders(cache, cache, cache)


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in its place, and a folder that others can write."""
    (tmp_path / "file").touch()
    shared = tmp_path / "shared"
    (shared / "answers").mkdir(parents=True)
    (shared / "answers").chmod(0o777)
    broken = check_cache(folders_in(tmp_path / "file"))
    others = check_cache(folders_in(shared))
    assert ("broken", "broken") == (broken.state, others.state)
    assert "export XDG_CACHE_HOME=/a/folder/of/yours" == broken.mend
    assert "not a folder of yours alone" in others.said
    assert "ok" == check_cache(folders_in(tmp_path / "new")).state


def test_repositories_that_cannot_be_opened(tmp_path: Path) -> None:
    """A path that is none stops the work; a URL without a mirror does not, and is not cloned."""
    url = "https://192.0.2.1/a.git"
    options = Options(repositories=(Source(str(tmp_path)), Source(url)))
    path, remote = check_repositories(options, folders_in(tmp_path / "cache"))
    assert ("broken", "ok") == (path.state, remote.state)
    assert "no mirror yet" in remote.said


def test_prompts_that_are_wrong(tmp_path: Path) -> None:
    """The file and the variable are named."""
    (tmp_path / "low.jinja").write_text("{{ lines }}")
    found = check_prompts(Wording(prompts_dir=tmp_path))
    assert ("broken", True) == (found.state, "there is no variable 'lines'" in found.said)
