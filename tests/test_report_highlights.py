"""What a report says of a commit by its facts alone: sentences, first places, touched names."""

from __future__ import annotations

from dataclasses import replace

import digests
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.digest import CommitDigest, Period
from gitdigest.facts.fact import Change, Evidence, Fact, FileClass, Level
from gitdigest.report import description, highlights, html, markdown, overview, terminal
from gitdigest.report.catalog import find_catalog
from gitdigest.report.difference import differing

LONG = "x" * 50
ENGLISH, CHINESE = find_catalog("en"), find_catalog("zh")
FILES = tuple(
    digests.file(f"src/{name}.py", FileClass.SOURCE, lines, 1)
    for name, lines in (("a", 5), ("b", 50), ("c", 7), ("d", 9))
)


def commit(*found: Fact, files: tuple[object, ...] = FILES) -> CommitDigest:
    known = digests.facts(files, importance="high", findings=found)  # type: ignore[arg-type]
    return digests.commit_digest("1", "x", known=known)


def fact(kind: str, name: str, change: Change | None = None, path: str = "src/a.py",
         *, line: int | None = 3, side: str = "new", **values: str) -> Fact:  # fmt: skip
    return Fact(kind, name, change=change, evidence=(Evidence(path, line, side),), **values)  # type: ignore[arg-type]


def firsts(one: CommitDigest) -> list[tuple[str, str, str]]:
    part = digests.repository(one)
    return [(f.place, f.why, f.name) for f in highlights.firsts(ENGLISH, part, one)]


def test_what_can_hurt_stands_first() -> None:
    """Removed before changed names, then dependencies and settings, then the largest file."""
    one = commit(
        fact("setting.flag", "--new", "added", line=9),
        fact("symbol.public", "kept", "changed", line=5),
        fact("dependency", "left-pad", "removed", "src/d.py", line=1),
        fact("symbol.public", "gone", "removed", line=4, side="old"),
        fact("symbol.public", "fresh", "added", line=6),
        fact("symbol", "kept", "changed", line=5),
    )
    assert [
        ("src/a.py:4", "Public names (removed)", "gone"),
        ("src/a.py:5", "Public names (changed)", "kept"),
        ("src/d.py:1", "Dependencies (removed)", "left-pad"),
        ("src/a.py:9", "Command line flags (added)", "--new"),
    ] == firsts(one)


def test_what_is_gone_is_linked_where_it_was() -> None:
    """The place of a removed name is in the commit before."""
    one = commit(fact("symbol.public", "gone", "removed", line=4, side="old"))
    found = highlights.firsts(ENGLISH, digests.repository(one), one)[0]
    assert f"{digests.FORGE}/blob/{'f' * 40}/src/a.py#L4" == found.url


def test_the_largest_of_many_files_is_worth_a_look() -> None:
    """Of a few files everybody sees it."""
    assert [("src/b.py", "Largest change", "")] == firsts(commit())
    assert [] == firsts(commit(files=FILES[:3]))


def test_a_place_is_told_once_and_hints_never() -> None:
    """Two facts of one line are one place; a hint is not for people."""
    twice = (fact("setting.flag", "--a", "added"), fact("setting.env", "A", "added"))
    hint = Fact("symbol.public", "x", Level.HINT, "removed", evidence=(Evidence("src/a.py", 1),))
    assert [("src/a.py:3", "Environment variables (added)", "A")] == firsts(
        commit(*twice, hint, files=FILES[:1])
    )


def test_a_rule_of_the_project_is_told_once_with_its_first_places() -> None:
    """Three of them by name and the others by their number, in every format that lists facts."""
    places = tuple(Evidence(f"src/{name}.py", 7) for name in "abcde")
    one = commit(Fact("rule", "touches money", evidence=places))
    day = digests.digest(digests.repository(one))
    assert "Project rules: touches money." in description.summary(ENGLISH, one)
    found = ("src/a.py:7", "src/b.py:7", "src/c.py:7")
    alone = replace(day, period=Period("commit", one.sha))
    for text in (markdown.render(day), html.render(day), terminal.render(alone, width=200)):
        line = next(line for line in text.splitlines() if "and 2 more" in line)
        assert all(place in line for place in ("touches money", *found))
        assert "src/d.py:7" not in text


def test_a_summary_says_what_stands_out() -> None:
    """Kinds of facts by weight, two names of each, the rest counted; versions of dependencies."""
    one = commit(
        *(fact("symbol.public", f"new{n}", "added") for n in range(5)),
        fact("dependency.upgraded", "flask", "changed", before="2.0", after="3.0"),
        fact("symbol.public", "gone", "removed"),
        fact("todo", "later", "added"),
    )
    assert (
        "Touches src: 4 files (+71 −4), all source; no test file changed. "
        "Public names (removed): gone. Public names (added): new0, new1, and 3 more. "
        "Upgraded dependencies: flask 2.0 → 3.0."
    ) == description.summary(ENGLISH, one)
    assert description.summary(CHINESE, one).endswith("另有 3 项。升级的依赖：flask 2.0 → 3.0。")


