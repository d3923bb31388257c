"""What a commit message tells."""

from __future__ import annotations

import time

import pytest

from gitdigest.facts.change_type import CHANGE_TYPES, inferred_type, named_type
from gitdigest.facts.fact import FileClass
from gitdigest.facts.message import body_lines, parse_message
from gitdigest.facts.requests import title_of


@pytest.mark.parametrize(
    ("subject", "body", "expected"),
    [
        (
            "Merge pull request #9804 from cli/x",
            "feat(api): send less\n\nmore",
            ("feat", "send less"),
        ),
        ("Merge pull request #9804 from cli/x", "Add tests for auth", ("", "Add tests for auth")),
        (
            "Merge pull request #9804 from cli/x",
            "",
            ("merge", "Merge pull request #9804 from cli/x"),
        ),
        ("Merge branch 'x' into 'y'", "fix: y\n\nSee merge request a/b!12", ("fix", "y")),
        ("Merge branch 'x' into y", "with words", ("merge", "Merge branch 'x' into y")),
        ("Merged in x (pull request #5)", "docs: z", ("docs", "z")),
    ],
)
def test_the_merge_of_a_request_says_what_its_title_says(
    subject: str, body: str, expected: tuple[str, str]
) -> None:
    """What a team merges is its unit of work; a plain merge has no title."""
    found = parse_message(subject, body)
    assert expected == (found.change_type, found.description)


@pytest.mark.parametrize(
    ("subject", "body", "title"),
    [
        ("Merge pull request #9804 from cli/x", "feat: less\n\nmore", "feat: less (#9804)"),
        ("Merge pull request #9804 from cli/x", "feat: less (#9804)", "feat: less (#9804)"),
        ("Merge branch 'x' into 'y'", "fix: y\n\nSee merge request a/b!12", "fix: y (!12)"),
        ("Merge branch 'x'", "words", "Merge branch 'x'"),
        ("feat: x", "See merge request", "feat: x"),
    ],
)
def test_what_a_commit_is_called(subject: str, body: str, title: str) -> None:
    """A report names a merged request as its forge does."""
    assert title == title_of(subject, body)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("feat: add x", ("feat", "", False, "add x")),
        ("feat(api): add x (#12)", ("feat", "api", False, "add x")),
        ("feat(api)!: drop x", ("feat", "api", True, "drop x")),
        ("Fix(kv-router): y", ("fix", "kv-router", False, "y")),
        ("FEATURE: z", ("feat", "", False, "z")),
        ("bugfix(core): z", ("fix", "core", False, "z")),
        ("hotfix: z", ("fix", "", False, "z")),
        ("doc: z", ("docs", "", False, "z")),
        ("tests: z", ("test", "", False, "z")),
        ("deps: bump z", ("build", "", False, "bump z")),
        ("fix, docs: z", ("fix", "", False, "z")),
        ("DOC: fix typo in faq", ("docs", "", False, "fix typo in faq")),
        ("ENH: faster sort", ("feat", "", False, "faster sort")),
        ("MAINT: tidy", ("refactor", "", False, "tidy")),
        ("[BugFix][Kernel] handle x", ("fix", "Kernel", False, "handle x")),
        ("[router] feat: add x", ("feat", "router", False, "add x")),
        ("✨ add x", ("feat", "", False, "add x")),
        ("⬆️ bump x", ("build", "", False, "bump x")),
        ("net/http: add x", ("", "net/http", False, "add x")),
        ("ignore,globset: increase pool", ("", "ignore,globset", False, "increase pool")),
        ("revert: feat: x", ("revert", "", False, "feat: x")),
        ('Revert "fix: x (#1)" (#2)', ("revert", "", False, "fix: x")),
        ('Reapply "feat: x"', ("feat", "", False, "x")),
        ("fixup! feat(api): add x", ("feat", "api", False, "add x")),
        ("squash! fixup! fix: y", ("fix", "", False, "y")),
        ("Merge branch 'main' into x", ("merge", "", False, "Merge branch 'main' into x")),
        ("Merge pull request #5 from a/b", ("merge", "", False, "Merge pull request #5 from a/b")),
        ("Merge instances of x", ("", "", False, "Merge instances of x")),
        ("Add x: y", ("", "", False, "Add x: y")),
        ("plain words", ("", "", False, "plain words")),
        ("", ("", "", False, "")),
    ],
)
def test_subject(subject: str, expected: tuple[str, str, bool, str]) -> None:
    """Type, scope, `!` and description are read from the forms that histories use."""
    read = parse_message(subject)
    assert expected == (read.change_type, read.scope, read.breaking, read.description)


