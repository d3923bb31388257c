"""The Markdown report: what it carries, that it holds together, and that nothing breaks it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from urllib.parse import unquote

import digests
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from payloads import ORDINARY, PAYLOADS
from readback import PARSERS, Page, commonmark, github, seen

from gitdigest.analysis.claim import Analysis, Claim, Doubt, Overview, Sentence, Verdict
from gitdigest.commit import Person
from gitdigest.digest import (
    CommitDigest,
    Digest,
    ModelUse,
    Note,
    Omitted,
    Period,
    Quote,
    Skipped,
)
from gitdigest.facts.fact import Evidence, Fact, FileClass, Importance, Reason
from gitdigest.facts.message import body_lines
from gitdigest.prompt.excerpt import LeftOut
from gitdigest.report import json, markdown
from gitdigest.report import slug as slugs
from gitdigest.text import clean

OURS = {
    *("h1", "h2", "h3", "h4", "p", "blockquote", "ul", "li", "a", "strong", "code", "br"),
    *("table", "thead", "tbody", "tr", "th", "td", "pre"),
}
LANGUAGES = ("en", "zh")
Parser = Callable[[str], Page]


def anchors_of(page: Page, rule: Callable[[str], str]) -> list[str]:
    """The anchors that a forge gives the headings of a page, in their order."""
    known: Counter[str] = Counter()
    given: list[str] = []
    for heading in page.all("h1", "h2", "h3", "h4"):
        anchor = rule(heading.text)
        given.append(f"{anchor}-{known[anchor]}" if known[anchor] else anchor)
        known[anchor] += 1
    return given


def hold(digest: Digest, language: str) -> None:
    """What must be true of every report, by both parsers."""
    text = markdown.render(digest, language)
    commits = [commit for part in digest.repositories for commit in part.commits]
    parts = len(digest.repositories)
    tables = sum(bool(part.commits) for part in digest.repositories)
    rows = len(commits) + tables + (parts + 1 if parts > 1 else 0)
    for parser in PARSERS:
        page = parser(text)
        assert page.tags() <= OURS, page.tags() - OURS
        assert (len(commits), rows) == (len(page.all("h4")), len(page.all("tr")))
        _nests(page)
        inner = [unquote(link[1:]) for link in page.links() if link.startswith("#")]
        outer = [link for link in page.links() if not link.startswith("#")]
        assert len(inner) >= len(commits)
        assert all(link.startswith(digests.FORGE) for link in outer), outer
        for rule in (slugs.github, slugs.gitlab):
            assert set() == set(inner) - set(anchors_of(page, rule))


def _nests(page: Page) -> None:
    level = 0
    for heading in page.all("h1", "h2", "h3", "h4"):
        depth = int(heading.tag[1])
        assert depth <= level + 1, heading
        level = depth
    assert 1 == len(page.all("h1"))


def cells(page: Page) -> list[list[str]]:
    """The rows of the first table, without its head."""
    found = page.texts("td")
    return [found[i : i + 3] for i in range(0, len(found), 3)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_holds_together(language: str) -> None:
    """Headings nest, every link resolves on GitHub and GitLab, the tables are whole."""
    hold(digests.dynamo_day(), language)
    hold(digests.explained_day(), language)


def test_the_table_is_as_readers_know_it() -> None:
    """Newest first, times in the zone of the digest, body lines behind, byte for byte."""
    text = markdown.render(digests.dynamo_day(), "zh")
    assert (
        "| 提交时间 | 作者 | 提交信息 |\n"
        "|----------|------|----------|\n"
        "| 2026-01-26 23:24:03 | Ran Rubin | ci: Prod Runners (#5534)"
        "<br>Replacing infra for Github runners |\n"
        "| 2026-01-26 13:01:49 | Qi Wang | test: unit test TCP client handle_reader [2/n] (#5056) |\n"
        "| 2026-01-26 10:50:35 | davilu-nvidia | "
        "fix: resolve sgl be E/P/D multimodal routing issues (#5500) |\n"
        "| 2026-01-26 03:32:57 | dagil-nvidia | docs: remove PRs merged badge from README (#5623) |\n"
    ) in text
    assert "\n> 本日共 4 个提交 | 🔴高 1 | 🟡中 1 | 🟢低 2\n" in text
    assert text.startswith("# 每日更新报告（2026-01-26）\n")


def test_english_says_the_same() -> None:
    """The statistics and the title in English."""
    text = markdown.render(digests.dynamo_day(), "en")
    assert text.startswith("# Daily report (2026-01-26)\n")
    assert "\n> 4 commits on this day | 🔴 High 1 | 🟡 Medium 1 | 🟢 Low 2\n" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_outline_is_that_of_the_day(language: str) -> None:
    """Title, repository, brief, statistics, contents, then tiers with their commits below them."""
    page = github(markdown.render(digests.dynamo_day(), language))
    levels = [heading.tag for heading in page.all("h1", "h2", "h3", "h4")]
    assert ["h1", "h2", *["h3"] * 4, "h4", "h3", "h4", "h3", "h4", "h4"] == levels
    assert [
        "fix: resolve sgl be E/P/D multimodal routing issues (#5500) 4447c24",
        "test: unit test TCP client handle_reader [2/n] (#5056) 2a2ad75",
        "ci: Prod Runners (#5534) 3d8c497",
        "docs: remove PRs merged badge from README (#5623) 417ce21",
    ] == page.texts("h4")


def test_a_high_commit_tells_its_scope_and_facts() -> None:
    """Type, importance with its reasons, summary, files by component, facts but no hints."""
    items = commonmark(markdown.render(digests.dynamo_day(), "en")).texts("li")
    told = "\n".join(items)
    assert "🎯 Type: Fix" in told
    assert (
        "⚡ Importance: 🔴 High (score 4.5): type Fix +2; 136 changed lines, weighed by kind of "
        "file +2; grave words: crash +0.5"
    ) in told
    assert (
        "📋 Summary: Touches components/src/dynamo/sglang, container/deps, docs/img: 5 files "
        "(+70 −67), 3 source, 1 dependency, 1 asset; no test file changed. "
        "Dependencies (changed): sglang 0.5.6 → 0.5.7."
    ) in told
    assert "components/src/dynamo/sglang/main.py · source · +54 −61" in items
    assert "docs/img/routing.png · asset · binary" in items
    assert (
        "Dependencies (changed): sglang 0.5.6 → 0.5.7 (container/deps/requirements.txt:12)" in items
    )
    assert "token" not in told


def test_a_low_commit_is_one_sentence() -> None:
    """No scope and no facts: type, importance, one sentence."""
    day = digests.digest(digests.repository(digests.BADGE))
    items = github(markdown.render(day, "en")).texts("li")
    assert [
        "🎯 Type: Documentation",
        "⚡ Importance: 🟢 Low (score 0): type Documentation 0",
        "📋 Summary: Touches the top folder: 1 file (+0 −1), docs.",
    ] == items[-3:]


def test_facts_only_is_said_once() -> None:
    """Without a model the report says so at the top, and nowhere as an analysis that failed."""
    text = markdown.render(digests.dynamo_day(), "en")
    assert 1 == text.count("Facts only")
    assert "no-model" not in text
    assert "fail" not in text


def test_a_missing_analysis_is_counted_with_its_reason() -> None:
    """Where a model was asked and could not answer, the commits are counted apart."""
    lost = replace(digests.ROUTING, skipped=Skipped("timeout", "Traceback: no"))
    text = markdown.render(digests.digest(digests.repository(lost)), "en")
    assert "> Without analysis: 1 commit (timeout)" in text
    assert "Traceback" not in text


def test_a_commit_links_to_its_page_only_where_there_is_one() -> None:
    """No forge, no link; a foreign scheme is no page."""
    for url in ("", "javascript:alert(1)", "file:///etc/passwd"):
        day = digests.digest(digests.repository(replace(digests.ROUTING, url=url), forge=url))
        assert not [link for link in github(markdown.render(day)).links() if link[0] != "#"]
    page = github(markdown.render(digests.dynamo_day()))
    assert f"{digests.FORGE}/commit/{digests.ROUTING.sha}" in page.links()


@pytest.mark.parametrize(
    ("expected", "latest"), [("最近有提交的一天是 2026-01-24。", "2026-01-24"), ("没有提交。", "")]
)
def test_a_day_without_commits_says_so(expected: str, latest: str) -> None:
    """An empty day names the newest day that has commits, if there is one."""
    day = digests.digest(digests.repository(latest=latest))
    text = markdown.render(day, "zh")
    assert expected in text
    assert "统计摘要" not in text
    hold(day, "zh")


def test_what_was_not_read_is_no_quiet_day() -> None:
    """In a table of repositories it has no numbers; of one that was cut off both are told."""
    one = digests.commit_digest("a1", "feat: x")
    lost = (Omitted("b2", "", "interrupted"), Omitted("c3", "", "interrupted"))
    day = digests.digest(
        digests.repository(name="quiet"),
        digests.repository(name="gone", notes=(Note("failed", ("no such path", "")),)),
        digests.repository(one, name="cut", omitted=lost),
    )
    cells = github(markdown.render(day, "en")).texts("td")
    assert ["quiet", "0", "0", "0", "0"] == cells[:5]
    assert ["gone", "not read", "", "", ""] == cells[5:10]
    assert ["cut", "1 / 3"] == cells[10:12]


def test_the_weightiest_comes_first_in_its_level() -> None:
    """The table keeps the order of time."""
    light, heavy = (digests.commit_digest(name, f"feat: {name}") for name in ("light", "heavy"))
    heavy = replace(heavy, facts=replace(heavy.facts, score=heavy.facts.score + 1))
    page = github(markdown.render(digests.digest(digests.repository(light, heavy)), "en"))
    assert ["feat: light", "feat: heavy"] == [row[2] for row in cells(page)]
    assert ["feat: heavy", "feat: light"] == [text[:-8] for text in page.texts("h4")]


def test_what_is_missing_is_named() -> None:
    """Left-out commits, unread files and notes stand in their section, and the head warns."""
    part = digests.repository(
        digests.ROUTING,
        omitted=(Omitted("a" * 40, "", "interrupted"), Omitted("b" * 40, "", "later-reason")),
        notes=(Note("shallow", ("3",)), Note("later-note", ("x",))),
    )
    day = replace(digests.digest(part), complete=False)
    text = markdown.render(day, "en")
    assert "⚠ This report is incomplete" in text
    assert "3 commits selected = 1 reported + 2 left out; 5 files, +70 −67" in text
    assert "- Left out: 1 commit (the run was interrupted): aaaaaaa" in text
    assert "- Left out: 1 commit (later-reason): bbbbbbb" in text
    assert "- Files without content: 1 file (binary)" in text
    assert "- The clone is shallow; history ends at 3 of its commits." in text
    assert "- later-note x" in text
    hold(day, "en")


def test_a_repository_that_failed_says_why_and_nothing_else() -> None:
    """It does not claim that the day had no commits."""
    part = digests.repository(name="gone", notes=(Note("failed", ("no such path", "look again")),))
    text = markdown.render(digests.digest(part, digests.repository(digests.BADGE)), "en")
    assert "The repository could not be read: no such path; look again" in text
    assert "No commits" not in text


def test_several_repositories_have_an_overview() -> None:
    """Equal headings in each of them are numbered, and all links lead to the right one."""
    parts = [
        digests.repository(replace(commit, url=""), name=name)
        for commit, name in (
            (digests.ROUTING, "a/one"),
            (digests.ROUTING, "b/two"),
            (digests.BADGE, "a/one"),
        )
    ]
    day = digests.digest(*parts, digests.repository(name="empty", latest="2026-01-02"))
    for language in LANGUAGES:
        hold(day, language)
    links = [unquote(link) for link in github(markdown.render(day, "en")).links()]
    assert ["#aone", "#btwo", "#aone-1", "#empty"] == links[:4]
    assert links.count("#-high-importance-1") == links.count("#-high-importance-1-1") == 1


def test_a_repository_without_one_anchor_is_not_linked() -> None:
    """A name on which the forges differ stands in the overview as text."""
    parts = [digests.repository(digests.BADGE, name=name) for name in ("a--b", "plain")]
    links = github(markdown.render(digests.digest(*parts), "en")).links()
    assert "#plain" in links
    assert not [link for link in links if link.startswith("#a-")]


@pytest.mark.parametrize(("payload", "language"), [*zip(PAYLOADS, cycle(LANGUAGES))])
def test_no_text_breaks_a_report(payload: str, language: str) -> None:
    """An attack in every field at once: subject, body, people, paths, names, facts, notes."""
    hold(everywhere(payload), language)


@settings(max_examples=60, deadline=None)
@example("~*~")
@example("   https://evil.example/path?q=1")
@given(st.lists(st.sampled_from([*PAYLOADS, *"\n`|[](){}<>*_~$&@:# -"]), max_size=5).map("".join))
def test_no_mixture_breaks_a_report(text: str) -> None:
    """Nor does any mixture of attacks."""
    hold(everywhere(text), "zh")


def everywhere(text: str) -> Digest:
    tiers: tuple[Importance, ...] = ("high", "medium", "low")
    bare = [hostile(text, tier, str(number)) for number, tier in enumerate(tiers, 1)]
    commits = [*bare, *(told(text, replace(one, sha=one.commit.sha[::-1])) for one in bare)]
    part = digests.repository(
        *commits,
        name=text,
        omitted=(Omitted(text, text, text),),
        notes=(Note("failed", (text,)), Note(text, (text, text))),
        latest=text,
    )
    said = (Sentence(text, tuple(commit.sha for commit in commits)), Sentence(text, (text,)))
    part = replace(
        part,
        revisions=(text,),
        only_authors=(text,),
        only_paths=(text,),
        web_url=text,
        overview=Overview(said, said, 1),
    )
    day = digests.digest(part, digests.repository(digests.BADGE, name=f"{text}2", latest=text))
    use = ModelUse(text, 1, 1, 1, 1, 1, 1.0)
    return replace(day, period=replace(day.period, label=text), generator=text, model=use)


def told(text: str, commit: CommitDigest) -> CommitDigest:
    """The commit with a model's words, in every field and with every verdict."""
    verdicts: tuple[Verdict, ...] = ("held", "unverified", "contradicted")
    claims = tuple(
        Claim(text, text, (1, 2), text, verdict, (Doubt("name", text, text), Doubt(text, text)))
        for verdict in verdicts
    )
    one = claims[2]
    analysis = Analysis(
        "high", text, (text,), "low", one, True, one, one, one, claims, claims, claims, claims,
        claims, (LeftOut(text, 1, text), LeftOut(text, 1, "no-room")),
    )  # fmt: skip
    body = "".join(f"+{line}\n" for line in text.split("\n")) + " x\n-y\n"
    quotes = (Quote(text, 1, 1, body, text), Quote(text, 1, 1, text, text))
    return replace(commit, analysis=analysis, skipped=None, quotes=quotes)


