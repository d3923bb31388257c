"""What stands out among several commits: the weightiest kinds of facts, each with its commits."""

from __future__ import annotations

from dataclasses import replace

import digests
import pytest
from payloads import PAYLOADS
from test_report_markdown import everywhere

from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.facts.fact import Change, Evidence, Fact, FileClass, Importance, Level, Reason
from gitdigest.report import html, markdown, overview, terminal
from gitdigest.report.catalog import find_catalog
from gitdigest.report.standouts import MOST_COMMITS, MOST_KINDS, MOST_NAMED, standouts

ENGLISH = find_catalog("en")


def fact(kind: str, name: str, change: Change | None = None, level: Level = Level.FACT) -> Fact:
    return Fact(kind, name, change=change, level=level, evidence=(Evidence("a.py", 1),))


def commit(sha: str, *found: Fact, score: float = 1.0) -> CommitDigest:
    known = replace(digests.facts(findings=found), score=score)
    return digests.commit_digest(sha, f"feat: {sha}", known=known)


def told(part: RepositoryDigest) -> dict[str, list[tuple[str, ...]]]:
    return {one.title: [named.names for named in one.named] for one in standouts(ENGLISH, part)}


def test_the_weightiest_kind_of_the_weightiest_commit_is_first() -> None:
    """What was removed before what changed; names of one commit together, each once."""
    part = digests.repository(
        commit("1", fact("setting.flag", "--new", "added"), score=2),
        commit("2", fact("symbol.public", "a", "changed"), fact("symbol.public", "b", "removed")),
        commit("3", *[fact("symbol.public", "c", "changed")] * 2, score=9),
    )
    assert [
        ("Public names (removed)", [("b",)]),
        ("Public names (changed)", [("c",), ("a",)]),
        ("Command line flags (added)", [("--new",)]),
    ] == list(told(part).items())


def test_what_hurts_nobody_is_left_to_its_commit() -> None:
    """New names, details, hints and what is for tools; and one commit tells all of it itself."""
    quiet = commit(
        "1",
        fact("symbol.public", "new", "added"),
        fact("file.large", "a.bin"),
        fact("dependency", "maybe", "added", Level.HINT),
        fact("history", "x"),
    )
    alone = commit("2", fact("symbol.public", "gone", "removed"))
    assert {} == told(digests.repository(quiet, quiet))
    assert {} == told(digests.repository(alone))


def test_a_long_list_is_cut_and_counted() -> None:
    """So many kinds, commits and names; the rest of a kind is a number."""
    many = [commit(str(n), *[fact("dependency", f"d{n}-{i}", "added") for i in range(5)]) for n in range(7)]  # fmt: skip
    (one,) = standouts(ENGLISH, digests.repository(*many))
    assert MOST_COMMITS == len(one.named)
    assert {MOST_NAMED} == {len(named.names) for named in one.named}
    assert 7 * 5 - MOST_COMMITS * MOST_NAMED == one.hidden
    kinds = (
        "symbol.public",
        "schema",
        "schema.field",
        "dependency",
        "setting.env",
        "licence",
        "rule",
    )
    several = [commit(str(n), *[fact(kind, "x", "changed") for kind in kinds]) for n in range(2)]
    assert MOST_KINDS == len(standouts(ENGLISH, digests.repository(*several)))


def test_each_format_leads_to_the_commit() -> None:
    """A page and Markdown by a link within, a terminal by the id."""
    part = digests.repository(
        commit("a" * 40, fact("setting.flag", "--gone", "removed")), digests.READER
    )
    day = digests.digest(part)
    page = html.render(day)
    assert f'<code>--gone</code> <a href="#r0-{"a" * 40}">aaaaaaa</a>' in page
    assert page.index("What stands out") < page.index("<h4>")
    text = markdown.render(day)
    assert "  - **Command line flags (removed)**: `--gone` ([aaaaaaa](#feat-" in text
    assert "\n  Command line flags (removed): --gone aaaaaaa\n" in terminal.render(day)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_stay_names(payload: str) -> None:
    """A fact's name is no markup in the page and no line of its own in a terminal."""
    day = everywhere(payload)
    hostile = commit("b" * 40, fact("setting.env", payload, "removed"))
    day = digests.digest(digests.repository(hostile, *day.repositories[0].commits))
    assert "\x1b" not in terminal.render(day)
    assert html.render(day).count("<script>") == 1


def scored(
    sha: str, tier: Importance, score: float, lines: float, *kinds: FileClass
) -> CommitDigest:
    files = tuple(digests.file(f"{kind}.py", kind, 1, 1) for kind in kinds)
    known = digests.facts(files, importance=tier, reasons=(Reason("lines", lines, "9"),))
    return digests.commit_digest(sha * 7, sha, known=replace(known, score=score))


def test_what_to_read_first_is_not_what_is_longest() -> None:
    """By tier, then what runs before tests, then by score with size counted half; never what is low."""
    commits = (
        scored("a", "medium", 3.4, 3.0, FileClass.TEST),
        scored("b", "medium", 2.5, 0.5, FileClass.SOURCE),
        scored("c", "high", 6.5, 4.0, FileClass.SOURCE),
        scored("d", "high", 6.0, 1.0, FileClass.SOURCE, FileClass.TEST),
        scored("e", "low", 1.5, 0.0, FileClass.SOURCE),
        scored("f", "high", 4.0, 0.0, FileClass.DOCS),
    )
    found = overview.weightiest(digests.repository(*commits), 9)
    assert "dcfba" == "".join(commit.commit.subject for commit in found)
    assert "dc" == "".join(
        one.commit.subject for one in overview.weightiest(digests.repository(*commits), 2)
    )
