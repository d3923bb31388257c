"""The environment of a git process is all ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakegit import fake_git

from gitdigest.git.command import GitCommand
from gitdigest.git.environment import Network, environment

INHERITED = {
    "HOME": "/home/somebody",
    "SSH_AUTH_SOCK": "/run/agent",
    "https_proxy": "http://proxy.example",
    "GIT_SSL_CAINFO": "/etc/ca.pem",
    "GIT_DIR": "/elsewhere",
    "GIT_CONFIG_COUNT": "1",
    "GIT_SSH_COMMAND": "evil",
    "GIT_TRACE": "/elsewhere/trace",
    "LD_PRELOAD": "",
}


@pytest.fixture(autouse=True)
def _inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in INHERITED.items():
        monkeypatch.setenv(name, value)


def passed_on(network: Network | None) -> set[str]:
    """Which of the variables of ours reach git with the value that they have."""
    found = environment(network)
    return {name for name, value in INHERITED.items() if found.get(name) == value}


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (None, set()),
        (Network("file"), set()),
        (Network("https"), set()),
        (Network("ssh"), {"HOME", "SSH_AUTH_SOCK"}),
        (Network("https", credentials=True), {"HOME", "https_proxy", "GIT_SSL_CAINFO"}),
    ],
)
def test_what_is_passed_on(network: Network | None, expected: set[str]) -> None:
    """Nothing to read, keys for ssh, and only on demand what finds a password or a proxy."""
    assert expected == passed_on(network)


@pytest.mark.parametrize("protocol", ["https", "ssh", "file"])
def test_one_protocol_at_a_time(protocol: str) -> None:
    """A submodule, a redirect or a helper cannot choose another one."""
    assert environment(None)["GIT_ALLOW_PROTOCOL"] == "none"
    assert environment(Network(protocol))["GIT_ALLOW_PROTOCOL"] == protocol  # type: ignore[arg-type]


def test_ssh_asks_nothing_and_leaves_nothing_behind() -> None:
    """There is no terminal to answer at, and a master connection would outlive us."""
    command = environment(Network("ssh"))["GIT_SSH_COMMAND"]
    assert "-oBatchMode=yes" in command
    assert "-oControlMaster=no" in command
    assert environment(Network("https"))["GIT_SSH_COMMAND"] == "/bin/false"


def test_git_gets_exactly_this_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitPython would add all of ours to it."""
    fake_git(tmp_path / "bin", monkeypatch, "env")
    said = GitCommand(tmp_path).run("log").decode().split("\n")
    found = dict(line.split("=", 1) for line in said if line)
    made_by_sh = {"PWD", "OLDPWD", "_", "SHLVL"}
    assert environment() == {k: v for k, v in found.items() if k not in made_by_sh}
    assert ":" not in found["PATH"].strip(":")[:1]


def test_relative_folders_of_path_are_not_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """git would look there for its own helpers."""
    monkeypatch.setenv("PATH", ":.:/usr/bin:bin:/bin:")
    assert environment()["PATH"] == "/usr/bin:/bin"