def hostile(text: str, tier: Importance, sha: str) -> CommitDigest:
    files = tuple(
        replace(
            digests.file(text, FileClass.SOURCE, 1, 1, component=text), status=text, unread=text
        )
        for _ in range(3)
    )
    known = digests.facts(
        files,
        change_type=text,
        importance=tier,
        reasons=(Reason(text, 1.0, text), Reason("rule.path", 1.0, text)),
        findings=(
            Fact(text, text, before=text, after=text, evidence=(Evidence(text, 1),)),
            Fact("rule", text, change="added", evidence=(Evidence(text),)),
        ),
    )
    made = digests.commit_digest(sha, text, author=text, body=f"{text}\n{text}", known=known)
    person = Person(text, text)
    page = "" if text.startswith("http") else text
    return replace(
        made, url=page, commit=replace(made.commit, author=person, committer=person),
        skipped=Skipped(text, text), quotes=(Quote(text, 1, 1, f"-{text}\n+x\n", text),),
    )  # fmt: skip


@pytest.mark.parametrize("subject", [*PAYLOADS, *ORDINARY])
@pytest.mark.parametrize("parser", PARSERS)
def test_a_subject_is_read_as_it_was_written(subject: str, parser: Parser) -> None:
    """In the table and in the links of the contents its text is the commit's own."""
    day = digests.digest(digests.repository(digests.commit_digest("1", subject)))
    page = parser(markdown.render(day, "en"))
    expected = clean(subject, oneline=True).strip()
    assert ["2026-01-26 10:50:35", "Ada Lovelace", expected] == cells(page)[0]
    assert (seen(expected) or "(no subject)") in page.texts("a")


