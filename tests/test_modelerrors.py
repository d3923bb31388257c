"""What went wrong at a model, from types and words."""

from __future__ import annotations

from typing import get_args

import pytest
from engine.scripted import TOO_LONG
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.errors import GitDigestError, ModelErrorKind
from gitdigest.model.errors import (
    KINDS,
    TRIES,
    Failure,
    model_error,
    own_error,
    shown,
    window_numbers,
)
from gitdigest.model.litellm_calls import load

EVERY: tuple[ModelErrorKind, ...] = get_args(ModelErrorKind)


def kind_of(name: str, text: str, status: int = 0) -> ModelErrorKind:
    return model_error(Failure((name, "Exception"), text, status), "m", "there").kind


def test_the_table_has_every_exception_of_litellm_and_no_other() -> None:
    """A new release of litellm with a new exception fails here, before it fails at a user's."""
    litellm = load()
    raised = {
        name
        for name, one in vars(litellm.exceptions).items()
        if isinstance(one, type) and issubclass(one, Exception)
    }
    raised |= {one.__name__ for one in litellm.LITELLM_EXCEPTION_TYPES}
    assert raised == set(KINDS)


def test_every_kind_has_advice_and_is_used() -> None:
    """What happened, and what mends it, in one line each."""
    assert set(KINDS.values()) <= set(EVERY)
    assert set(TRIES) <= set(EVERY)
    for kind in EVERY:
        error = own_error(kind, "what happened")
        assert isinstance(error, GitDigestError)
        assert error.hint
        assert "\n" not in error.hint
        assert not error.hint.endswith(".")


def test_what_ends_a_run() -> None:
    """Errors that every other request would meet as well, and no others."""
    fatal = {kind for kind in EVERY if own_error(kind, "x").fatal}
    assert {"setup", "unreachable", "refused", "no-model", "budget"} == fatal


def test_only_what_may_pass_is_tried_again() -> None:
    """Never a timeout, never what a server refused, never a window that is too small."""
    assert {"busy", "unreachable", "broken"} == set(TRIES)
    assert max(TRIES.values()) <= 5


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_class_alone_tells_its_kind(name: str) -> None:
    """With no words at all, the type decides."""
    assert KINDS[name] == kind_of(name, "")


def test_an_unknown_class_is_broken() -> None:
    """What nobody foresaw is the server's failure, and is tried again a bounded number of times."""
    assert "broken" == kind_of("SomethingNewError", "")


def test_a_subclass_is_known_by_its_base() -> None:
    """The nearest known class decides."""
    failure = Failure(("MyTimeout", "Timeout", "APIConnectionError"), "")
    assert "timeout" == model_error(failure, "m", "there").kind


@pytest.mark.parametrize("dialect", TOO_LONG)
def test_the_words_for_a_window(dialect: str) -> None:
    """Whatever class litellm gives it, a window that is too small is known by its words."""
    step, tokens, window = TOO_LONG[dialect]
    text = f"litellm.BadRequestError: Hosted_vllmException - {step.body}"
    error = model_error(Failure(("InternalServerError",), text, step.status), "m", "there")
    assert ("window", tokens, window) == (error.kind, error.tokens, error.window)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("prompt is too long: 212,000 tokens > 200,000 maximum", (212000, 200000)),
        (
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)",
            (1200000, 1048576),
        ),
        (
            (
                "This model's maximum context length is 128000 tokens. However, your messages "
                "resulted in 130500 tokens. Please reduce the length of the messages."
            ),
            (130500, 128000),
        ),
        ("The prompt exceeds the context window", (0, 0)),
        ("the context window has 4096 tokens", (0, 0)),
        ("", (0, 0)),
    ],
)
def test_numbers_of_a_window(text: str, numbers: tuple[int, int]) -> None:
    """The prompt's tokens and the window's, where they are told."""
    assert numbers == window_numbers(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Cannot connect to host 127.0.0.1:9 ssl:default [Connect call failed]", "unreachable"),
        ("[Errno 111] Connection refused", "unreachable"),
        ("[Errno -2] Name or service not known", "unreachable"),
        ("Server disconnected", "broken"),
        ("Loading model", "busy"),
        ("model 'qwen3:8b' not found, try pulling it first", "no-model"),
        ("No models loaded. Please load a model", "no-model"),
        ("unknown field response_format", "format"),
        ("literal_error: Input should be 'text' or 'json_object'", "format"),
        ("Compute error.", "broken"),
    ],
)
def test_words_tell_more_than_a_500(text: str, kind: str) -> None:
    """litellm calls all of these InternalServerError."""
    assert kind == kind_of("InternalServerError", text, 500)


@pytest.mark.parametrize(("status", "kind"), [(403, "refused"), (429, "busy"), (418, "broken")])
def test_a_status_tells_more_than_an_api_error(status: int, kind: str) -> None:
    """litellm's APIError is what it makes of a status that it has no class for."""
    assert kind == kind_of("APIError", "no", status)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'litellm.BadRequestError: XException - {"error":{"message":"too \\"big\\""}}',
            'too "big"',
        ),
        ("litellm.APIError: something\nin two lines", "something in two lines"),
        ('{"error": "model not found"}', "model not found"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
    ],
)
def test_a_servers_words_are_shown_without_what_is_around_them(text: str, said: str) -> None:
    """One line, and nothing that drives a terminal."""
    assert said == shown(text)


@given(st.text())
def test_any_text_is_one_short_line(text: str) -> None:
    """Whatever a server says."""
    said = shown(text)
    assert "\n" not in said
    assert "\x1b" not in said
    assert len(said) < 3000
    kind_of("InternalServerError", text, 500)
