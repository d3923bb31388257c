"""JSON objects are found in a model's text however it wraps or misspells them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.analysis.tolerant import objects

SUMMARY = {"summary": 'It\'s "quoted" and {braced}', "risks": [{"line": 3, "text": "a, b"}]}
TEXT = json.dumps(SUMMARY)
KEYS = st.text("abcdefghij_", min_size=1, max_size=8)
SIMPLE = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | SIMPLE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=5)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"  {TEXT}\n",
        f"```json\n{TEXT}\n```",
        f"```\n{TEXT}\n```",
        f"Here is the JSON you asked for:\n\n{TEXT}\n\nI hope this helps!",
        f'<think>I see {{a: 1}} and {{"b": 2}}</think>\n{TEXT}',
        f'no opening tag {{"x": 1}}</think>{TEXT}',
        f"<|channel|>analysis<|message|>hm {{}}<|end|><|start|>assistant<|channel|>final<|message|>{TEXT}<|return|>",
        f"[{TEXT}]",
        f'{{"commit": {TEXT}}}',
        json.dumps(SUMMARY, indent=4).replace("\n", "\r\n"),
    ],
)  # fmt: skip
def test_ways_to_wrap(text: str) -> None:
    """Thoughts, fences, prose, channels, lists and objects around it do not hide an answer."""
    assert SUMMARY in list(objects(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{'summary': 'it is', 'n': 1}", {"summary": "it is", "n": 1}),
        ("{'summary': 'it's fine', 'n': True}", {"summary": "it's fine", "n": True}),
        ('{"summary": "the "x" is gone", "n": null}', {"summary": 'the "x" is gone', "n": None}),
        ('{"summary": "a",}', {"summary": "a"}),
        ('{"list": [1, 2,], }', {"list": [1, 2]}),
        ("{summary: 'a', other: b}", {"summary": "a", "other": "b"}),
        ('{"summary": "a" // why\n, "n": 2}', {"summary": "a", "n": 2}),
        ('{"summary": "one\ntwo"}', {"summary": "one\ntwo"}),
        ('{"summary": "a", "list": [{"n": 1}, {"n": 2}', {"summary": "a", "list": [{"n": 1}, {"n": 2}]}),
        ("{\u201csummary\u201d: \u201ca\u201d}", {"summary": "a"}),
        ('{"summary": "tab\\t \\u4e2d \\"x\\""', {"summary": 'tab\t \u4e2d "x"'}),
        ("{'summary': '\\ud83d\\ude00 \\x41'}", {"summary": "\U0001f600 A"}),
        ('{"summary": "a" "n": 2}', None),
    ],
)  # fmt: skip
def test_ways_to_misspell(text: str, expected: object) -> None:
    """Other quotes, quotes inside, commas too many, bare words, comments, missing last braces."""
    found = list(objects(text))
    assert expected in found if expected else not found


@pytest.mark.parametrize(
    "text", ["", "no answer", "{", "}{", '{"summary": "cut off in the mid', "[1, 2]", "<think>{}", '"x"']
)  # fmt: skip
def test_no_answer(text: str) -> None:
    """What holds no object gives none; a string that is cut off is not completed."""
    assert [] == [found for found in objects(text) if found]


@given(st.text())
def test_it_never_raises(text: str) -> None:
    """Any text at all is read without an error."""
    for found in objects(text):
        assert isinstance(found, dict)


@given(st.text("{}[]\"':,\\ntrue 1<think>/*`\u201c"))
def test_it_never_raises_on_what_is_almost_json(text: str) -> None:
    """Neither are braces, quotes and commas in any order."""
    list(objects(text))


@given(
    OBJECTS, st.sampled_from(["{}", "```json\n{}\n```", "Sure:\n{}\nDone.", "<think>so</think>{}"])
)
def test_valid_json_survives_its_wrapping(value: dict[str, object], wrap: str) -> None:
    """The object that was written is the one that is read."""
    text = wrap.replace("{}", json.dumps(value, ensure_ascii=False), 1)
    assert value == next(objects(text))


@given(OBJECTS)
def test_valid_json_survives_other_quotes(value: dict[str, object]) -> None:
    """So it is when the model writes a Python literal instead."""
    plain = json.loads(json.dumps(value).replace("\\\\", "").replace("'", "").replace('\\"', ""))
    assert plain in list(objects(f"x {plain!r}"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: "{" * 50_000,
        lambda: '{"a":' * 20_000,
        lambda: "[" * 50_000,
        lambda: '{"a": "' + "x" * 90_000,
        lambda: "{'a' " * 20_000,
        lambda: "<think>" * 10_000,
        lambda: "```" * 20_000,
        lambda: '{"a": 1} ' * 10_000,
        lambda: "{" + '"a"' * 20_000,
        lambda: "/*" * 40_000 + "{",
        lambda: '{"n": ' + "9" * 5_000 + "}",
    ],
)
def test_hostile_text_costs_a_bounded_time(make: Callable[[], str]) -> None:
    """Nesting, repetition and length cost linear time."""
    start = time.process_time()
    list(objects(make()))
    assert time.process_time() - start < 1.0