@pytest.mark.parametrize(
    ("subject", "heading", "below"),
    [
        ("fix: x with --no-kv-events (#5237)", "fix: x with \u2011\u2011no-kv-events (#5237)", 0),
        ("perf: x\u00b2 is half", "perf: x\u2026 is half", 1),
    ],
)
def test_a_subject_that_a_heading_cannot_hold_stands_below_it(
    subject: str, heading: str, below: int
) -> None:
    """An ellipsis in the heading calls for the whole subject; what looks the same does not."""
    day = digests.digest(digests.repository(digests.commit_digest("0d3ff44", subject)))
    page = github(markdown.render(day, "en"))
    assert [f"{heading} 0d3ff44"] == [text.replace("\u00a0", " ") for text in page.texts("h4")]
    assert below == page.texts("p").count(subject)


def test_a_long_body_is_cut_and_counted() -> None:
    """Eight lines of a body are shown, the rest is a number."""
    body = "\n".join(f"line {number}" for number in range(250))
    day = digests.digest(digests.repository(digests.commit_digest("1", "x", body=body)))
    row = cells(github(markdown.render(day)))[0][2].split("\n")
    assert (10, "line 7", "… [+242]") == (len(row), row[-2], row[-1])
    assert 250 == len(body_lines(body))


def test_facts_of_a_kind_stand_together() -> None:
    """Names that came and names that went are a line each; what is over eight is counted."""
    found = [
        *(Fact("symbol.public", f"new{n}", change="added") for n in range(10)),
        Fact("symbol.public", "old", change="removed", evidence=(Evidence("a.py", 3, "old"),)),
        Fact("symbol.public", "run", change="changed", before="def run()", after="def run(x)"),
        Fact("later.kind", "`odd` | name"),
    ]
    known = digests.facts((), importance="high", findings=tuple(found))
    day = digests.digest(digests.repository(digests.commit_digest("1", "x", known=known)))
    names = ", ".join(f"new{n}" for n in range(8))
    for parser in PARSERS:
        assert [
            "Public names (removed): old (a.py:3)",
            "Public names (changed): run def run() → def run(x)",
            f"Public names (added): {names}, and 2 more",
            "later.kind: `odd` | name",
        ] == parser(markdown.render(day, "en")).texts("li")[-4:]


