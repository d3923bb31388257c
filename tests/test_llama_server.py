"""A GGUF file, served by a child process that ends with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gitdigest.errors import ModelError
from gitdigest.model.jsonhttp import JsonServer
from gitdigest.model.llama_server import (
    LlamaServer,
    ServerSettings,
    gguf_identity,
    llama_server,
)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_for_the_end(pid: int) -> None:
    late = time.monotonic() + 20
    while is_alive(pid):
        assert time.monotonic() < late, "the child outlives its parent"
        time.sleep(0.02)


def test_it_serves_and_ends(random_gguf: Path) -> None:
    """The server is there inside of the context, with the window and slots asked for, then gone."""
    with llama_server(ServerSettings(random_gguf, window=2048, slots=3, threads=1)) as server:
        props = JsonServer(server.url, server.key).get("/props").table
        assert 2048 == props["default_generation_settings"]["n_ctx"]
        assert 3 == props["total_slots"]
        assert is_alive(server.pid)
    assert not is_alive(server.pid)


def test_it_listens_on_the_loopback_alone(engine: LlamaServer) -> None:
    """Other machines cannot reach it."""
    port = engine.url.rpartition(":")[2]
    assert engine.url == f"http://127.0.0.1:{port}"
    listening = Path("/proc/net/tcp").read_text(encoding="ascii")
    hexadecimal = f"{int(port):04X}"
    hosts = {
        line.split()[1].partition(":")[0]
        for line in listening.splitlines()[1:]
        if line.split()[1].endswith(f":{hexadecimal}") and line.split()[3] == "0A"
    }
    assert {"0100007F"} == hosts


def test_other_users_of_the_machine_need_a_key(engine: LlamaServer) -> None:
    """Without it there is nothing to be had, and it stands neither in arguments nor environment."""
    assert 401 == JsonServer(engine.url).get("/v1/models").status
    assert 401 == JsonServer(engine.url, "guess").get("/slots").status
    assert 200 == JsonServer(engine.url, engine.key).get("/v1/models").status
    process = Path(f"/proc/{engine.pid}")
    assert engine.key.encode() not in process.joinpath("cmdline").read_bytes()
    assert engine.key.encode() not in process.joinpath("environ").read_bytes()


def test_nothing_of_the_users_environment_reaches_it(
    random_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither settings of llama.cpp nor keys of providers."""
    monkeypatch.setenv("LLAMA_ARG_CTX_SIZE", "512")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with llama_server(ServerSettings(random_gguf, window=1024, threads=1)) as server:
        environment = Path(f"/proc/{server.pid}/environ").read_bytes()
        props = JsonServer(server.url, server.key).get("/props").table
    assert b"sk-secret" not in environment
    assert 1024 == props["default_generation_settings"]["n_ctx"]


PARENT = """
import sys, time
from pathlib import Path
from gitdigest.model.llama_server import ServerSettings, llama_server
with llama_server(ServerSettings(Path(sys.argv[1]), window=512, threads=1)) as server:
    print(server.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_its_parent(random_gguf: Path, how: signal.Signals) -> None:
    """However the parent ends, nothing stays behind."""
    command = [sys.executable, "-c", PARENT, str(random_gguf)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.send_signal(how)
        parent.wait(20)
    wait_for_the_end(pid)


def test_ctrl_c_in_a_terminal_does_not_reach_it(random_gguf: Path) -> None:
    """The interrupt goes to the whole group; the answers under way are for the parent to end."""
    with llama_server(ServerSettings(random_gguf, window=512, threads=1)) as server:
        os.kill(server.pid, signal.SIGINT)
        time.sleep(0.1)
        assert 200 == JsonServer(server.url, server.key).get("/v1/models").status


def refused(path: Path) -> ModelError:
    with (
        pytest.raises(ModelError) as raised,
        llama_server(ServerSettings(path, window=512, threads=1)),
    ):
        pass
    assert "setup" == raised.value.kind
    assert raised.value.hint
    assert "\n" not in raised.value.message
    return raised.value


def test_what_cannot_be_served(random_gguf: Path, tmp_path: Path) -> None:
    """A missing file, one that is none, and one that is cut off, each with its reason."""
    assert "cannot be read: No such file" in refused(tmp_path / "none.gguf").message
    assert "cannot be read: Is a directory" in refused(tmp_path).message
    other = tmp_path / "other.gguf"
    other.write_bytes(b"PK\x03\x04")
    assert "is no GGUF file" in refused(other).message
    half = tmp_path / "half.gguf"
    half.write_bytes(random_gguf.read_bytes()[:300_000])
    assert "model is corrupted or incomplete" in refused(half).message
    empty = tmp_path / "empty.gguf"
    empty.write_bytes(b"GGUF" + b"\0" * 100)
    assert "cannot be served: " in refused(empty).message


def test_the_package_is_named_that_is_missing(
    random_gguf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has not installed the extra is told how."""
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    monkeypatch.setattr("gitdigest.model.llama_server.find_spec", lambda _name: None)
    assert "gitdigest[gguf]" in refused(random_gguf).hint


def test_the_identity_of_a_file(random_gguf: Path, tmp_path: Path) -> None:
    """It is the same for the same file elsewhere, and another one for other weights."""
    copy = tmp_path / random_gguf.name
    content = bytearray(random_gguf.read_bytes())
    copy.write_bytes(content)
    assert gguf_identity(random_gguf) == gguf_identity(copy)
    content[-100] ^= 1
    copy.write_bytes(content)
    assert gguf_identity(random_gguf) != gguf_identity(copy)
    assert random_gguf.stem in gguf_identity(copy)
