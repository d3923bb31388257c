"""litellm as we use it: it says nothing, reads nothing, fetches nothing, and asks the server alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from engine.scripted import Scripted, fails, says, scripted

# Every address that is looked up or connected to, and every .env file that is opened, is noted.
RUN = """
import json, sys
from pathlib import Path
noted = []

def note(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        noted.append([event, str(args[1] if event == "socket.connect" else args[:2])])
    elif event == "open" and str(args[0]).endswith(".env"):
        noted.append([event, str(args[0])])

sys.addaudithook(note)
from engine.asking import model_at, outcomes, question
for base, kind, name in json.loads(sys.argv[1]):
    model = model_at(base, kind=kind, name=name)
    outcomes(model, question("one"), question("two"))
Path(sys.argv[2]).write_text(json.dumps(noted), encoding="utf-8")
"""
ROOT = Path(__file__).parent


def run(
    tmp_path: Path, servers: list[tuple[str, str, str]], **environment: str
) -> tuple[list[list[str]], subprocess.CompletedProcess[str]]:
    """What a process that asks these servers noted, and what it said."""
    (tmp_path / ".env").write_text("OPENAI_API_BASE=http://127.0.0.1:9\n", encoding="utf-8")
    noted = tmp_path / "noted.json"
    paths = os.pathsep.join([str(ROOT), str(ROOT.parent)])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUN, json.dumps(servers), str(noted)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    events: list[list[str]] = json.loads(noted.read_text(encoding="utf-8"))
    return events, done


def beyond(events: list[list[str]], *servers: Scripted) -> list[list[str]]:
    """What went elsewhere."""
    ports = [server.url.rpartition(":")[2] for server in servers]
    known = [f"('127.0.0.1', {port})" for port in ports]
    return [event for event in events if event[1] not in known]


def test_nobody_but_the_servers_is_asked(tmp_path: Path) -> None:
    """Answers and errors, streamed and not: one address each, no word, no .env, and no proxy.

    But litellm asks the usual port of an Ollama what its model can do, whatever address is given:
    it is on this machine.
    """
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    with scripted() as good, scripted(says(), fails(400, "no")) as bad:
        events, done = run(
            tmp_path,
            [
                (good.base, "", "hosted_vllm/m"),
                (bad.base, "llama.cpp", "hosted_vllm/m"),
                (bad.base, "", "hosted_vllm/m"),
                (good.url, "ollama", "ollama_chat/m"),
            ],
            **proxies,
        )
        assert ("", "") == (done.stdout, done.stderr)
        assert 0 == done.returncode
        away = [event for event in beyond(events, good, bad) if "11434" not in event[1]]
        assert [] == away
    chats = [path for path in good.paths if path == "/api/chat"]
    assert (2, 2, 4) == (good.paths.count("/v1/chat/completions"), len(chats), len(bad.asked))