def test_many_files_are_cut_and_counted() -> None:
    """A high commit lists its 24 largest files, and says how many more each component has."""
    files = tuple(digests.file(f"src/{n}.py", FileClass.SOURCE, n, 0) for n in range(100))
    commit = digests.commit_digest("1", "x", known=digests.facts(files, importance="high"))
    items = github(markdown.render(digests.digest(digests.repository(commit)))).texts("li")
    assert "src/99.py · source · +99 −0" in items
    assert "src/76.py · source · +76 −0" in items
    assert "src/75.py · source · +75 −0" not in items
    assert "and 76 more files" in items


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_digest_renders_to_the_same_bytes(language: str) -> None:
    """What `render FILE.json` writes is what `daily` wrote."""
    for day in (digests.dynamo_day(), everywhere("a | b\n# `c`")):
        expected = markdown.render(day, language)
        assert expected == markdown.render(json.load(json.dump(day)), language)


@pytest.mark.parametrize(
    ("expected", "kind", "label"),
    [
        ("# Report (2026-01-20 – 2026-01-26)", "window", "2026-01-20..2026-01-26"),
        ("# Report (2026-01-20)", "window", "2026-01-20..2026-01-20"),
        ("# Report (2026-01-20 –)", "window", "2026-01-20.."),
        ("# What is new (2026-01-26 08:00)", "new", "2026-01-26 08:00"),
        ("# Report of the range v1.0..HEAD", "range", "v1.0..HEAD"),
        ("# Commit 4447c24", "commit", "4447c24"),
    ],
)
def test_the_title_says_what_is_covered(expected: str, kind: str, label: str) -> None:
    """Windows, ranges, news and single commits have titles of their own."""
    period = Period(kind, label)  # type: ignore[arg-type]
    text = markdown.render(replace(digests.dynamo_day(), period=period))
    assert text.startswith(f"{expected}\n")
    assert "> 4 commits in all |" in text


