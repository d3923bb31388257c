"""Facts of what nobody would write: bounded time, whatever the bytes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator

import pytest
from factcase import FactCase, named, told

from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Facts
from gitdigest.facts.sources import LARGEST_SOURCE, Blobs, Sources
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

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


class Counted:
    """Blobs that count the bytes which they hand out."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self.bytes = 0

    def read(self, name: str, *, limit: int) -> bytes | None:
        """What the blobs read."""
        return next(self.read_all([name], limit=limit))

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        """The same for many."""
        for found in self._blobs.read_all(names, limit=limit):
            self.bytes += len(found or b"")
            yield found


def read_latest(case: FactCase) -> tuple[Facts, int]:
    """The facts of the commit at HEAD, and how many bytes of its files were read for them."""
    with open_repository(str(case.repo.path), cache=case.cache) as repository:
        blobs = Counted(repository.blobs)
        commit, diff = next(repository.stream(repository.select(Selection())))
        return find_facts(commit, diff, sources=Sources(blobs)), blobs.bytes


@pytest.mark.parametrize("name", ["src/wide.py", "web/wide.min.js", "wide.json", "wide.txt"])
def test_a_line_of_fifty_megabytes_is_named_and_not_read(case: FactCase, name: str) -> None:
    """However long a line, not a byte of it is read for facts, and the finding names the file."""
    case.repo.commit("before", {name: "x = 1\n", "small.py": "y = 1\n"})
    case.repo.commit("after", {name: f"x = '{'a' * 50_000_000}'\n", "small.py": "y = 2\n"})
    facts, read = read_latest(case)
    assert [(name, None, None, None)] == told(facts, "file.large")
    assert [("y", "changed")] == named(facts, "symbol")
    assert read <= len("y = 1\ny = 2\n")


def test_a_long_line_below_the_bound_is_named_and_not_parsed(case: FactCase) -> None:
    """What git still shows, and nobody wrote, is read once a side and given to no grammar."""
    case.repo.commit("before", {"src/wide.py": "x = 1\n"})
    case.repo.commit("after", {"src/wide.py": f"x = '{'a' * 1_000_000}'\n"})
    start = time.process_time()
    facts, read = read_latest(case)
    assert [("src/wide.py", None, None, "unread")] == told(facts, "unparsed")
    assert read <= 2 * LARGEST_SOURCE
    assert time.process_time() - start < 5


def test_binary_blobs_are_named_and_not_read(case: FactCase) -> None:
    """A blob is told by its name, whatever ending it has; what it holds is not looked at."""
    noise = random.Random(3).randbytes(3_000_000)  # noqa: S311 - the same each time
    names = {"a.bin", "src/a.py", "package.json", "schema.graphql", "tests/test_a.py"}
    case.repo.commit("before", dict.fromkeys(names, b"\0" + noise))
    case.repo.commit("after", dict.fromkeys(names, b"\0\0" + noise))
    facts, read = read_latest(case)
    assert {(name, "changed") for name in names} == set(named(facts, "binary"))
    assert [] == told(facts, "unparsed", "symbol", "test", "schema")
    assert read == 0


ODD = {
    "a.py": "class (((\n  def [[[ :\n" * 20_000,
    "a.ts": "export {{{ ((( => ]]] ;\n" * 20_000,
    "a.cpp": "template << (( {{ >> class ::\n" * 20_000,
    "a.rs": "fn <<< ((( impl {{{ 'a\n" * 20_000,
}


def test_what_does_not_parse_is_named(case: FactCase) -> None:
    """A text that follows no grammar costs seconds at most, and the finding names the file."""
    case.repo.commit("before", dict.fromkeys(ODD, "\n"))
    case.repo.commit("after", {**ODD})
    start = time.process_time()
    facts, read = read_latest(case)
    assert set(ODD) == {name for name, *_ in told(facts, "unparsed")}
    assert read <= sum(map(len, ODD.values())) + len(ODD)
    assert time.process_time() - start < 40  # two sides of four files, two seconds of parsing each
