"""A model tried out: by the path of a report with one commit, and by two small questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from gitdigest.analysis.asking import Calls
from gitdigest.doctor.answer import check_answer, check_speed
from gitdigest.doctor.finding import Finding
from gitdigest.doctor.mending import FORMED, SILENT, larger_window, way_in, window_line
from gitdigest.doctor.probes import FORM, has_needle, keeps_form, long_prompt
from gitdigest.errors import ModelError
from gitdigest.evaluation.asking import WatchedAsker, asked
from gitdigest.evaluation.subject import Subject, planted
from gitdigest.explain.opening import Explaining, Settings, open_explaining
from gitdigest.files import from_home
from gitdigest.model.connection import is_file
from gitdigest.model.llama_server import check_file
from gitdigest.model.model import Reply
from gitdigest.model.serving import find_served

_COMMIT = "sql-injection"
_SMALL = 8192
_MUCH_LESS = 0.9

Tell = Callable[[str], None]


def check_model(settings: Settings, scratch: Path, tell: Tell) -> Iterator[Finding]:
    """What a model can do and cannot; nothing is found in a cache, or kept in one but `scratch`."""
    try:
        kind = _kind(settings)
        tell("opening the model")
        with open_explaining(settings, scratch) as explaining:
            yield from _tried(explaining, kind, tell)
    except ModelError as error:
        yield Finding("model", "broken", error.message, way_in(error))


def _kind(settings: Settings) -> str:
    """Who sets the model's window: the user, or its server; raises ModelError where there is none."""
    options = settings.model
    if is_file(options):
        check_file(from_home(options.name))
        return "file"
    kind = find_served(options).endpoints[0].kind
    return "user" if options.window else kind


def _tried(explaining: Explaining, kind: str, tell: Tell) -> Iterator[Finding]:
    model = explaining.asker.model
    subject = next(one for one in planted() if one.name == _COMMIT)
    yield Finding("model", "ok", f"{explaining.name}, {model.concurrency} at a time")
    window = _window(explaining, subject, kind)
    yield window
    if window.state == "broken":
        return
    tell("asking for a form")
    yield _form(explaining)
    tell("asking about a commit")
    watched = WatchedAsker(explaining.asker)
    said = explaining.run(asked(watched, subject))
    yield from check_answer(said, subject, watched.answers)
    if any(answer.thought for answer in watched.answers):
        told = "the model thinks before it answers, which takes time and room"
        yield Finding("thinking", "limited", told, SILENT)
    tell("asking at the end of a prompt as long as the window")
    yield _reading(explaining)
    yield check_speed(watched.answers, model.concurrency)


def _window(explaining: Explaining, subject: Subject, kind: str) -> Finding:
    """Whether a small commit, and larger ones, fit into the model's window."""
    model, one = explaining.asker.model, subject.one
    plan = explaining.asker.requests.plan(one.commit, subject.diff, one.facts, "high", model)
    if not plan.prompts:
        said = f"{model.window:,} tokens are too few for a small commit"
        return Finding("window", "broken", said, larger_window(kind))
    if model.window < _SMALL:
        said = f"{model.window:,} tokens: commits are read in many parts"
        return Finding("window", "limited", said, larger_window(kind))
    return Finding("window", "ok", f"{model.window:,} tokens")


def _form(explaining: Explaining) -> Finding:
    """Whether the server keeps an answer in its form. Raises ModelError where it cannot be asked."""
    asker = explaining.asker
    reply = explaining.run(asker.reply(FORM, Calls()))
    if asker.habits.mode != "schema":
        said = f"the server refuses a JSON Schema, and is asked by {asker.habits.mode}"
        return Finding("form", "limited", said, FORMED)
    if not keeps_form(reply):
        said = "the server ignores the JSON Schema: answers may be no JSON"
        return Finding("form", "limited", said, FORMED)
    return Finding("form", "ok", "the server keeps to the JSON Schema")


def _reading(explaining: Explaining) -> Finding:
    """Whether a prompt as long as the window is read from its first word on."""
    window = explaining.asker.model.window
    try:
        reply = _long(explaining, window)
    except ModelError as error:
        return _unread(error, window)
    read = f"{reply.prompt_tokens:,} tokens" if reply.prompt_tokens else "a long prompt"
    if has_needle(reply):
        return Finding("long prompts", "ok", f"{read} were read from the first word on")
    said = f"of {read} the model did not know what stood at the head"
    return Finding("long prompts", "limited", said, window_line(window // 2))


def _long(explaining: Explaining, window: int) -> Reply:
    """The answer at the end of a long prompt; one that was longer than thought is made shorter."""
    asker = explaining.asker
    try:
        return explaining.run(asker.reply(long_prompt(asker.model, window), Calls()))
    except ModelError as error:
        if error.kind != "window" or not error.tokens or error.window < window * _MUCH_LESS:
            raise
        shorter = int(window * _MUCH_LESS * error.window / error.tokens)
        return explaining.run(asker.reply(long_prompt(asker.model, shorter), Calls()))


def _unread(error: ModelError, window: int) -> Finding:
    if error.kind == "cut":
        said = f"{error.message}: it cuts prompts without a word"
        return Finding("long prompts", "limited", said, window_line(error.window))
    if error.kind == "window":
        has = error.window or window // 2
        said = f"the window is smaller than the server tells: {error.message}"
        return Finding("long prompts", "limited", said, window_line(has))
    return Finding("long prompts", "limited", error.message, window_line(window // 2))