def test_tests_are_counted_where_code_found_them() -> None:
    """Tests that came and went; without any, whether test files changed at all."""
    one = commit(
        *(fact("test", f"test_{n}", "added") for n in range(2)), fact("test", "t", "removed")
    )
    assert "all source; 2 tests added; 1 test removed." in description.summary(ENGLISH, one)


def test_the_names_of_a_file_stand_beside_it() -> None:
    """Changed, new and removed ones, some of each."""
    one = commit(
        *(fact("symbol", f"f{n}", "changed") for n in range(6)),
        fact("symbol", "fresh", "added"),
        fact("symbol", "other", "added", "src/b.py"),
    )
    assert [
        highlights.Touched("changed", ("f0", "f1", "f2", "f3"), 2),
        highlights.Touched("added", ("fresh",), 0),
    ] == highlights.touched(one, "src/a.py", 4)
    text = markdown.render(digests.digest(digests.repository(one)))
    assert (
        "`src/a.py` · source · +5 −1 · changed `f0`, `f1`, `f2`, `f3`, and 2 more · added `fresh`"
        in text
    )
    assert "Touched symbols" not in text


def test_what_runs_stands_before_what_does_not() -> None:
    """A large test file does not hide the code that it tests."""
    files = (
        digests.file("tests/t.py", FileClass.TEST, 300, 0),
        digests.file("src/a.py", FileClass.SOURCE, 40, 0),
    )
    assert ["src", "tests"] == [part.name for part in overview.components(files, 9)]


@pytest.mark.parametrize(
    ("expected", "before", "after"),
    [
        (["f(a)", "f(b)"], "f(a)", "f(b)"),
        (["+ timeout: int"], f"def run({LONG})", f"def run({LONG}, timeout: int)"),
        (["− timeout: int"], f"def run({LONG}, timeout: int)", f"def run({LONG})"),
        (["code: int = 302", "code: int = 303"], f"def run({LONG}, code: int = 302) -> X", f"def run({LONG}, code: int = 303) -> X"),
        (["a: Mapping | Iterable[tuple[str, Any]]", "a: Mapping"], f"def run({LONG}, a: Mapping | Iterable[tuple[str, Any]])", f"def run({LONG}, a: Mapping)"),
        (["-> int", "-> float"], f"def run({LONG}) -> int", f"def run({LONG}) -> float"),
        (["def run(…)", "async def run(…)"], f"def run({LONG})", f"async def run({LONG})"),
        (["a: i64", "b: u8, -> Map<K, V>"], f"pub fn run({LONG}, a: i64)", f"pub fn run({LONG}, b: u8) -> Map<K, V>"),
        (["Map<K, A> a", "Map<K, B> a"], f"void run(int {LONG}, Map<K, A> a)", f"void run(int {LONG}, Map<K, B> a)"),
        (["…a, b…", "…b, a…"], f"def run({LONG}, a, b)", f"def run({LONG}, b, a)"),
        (["…1…", "…2…"], f"def run(a = {'x ' * 99}1)", f"def run(a = {'x ' * 99}2)"),
        (["a int", "b int"], f"func (r *R) run({LONG}, a int) error", f"func (r *R) run({LONG}, b int) error"),
        (["a: A", "b: A"], f"fn run({LONG}, a: A, c: C, d: D…", f"fn run({LONG}, b: A, c…"),
        (["+ … implements B"], f"@A('x') class {LONG}", f"@A('x') class {LONG} implements B"),
        (["a" * 60, "b" * 60], "a" * 60, "b" * 60),
    ],
)  # fmt: skip
def test_of_long_values_the_difference_is_shown(
    expected: list[str], before: str, after: str
) -> None:
    """Whole parameters, else whole words, and what only came or went with its sign."""
    one = fact("symbol.public", "run", "changed", before=before, after=after)
    assert expected == highlights.values(ENGLISH, one)


@given(st.text("ab ,()", max_size=30), st.text("ab ,()", max_size=30))
def test_a_difference_is_of_what_is_there(before: str, after: str) -> None:
    """Nothing is shown that neither value holds."""
    for shown in differing(before, after):
        for word in shown.removeprefix("+ ").removeprefix("\u2212 ").replace("(…)", "").split():
            bare = word.strip("…,")
            assert bare in before or bare in after


def test_codes_in_values_are_words() -> None:
    """What happened to a schema file, how often files changed together; they are no code."""
    assert highlights.in_words(ENGLISH, fact("schema", "x", after="modified"))
    assert not highlights.in_words(ENGLISH, fact("dependency", "x", after="1.0"))
    assert ["modified"] == highlights.values(ENGLISH, fact("schema", "x", after="modified"))
    assert ["9 of 10 times"] == highlights.values(
        ENGLISH, fact("history.partner", "x", after="9/10")
    )
    assert ["9/10"] == highlights.values(ENGLISH, fact("later", "x", after="9/10"))
