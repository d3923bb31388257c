"""A model's statements in a report: where they point, what they are worth, what is told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import digests
import pytest
from test_report_catalog import codes

from gitdigest.analysis.claim import LISTS, Analysis, Claim, Doubt, Field
from gitdigest.digest import CommitDigest, Digest, Quote, Skipped
from gitdigest.errors import ModelErrorKind
from gitdigest.grounding.verdict import SOFT
from gitdigest.prompt.excerpt import LeftOut
from gitdigest.prompt.forms import ADVICE, INSIGHTS, SEVERITIES
from gitdigest.report import claims, json, markdown, render, verdicts, words
from gitdigest.report.catalog import find_catalog, languages

ENGLISH = find_catalog("en")
PART = digests.repository(digests.ROUTING)
BLOB = f"{digests.FORGE}/blob"


def shown(
    claim: Claim, commit: CommitDigest = digests.ROUTING, field: Field = "risks"
) -> claims.Said:
    return claims.said(ENGLISH, PART, replace(commit, quotes=digests.QUOTES), field, claim)


def test_a_statement_leads_to_its_lines() -> None:
    """On the forge at the commit itself; the place is the file and the line."""
    one = shown(Claim("x", digests.UTILS, (31, 32)))
    assert f"{digests.UTILS}:31-32" == one.place
    assert f"{BLOB}/{digests.ROUTING.sha}/{digests.UTILS}#L31-L32" == one.url


def test_lines_that_are_gone_are_shown_where_they_were() -> None:
    """A removed line, a deleted file and an old name are in the commit before."""
    before = f"{BLOB}/{'f' * 40}"
    gone = Quote(digests.MAIN, 10, 10, " a\n-b\n c\n")
    removed = replace(digests.ROUTING, quotes=(gone,))
    claim = Claim("x", digests.MAIN, (11, 11))
    said = claims.said(ENGLISH, PART, removed, "risks", claim)
    assert f"{before}/{digests.MAIN}#L11" == said.url
    file = digests.ROUTING.facts.files[0]
    for change in (
        replace(file, status="deleted"),
        replace(file, path="new.py", old_path=file.path),
    ):
        facts = replace(digests.ROUTING.facts, files=(change,))
        one = shown(Claim("x", digests.MAIN), replace(digests.ROUTING, facts=facts))
        assert f"{before}/{digests.MAIN}" == one.url


@pytest.mark.parametrize("path", ["../../../evil/x", "no/such.py", "/etc/passwd"])
def test_a_file_that_is_not_of_the_commit_is_no_link(path: str) -> None:
    """Its place is text."""
    assert (path, "") == (shown(Claim("x", path)).place, shown(Claim("x", path)).url)


def test_a_path_that_does_not_hold_is_no_place() -> None:
    """A file that the commit does not have is told of by its doubt alone."""
    one = shown(Claim("x", "a.py", None, "", "contradicted", (Doubt("path", "a.py", "b.py"),)))
    assert "" == one.place
    assert "[⚠ contradicted by the commit: a.py is no file of the commit (found: b.py)]" == (
        claims.mark(ENGLISH, one)
    )


def test_the_hunk_of_a_statement_has_its_lines_marked() -> None:
    """Old numbers for what went, new ones for what came; tabs and markers stay out of the count."""
    quote = shown(Claim("x", digests.MAIN, (118, 118))).quote
    assert quote
    assert [
        ("same", 117, False),
        ("removed", 118, True),
        ("removed", 119, False),
        ("added", 118, True),
        ("same", 119, False),
        ("same", 120, False),
    ] == [(row.kind, row.number, row.claimed) for row in quote.rows]
    assert ("new", 0, 0) == (quote.side, quote.above, quote.below)
    assert shown(Claim("x", digests.MAIN, (999, 999))).quote is None
    assert shown(Claim("x", digests.MAIN)).quote is None


def test_context_is_marked_where_nothing_else_is_meant() -> None:
    """A statement about a line that stayed points at that line."""
    quote = shown(Claim("x", digests.MAIN, (120, 120))).quote
    assert quote
    assert [120] == [row.number for row in quote.rows if row.claimed]


def test_of_a_long_hunk_what_is_around_is_shown() -> None:
    """Some rows above and below; those that are not are counted."""
    long = Quote(digests.MAIN, 1, 1, "".join(f"+line {n}\n" for n in range(1, 301)))
    commit = replace(digests.ROUTING, quotes=(long,))
    for lines, above, rows in (((100, 100), 93, 13), ((1, 300), 0, 40), ((300, 300), 293, 7)):
        said = claims.said(ENGLISH, PART, commit, "risks", Claim("x", digests.MAIN, lines))
        assert said.quote
        assert (above, rows) == (said.quote.above, len(said.quote.rows))
        assert 300 == said.quote.above + len(said.quote.rows) + said.quote.below


@pytest.mark.parametrize(
    ("expected", "verdict"), [("", "held"), ("", "repaired"), ("[?]", "unverified")]
)
def test_what_holds_is_plain(expected: str, verdict: str) -> None:
    """Only what nobody could check is marked."""
    assert expected == claims.mark(ENGLISH, shown(Claim("x", verdict=verdict)))  # type: ignore[arg-type]


def test_what_does_not_hold_says_what_is_there() -> None:
    """A contradicted summary or reason stays, with each doubt once."""
    doubts = (Doubt("quantity", "15 %"), Doubt("quantity", "15 %"), Doubt("count", "12", "7"))
    assert (
        "[⚠ contradicted by the commit: 15 % is not in the commit; "
        "12 is not what git counts (found: 7)]"
    ) == claims.mark(ENGLISH, shown(Claim("x", verdict="contradicted", doubts=doubts)))
    tier = Claim("x", verdict="contradicted", doubts=(Doubt("importance", "high", "medium"),))
    assert "importance High]" in claims.mark(ENGLISH, shown(tier))
    later = Claim("x", verdict="contradicted", doubts=(Doubt("later", "y"),))
    assert "[⚠ contradicted by the commit: it does not fit]" == claims.mark(ENGLISH, shown(later))


def fields(commit: CommitDigest) -> list[str]:
    return [section.field for section in claims.sections(ENGLISH, PART, commit)]


def test_the_depth_follows_the_importance() -> None:
    """High tells everything, medium what it was asked, low one sentence and what breaks."""
    assert ["breaks", "why", *LISTS] == fields(digests.explained(digests.ROUTING))
    asked = Analysis("medium", "en", (), "medium", impacts=(Claim("a"),), advice=(Claim("b"),))
    assert ["impacts", "advice"] == fields(digests.explained(digests.READER, asked))
    assert ["breaks"] == fields(digests.explained(digests.BADGE))
    assert [] == fields(digests.BADGE)


def test_the_summary_is_the_models_or_the_facts_own() -> None:
    """An analysis without a summary leaves the sentence that code made."""
    told = digests.explained(digests.ROUTING)
    said = claims.headline(ENGLISH, PART, told)
    assert said.text.startswith("Encode and prefill")
    for summary in (None, Claim("  ")):
        bare = digests.explained(digests.ROUTING, replace(digests.SAID, summary=summary))
        assert not claims.is_told(bare)
        assert claims.headline(ENGLISH, PART, bare).text.startswith("Touches ")


def test_a_moved_importance_is_told() -> None:
    """Where a model raised or lowered a commit, the facts' own tier stands beside it."""
    moved = replace(digests.explained(digests.READER), importance="high")
    assert "facts alone: Medium" == claims.rated_text(ENGLISH, moved)
    assert "" == claims.rated_text(ENGLISH, digests.explained(digests.READER))
    text = markdown.render(digests.digest(digests.repository(moved)))
    assert "🔴 High: Routing decides which worker answers (facts alone: Medium)" in text
    assert "**⚖ Score**: 🟡 Medium (score 3.4)" in text


