"""The estimate of tokens, against real tokenizers."""

from __future__ import annotations

import base64
import json
import random
from importlib.util import find_spec
from pathlib import Path
from pydoc_data import topics

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.model.jsonhttp import JsonServer
from gitdigest.model.llama_server import LlamaServer
from gitdigest.model.tokens import SAMPLES, at_least, correction, estimate

ROOT = Path(__file__).parent.parent
TEXTS = {
    "prose": "\n".join(topics.topics.values())[:100_000],
    "source": (ROOT / "gitdigest" / "diff.py").read_text(encoding="utf-8"),
    "diff": "".join(f"+{line}\n" for line in Path(__file__).read_text("utf-8").splitlines()),
    "lock file": (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")[:60_000],
    "translations": (ROOT / "templates" / "locale" / "zh.po").read_text(encoding="utf-8"),
    "Chinese": "连接保持打开状态，直到读取方收到最后一个字节，然后归还到连接池。" * 40,
    "Russian": "Соединение остаётся открытым, пока читатель не увидит последний байт. " * 40,
    "JSON": json.dumps([{"a": number, f"key_{number}": [number / 7]} for number in range(900)]),
    "indentation": "                \n\t\t\t\tx = 1\n" * 200,
}
_BUNDLED = "litellm_core_utils/tokenizers"


@pytest.fixture
def cl100k(monkeypatch: pytest.MonkeyPatch) -> tiktoken.Encoding:
    """The tokenizer that comes with litellm, so that nothing is fetched."""
    spec = find_spec("litellm")
    assert spec
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / _BUNDLED
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(folder))
    return tiktoken.get_encoding("cl100k_base")


@pytest.mark.parametrize("name", TEXTS)
def test_the_estimate_is_an_upper_one_and_not_far_off(name: str, cl100k: tiktoken.Encoding) -> None:
    """Never under a large tokenizer's count, and mostly less than twice it."""
    text = TEXTS[name]
    exact = len(cl100k.encode(text, disallowed_special=()))
    assert exact <= estimate(text) <= 2.8 * exact
    assert at_least(text) <= exact


def test_what_is_worst_is_not_far_under(cl100k: tiktoken.Encoding) -> None:
    """Only what no diff is made of is underestimated, by a sixth."""
    text = base64.b64encode(random.Random(0).randbytes(9000)).decode()  # noqa: S311
    assert estimate(text) >= 0.8 * len(cl100k.encode(text))


@pytest.mark.parametrize("name", ["prose", "source", "diff", "lock file"])
def test_a_tokenizer_that_can_be_asked_corrects_the_estimate(
    name: str, engine: LlamaServer
) -> None:
    """With its correction the estimate holds for a vocabulary of 1,459 tokens too."""
    http = JsonServer(engine.url, engine.key, 10.0)

    def exact(text: str) -> int:
        return len(http.post("/tokenize", {"content": text}).value["tokens"])

    text = TEXTS[name][:30_000]
    assert exact(text) <= estimate(text) * correction(exact) <= 4 * exact(text)


def test_the_correction_is_the_worst_of_the_samples() -> None:
    """A tokenizer that needs twice as many tokens for one kind of text doubles all."""
    worst = SAMPLES[1]
    found = correction(lambda text: estimate(text) * (2 if text == worst else 1))
    assert 2.0 == found


@given(st.text(), st.text())
def test_a_part_is_never_more_than_the_whole(one: str, two: str) -> None:
    """What is cut off a text makes its estimate no larger, but for one piece at the cut."""
    assert estimate(one) <= estimate(one + two) + 1
    assert estimate(one + two) <= estimate(one) + estimate(two) + 1


def test_nothing_is_nothing() -> None:
    """An empty text has no tokens; a lone surrogate breaks nothing."""
    assert 0 == estimate("")
    assert 0 == at_least("")
    assert estimate("\ud800") >= 1
