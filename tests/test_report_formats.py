"""One function renders every format, and loads no more than that format needs."""

from __future__ import annotations

import subprocess
import sys

import digests
import pytest

from gitdigest.digest import CommitDigest
from gitdigest.errors import UsageError
from gitdigest.facts.fact import FileClass, Importance
from gitdigest.report import ENDINGS, FORMATS, html, json, markdown, render, terminal, text
from gitdigest.report.catalog import languages
from gitdigest.report.overview import first_of

PROBE = """
import sys
from gitdigest.report import render
assert not {"jinja2", "babel", "rich", "msgspec"} & set(sys.modules), "before"
sys.path.insert(0, sys.argv[1])
import digests
render(digests.dynamo_day(), sys.argv[2])
print(*sorted({"jinja2", "babel", "rich", "msgspec"} & set(sys.modules)))
"""


def test_each_format_is_its_module_s() -> None:
    """The name of the command line leads to the module that writes it."""
    day = digests.dynamo_day()
    assert markdown.render(day, "zh") == render(day, "md", language="zh")
    assert html.render(day, "zh") == render(day, "html", language="zh")
    assert text.render(day, "zh") == render(day, "text", language="zh")
    assert json.dump(day) == render(day, "json")
    expected = terminal.render(day, "zh", width=60, colour=True)
    assert expected == render(day, "terminal", language="zh", width=60, colour=True)


def test_every_format_has_an_ending() -> None:
    """A report's file is named after its format."""
    expected = {"md": ".md", "html": ".html", "json": ".json", "text": ".txt", "terminal": ".txt"}
    assert expected == ENDINGS
    assert tuple(ENDINGS) == FORMATS


def test_an_unknown_format_is_refused() -> None:
    """The error names the formats that there are."""
    with pytest.raises(UsageError) as caught:
        render(digests.dynamo_day(), "pdf")
    assert "md, html, json, text, terminal" in caught.value.hint


def test_an_unknown_language_is_refused() -> None:
    """Every format for people speaks only languages that it has."""
    for name in ("md", "html", "text", "terminal"):
        with pytest.raises(UsageError):
            render(digests.dynamo_day(), name, language="tlh")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", ["md", "html", "text", "terminal"])
def test_every_format_speaks_every_language(name: str, language: str) -> None:
    """The words of a language are in all that people read, and the names are the commit's."""
    shown = render(digests.dynamo_day(), name, language=language, width=200)
    title = {"en": "Daily", "zh": "每日更新", "zh_TW": "每日更新", "ja": "日次", "de": "Tagesb"}[
        language
    ]
    assert title in shown
    assert "multimodal routing issues" in shown


@pytest.mark.parametrize(
    ("expected", "name"),
    [
        ("babel jinja2", "md"),
        ("babel jinja2", "html"),
        ("msgspec", "json"),
        ("babel", "text"),
        ("babel rich", "terminal"),
    ],
)
def test_a_format_costs_its_own_imports_alone(expected: str, name: str) -> None:
    """JSON does not pay for Jinja, nor Markdown for rich."""
    tests = digests.__file__.rpartition("/")[0]
    done = subprocess.run(
        [sys.executable, "-c", PROBE, tests, name], capture_output=True, text=True, check=False
    )
    assert (expected, "") == (done.stdout.strip(), done.stderr)


def renamed(importance: Importance) -> CommitDigest:
    moved = digests.file("cli/runner_x.py", FileClass.SOURCE, 7, 14, status="renamed", old_path="cli/run_x.py")  # fmt: skip
    known = digests.facts((moved,), importance=importance)
    return digests.commit_digest("1", "refactor: x", known=known)


def test_a_renamed_file_tells_where_from() -> None:
    """Where files are listed and where they are not."""
    day = digests.digest(digests.repository(renamed("medium")))
    place = "`cli/run_x.py` → `cli/runner_x.py` · source · renamed · +7 −14"
    assert place in markdown.render(day)
    assert "<code>cli/run_x.py</code> → <code>cli/runner_x.py</code> source" in html.render(day)
    assert "cli/run_x.py → cli/runner_x.py" in terminal.render(digests.single(renamed("low")))
    for report in (terminal.render(day, width=300), text.render(day)):
        assert "renamed: cli/run_x.py → cli/runner_x.py" in report


def test_names_that_a_sentence_has_no_room_for_are_counted() -> None:
    """Of long paths and of several files the number is told."""
    long = digests.file("a" * 99, FileClass.SOURCE, 1, 1, status="renamed", old_path="b")
    short = digests.file("c", FileClass.SOURCE, 1, 1, status="renamed", old_path="d")
    for expected, files in (("1 file renamed", (long,)), ("2 files renamed", (short, short))):
        commit = digests.commit_digest("1", "x", known=digests.facts(files, importance="medium"))
        assert expected in text.render(digests.digest(digests.repository(commit)))


@pytest.mark.parametrize(("expected", "count"), [(3, 3), (4, 4), (3, 5)])
def test_one_more_is_never_counted(expected: int, count: int) -> None:
    """A name takes no more room than the words that it is not there."""
    shown, hidden = first_of(range(count), 3)
    assert (expected, count - expected) == (len(shown), hidden)


def test_a_component_shows_its_only_file() -> None:
    """However many other files the commit has."""
    files = (
        *(digests.file(f"src/{n}.py", FileClass.SOURCE, 9, 9) for n in range(40)),
        digests.file("plugin/only.py", FileClass.SOURCE, 1, 0),
    )
    commit = digests.commit_digest("1", "x", known=digests.facts(files, importance="medium"))
    assert "  - `plugin/only.py` · source · +1 −0\n" in markdown.render(
        digests.digest(digests.repository(commit))
    )
