"""An object that a model gave becomes an analysis, or says what it lacks."""

from __future__ import annotations

import json

import pytest
from answers import HIGH, LOW
from handmade import change, commit, diff
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.analysis.answer import Answer, Question, read_answer, read_numbers
from gitdigest.analysis.claim import Analysis, Claim
from gitdigest.facts.extract import find_facts
from gitdigest.prompt.forms import FORMS

FACTS = find_facts(commit("fix: x"), diff(change("src/a.py", "+1"), change("b/c.py", "+2")))
QUESTION = Question(FORMS["high"], "high", "en", ("src/a.py", "b/c.py"), FACTS)


def answered(**fields: object) -> Analysis:
    found = read_answer(json.dumps({**HIGH, **fields}), QUESTION).analysis
    assert found
    return found


def test_fields_become_claims_that_point_at_the_diff() -> None:
    """Numbers of files become paths, a line becomes a range, kinds and severities stay."""
    found = answered()
    assert (("fix",), "high", False) == (found.change_types, found.importance, found.breaking)
    assert Claim("The value of x is two now.") == found.summary
    assert Claim("One was wrong.") == found.why
    assert (Claim("`x` is two.", "src/a.py"),) == found.impacts
    assert (Claim("Code that reads `x` gets two.", "src/a.py", (1, 1), "low"),) == found.risks
    assert "architecture" == found.insights[0].kind
    assert "test" == found.advice[0].kind
    assert found.breaks is None


@pytest.mark.parametrize(
    ("file", "path"),
    [(2, "b/c.py"), ("F2", "b/c.py"), ("2", "b/c.py"), ("b/c.py", "b/c.py"), ("`b/c.py`", "b/c.py"),
     (0, ""), (9, ""), (None, ""), (-1, "src/a.py"), (True, ""), ("x/y.py", "x/y.py")],
)  # fmt: skip
def test_ways_to_name_a_file(file: object, path: str) -> None:
    """By number, by F and number, or by its path; what is not there is nothing."""
    assert path == answered(impacts=[{"file": file, "text": "it changes"}]).impacts[0].file


@pytest.mark.parametrize(
    ("line", "lines"),
    [(7, (7, 7)), ("7-9", (7, 9)), ([9, 7], (7, 9)), ("L7", (7, 7)), (0, None), ("", None), (None, None)],
)  # fmt: skip
def test_ways_to_name_a_line(line: object, lines: object) -> None:
    """A number, a range in words, a list; zero is none."""
    risk = {"severity": "high", "file": 1, "line": line, "text": "it fails"}
    assert lines == answered(risks=[risk]).risks[0].lines


@pytest.mark.parametrize(
    ("said", "severity"),
    [("High", "high"), ("CRITICAL", "high"), ("高", "high"), ("moderate", "medium"), ("?", "medium"),
     ("minor", "low"), (None, "medium")],
)  # fmt: skip
def test_severities_in_other_words(said: object, severity: str) -> None:
    """Synonyms are mapped, what is unknown is medium."""
    risk = {"severity": said, "file": 1, "line": 1, "text": "it fails"}
    assert severity == answered(risks=[risk]).risks[0].kind


def test_wrong_enums_and_shapes_are_survived() -> None:
    """Wrong types of values are read as far as they make sense."""
    found = answered(
        types="Bug fix",
        importance=["high"],
        breaking="yes",
        breaks="`x` goes",
        impacts="one thing",
        risks=["plain", {"text": ""}, {"no": 1}, None, 3],
        insights=[{"kind": "性能", "text": "fast"}],
        advice={"kind": "dance", "text": "do"},
        why=["One.", "Two."],
    )
    assert ("fix",) == found.change_types
    assert "low" != found.importance == FACTS.importance
    assert Claim("`x` goes") == found.breaks
    assert (Claim("one thing"),) == found.impacts
    assert ["plain"] == [claim.text for claim in found.risks]
    assert "performance" == found.insights[0].kind
    assert "review" == found.advice[0].kind
    assert Claim("One. Two.") == found.why


def test_doubles_are_said_once() -> None:
    """A model that says the same thing twice says it once."""
    item = {"file": 1, "text": "the same"}
    assert 1 == len(answered(impacts=[item, item, dict(item)]).impacts)


def test_the_type_that_the_subject_names_comes_first() -> None:
    """A model adds types, and names one only where the subject does not."""
    assert ("fix", "test") == answered(types=["test"]).change_types
    guessed = find_facts(commit("hm"), diff(change("src/a.py", "+1")))
    question = Question(FORMS["low"], "low", "en", ("src/a.py",), guessed)
    text = json.dumps({**LOW, "types": ["perf", "docs"]})
    found = read_answer(text, question).analysis
    assert found
    assert ("perf", "docs") == found.change_types


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("I cannot do that.", "not-json"),
        ('{"answer": 42}', "not-json"),
        (json.dumps({**HIGH, "summary": ""}), "no-summary"),
        (json.dumps({**HIGH, "summary": None}), "no-summary"),
        (json.dumps({**HIGH, "summary": "and the test of " * 40}), "repetition"),
        (json.dumps({"summary": "fine"}), "incomplete"),
        (json.dumps(HIGH), ""),
        ('{"type": "object", "properties": {"summary": {}}}' + json.dumps(HIGH), ""),
    ],
)
def test_what_is_wrong_has_a_code(text: str, code: str) -> None:
    """Each way to fail is told apart; an echoed schema is not taken for an answer."""
    found = read_answer(text, QUESTION)
    assert code == found.code
    assert (found.analysis is not None) == (code in {"", "incomplete"})
    assert bool(found.problem) == bool(code)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.sampled_from([*FORMS["high"].properties, "file", "line", "text", "kind"]), x)))  # fmt: skip
def test_any_json_is_read_without_an_error(value: object) -> None:
    """Whatever shape the values have, the answer is an analysis or a code."""
    assert isinstance(read_answer(json.dumps(value), QUESTION), Answer)
    assert isinstance(read_answer(json.dumps({**HIGH, "risks": value, "types": value}), QUESTION), Answer)  # fmt: skip


def test_nothing_invisible_comes_from_a_model() -> None:
    """Escapes and direction marks in an answer are spelled out, newlines become blanks."""
    found = answered(summary="one\ntwo\x1b[31m\u202e")
    assert found.summary
    assert "one two\\x1b[31m<U+202E>" == found.summary.text


def test_numbers_of_commits() -> None:
    """A list of numbers is read however it is written."""
    assert (1, 2, 3) == read_numbers([1, "2", "#3", None, "x"])
    assert (4,) == read_numbers(4)
