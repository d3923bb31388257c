"""Nothing leaves: the guard of --offline, a network with the loopback alone, every connect traced."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import alone
import answers as answer
import pytest
import traced
from commandline import COMMAND, Done, environment, run
from engine.scripted import reads, scripted
from gitrepo import GitRepo

HERE = Path(__file__).parent
DAY = "2023-11-14"
GUARD = "NetworkRefusedError"
JSON = ("-f", "json", "-o", "-")
SERVE = """
import http.server, subprocess, sys, threading
handler = type("Handler", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.exit(subprocess.run([*sys.argv[1:3], str(server.server_port), *sys.argv[3:]]).returncode)
"""


@cache
def namespaces() -> bool:
    """Whether this system lets us leave its networks."""
    command = [sys.executable, str(HERE / "alone.py"), "true"]
    return subprocess.run(command, check=False, capture_output=True).returncode != alone.REFUSED


needs_namespace = pytest.mark.skipif(not namespaces(), reason="no network namespaces here")
needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


def attempted(*guard: str) -> dict[str, dict[str, str]]:
    """What came of each way out, in a network where none of them can reach anybody."""
    script = [sys.executable, str(HERE / "attempts.py"), *guard]
    done = subprocess.run(
        [sys.executable, str(HERE / "alone.py"), sys.executable, "-c", SERVE, *script],
        capture_output=True,
        text=True,
        check=True,
        env=environment(no_proxy="", NO_PROXY=""),
    )
    found: dict[str, dict[str, str]] = {}
    for line in done.stdout.splitlines():
        kind, name, outcome = line.split("\t")
        found.setdefault(kind, {})[name] = outcome
    return found


@needs_namespace
def test_every_way_out_is_closed_by_the_guard() -> None:
    """Without it the system is asked, and says no; with it nobody is asked but the endpoint."""
    free, closed, near = attempted(), attempted("guard"), attempted("guard", "any")
    assert len(free["away"]) > 15
    assert GUARD not in {*free["away"].values(), *free["near"].values()}
    assert {GUARD} == {*closed["away"].values()} == {*near["away"].values()}
    for found in (free, closed, near):
        assert {"done"} == {*found["near"].values()}
    assert ["done", GUARD, "done"] == [
        found["other"]["another port"] for found in (free, closed, near)
    ]


@pytest.fixture
def made(repo: GitRepo) -> GitRepo:
    for number in range(3):
        repo.commit(f"fix: x is {number}", {"x.py": f"x = {number}\n" * (number + 1)})
    return repo


def daily(repo: GitRepo, *more: str) -> Done:
    return run("daily", repo.path, "-d", DAY, *more, *JSON)


@pytest.mark.parametrize("name", ["openai/scripted", "hosted_vllm/scripted"])
def test_a_model_on_this_machine_is_asked_offline(
    made: GitRepo, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every commit is explained, whatever proxy the environment names."""
    monkeypatch.setenv("http_proxy", "http://192.0.2.1:3128")
    monkeypatch.setenv("ALL_PROXY", "http://192.0.2.1:1")
    with scripted(reads(answer.FORMS)) as server:
        model = ("--offline", "--model", name, "--api-base", server.base)
        done = daily(made, *model)
        assert 0 == done.code, done.err
        assert len(server.asked) >= 3
    commits = json.loads(done.out)["repositories"][0]["commits"]
    assert all(commit["analysis"] for commit in commits)


def test_offline_may_be_a_setting(made: GitRepo, tmp_path: Path) -> None:
    """`offline = true` closes the way to a model as the flag does."""
    config = tmp_path / "gitdigest.toml"
    config.write_text('offline = true\nmodel = "openai/x"\napi_base = ["http://192.0.2.1/v1"]\n')
    message, hint = daily(made, "--config", str(config)).complaint
    assert "http://192.0.2.1/v1 is not on this machine" == message
    assert "leave --offline out" in hint


def test_a_large_selection_is_described_offline(repo: GitRepo) -> None:
    """The processes that share the work are no way out, and are not taken for one."""
    for number in range(100):
        repo.commit(f"fix: {number}", {"a.py": f"x = {number}\n"})
    done = daily(repo, "--offline", "--range", "HEAD~98..HEAD")
    assert 0 == done.code, done.err
    assert 98 == json.loads(done.out)["repositories"][0]["books"]["reported"]


@needs_strace
@pytest.mark.parametrize("offline", [(), ("--offline",)])
def test_every_connect_goes_to_the_endpoint(
    made: GitRepo, tmp_path: Path, offline: tuple[str, ...]
) -> None:
    """Of the tool, its git and its workers, by the system's own account: no name is looked up."""
    trace = tmp_path / "trace"
    with scripted(reads(answer.FORMS)) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base, *offline)
        command = [*COMMAND, "daily", str(made.path), "-d", DAY, *model, *JSON]
        env = environment(**dict.fromkeys(("HTTP_PROXY", "http_proxy"), "http://192.0.2.1:3128"))
        subprocess.run(traced.command(trace, *command), check=True, capture_output=True, env=env)
        asked = len(server.asked)
    found = traced.addresses(trace)
    assert {server.url.removeprefix("http://")} == found.keys()
    assert found.total() >= 1
    assert asked >= 3


@needs_strace
def test_a_trace_shows_who_connects_elsewhere(tmp_path: Path) -> None:
    """So that an empty one means something: a program that does is seen, by address and by name."""
    trace = tmp_path / "trace"
    program = (
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.9', 9))"
    )
    subprocess.run(traced.command(trace, sys.executable, "-c", program), check=True)
    assert ["127.0.0.9:9"] == list(traced.addresses(trace))
    assert [True, False, False] == [
        traced.is_far(one) for one in ("192.0.2.1:80", "::1:80", "/run/socket")
    ]


@needs_namespace
def test_the_tool_works_where_the_loopback_is_all(tmp_path: Path) -> None:
    """Every kind of work, with a model and without: the tests themselves say so, one for each.

    `make alone` runs all of them there.
    """
    chosen = (
        "test_offline.py::test_a_model_on_this_machine_is_asked_offline[openai/scripted]",
        "test_cli_render.py::test_a_digest_can_come_from_a_pipe",
        "test_cli_repos.py::test_a_mirror_is_listed_with_its_age_and_size",
        "test_cli_model.py::test_the_commits_of_a_release_are_explained",
        "test_cli_doctor.py::test_a_sound_setup",
        "test_cli_eval.py::test_two_models_stand_side_by_side",
        "test_report_browser.py::test_no_attack_becomes_more_than_text",
    )
    done = subprocess.run(
        [
            *(sys.executable, str(HERE / "alone.py"), sys.executable, "-m", "pytest", "-q"),
            *("-n", "0", "-p", "no:randomly", f"--basetemp={tmp_path / 'inside'}"),
            *(str(HERE / name) for name in chosen),
        ],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
    )
    assert 0 == done.returncode, done.stdout[-2000:]
    assert f"{len(chosen)} passed" in done.stdout, done.stdout
