"""The terminal report: a day by importance, one commit in full, and nothing that commands it."""

from __future__ import annotations

import re
from dataclasses import replace

import digests
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from payloads import PAYLOADS
from rich.cells import cell_len
from test_report_markdown import everywhere

from gitdigest.digest import Digest
from gitdigest.facts.fact import FileClass
from gitdigest.report import json, terminal
from gitdigest.text import clean

CODES = re.compile(r"\x1b\]8;[^\x1b\x07]*\x1b\\")
OPENED = re.compile(r"\x1b\]8;id=\d+;([^\x1b\x07]+)\x1b\\")
SGR = re.compile(r"\x1b\[[0-9;]*m")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LANGUAGES = ("en", "zh")


def show(subject: str = "x", **commit: str) -> Digest:
    return digests.single(digests.commit_digest("4447c24", subject, **commit))  # type: ignore[arg-type]


def test_a_day_is_compact() -> None:
    """Title, statistics, and by importance one line a commit, with a sentence for what matters."""
    text = terminal.render(digests.dynamo_day(), "en", width=110)
    assert text.startswith("Daily report (2026-01-26)\nTime zone Asia/Shanghai")
    assert "4 commits on this day | 🔴 High 1 | 🟡 Medium 1 | 🟢 Low 2\n" in text
    assert "\n🟢 Low importance (2)\n3d8c497  23:24:03  Ran Rubin " in text
    assert "Touches lib/runtime/src/pipeline/network/tcp: 1 file" in text
    assert "Touches .github" not in text
    order = [text.index(sha) for sha in ("4447c24", "2a2ad75", "3d8c497", "417ce21")]
    assert sorted(order) == order


def test_a_day_in_chinese() -> None:
    """The words are the language's, the names are the commit's."""
    text = terminal.render(digests.dynamo_day(), "zh", width=110)
    assert text.startswith("每日更新报告（2026-01-26）\n")
    assert "本日共 4 个提交 | 🔴高 1 | 🟡中 1 | 🟢低 2\n" in text
    assert "handle_reader [2/n] (#5056)" in text


def test_one_commit_is_shown_in_full() -> None:
    """Message, person, page, type, every reason on its line, facts, files with bars."""
    text = terminal.render(digests.single(digests.ROUTING), "en", width=120)
    assert text.startswith("fix: resolve sgl be E/P/D multimodal routing issues (#5500)\n")
    assert "davilu-nvidia <ada@example.org>  2026-01-26 10:50:35\n" in text
    assert f"{digests.FORGE}/commit/{digests.ROUTING.sha}\n" in text
    assert "🔴 High (score 4.5)\n  type Fix +2\n" in text
    found = "  sglang  0.5.6 → 0.5.7  container/deps/requirements.txt:12\n"
    assert f"Dependencies (changed)\n{found}" in text
    assert re.search(r"sglang/main\.py .* source · \+54 −61 +\+{11}-{13}\n", text)
    assert re.search(r"routing\.png +asset · binary\n", text)


def test_a_body_keeps_its_lines() -> None:
    """The body stands as it was written, indented."""
    text = terminal.render(show(body="First line.\n\n- a point\n\tcode\n"), width=80)
    assert "    First line.\n\n    - a point\n" in text


def test_without_colour_there_is_no_escape() -> None:
    """Plain text for files and pipes, whatever the terminal is that we are started in."""
    text = terminal.render(digests.dynamo_day(), colour=False)
    assert "\x1b" not in text


def test_words_lead_to_the_forge() -> None:
    """A commit, the places of its facts and files: each to its page, and nothing else is a code."""
    for day in (digests.dynamo_day(), digests.explained_day(), digests.single(digests.ROUTING)):
        plain = terminal.render(day, colour=True)
        text = terminal.render(day, colour=True, links=True)
        assert "\x1b]" not in plain
        assert plain == CODES.sub("", text)
        assert digests.ROUTING.url in OPENED.findall(text)
        assert text == terminal.render(day, colour=True, links=True)
    pages = OPENED.findall(text)
    assert (
        f"{digests.FORGE}/blob/{digests.ROUTING.sha}/container/deps/requirements.txt#L12" in pages
    )
    assert len(OPENED.findall(text)) == text.count("\x1b]8;;\x1b\\")


def test_without_colour_there_is_no_link() -> None:
    """A terminal that gets no codes gets none."""
    assert "\x1b" not in terminal.render(digests.dynamo_day(), colour=False, links=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/o/n/commit/1\x1b\\\x1b]0;owned\x07",
        "https://github.com/o/n;id=7;\x07\x9c",
        "javascript:alert(1)",
        "http://github.com/o/n",
        "https://[",
    ],
)
def test_no_address_gets_out_of_its_code(url: str) -> None:
    """What could end it is percent-encoded, and what is none of the web is no link."""
    commit = replace(digests.ROUTING, url=url)
    day = digests.digest(digests.repository(commit))
    for each in (day, digests.single(commit)):
        text = terminal.render(each, colour=True, links=True)
        written = SGR.sub("", CODES.sub("", text))
        assert not CONTROL.search(written)
        for address in OPENED.findall(text):
            assert re.fullmatch(r"https://[!-~]+", address)


