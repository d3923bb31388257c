"""Commits with planted faults: the set itself, and when a fault counts as found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from engine.scripted import scripted
from hypothesis import given, settings
from hypothesis import strategies as st
from models import ScriptedModel

from gitdigest.analysis.claim import Analysis, Claim, Skipped
from gitdigest.describe import Silence
from gitdigest.errors import GitDigestError, ModelErrorKind
from gitdigest.evaluation.asking import evaluate
from gitdigest.evaluation.case import Case, Fault, Place, cases
from gitdigest.evaluation.finding import found
from gitdigest.evaluation.outcome import Answered, outcome
from gitdigest.evaluation.score import score
from gitdigest.evaluation.subject import Subject, planted
from gitdigest.explain.opening import Settings, open_explaining
from gitdigest.model.connection import ModelOptions
from gitdigest.model.errors import own_error
from gitdigest.model.llama_server import LlamaServer
from gitdigest.prompt.briefing import open_tiers
from gitdigest.prompt.conformity import is_conforming
from gitdigest.prompt.forms import FORMS, MERGED, OVERVIEW, PART, SMALLER, Form

CASES = list(cases())
SUBJECTS = list(planted())
KINDS = {
    "off-by-one", "inverted-condition", "unclosed-resource", "swallowed-exception",
    "missing-await", "sql-injection", "tls-off", "lock-released-early", "default-changed",
    "removed-public-name", "test-weakened", "secret-in-config",
}  # fmt: skip
FAULT = Fault(
    "off-by-one", (Place("a.py", (10, 12)), Place("b.py", (40, 40))), ("off by one", "差一")
)


def analysis(*risks: Claim, insights: tuple[Claim, ...] = (), breaks: str = "") -> Analysis:
    return Analysis(
        depth="high",
        language="en",
        change_types=("fix",),
        importance="high",
        summary=Claim("It is so.", verdict="held"),
        risks=risks,
        insights=insights,
        breaks=Claim(breaks) if breaks else None,
    )


def test_the_set_has_every_kind_of_fault_and_clean_commits() -> None:
    """Twelve kinds that a reader must see in the diff alone, in several languages."""
    assert KINDS == {case.fault.kind for case in CASES if case.fault}
    assert 4 == sum(case.fault is None for case in CASES)
    endings = {file.path.rpartition(".")[2] for case in CASES for file in case.diff.files}
    assert {"py", "ts", "go", "rs", "java", "yaml"} <= endings


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_stands_on_changed_lines(case: Case) -> None:
    """Each of its places names a changed line of its file; its words are of four scripts."""
    files = {file.path: file for file in case.diff.files}
    assert case.commit.subject
    for place in case.fault.places if case.fault else ():
        changed = {
            line.new or line.old
            for hunk in files[place.file].hunks
            for line in hunk.lines()
            if line.kind != " "
        }
        assert changed & set(range(place.lines[0], place.lines[1] + 1))
    if case.fault:
        assert any(not word.isascii() for word in case.fault.words)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_message_does_not_give_its_fault_away(case: Case) -> None:
    """No word that names the fault stands in the message: who repeats it has seen nothing."""
    text = f"{case.commit.subject}\n{case.commit.body}".casefold()
    named = [word for word in case.fault.words if word in text] if case.fault else []
    assert [] == named


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_the_importance_that_is_expected_can_be_said(subject: Subject) -> None:
    """The facts leave it open: a model that is right is not held to be wrong."""
    assert subject.importance in open_tiers(subject.one.facts)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (Claim("An off by one.", "a.py"), "named"),
        (Claim("这里差一。", "b.py", (1, 1)), "named"),
        (Claim("OFF BY ONE at the end.", "a.py", (900, 900)), "named"),
        (Claim("Something.", "a.py", (7, 7)), "pointed"),
        (Claim("Something.", "a.py", (15, 20)), "pointed"),
        (Claim("Something.", "b.py", (30, 50)), "pointed"),
        (Claim("Something.", "a.py", (6, 6)), "missed"),
        (Claim("Something.", "a.py", (16, 16)), "missed"),
        (Claim("Something.", "a.py"), "missed"),
        (Claim("An off by one.", "c.py", (11, 11)), "missed"),
        (Claim("An off by one."), "missed"),
        (Claim("Something.", "a.py", (40, 40)), "missed"),
    ],
)
def test_what_counts_as_found(claim: Claim, expected: str) -> None:
    """A word of it at one of its files, or its lines, give or take three."""
    assert expected == found(FAULT, analysis(claim))
    assert expected == found(FAULT, analysis(insights=(claim,)))


def test_what_breaks_names_a_fault_too() -> None:
    """It stands at no file."""
    assert "named" == found(FAULT, analysis(breaks="It is off by one."))
    assert "missed" == found(FAULT, analysis(breaks="It breaks."))


def test_the_sums() -> None:
    """Found and named, alarms on clean commits alone, first tries, tokens and seconds."""
    fault, clean = (next(s for s in SUBJECTS if s.clean is flag) for flag in (False, True))
    assert fault.fault
    place = fault.fault.places[0]
    seen = analysis(Claim("x", place.file, place.lines, "high"))
    alarm = analysis(Claim("x", kind="medium"), Claim("y", kind="high"), Claim("z", kind="low"))
    answers = [Answered(True, True, 100, 2.0), Answered(False, False, 20, 1.0)]
    sums = score(
        [
            outcome(fault, seen, answers),
            outcome(fault, Skipped("empty"), [Answered(True, False, 0, 1.0)]),
            outcome(clean, alarm, []),
        ]
    )
    assert (3, 2) == (sums.commits, sums.analysed)
    assert (2, 1, 0) == (sums.faults, sums.found, sums.named)
    assert (1, 1, 2) == (sums.clean, sums.alarmed, sums.alarms)
    assert (2, 1, 3) == (sums.questions, sums.first, sums.requests)
    assert (30.0, 60.0) == (sums.rate(1), sums.rate(2))
    assert (4 / 3, 2 / 3) == (sums.pace(1), sums.pace(2))


def test_nothing_asked_is_no_division_by_nothing() -> None:
    """An empty set has no speed."""
    assert (0.0, 0.0) == (score([]).rate(3), score([]).pace(3))


EVERY_FORM = [*FORMS.values(), *SMALLER.values(), PART, MERGED, OVERVIEW]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 10_000_000), st.text(max_size=400), st.just("high")
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(), inner)
)


def near(form: Form) -> st.SearchStrategy[dict[str, object]]:
    """Objects with the form's names, and values that may be right."""
    items = st.fixed_dictionaries(
        {"file": st.integers(0, 3), "text": st.text(max_size=300)},
        optional={"line": st.integers(0, 3), "severity": st.just("low"), "kind": st.just("test")},
    )
    value = st.one_of(SCALARS, st.lists(items, max_size=7), st.lists(st.just("fix"), max_size=4))
    return st.dictionaries(st.sampled_from([*form.properties, "other"]), value)