@pytest.mark.parametrize(
    "body",
    [
        "text\n\nBREAKING CHANGE: the flag is gone",
        "BREAKING-CHANGE: x",
        "* BREAKING CHANGE: in a squash",
        "BREAKING CHANGE(api): x\n\nSigned-off-by: A <a@b.c>",
    ],
)
def test_breaking_footer(body: str) -> None:
    """A BREAKING CHANGE footer makes a commit breaking, wherever a squash left it."""
    assert parse_message("fix: x", body).breaking


def test_breaking_is_upper_case() -> None:
    """The words in prose are no footer."""
    assert not parse_message("fix: x", "no breaking change: all stays").breaking


def test_severity_words_have_borders() -> None:
    """A severity word counts as a whole word, once, in lower case."""
    read = parse_message("fix: Crash and crash on a unit hangar", "CVE-2024-1234 in a crash")
    assert ("crash", "cve-2024-1234") == read.severe
    assert ("nit",) == parse_message("nit: unit tests").trivial
    assert () == parse_message("test: add a regression test").severe
    assert ("regression",) == parse_message("fix: a regression in tests").severe


def test_trailers_do_not_weigh() -> None:
    """A name in a trailer is no severity word."""
    assert () == parse_message("fix: x", "Reviewed-by: Security Team <security@x.y>").severe


def test_body_lines_as_a_table_shows_them() -> None:
    """Blanks, rules, list markers and trailers are left out; words stay as they are."""
    body = (
        "- one\n* two\n  1. three\n\n---------\n2) four - five\n"
        "Co-authored-by: A <a@b.c>\nplain\n-v is a flag\n\n"
        "Signed-off-by: B <b@b.c>\nChange-Id: I0"
    )
    expected = ("one", "two", "three", "four - five", "plain", "-v is a flag")
    assert expected == body_lines(body)
    assert () == body_lines("")


@pytest.mark.parametrize(
    "text", ["(" * 50_000, "[x] " * 20_000, " " * 100_000, "a/" * 50_000 + "#"]
)
def test_hostile_messages_cost_little(text: str) -> None:
    """A message of any size and shape is read in bounded time."""
    start = time.process_time()
    parse_message(text, text)
    body_lines(text)
    assert time.process_time() - start < 2.0


def test_types_are_a_closed_set() -> None:
    """Every word maps to a type of the set, or to none."""
    assert {"feat", "merge", "other", "revert"} <= set(CHANGE_TYPES)
    assert named_type("nonsense") is None
    assert named_type("Feature") == "feat"


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("add a flag", "feat"),
        ("don't escape quotes", "fix"),
        ("Bump mypy to 2.3.0", "build"),
        ("Converted two for-loops to while-loops", "refactor"),
        ("-Increment version to 7.0.1", "chore"),
        ("Dropped support for old files", "refactor"),
        ("Fixing the order", "fix"),
        ("update dev dependencies", "build"),
        ("avoid quadratic rescan", "perf"),
        ("remove unused code", "refactor"),
        ("add tests for the walker", "test"),
        ("fix typo in man page", "docs"),
        ("ignore-0.4.33", "chore"),
        ("start version 3.1.3", "chore"),
        ("reformat everything", "style"),
        ("Add type hints to retry", "refactor"),
        ("fix type hints", "fix"),
        ("all callbacks are called despite errors", "other"),
        ("the walker when it is broken", "fix"),
        ("", "other"),
    ],
)
def test_inferred_from_words(description: str, expected: str) -> None:
    """Where a subject names no type, its words tell."""
    assert expected == inferred_type(description, {FileClass.SOURCE})


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ({FileClass.DOCS}, "docs"),
        ({FileClass.TEST}, "test"),
        ({FileClass.CI}, "ci"),
        ({FileClass.LOCK, FileClass.DEPS}, "build"),
        ({FileClass.BUILD}, "build"),
        ({FileClass.DOCS, FileClass.SOURCE}, "feat"),
        (set(), "feat"),
    ],
)
def test_inferred_from_files(classes: set[FileClass], expected: str) -> None:
    """Files of one kind decide against the words."""
    assert expected == inferred_type("add x", classes)
