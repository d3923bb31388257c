"""The kept answers: read, pruned, carried to another machine."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gitdigest.errors import GitDigestError
from gitdigest.model.answers import AnswerCache, hash_of
from gitdigest.model.model import Reply

KEY = hash_of("a prompt")
REPLY = Reply('{"summary": "日报 \ud800"}', "stop", 100, 20, 1.5)


class Clock:
    """A time that stands until it is moved."""

    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def answers(cache: Path, clock: Clock) -> Iterator[AnswerCache]:
    made = AnswerCache(cache, clock=clock)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[AnswerCache]:
    """The cache of another machine."""
    made = AnswerCache(tmp_path / "other")
    yield made
    made.close()


def exported(answers: AnswerCache) -> io.StringIO:
    out = io.StringIO()
    answers.export(out)
    out.seek(0)
    return out


def test_an_answer_comes_back_as_it_was(answers: AnswerCache) -> None:
    """Text, counts and seconds; another key has none."""
    answers.put(KEY, REPLY)
    assert REPLY == answers.get(KEY)
    assert answers.get(hash_of("another")) is None
    assert 1 == answers.count
    assert answers.bytes > 0


def test_old_answers_go(answers: AnswerCache, clock: Clock) -> None:
    """By age in days, and how many is said."""
    answers.put(hash_of("old"), REPLY)
    clock.now += 40 * 86400
    answers.put(hash_of("new"), REPLY)
    assert 1 == answers.prune(days=30)
    assert answers.get(hash_of("old")) is None
    assert REPLY == answers.get(hash_of("new"))


def test_all_can_go(answers: AnswerCache) -> None:
    """A bound of no bytes leaves nothing."""
    for number in range(25):
        answers.put(hash_of(str(number)), REPLY)
    assert 25 == answers.prune(limit=0)
    assert 0 == answers.count


def test_answers_travel(answers: AnswerCache, other: AnswerCache) -> None:
    """What one machine exports, another one takes in, and takes in once."""
    for number in range(5):
        answers.put(hash_of(str(number)), REPLY)
    answers.remember("qwen3:8b", {"identity": "x"})
    assert 5 == other.take_in(exported(answers))
    assert 0 == other.take_in(exported(answers))
    assert REPLY == other.get(hash_of("3"))
    assert "x" == other.recall("qwen3:8b")["identity"]
    assert exported(answers).getvalue() == exported(other).getvalue()


def test_what_is_here_is_not_overwritten(answers: AnswerCache, other: AnswerCache) -> None:
    """An answer that was taken in stands behind one's own."""
    other.put(KEY, Reply("theirs", "stop"))
    answers.put(KEY, REPLY)
    assert 0 == answers.take_in(exported(other))
    assert REPLY == answers.get(KEY)


def entry(value: object, key: str = f"answer:{KEY}") -> str:
    return json.dumps({"key": key, "value": value}) + "\n"


WHOLE = {
    "text": "x",
    "finish_reason": "stop",
    "prompt_tokens": 1,
    "answer_tokens": 1,
    "seconds": 1.0,
    "kept": 1,
}
BROKEN = [
    "no json\n",
    "[1]\n",
    "[" * 100_000 + "\n",
    entry(3),
    entry({}),
    entry({**WHOLE, "text": 3}),
    entry({**WHOLE, "kept": "yesterday"}),
    entry({**WHOLE, "seconds": -1}),
    entry({**WHOLE, "answer_tokens": True}),
    entry(WHOLE, "other:" + KEY),
    entry(WHOLE, "answer:../../etc/passwd"),
    entry(WHOLE, f"answer:{KEY}\n"),
    entry({"name": 3}, "profile:" + KEY),
]


@pytest.mark.parametrize("line", BROKEN)
def test_what_is_no_export_is_refused(answers: AnswerCache, line: str) -> None:
    """The line is named, and what stood before it is kept."""
    good = entry(WHOLE, "answer:" + hash_of("good"))
    with pytest.raises(GitDigestError, match="line 2 is no answer") as raised:
        answers.take_in(io.StringIO(good + line))
    assert raised.value.hint
    assert 1 == answers.count


def test_a_profile_is_remembered_by_the_name_that_was_asked_for(answers: AnswerCache) -> None:
    """For a run in which the model's server is not there."""
    assert {} == answers.recall("qwen3:8b")
    answers.remember("qwen3:8b", {"identity": "one", "window": 8192})
    answers.remember("qwen3:8b", {"identity": "two", "window": 8192})
    assert "two" == answers.recall("qwen3:8b")["identity"]
    assert 0 == answers.count
