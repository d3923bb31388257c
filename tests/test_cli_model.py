"""Reports with a model, as people run them: a real server on the loopback, a real process."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import answers as answer
import pytest
import warm
from commandline import Done, run
from engine.scripted import Scripted, Step, fails, reads, says, scripted
from gitrepo import GitRepo
from warm import Running, begun

DAY = "2023-11-14"
SLOW = 0.3


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    for number in range(5):
        repo.commit(f"fix: x is {number}", {"x.py": f"x = {number}\n" * (number + 1)})
    return repo


def daily(repo: GitRepo, server: Scripted | str, *more: str) -> Done:
    base = server if isinstance(server, str) else server.base
    model = ("--model", "openai/scripted", "--api-base", base, "--timeout", "20")
    return warm.run("daily", repo.path, "-d", DAY, *model, *more)


def digest_of(done: Done) -> Any:
    return json.loads(done.out)


JSON = ("-f", "json", "-o", "-")


def test_a_day_is_explained_and_asked_for_once(made: GitRepo) -> None:
    """The second run makes no request, does not need the server, and reports the same."""
    with scripted(reads(answer.FORMS)) as server:
        first = daily(made, server, *JSON)
        count = len(server.asked)
        second = daily(made, server, *JSON)
        assert count == len(server.asked)
    third = daily(made, server.base, *JSON)
    digests = [digest_of(done) for done in (first, second, third)]
    assert [0, 0, 0] == [first.code, second.code, third.code], third.err
    assert 1 == len({json.dumps(one["repositories"], sort_keys=True) for one in digests})
    assert [count, 0, 0] == [one["model"]["calls"] for one in digests]
    assert [0, count, count] == [one["model"]["cached"] for one in digests]
    commits = digests[0]["repositories"][0]["commits"]
    assert all(one["analysis"]["summary"]["text"] for one in commits)


def test_a_commit_that_was_rebased_is_not_asked_again(made: GitRepo) -> None:
    """Another id, another date, the same change: the same analysis."""
    with scripted(reads(answer.FORMS)) as server:
        daily(made, server, *JSON)
        count = len(server.asked)
        made.git("checkout", "-q", "-b", "other", "HEAD~2")
        made.clock += 500
        made.git("commit", "-q", "--amend", "--no-edit", "--reset-author")
        made.git("cherry-pick", "main~1", "main")
        done = daily(made, server, *JSON)
        found = digest_of(done)["repositories"][0]["commits"]
        assert count == len(server.asked)
        assert all(one["analysis"] for one in found)


def test_a_server_that_is_not_there_costs_the_words_alone(made: GitRepo) -> None:
    """The report has every fact, says why it has no more, and so does the exit code."""
    done = daily(made, "http://127.0.0.1:9/v1", *JSON)
    assert 3 == done.code
    digest = digest_of(done)
    reasons = {one["skipped"]["reason"] for one in digest["repositories"][0]["commits"]}
    assert ({"model-unreachable"}, False) == (reasons, digest["complete"])
    assert "nobody answers at http://127.0.0.1:9/v1: the report has facts alone" in done.err
    assert "hint: start the server" in done.err


@pytest.mark.parametrize(
    ("code", "said", "arguments"),
    [
        (1, "missing.gguf cannot be read: No such file", ("--model", "missing.gguf")),
        (2, "much", ("--model", "openai/x", "--api-base", "http://x:9/v1", "--budget", "much")),
        (1, "asked over the network", ("--model", "anthropic/claude", "--offline")),
    ],
)
def test_what_only_the_user_can_mend_is_told_at_once(
    made: GitRepo, code: int, said: str, arguments: tuple[str, ...]
) -> None:
    """Nothing is read, and no report is written."""
    done = warm.run("daily", made.path, "-d", DAY, *arguments, *JSON)
    assert code == done.code
    assert said in done.complaint[0]
    assert not done.out


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        (fails(401, "no key"), "model-refused"),
        ({"object": "list", "data": [{"id": "another", "object": "model"}]}, "model-no-model"),
    ],
)
def test_a_server_that_lets_nobody_in_costs_the_words_alone(
    made: GitRepo, models: object, reason: str
) -> None:
    """A key that ran out in the night costs no day; nobody is said to have explained anything."""
    with scripted(gets={"/v1/models": models}) as server:
        done = daily(made, server, *JSON)
        text = daily(made, server, "-f", "md", "-o", "-").out
    commits = digest_of(done)["repositories"][0]["commits"]
    assert (3, 5) == (done.code, len(commits))
    assert {reason} == {one["skipped"]["reason"] for one in commits}
    assert "Explained by" not in text


def test_a_dry_run_of_a_model_that_is_not_there_says_so(made: GitRepo) -> None:
    """It has nothing to tell, and speaks of no report."""
    done = daily(made, "http://127.0.0.1:9/v1", "--dry-run")
    assert (1, "nobody answers at http://127.0.0.1:9/v1") == (done.code, done.complaint[0])
    assert "report" not in done.err


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (fails(401, "no key"), "model-refused"),
        (says("prose, and nothing else"), "not-json"),
        (says('{"summary": ""}'), "no-summary"),
        (says('{"summary": "cut', finish="length"), "cut-off"),
        (says(""), "empty"),
    ],
)
def test_no_fault_of_a_model_loses_a_commit(made: GitRepo, step: Step, reason: str) -> None:
    """Each keeps its facts, says what went wrong, and is open in the next run."""
    with scripted(step) as server:
        done = daily(made, server, *JSON)
    commits = digest_of(done)["repositories"][0]["commits"]
    assert (3, 5) == (done.code, len(commits))
    assert {reason} == {one["skipped"]["reason"] for one in commits}
    assert all(one["facts"]["files"] for one in commits)
    with scripted(reads(answer.FORMS)) as server:
        assert 0 == daily(made, server, *JSON).code


def test_a_dry_run_tells_what_would_be_asked(made: GitRepo, tmp_path: Path) -> None:
    """Its one request measures the model, and is kept; no report is written."""
    with scripted(reads(answer.FORMS)) as server:
        done = daily(made, server, "--dry-run", "-o", str(tmp_path / "out"))
        assert 1 == len(server.asked)
        lines = dict(line.split(None, 1) for line in done.out.splitlines())
        assert (0, "5: 0 explained already, 0 need no model") == (done.code, lines["commits"])
        assert "5, more where an answer must be corrected" == lines["requests"]
        assert lines["time"].startswith("about ")
        assert not (tmp_path / "out").exists()
        daily(made, server, *JSON)
        rest = daily(made, server, "--dry-run")
        assert "commits   5: 5 explained already, 0 need no model" in rest.out.splitlines()
        assert "requests  0" in rest.out.splitlines()


def test_a_dry_run_needs_a_model(made: GitRepo) -> None:
    """Without one there is nothing to tell."""
    done = run("daily", made.path, "-d", DAY, "--dry-run")
    assert (2, "there is no model to be asked") == (done.code, done.complaint[0])


def test_a_budget_goes_to_the_weightiest(made: GitRepo) -> None:
    """What it left out is named, counted, and asked about in the next run."""
    made.commit("feat!: all is new", {"y.py": "def y():\n    return 1\n" * 40})
    with scripted(reads(answer.FORMS)) as server:
        done = daily(made, server, "--budget", "6k", *JSON)
        commits = digest_of(done)["repositories"][0]["commits"]
        assert 3 == done.code
        assert commits[0]["analysis"]
        assert "model-budget" in {one["skipped"]["reason"] for one in commits if one["skipped"]}
        assert 0 == daily(made, server, *JSON).code


@contextmanager
def started(repo: GitRepo, server: Scripted) -> Iterator[Running]:
    """A run that has been given its first answers."""
    model = ("--model", "openai/scripted", "--api-base", server.base)
    with begun("daily", repo.path, "-d", DAY, *model, *JSON) as child:
        end = time.monotonic() + 60
        while len(server.asked) < 3 and time.monotonic() < end:
            time.sleep(0.02)
        yield child


def test_an_interrupt_leaves_a_valid_report(made: GitRepo) -> None:
    """What was explained stays, the rest says that it was interrupted; the next run goes on."""
    with scripted(reads(answer.FORMS, delay=SLOW)) as server:
        with started(made, server) as child:
            child.send_signal(signal.SIGINT)
            stopped = child.done(60)
        commits = digest_of(stopped)["repositories"][0]["commits"]
        assert (130, 5) == (stopped.code, len(commits)), stopped.err
        done = [one for one in commits if one["analysis"]]
        assert len(done) >= 1
        left = {one["skipped"]["reason"] for one in commits if one["skipped"]}
        assert {"interrupted"} == left
        before = len(server.asked)
        assert 0 == daily(made, server, *JSON).code
        assert len(server.asked) - before <= 5 - len(done) + 1


def test_a_kill_loses_at_most_the_calls_in_flight(made: GitRepo) -> None:
    """The next run asks for what is missing, and for nothing else."""
    with scripted(reads(answer.FORMS, delay=SLOW)) as server:
        with started(made, server) as child:
            child.send_signal(signal.SIGKILL)
            assert -signal.SIGKILL == child.done(60).code
        before = len(server.asked)
        done = daily(made, server, *JSON)
        assert 0 == done.code
        assert len(server.asked) - before <= 5 + 1 - (before - 1)
        assert all(one["analysis"] for one in digest_of(done)["repositories"][0]["commits"])


def test_one_commit_and_a_patch_are_explained(made: GitRepo) -> None:
    """show REV, and show - with a patch on stdin."""
    with scripted(reads(answer.FORMS)) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        shown = warm.run("show", "HEAD", "--repo", made.path, *model, *JSON)
        patch = made.git_bytes("format-patch", "-1", "--stdout")
        piped = warm.run("show", "-", *model, *JSON, stdin=patch)
    for done in (shown, piped):
        (commit,) = digest_of(done)["repositories"][0]["commits"]
        assert (0, True) == (done.code, commit["analysis"] is not None), done.err


def test_house_rules_and_own_prompts_are_sent(made: GitRepo, tmp_path: Path) -> None:
    """From the user's own configuration; the project's file may set neither."""
    (tmp_path / "prompts").mkdir()
    for name in ("low", "medium", "high"):
        (tmp_path / "prompts" / f"{name}.jinja").write_text(
            "Briefly! {{ marker }} {{ facts }} {{ message }} {{ diff }} {{ fields }}"
        )
    config = Path(os.environ["XDG_CONFIG_HOME"], "gitdigest", "gitdigest.toml")
    config.parent.mkdir(parents=True)
    config.write_text(f'instructions = "Speak of rockets."\nprompts_dir = "{tmp_path}/prompts"\n')
    made.write("gitdigest.toml", 'instructions = "Say nothing."\n')
    with scripted(reads(answer.FORMS)) as server:
        done = daily(made, server, *JSON)
    sent = [message["content"] for asked in server.asked for message in asked["messages"]]
    assert any("Speak of rockets." in text for text in sent)
    assert not any("Say nothing." in text for text in sent)
    assert "instructions ignored" in done.err
    assert any(text.startswith("Briefly!") for text in sent)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_real_engine_whose_answers_are_noise(
    made: GitRepo, random_gguf: Path, language: str
) -> None:
    """Every commit is in the report; what the noise says is not taken for true."""
    model = ("--model", random_gguf, "--language", language, "--window", "4096")
    done = run("daily", made.path, "-d", DAY, *model, *JSON)
    commits = digest_of(done)["repositories"][0]["commits"]
    assert (True, 5) == (done.code in {0, 3}, len(commits)), done.err
    claims = [
        claim
        for one in commits
        if one["analysis"]
        for name in ("summary", "why", "reason")
        if (claim := one["analysis"][name])
    ]
    assert {"held", "repaired"}.isdisjoint(claim["verdict"] for claim in claims)
    explained = sum(one["analysis"] is not None for one in commits)
    assert explained + sum(one["skipped"] is not None for one in commits) == 5


def test_the_commits_of_a_release_are_explained(made: GitRepo) -> None:
    """What held of the model's words is in the review."""
    made.git("tag", "v1.0.0", "HEAD~2")
    with scripted(reads(answer.FORMS)) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        done = warm.run("release", "--repo", made.path, *model, *JSON)
    commits = json.loads(done.out)["repository"]["commits"]
    assert (0, 2) == (done.code, len(commits)), done.err
    assert all(one["analysis"] for one in commits)
