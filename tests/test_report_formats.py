"""One function renders every format, and loads no more than that format needs."""

from __future__ import annotations

import subprocess
import sys

import digests
import pytest

from gitdigest.errors import UsageError
from gitdigest.report import ENDINGS, FORMATS, html, json, markdown, render, terminal, text
from gitdigest.report.catalog import languages

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
