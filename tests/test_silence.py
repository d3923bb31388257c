"""litellm as we use it: it says nothing, reads nothing, fetches nothing, and asks the server alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from engine.scripted import Scripted, fails, says, scripted

# Every address that is looked up or connected to, and every .env file that is opened, is noted.
NOTE = """
import json, os, sys
from pathlib import Path
noted = []

def note(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        noted.append([event, str(args[1] if event == "socket.connect" else args[:2])])
    elif event == "open" and str(args[0]).endswith(".env"):
        noted.append([event, str(args[0])])

sys.addaudithook(note)
"""
OURS = f"""{NOTE}
import gc
garbage = []

def look(phase, info):
    litellm = sys.modules.get("litellm")
    garbage.append(litellm is not None and not hasattr(litellm, "acompletion"))

gc.callbacks.append(look)
from engine.asking import model_at, outcomes, question
for base, kind, name in json.loads(sys.argv[1]):
    model = model_at(base, kind=kind, name=name)
    outcomes(model, question("one"), question("two"))
noted.append(["garbage", str((sum(garbage), gc.isenabled()))])
noted.append(["environment", os.environ.get("OPENAI_API_BASE", "")])
Path(sys.argv[2]).write_text(json.dumps(noted), encoding="utf-8")
"""
# As anybody imports it; it ends where it looks for somebody, so that no test waits for an answer.
PLAIN = f"""{NOTE}
def leave(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise SystemExit

sys.addaudithook(leave)
try:
    import litellm
finally:
    noted.append(["environment", os.environ.get("OPENAI_API_BASE", "")])
    Path(sys.argv[2]).write_text(json.dumps(noted), encoding="utf-8")
"""
# what litellm found set in this process, where another test loaded it
SILENCED = {"LITELLM_OFFLINE_MODE", "LITELLM_LOCAL_MODEL_COST_MAP", "LITELLM_MODE", "LITELLM_LOG"}
PLANTED = "http://127.0.0.1:9"
ROOT = Path(__file__).parent


def run(
    script: str, tmp_path: Path, servers: list[tuple[str, str, str]], **environment: str
) -> tuple[list[list[str]], subprocess.CompletedProcess[str]]:
    """What a process that may ask these servers noted, and what it said; it is beside a .env."""
    (tmp_path / ".env").write_text(f"OPENAI_API_BASE={PLANTED}\n", encoding="utf-8")
    noted = tmp_path / "noted.json"
    paths = os.pathsep.join([str(ROOT), str(ROOT.parent)])
    known = {key: value for key, value in os.environ.items() if key not in SILENCED}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, json.dumps(servers), str(noted)],
        cwd=tmp_path,
        env={**known, "PYTHONPATH": paths, **environment},
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


def test_litellm_in_the_plain_way_reads_and_asks(tmp_path: Path) -> None:
    """Imported beside a .env it takes its settings from there, and looks for a list of prices."""
    events, _ = run(PLAIN, tmp_path, [])
    assert ["open", str(tmp_path / ".env")] in events, "it does not read it any more"
    assert ["environment", PLANTED] in events
    asked = [what for event, what in events if event.startswith("socket.")]
    assert any("githubusercontent.com" in what for what in asked), "it asks nobody any more"


def test_nobody_but_the_servers_is_asked(tmp_path: Path) -> None:
    """Answers and errors, streamed and not: one address each, no word, no .env, and no proxy.

    But litellm asks the usual port of an Ollama what its model can do, whatever address is given:
    it is on this machine.
    """
    proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    with scripted() as good, scripted(says(), fails(400, "no")) as bad:
        events, done = run(
            OURS,
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
        assert [["garbage", "(0, True)"], ["environment", ""]] == away
    chats = [path for path in good.paths if path == "/api/chat"]
    assert (2, 2, 4) == (good.paths.count("/v1/chat/completions"), len(chats), len(bad.asked))
