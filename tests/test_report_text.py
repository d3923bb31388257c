"""The report for chat and mail: short, by importance, and nothing in it acts."""

from __future__ import annotations

from dataclasses import replace

import digests
import pytest
from payloads import ORDINARY, PAYLOADS
from test_report_markdown import everywhere

from gitdigest.facts.fact import Fact, FileClass, Reason
from gitdigest.report import description, text
from gitdigest.report.catalog import find_catalog

BREAK = "\u200b"


def test_a_day_in_a_few_lines() -> None:
    """High with what changed and the page to look at, medium with a line, low by its subject."""
    assert (
        "Daily report (2026-01-26)\n"
        "\n"
        "ai-dynamo/dynamo\n"
        "4 commits on this day | 🔴 High 1 | 🟡 Medium 1 | 🟢 Low 2\n"
        "Files without content: 1 file (binary)\n"
        "\n"
        "What stands out\n"
        "• Dependencies (changed): sglang 0.5.6 → 0.5.7 (4447c24)\n"
        "\n"
        "🔴 High importance (1)\n"
        "• fix: resolve sgl be E/P/D multimodal routing issues (#5500) · davilu-nvidia · 4447c24\n"
        "  Touches components/src/dynamo/sglang, container/deps, docs/img: 5 files (+70 −67), "
        "3 source, 1 dependency, 1 asset; no test file changed. "
        "Dependencies (changed): sglang 0.5.6 → 0.5.7.\n"
        f"  {digests.ROUTING.url}\n"
        "\n"
        "🟡 Medium importance (1)\n"
        "• test: unit test TCP client handle_reader [2/n] (#5056) · Qi Wang · 2a2ad75\n"
        "  Touches lib/runtime/src/pipeline/network/tcp: 1 file (+412 −3), source.\n"
        "\n"
        "🟢 Low importance (2)\n"
        "• ci: Prod Runners (#5534) · Ran Rubin · 3d8c497\n"
        "• docs: remove PRs merged badge from README (#5623) · dagil-nvidia · 417ce21\n"
    ) == text.render(digests.dynamo_day())


def test_a_name_of_others_is_not_lost_behind_counts() -> None:
    """What became of public names is told of a medium commit, however long its counts are."""
    found = Fact("symbol.public", "redirect", change="changed", before="a", after="b")
    files = tuple(
        digests.file(f"src/a/very/long/folder{n}/a.py", FileClass.SOURCE, 1, 1) for n in range(9)
    )
    known = digests.facts(files, importance="medium", findings=(found,))
    day = digests.digest(digests.repository(digests.commit_digest("1", "x", known=known)))
    assert "Public names (changed): redirect." in text.render(day)


def test_one_commit_is_told_whole() -> None:
    """Each sentence in a line of its own, with the terms of its score: none is left out for room."""
    found = [
        *(Fact("symbol.public", f"shop.name{n}", change="removed") for n in range(5)),
        Fact("dependency", "left-pad", change="added", after="1.0"),
        Fact("setting.env", "SHOP_URL", change="added"),
    ]
    known = digests.facts(
        (digests.file("a.py", FileClass.SOURCE, 1, 1),),
        importance="high",
        findings=tuple(found),
        reasons=(Reason("type", 2, "fix"),),
    )
    commit = digests.commit_digest("1", "feat: x", body="Because it is so.", known=known)
    assert (
        "• feat: x · Ada Lovelace · 1000000\n"
        "  “Because it is so.”\n"
        "  Touches the top folder: 1 file (+1 −1), source; no test file changed.\n"
        "  Public names (removed): shop.name0, shop.name1, shop.name2, shop.name3, shop.name4.\n"
        "  Dependencies (added): left-pad 1.0.\n"
        "  Environment variables (added): SHOP_URL.\n"
        "  🔴 High (score 2): type Fix +2\n"
    ) in text.render(digests.single(commit))


@pytest.mark.parametrize("room", range(0, 400, 20))
def test_a_line_ends_with_a_sentence(room: int) -> None:
    """Of a commit that has much to tell a chat gets the first sentences, and no piece of one."""
    english = find_catalog("en")
    whole = description.summary(english, digests.ROUTING)
    first = whole.split(". ")[0]
    line = description.summary(english, digests.ROUTING, room)
    assert whole.startswith(line)
    assert line.endswith(".")
    assert len(line) <= max(room or len(whole), len(first) + 1)


def test_a_models_line_stands_behind_both_tiers() -> None:
    """Where a commit was explained, its summary is what a chat gets, with its mark."""
    shown = text.render(digests.explained_day())
    assert "\n  Encode and prefill workers no longer register with the frontend\n" in shown
    assert "\n  Covers `handle_reader` in 12 cases [⚠ contradicted" in shown


def test_a_day_in_chinese() -> None:
    """The words are the language's."""
    shown = text.render(digests.dynamo_day(), "zh")
    assert shown.startswith(
        "每日更新报告（2026-01-26）\n\nai-dynamo/dynamo\n本日共 4 个提交 | 🔴高 1"
    )


def test_it_stays_short() -> None:
    """A thousand commits are no longer than thirty, and the rest is counted."""
    commits = [*[digests.ROUTING] * 500, *[digests.READER] * 500]
    shown = text.render(digests.digest(digests.repository(*commits))).splitlines()
    assert len(shown) < 100
    assert ["and 480 more", "and 490 more"] == [line for line in shown if line.startswith("and ")]


def test_what_is_missing_is_said() -> None:
    """An incomplete report says so before anything else, a quiet day says that it is one."""
    day = replace(digests.digest(digests.repository(latest="2026-01-23")), complete=False)
    lines = text.render(day).splitlines()
    assert lines[1].startswith("⚠ This report is incomplete")
    assert "No commits in this period. The latest day that has some is 2026-01-23." in lines


def test_without_a_forge_there_is_no_address() -> None:
    """Nor where the address is none of https."""
    for url in ("", "http://example.org", "javascript:alert(1)"):
        day = digests.digest(digests.repository(replace(digests.ROUTING, url=url)))
        assert "://" not in text.render(day)


@pytest.mark.parametrize("subject", ORDINARY)
def test_ordinary_text_is_as_it_was_written(subject: str) -> None:
    """But for a break in what looks like a mention or markup."""
    assert subject == text.inert(subject).replace(BREAK, "")


@pytest.mark.parametrize(
    "payload",
    [
        *PAYLOADS,
        "@channel @here @everyone",
        "<!channel> <@U123> <https://evil.example|x>",
        "HTTPS://EVIL.EXAMPLE",
        "MAILTO:me@evil.example",
    ],
)
def test_no_text_mentions_anyone_or_links_anywhere(payload: str) -> None:
    """Wherever it stands, it is inert: no address, no mention, no line of its own."""
    shown = text.render(everywhere(payload))
    allowed = shown.replace(digests.FORGE, "")
    for active in ("://", "www.", "mailto:m", "@evil", "@channel", "<!", "<@", "<http", "\x1b"):
        assert active not in allowed.lower()
    assert not set(shown) & {"\r", "\u202e", "\x07", "\u2028"}
    assert 12 == sum(line.startswith("• ") for line in shown.splitlines())
