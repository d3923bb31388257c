"""toml.py: a table, whatever a repository wrote, in bounded time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress

import pytest
from factcase import FactCase, named

from gitdigest import toml
from gitdigest.toml import TomlError

DEEP_KEY = "a" + ".a" * 200_000 + " = 1\n"
MEMORY = 1 << 28

BOMBS = {
    "a deep key": DEEP_KEY,
    "a deep table": "[" + "a." * 200_000 + "a]\n",
    "a deep key in quotes": "'a' . " * 150_000 + "a = 1\n",
    "many deep keys": "".join(f"b{n}{'.a' * 900} = 1\n" for n in range(500)),
    "lists": "a = " + "[" * 400_000,
    "tables": "a = " + "{a=" * 300_000,
    "one word": "a" * 1_000_000,
    "words": "a " * 500_000,
    "blanks": " \t" * 500_000,
    "dots": "." * 1_000_000,
    "quotes": "\"a' " * 250_000,
    "keys that are nearly deep": ("a." * 63 + "b = 1\n") * 7_000,
}


def limited(code: str) -> subprocess.CompletedProcess[str]:
    """Python code that gets the deep key on stdin, and a quarter of a gigabyte."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))\n"
    return subprocess.run(
        [sys.executable, "-c", limit + code],
        input=DEEP_KEY, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by the system there")
def test_a_key_of_four_hundred_kilobytes_fills_the_memory_of_who_reads_it_plainly() -> None:
    """The standard library repeats the key for each of its parts, and we say that it is too deep."""
    plain = limited("import sys, tomllib; tomllib.loads(sys.stdin.read())")
    assert "MemoryError" in plain.stderr
    ours = limited("import sys; from gitdigest import toml; toml.loads(sys.stdin.read())")
    assert "MemoryError" not in ours.stderr
    assert "TomlError" in ours.stderr


@pytest.mark.parametrize("name", BOMBS)
def test_no_text_costs_much(name: str) -> None:
    """Each is refused, or read, within seconds."""
    start = time.process_time()
    with suppress(TomlError):
        toml.loads(BOMBS[name])
    assert time.process_time() - start < 10


@pytest.mark.parametrize("path", ["pyproject.toml", "Cargo.toml", "config/app.toml", "Pipfile"])
def test_a_manifest_of_one_deep_key_costs_its_facts_alone(case: FactCase, path: str) -> None:
    """The commit is described, and what stands beside it as ever."""
    facts = case.facts({path: "a = 1\n", "b.py": "x = 1\n"}, {path: DEEP_KEY, "b.py": "x = 2\n"})
    assert [("x", "changed")] == named(facts, "symbol")
    assert [] == named(facts, "dependency", "config.key")


def test_deep_is_deeper_than_any_person_writes() -> None:
    """A key of sixty parts is read, and so is a text with dots in it."""
    assert toml.loads("a" + ".a" * 60 + " = 1\n")
    assert {"a": "1.2 " + "x.y" * 5} == toml.loads(f'a = "1.2 {"x.y" * 5}"\n')
    with pytest.raises(TomlError, match="64 parts"):
        toml.loads("a" + ".a" * 70 + " = 1\n")


def test_what_is_wrong_is_told_with_its_place() -> None:
    """By line and column, in one line."""
    with pytest.raises(TomlError, match=r"line 2, column 5"):
        toml.loads("a = 1\nb = \n")