def test_a_narrow_terminal_has_the_commit_below_its_id() -> None:
    """Sixty columns leave no room for a column of words beside three others."""
    text = terminal.render(digests.dynamo_day(), "en", width=60)
    assert "\n4447c24  10:50:35  davilu-nvidia\n  fix: resolve sgl be E/P/D" in text
    assert "\n4447c24  10:50:35  davilu-nvidia  fix: " in terminal.render(
        digests.dynamo_day(), width=72
    )


def test_colour_changes_nothing_but_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same words in the same places, and no hyperlinks; the environment has no say."""
    for name, value in {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "20"}.items():
        monkeypatch.setenv(name, value)
    for day in (digests.dynamo_day(), digests.single(digests.ROUTING)):
        plain = terminal.render(day, colour=False)
        coloured = terminal.render(day, colour=True)
        assert plain.split() == SGR.sub("", coloured).split()
        assert coloured != plain
        assert coloured == terminal.render(day, colour=True)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_wider_than_the_terminal(width: int, language: str) -> None:
    """Wide characters count two cells; long names are folded, not lost."""
    subject = "修复：一个很长的标题" * 8
    day = digests.digest(digests.repository(digests.commit_digest("1", subject, author="名" * 40)))
    for each in (digests.dynamo_day(), digests.single(digests.ROUTING), day, show(subject)):
        for line in terminal.render(each, language, width=width).splitlines():
            assert cell_len(line) <= width, line


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("colour", [False, True])
def test_no_text_commands_the_terminal(payload: str, *, colour: bool) -> None:
    """Escapes, titles, clipboards, bidirectional marks and rich's markup arrive as text."""
    _hold(payload, colour=colour)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec=None), max_size=30))
def test_no_characters_command_the_terminal(text: str) -> None:
    """Nor does any other text."""
    _hold(text, colour=True)


def _hold(text: str, *, colour: bool) -> None:
    day = everywhere(text)
    one = digests.single(day.repositories[0].commits[0])
    for each in (day, one):
        shown = terminal.render(each, colour=colour, links=colour, width=200)
        written = SGR.sub("", CODES.sub("", shown))
        assert not CONTROL.search(written)
        written.encode("utf-8")


@pytest.mark.parametrize(
    "subject", ["fix: [/] and [bold]x[/bold]", ":bomb: [link=http://e]x[/link]"]
)
def test_markup_of_rich_is_text(subject: str) -> None:
    """Square brackets and emoji codes in a subject are shown as they are."""
    assert subject in terminal.render(show(subject), width=120)
    day = digests.digest(digests.repository(digests.commit_digest("1", subject)))
    assert subject in terminal.render(day, width=120)


def test_a_commit_without_a_subject_has_a_word_for_it() -> None:
    """An empty message is not an empty line."""
    assert terminal.render(show("")).startswith("(no subject)\n")
    day = digests.digest(digests.repository(digests.commit_digest("1", "  ")))
    assert "(no subject)" in terminal.render(day)


def test_many_files_are_cut_and_counted() -> None:
    """Sixty files are shown; the rest is a number."""
    files = tuple(digests.file(f"src/{n}.py", FileClass.SOURCE, n, 0) for n in range(100))
    text = terminal.render(
        digests.single(digests.commit_digest("1", "x", known=digests.facts(files)))
    )
    assert "src/59.py" in text
    assert "src/60.py" not in text
    assert "and 40 more files\n" in text


def test_an_empty_day_and_a_failed_repository_are_told() -> None:
    """Neither is an empty screen."""
    empty = digests.digest(digests.repository(latest="2026-01-24"))
    assert "The latest day that has some is 2026-01-24." in terminal.render(empty)
    several = replace(digests.dynamo_day(), complete=False)
    assert "⚠ This report is incomplete" in terminal.render(several)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_saved_digest_renders_to_the_same_bytes(language: str) -> None:
    """A loaded digest looks the same, in colour too."""
    for day in (digests.dynamo_day(), digests.single(digests.ROUTING)):
        expected = terminal.render(day, language, colour=True)
        assert expected == terminal.render(json.load(json.dump(day)), language, colour=True)


def test_a_subject_is_cleaned_not_dropped() -> None:
    """What would command the terminal is spelled out for the reader."""
    subject = "red \x1b[31m \x9b31m \u202e"
    assert clean(subject) in terminal.render(show(subject), width=120)


def test_on_a_narrow_terminal_a_path_has_the_line() -> None:
    """What stands beside a file elsewhere stands below it, so that its name is not cut to bits."""
    lines = terminal.render(digests.single(digests.READER), width=40).splitlines()
    path = digests.READER.facts.files[0].path
    at = lines.index(path[:40])
    assert [path[40:], "  source · +412 −3"] == lines[at + 1 : at + 3]
    assert "+++" not in "".join(lines)
