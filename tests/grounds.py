"""One real commit with a bit of everything, and claims about it with their verdicts."""

from __future__ import annotations

from dataclasses import replace

from factcase import FactCase

from gitdigest.analysis.claim import Analysis, Claim, Field
from gitdigest.grounding import Grounding
from gitdigest.grounding.evidence import Evidence

SERVER_BEFORE = '''import os
import time

TIMEOUT_SECONDS = 30
RETRIES = 2
CHUNK_BYTES = 4096


class Client:
    """Talks to the server."""

    def __init__(self, host, prefill_client=None):
        self.host = host
        self.prefill_client = prefill_client
        self.ready_event = None

    def connect(self):
        return open_socket(self.host, timeout=TIMEOUT_SECONDS)

    def close_all(self):
        self.host = None


def parse_size(text):
    return int(text)
'''
SERVER_AFTER = '''import os
import time

TIMEOUT_SECONDS = 300
RETRIES = 2
CHUNK_BYTES = 4 * 1024 * 1024


class Client:
    """Talks to the server."""

    def __init__(self, host):
        self.host = host
        self.ready_event = None

    def connect(self):
        self.ready_event = make_event()
        return open_socket(self.host, timeout=TIMEOUT_SECONDS)

    def close_all(self):
        self.host = None


def is_model_supported(name, threshold=0.85):
    """Whether a model may be used."""
    if os.getenv("MODEL_CACHE_DIR"):
        return name.split("/")[-1] in KNOWN
    return False
'''
TESTS = """from server import is_model_supported


def test_known():
    assert is_model_supported("a/b")


def test_unknown():
    assert not is_model_supported("x")
"""
BEFORE = {
    "src/net/server.py": SERVER_BEFORE,
    "src/net/old_proxy.py": "def proxy():\n    return 1\n",
    "requirements.txt": "httpx==0.27.0\nattrs==23.1.0\n",
    "README.md": "# Server\n",
}
AFTER: dict[str, str | bytes | None] = {
    "src/net/server.py": SERVER_AFTER,
    "src/net/old_proxy.py": None,
    "tests/test_server.py": TESTS,
    "requirements.txt": "httpx==0.28.1\norjson==3.10.0\n",
    "README.md": "# Server\n\nSet `MODEL_CACHE_DIR` to cache models.\n",
}
MESSAGE = (
    "fix: wait for slow servers (#42)\n\nServers need up to 5 minutes; 12 % of requests failed."
)


def made(case: FactCase) -> Grounding:
    """The commit, ready to compare claims with."""
    case.facts(BEFORE, AFTER, MESSAGE)
    about, diff, facts = case.history()[0]
    tree = ("docs/guide.md", "src/net/server.py", "src/net/wire.py", "README.md")
    return Grounding(Evidence(about, diff, facts, tree))


def analysis(grounding: Grounding, language: str = "en") -> Analysis:
    facts = grounding.evidence.facts
    return Analysis("high", language, ("fix",), facts.importance)


def judged(
    grounding: Grounding,
    text: str,
    field: Field = "insights",
    language: str = "en",
    **place: object,
) -> Claim:
    """A claim in a field of an analysis, with its verdict."""
    claim = Claim(text, **place)  # type: ignore[arg-type]
    value = claim if field in {"summary", "why", "reason", "breaks"} else (claim,)
    asked = replace(analysis(grounding, language), **{field: value})  # type: ignore[arg-type]
    found = getattr(grounding.check(asked), field)
    assert isinstance(found if isinstance(found, Claim) else found[0], Claim)
    return found if isinstance(found, Claim) else found[0]
