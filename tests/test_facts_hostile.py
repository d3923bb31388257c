"""Facts of what nobody would write: bounded time, whatever the bytes."""

from __future__ import annotations

import time

import pytest
from factcase import FactCase

BOMBS = {
    "options": "add_argument( option( " * 8_000,
    "attributes": "#[arg(long)] " * 10_000,
    "blanks": " " * 100_000 + "x",
    "letters": "a" * 100_000,
    "arrows": "<dependency>" * 12_000,
    "lines": "x\n" * 60_000,
    "colons": "a:\n" * 60_000,
    "numbers": "1." * 60_000,
    "surrogates": "\ufffd\u202e\u200b" * 30_000,
    "messages": "message A {\n" * 20_000,
}
PATHS = (
    "src/a.py", "src/a.rs", "src/a.go", "src/a.ts", "src/A.java", "src/a.c", "src/a.rb", "src/a.php",
    "tests/test_a.py", "a.test.ts", "pom.xml", "Dockerfile", "package.json", "go.mod", "yarn.lock",
    "package-lock.json", "requirements.txt", ".github/workflows/a.yml", "config.yaml", "a.ini",
    "a.proto", "db/a.sql", "openapi.yaml", "app/migrations/0001_a.py", ".github/CODEOWNERS", "a.sh",
)  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_cost_little(case: FactCase, name: str) -> None:
    """Every kind of file that finders read, full of one thing, takes seconds and no more."""
    before = dict.fromkeys(PATHS, "x\n")
    after = dict.fromkeys(PATHS, BOMBS[name] + "\ny\n")
    case.repo.commit("before", dict(before))
    case.repo.commit("after", dict(after))
    start = time.process_time()
    facts = case.latest()
    assert time.process_time() - start < 20
    assert len(PATHS) == len(facts.files)
