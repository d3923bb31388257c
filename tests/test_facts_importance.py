"""Importance: a score, its tier, and reasons that add up."""

from __future__ import annotations

import pytest
from factcase import FactCase
from handmade import change, commit, diff
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.diff import FileChange
from gitdigest.facts.change_type import CHANGE_TYPES
from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Facts

SUBJECTS = [f"{name}: x" for name in CHANGE_TYPES if name not in {"merge", "other"}]
PATHS = [
    "src/a.py",
    "tests/test_a.py",
    "README.md",
    "Cargo.lock",
    "x.proto",
    ".github/workflows/a.yml",
]


def rated(subject: str, *files: FileChange, body: str = "") -> Facts:
    return find_facts(commit(subject, body), diff(*files))


def codes(facts: Facts) -> list[str]:
    return [reason.code for reason in facts.reasons]


@pytest.mark.parametrize(
    ("subject", "path", "lines", "expected"),
    [
        ("feat: x", "src/a.py", 5, "medium"),
        ("feat: x", "src/a.py", 30, "high"),
        ("fix: x", "src/a.py", 5, "medium"),
        ("fix: x", "src/a.py", 70, "high"),
        ("fix: x", "deploy/a.yaml", 2, "medium"),
        ("refactor: x", "src/a.py", 2, "low"),
        ("chore: x", "src/a.py", 2, "low"),
        ("chore: x", "src/a.py", 700, "high"),
        ("docs: x", "docs/a.md", 4000, "low"),
        ("ci: x", ".github/workflows/a.yml", 400, "low"),
        ("build: x", "Cargo.lock", 4000, "low"),
        ("test: x", "tests/test_a.py", 9000, "medium"),
        ("feat: x", "tests/test_a.py", 9000, "medium"),
        ("fix: x", "vendor/a.c", 9000, "medium"),
        ("feat!: x", "README.md", 1, "high"),
        ("docs!: x", "docs/a.md", 1, "high"),
        ("add x", "src/a.py", 30, "high"),
        ("bump x from 1 to 2", "pyproject.toml", 2, "low"),
        ("something", "src/a.py", 2, "medium"),
    ],
)
def test_tier(subject: str, path: str, lines: int, expected: str) -> None:
    """Type, weighted lines, floors and caps make the tier."""
    assert expected == rated(subject, change(path, lines=lines)).importance


def test_breaking_is_a_hard_floor() -> None:
    """No cap holds against a breaking change."""
    facts = rated("docs: x", change("docs/a.md", "+x"), body="BREAKING CHANGE: y")
    assert "high" == facts.importance
    assert {"breaking", "cap.quiet-files", "floor.breaking"} <= set(codes(facts))


def test_words_weigh() -> None:
    """Grave words add, small ones take away."""
    plain = rated("fix: a thing", change("src/a.py", "+x")).score
    assert plain + 0.5 == rated("fix: a deadlock", change("src/a.py", "+x")).score
    assert plain - 0.5 == rated("fix: a minor thing", change("src/a.py", "+x")).score


def test_components_of_runtime_files() -> None:
    """Three components or more weigh; tests and docs make none."""
    files = [change(f"src/{name}/a.py", "+x") for name in "abc"]
    assert "components" in codes(rated("fix: x", *files))
    files = [change(f"{name}/a.py", "+x") for name in ("src/a", "tests/b", "docs/c")]
    assert "components" not in codes(rated("fix: x", *files))


def test_inline_tests_weigh_as_tests() -> None:
    """Unit tests beside the code count as tests."""
    module = change("src/a.rs", "+    x\n" * 245, section="mod tests {", start=9)
    facts = rated("unit test the reader", module)
    assert ("test", "medium") == (facts.change_type, facts.importance)
    assert "61.25" in [reason.detail for reason in facts.reasons]


def test_an_empty_commit_is_low() -> None:
    """Without files there is nothing to weigh."""
    assert "low" == rated("chore: trigger").importance
    assert "low" == rated("").importance


@given(
    st.sampled_from([*SUBJECTS, "words", "feat!: crash", "fix: typo"]),
    st.lists(st.tuples(st.sampled_from(PATHS), st.integers(0, 900)), max_size=5),
)
def test_reasons_add_up(subject: str, files: list[tuple[str, int]]) -> None:
    """The points of the reasons are the score, and the score is the tier."""
    facts = rated(subject, *(change(path, lines=count) for path, count in files))
    assert facts.score == pytest.approx(sum(reason.points for reason in facts.reasons))
    tier = "high" if facts.score >= 4 else "medium" if facts.score >= 2 else "low"
    assert tier == facts.importance


def test_comments_alone_are_low(case: FactCase) -> None:
    """A commit that changes nothing but words in source files is docs, whatever its verbs."""
    before = 'def f():\n    """Old."""\n    return 1\n'
    facts = case.facts({"a.py": before}, {"a.py": before.replace("Old.", "New.\n" * 80)}, "add y")
    assert ("docs", "low") == (facts.change_type, facts.importance)
    facts = case.facts({"a.py": before}, {"a.py": before.replace("Old.", "New.\n" * 80)}, "fix: y")
    assert "cap.comments-only" in codes(facts)
    unread = case.facts({"a.zig": "// a\n"}, {"a.zig": "// b\n"}, "add y")
    assert "feat" == unread.change_type
