"""gitdigest eval: models measured on planted faults and on a repository, as people run it."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import answers as answer
import pytest
from commandline import Done
from engine.scripted import Says, Scripted, Step, fails, says, scripted
from gitrepo import GitRepo
from warm import begun, run

from gitdigest.evaluation.case import Case, cases

CASES = list(cases())
Writer = Callable[[Case, int], Mapping[str, object]]


def reader(write: Writer) -> Step:
    """A model that answers each case by what it is; anything else is answered plainly."""

    def body(asked: Mapping[str, Any]) -> Says:
        form = asked["response_format"]["json_schema"]["name"]
        user = asked["messages"][1]["content"]
        said = dict(answer.FORMS[form])  # type: ignore[call-overload]
        for case in CASES:
            if case.commit.subject in user:
                path = case.fault.places[0].file if case.fault else "no file"
                number = re.search(rf"^F(\d+) {re.escape(path)}\b", user, re.MULTILINE)
                said |= write(case, int(number[1]) if number else 0)
        return Says(json.dumps(said), answer_tokens=60)

    return Step(body)


def expert(case: Case, file: int) -> Mapping[str, object]:
    """Sees every fault, and nothing where there is none."""
    said: dict[str, object] = {"importance": case.importance, "risks": [], "insights": []}
    if case.fault:
        line, word = case.fault.places[0].lines[0], case.fault.words[0]
        risk = {"severity": "high", "file": file, "line": line, "text": f"Here: {word}"}
        said["risks"] = [risk]
    return said


def alarmist(_case: Case, _file: int) -> Mapping[str, object]:
    """Is afraid of everything, and knows nothing."""
    risk = {"severity": "high", "file": 0, "line": 0, "text": "This could fail."}
    return {"importance": "high", "risks": [risk], "insights": []}


def pointer(case: Case, file: int) -> Mapping[str, object]:
    """Points at the line, and does not say what is wrong."""
    line = case.fault.places[0].lines[0] if case.fault else 0
    text = "This line is where it happens."
    return {
        "risks": [],
        "insights": [{"kind": "security", "file": file, "line": line, "text": text}],
    }


def measured(server: Scripted, *more: str) -> Done:
    return run("eval", "-m", "openai/scripted", "--api-base", server.base, *more)


def score_of(done: Done, title: str = "planted") -> Any:
    return json.loads(done.out)["models"][0]["sets"][title]["score"]


def rows(done: Done) -> dict[str, list[str]]:
    cells = (re.split(r"\s{2,}", line.strip()) for line in done.out.splitlines() if line.strip())
    return {label: values for label, *values in cells}


@pytest.mark.parametrize(
    ("write", "found", "named", "alarmed", "agreed"),
    [(expert, 12, 12, 0, 16), (alarmist, 0, 0, 4, 13), (pointer, 12, 0, 0, 13)],
)
def test_who_sees_what(write: Writer, found: int, named: int, alarmed: int, agreed: int) -> None:
    """The expert finds all, the alarmist nothing but alarms, the pointer names nothing."""
    with scripted(reader(write)) as server:
        done = measured(server, "-f", "json")
    sums = score_of(done)
    assert (0, 16, 12) == (done.code, sums["commits"], sums["faults"]), done.err
    assert (found, named, alarmed) == (sums["found"], sums["named"], sums["alarmed"])
    assert sums["questions"] == sums["first"] == 16
    assert agreed == sums["agreed"]


def test_two_models_stand_side_by_side() -> None:
    """A column for each, a row for each figure and each fault."""
    gets = {"/v1/models": {"data": [{"id": "one"}, {"id": "two"}]}}
    with scripted(reader(expert), gets=gets) as server:
        done = run("eval", "-m", "openai/one", "-m", "openai/two", "--api-base", server.base)
    found = rows(done)
    assert (0, ["two"]) == (done.code, found["one"])
    assert ["12 of 12", "12 of 12"] == found["planted faults found"]
    assert ["0 of 4", "0 of 4"] == found["clean commits with an alarm"]
    assert ["named", "named"] == found["sql-injection"]
    assert ["16 of 16", "16 of 16"] == found["in the form at the first try"]


def test_what_was_answered_is_kept_apart_and_asked_again_on_demand(repo: GitRepo) -> None:
    """A second run asks nothing and counts the same; --fresh asks; a report finds none of it."""
    repo.commit("fix: x is two", {"x.py": "x = 2\n"})
    more = ("--repo", str(repo.path), "-f", "json")
    with scripted(reader(expert)) as server:
        first = measured(server, *more)
        count = len(server.asked)
        second = measured(server, *more)
        assert count == len(server.asked)
        assert first.out == second.out
        measured(server, "--fresh")
        assert count + 16 == len(server.asked)
        model = ("--model", "openai/scripted", "--api-base", server.base, "-f", "json", "-o", "-")
        shown = run("show", "HEAD", "--repo", repo.path, *model)
        assert 0 == json.loads(shown.out)["model"]["cached"]


def test_a_repository_of_the_users(repo: GitRepo) -> None:
    """The newest commits of a range, asked as a report asks; no faults are known there."""
    for number in range(4):
        repo.commit(f"fix: x is {number}", {"x.py": f"x = {number}\n"})
    repo.commit("build: lock", {"uv.lock": '[[package]]\nname = "a"\nversion = "1"\n'})
    more = ("--repo", str(repo.path), "--range", "HEAD~4..HEAD", "--commits", "3")
    with scripted(reader(expert)) as server:
        done = measured(server, *more, "-f", "json")
    own = score_of(done, "repo")
    assert (2, 2, 0, 0) == (own["commits"], own["analysed"], own["faults"], own["clean"])


@pytest.mark.parametrize(
    ("step", "first", "analysed"),
    [
        (says('Sure! {"summary": "It is so."}'), 0, 16),
        (says('{"summary": "It is so."', finish="length"), 0, 0),
    ],
)
def test_answers_that_have_not_the_form(step: Step, first: int, analysed: int) -> None:
    """What could be read in the end is counted apart from what came as it was asked for."""
    with scripted(step) as server:
        sums = score_of(measured(server, "-f", "json"))
    assert (16, first, analysed) == (sums["questions"], sums["first"], sums["analysed"])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "there is no model to be measured"),
        (("-m", "none"), 2, "there is no model to be measured"),
        (("-m", "x", "-f", "xml"), 2, "there is no format 'xml'"),
        (("-m", "x", "--range", "a..b"), 2, "a range needs a repository"),
        (
            ("-m", "openai/x", "--api-base", "http://127.0.0.1:9/v1"),
            1,
            "nobody answers at http://127.0.0.1:9/v1",
        ),
    ],
)
def test_what_cannot_be_measured(arguments: tuple[str, ...], code: int, message: str) -> None:
    """Two lines say why, and nothing is printed."""
    done = run("eval", *arguments)
    assert (code, message) == (done.code, done.complaint[0])


def test_a_repository_without_such_commits(repo: GitRepo) -> None:
    """A range of nothing, and one that is not there."""
    repo.commit("fix: x", {"x.py": "x = 1\n"})
    with scripted() as server:
        empty = measured(server, "--repo", str(repo.path), "--range", "HEAD..HEAD")
        wrong = measured(server, "--repo", str(repo.path), "--range", "v1..HEAD")
    assert (2, "no commit there is one to ask about") == (empty.code, empty.complaint[0])
    assert (2, 2) == (wrong.code, len(wrong.err.splitlines()))


def test_a_model_that_fails_is_no_measure() -> None:
    """Figures of nothing are not printed: the run ends with the reason."""
    with scripted(fails(401, "no")) as server:
        done = measured(server, "-q")
    assert (1, "") == (done.code, done.out)
    assert done.complaint[1] == "gitdigest doctor tells what is wrong"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_with_a_word_and_loses_no_answer(number: signal.Signals) -> None:
    """What one model answered whole is printed; the next run asks the other for the rest alone."""
    gets = {"/v1/models": {"data": [{"id": "one"}, {"id": "two"}]}}
    slow = replace(reader(expert), delay=0.5)
    with scripted(*[reader(expert)] * 16, slow, gets=gets) as server:
        command = ("eval", "-m", "openai/one", "-m", "openai/two", "--api-base", server.base)
        with begun(*command) as child:
            end = time.monotonic() + 60
            while len(server.asked) < 20 and time.monotonic() < end:
                time.sleep(0.02)
            child.send_signal(number)
            stopped = child.done(60)
        assert (130, "12 of 12") == (stopped.code, *rows(stopped)["planted faults found"])
        word = "interrupted: the answers so far are kept, the next run goes on from there"
        assert word in stopped.err
        assert "Traceback" not in stopped.err
        before = len(server.asked)
        assert ["12 of 12"] * 2 == rows(run(*command))["planted faults found"]
        assert len(server.asked) - before < 16


def test_an_interrupt_before_a_model_has_answered_prints_no_table() -> None:
    """A word, and nothing on stdout: figures of a part would be read as figures of all."""
    with (
        scripted(replace(reader(expert), delay=2.0)) as server,
        begun("eval", "-m", "openai/one", "--api-base", server.base) as child,
    ):
        end = time.monotonic() + 60
        while not server.asked and time.monotonic() < end:
            time.sleep(0.02)
        child.send_signal(signal.SIGINT)
        stopped = child.done(60)
    assert (130, "") == (stopped.code, stopped.out)
    assert "interrupted: the answers so far are kept" in stopped.err
    assert "Traceback" not in stopped.err