def test_what_was_struck_is_a_number_alone() -> None:
    """No format prints a statement that the commit does not hold."""
    day = digests.explained_day()
    assert "10-15 %" in json.dump(day)
    for name in ("md", "html", "text", "terminal"):
        for one in (day, digests.single(digests.explained(digests.ROUTING))):
            assert "10-15" not in render(one, name)
    told = claims.account(ENGLISH, digests.explained(digests.ROUTING))
    assert [
        "1 statement that the commit does not hold was taken out",
        "Not read by the model (binary): docs/img/routing.png",
    ] == told


def test_many_files_that_were_not_read_are_counted() -> None:
    """Four by name, each once."""
    lost = tuple(LeftOut(f"{n % 9}.py", 1, "no-room") for n in range(18))
    commit = digests.explained(digests.ROUTING, replace(digests.SAID, struck=(), left_out=lost))
    assert [
        "Not read by the model (no room in the model's window): 0.py, 1.py, 2.py, 3.py, and 5 more"
    ] == claims.account(ENGLISH, commit)


SKIPPED = (
    *("by-rule", "budget", "interrupted", "window-too-small", "cut-off", "empty", "not-json"),
    *("no-summary", "repetition", "prompt-unread", "incomplete", "unreadable"),
    *(f"model-{kind}" for kind in get_args(ModelErrorKind)),
)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("reason", SKIPPED)
def test_every_reason_has_words(reason: str, language: str) -> None:
    """A commit that a model did not explain says why in the language of the report."""
    catalog = find_catalog(language)
    lost = replace(digests.ROUTING, skipped=Skipped(reason, "detail"))
    assert reason in words.SKIPPED
    told = claims.no_analysis(catalog, lost)
    assert catalog.text(words.SKIPPED[reason]) in told
    day = digests.digest(digests.repository(lost))
    for name in ("md", "html", "terminal"):
        text = render(
            day if name != "terminal" else digests.single(lost), name, language=language, width=300
        )
        assert told in text.replace("&#39;", "'")
        assert "routing.png" in text