def test_the_author_date_is_shown_where_it_selects() -> None:
    """The table's times are of the date that made the selection."""
    day = replace(digests.dynamo_day(), date_field="author")
    row = cells(github(markdown.render(day, "en")))[0]
    assert "2026-01-26 23:19:03" == row[0]
    assert "| Author date | Author | Commit |" in markdown.render(day, "en")


def test_the_ends_of_the_calendar_are_no_trouble() -> None:
    """A date that the zone pushes over the end of time is shown as it is recorded."""
    ends = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)
    for moment in ends:
        commit = replace(digests.BADGE.commit, committer_date=moment)
        day = digests.digest(digests.repository(replace(digests.BADGE, commit=commit)))
        assert f"{moment.year:04}-" in cells(github(markdown.render(day)))[0][0]


def test_the_text_ends_with_one_newline_and_has_no_gaps() -> None:
    """No trailing spaces (they are line breaks in Markdown) and no two blank lines."""
    for day in (digests.dynamo_day(), digests.digest(digests.repository()), everywhere("x  ")):
        for language in LANGUAGES:
            text = markdown.render(day, language)
            assert text.endswith("\n")
            assert not text.endswith("\n\n")
            assert "\n\n\n" not in text
            assert [] == [line for line in text.splitlines() if line != line.rstrip()]