@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: form.name)
@settings(deadline=None)
@given(data=st.data())
def test_the_form_is_checked_as_the_standard_has_it(form: Form, data: st.DataObject) -> None:
    """jsonschema says the same of any value, but of 1.0, which is no integer here."""
    value = data.draw(st.one_of(VALUES, near(form)))
    expected = jsonschema.Draft202012Validator(form.schema).is_valid(value)
    assert expected is is_conforming(json.dumps(value), form.schema)


def perfect(schema: Mapping[str, Any]) -> Any:
    """A value that a schema allows, as small as it may be."""
    match schema["type"]:
        case "object":
            return {name: perfect(inner) for name, inner in schema["properties"].items()}
        case "array":
            return [perfect(schema["items"])] * schema.get("minItems", 0)
        case "string":
            return schema.get("enum", [""])[0]
        case "integer":
            return schema["minimum"]
    return False


@pytest.mark.parametrize("form", EVERY_FORM, ids=lambda form: form.name)
def test_an_answer_in_the_form(form: Form) -> None:
    """It is one; with a word before it, without a field or with one more it is none."""
    value = perfect(form.schema)
    assert is_conforming(json.dumps(value), form.schema)
    assert not is_conforming(f"Sure: {json.dumps(value)}", form.schema)
    assert not is_conforming(json.dumps(value | {"more": 1}), form.schema)
    assert not is_conforming(json.dumps(dict(list(value.items())[1:])), form.schema)
    assert not is_conforming("[" * 100_000, form.schema)


@pytest.mark.parametrize(
    ("kind", "asked"), [("timeout", 3), ("broken", 3), ("refused", 1), ("unreachable", 1)]
)
def test_a_model_that_is_gone_is_not_measured(
    tmp_path: Path, kind: ModelErrorKind, asked: int
) -> None:
    """It is asked no further, and there are no figures of nothing."""
    model = ScriptedModel(default=own_error(kind, "gone"))
    with scripted() as server:
        options = ModelOptions("openai/x", (server.base,))
        with open_explaining(Settings(options), tmp_path) as explaining:
            explaining.asker.model = model
            with pytest.raises(GitDigestError, match="gone"):
                explaining.run(evaluate(explaining, SUBJECTS, Silence()))
    assert asked == len(model.history)


def test_a_real_engine_whose_answers_are_noise(engine: LlamaServer, tmp_path: Path) -> None:
    """Its answers have the form, and find about nothing: the measure can be trusted."""
    options = ModelOptions("openai/random", (f"{engine.url}/v1",), engine.key)
    with open_explaining(Settings(options, salt="eval"), tmp_path) as explaining:
        outcomes = explaining.run(evaluate(explaining, SUBJECTS[4::6], Silence()))
    sums = score(outcomes)
    assert (2, 2) == (sums.commits, sums.faults)
    assert sums.questions == sums.first == 2
    assert sums.named == 0
    assert sums.found == 0
    assert sums.grounded == 0
    assert sums.tokens > 0
    assert sums.seconds > 0