def test_a_reason_that_nobody_knows_stands_for_itself() -> None:
    """A digest of a later version still renders."""
    lost = replace(digests.ROUTING, skipped=Skipped("later"))
    assert "No analysis: later" == claims.no_analysis(ENGLISH, lost)
    assert "" == claims.no_analysis(ENGLISH, digests.ROUTING)


def test_every_word_of_a_form_has_a_translation() -> None:
    """Kinds, severities and doubts of the model's part are in the tables."""
    assert set(INSIGHTS) == set(words.INSIGHTS)
    assert set(SEVERITIES) == set(words.SEVERITIES)
    assert set(ADVICE) == set(words.ADVICE)
    assert set() == codes("Doubt") - set(words.DOUBTS) - SOFT
    assert set() == codes("LeftOut", position=2) - set(words.LEFT_OUT)


def test_the_sums_are_those_of_the_statements() -> None:
    """Each verdict is counted over all repositories, what was struck of overviews too."""
    day = digests.explained_day()
    assert {"held": 9, "repaired": 1, "unverified": 4, "contradicted": 1, "struck": 2} == dict(
        verdicts.counts(day)
    )
    twice = replace(day, repositories=day.repositories * 2)
    assert 18 == verdicts.counts(twice)["held"]


@pytest.mark.parametrize(
    ("expected", "seconds"),
    [("4.3 s", 4.26), ("59.9 s", 59.94), ("1 min 0 s", 60), ("3 min 5 s", 185.2), ("2 h 10 min", 7_825)],
)  # fmt: skip
def test_a_run_s_time_is_told_as_people_say_it(expected: str, seconds: float) -> None:
    """Seconds, minutes, hours."""
    day = digests.explained_day()
    assert day.model
    text = verdicts.model_text(ENGLISH, replace(day, model=replace(day.model, seconds=seconds)))
    assert text.endswith(f"12,345 tokens read, 1,234 written · {expected}")


def test_a_run_without_a_model_says_nothing_of_one() -> None:
    """No model, no verdicts, no legend."""
    assert [] == verdicts.notes(ENGLISH, digests.dynamo_day(), "[?]")


@pytest.mark.parametrize(
    ("expected", "commit"),
    [
        (["unverified", "struck"], digests.explained(digests.ROUTING)),
        (["held"], digests.explained(digests.BADGE, Analysis("low", "en", (), "low", summary=Claim("x", verdict="held")))),
        (["skipped"], replace(digests.BADGE, skipped=Skipped("budget"))),
        ([], digests.BADGE),
    ],
)  # fmt: skip
def test_a_commit_is_found_by_what_its_statements_are_worth(
    expected: list[str], commit: CommitDigest
) -> None:
    """The states that the filter of a page offers."""
    assert expected == verdicts.states(commit)


def test_a_digest_with_a_models_words_comes_back() -> None:
    """Every format is the same after a round trip through JSON."""
    day: Digest = digests.explained_day()
    assert day == json.load(json.dump(day))
    for name in ("md", "html", "text", "terminal"):
        assert render(day, name) == render(json.load(json.dump(day)), name)
