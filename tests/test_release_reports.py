"""A review in every format: valid for machines, true for readers, harmless whatever it holds."""

from __future__ import annotations

import json as stdlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import digests
import jsonschema
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import CHROMIUM, launch, opened
from payloads import PAYLOADS
from playwright.sync_api import Browser, sync_playwright
from readback import PARSERS
from releases import handmade

from gitdigest.errors import DigestError, UsageError
from gitdigest.facts.fact import Evidence
from gitdigest.release.advice import Level
from gitdigest.release.release import ReleaseDigest
from gitdigest.release.risks.risk import Risk
from gitdigest.report import json
from gitdigest.report.catalog import languages
from gitdigest.report.release import FORMATS, render
from gitdigest.selection import Note

PUBLISHED = Path(__file__).parent.parent / "docs" / "release.schema.json"
WORDS = ("md", "html", "text", "terminal", "notes", "changelog")

# What the schema of SARIF 2.1.0 asks of the parts that we write, in our own words; the outputs of
# four real releases were valid by the schema itself.
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
LOCATION = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~/%-]+$"}},
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        }
    },
}
RESULT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": {"type": "array", "items": LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "properties": {"type": "object"},
    },
}
RULE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "shortDescription": MESSAGE,
        "defaultConfiguration": {"type": "object", "properties": {"level": LEVEL}},
    },
}
SARIF = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "rules": {"type": "array", "items": RULE, "uniqueItems": True},
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "versionControlProvenance": {
                        "type": "array",
                        "items": {"type": "object", "required": ["repositoryUri"]},
                    },
                    "invocations": {
                        "type": "array",
                        "items": {"type": "object", "required": ["executionSuccessful"]},
                    },
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}


@pytest.mark.parametrize("text", ["src/a.py", *PAYLOADS])
def test_sarif_is_valid(text: str) -> None:
    """Whatever a path or a name holds; each result names a rule that is there."""
    log = stdlib.loads(render(handmade(text), "sarif"))
    jsonschema.Draft202012Validator(SARIF).validate(log)
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert run["results"]
    assert [r["ruleId"] for r in run["results"]] == [rules[r["ruleIndex"]] for r in run["results"]]


@pytest.mark.parametrize("text", ["src/a.py", "\x00\x1b[31m", "]]>", "\ufffe", *PAYLOADS])
def test_junit_is_well_formed_and_its_sums_are_true(text: str) -> None:
    """A rule that stops is a failure, every other one passes."""
    suites = ET.fromstring(render(handmade(text), "junit"))  # noqa: S314 - our own
    cases = suites.findall("testsuite/testcase")
    assert str(len(cases)) == suites.attrib["tests"]
    assert (
        str(len(suites.findall("testsuite/testcase/failure"))) == suites.attrib["failures"] == "1"
    )


@pytest.mark.parametrize("name", ["md", "text", "terminal"])
def test_a_note_stands_once(name: str) -> None:
    """Whatever it is about."""
    release = handmade()
    noted = replace(release.repository, notes=(Note("limits", ("file = 7",)),))
    assert 1 == render(replace(release, repository=noted), name).count("file = 7")


def test_the_published_schema_is_that_of_the_types(request: pytest.FixtureRequest) -> None:
    """docs/release.schema.json says what is written (this test with --golden rewrites it)."""
    made = json.schema(ReleaseDigest)
    if request.config.getoption("--golden"):
        text = stdlib.dumps(made, indent=2, ensure_ascii=False)
        PUBLISHED.write_text(f"{text}\n", encoding="utf-8")
    assert made == stdlib.loads(PUBLISHED.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(made)
    written = stdlib.loads(render(handmade(), "json"))
    jsonschema.Draft202012Validator(made).validate(written)


def test_a_review_is_loaded_as_it_was_saved() -> None:
    """It renders again without git; a digest of days is told from it."""
    release = handmade()
    assert release == json.load_any(render(release, "json"))
    with pytest.raises(DigestError):
        json.load(render(release, "json"))


def test_a_saved_line_without_commits_is_refused() -> None:
    """Nobody can put an invented line into a saved review."""
    saved = stdlib.loads(render(handmade(), "json"))
    saved["notes"]["lines"][0]["commits"] = []
    with pytest.raises(DigestError):
        json.load_any(stdlib.dumps(saved))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_what_is_there(name: str, language: str) -> None:
    """Each has the commit of each line, and ends with one newline."""
    text = render(handmade("words"), name, language=language)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "words" in text
    if name != "text":
        assert "aaaaaaa" in text


@pytest.mark.parametrize(
    ("level", "asked", "words"),
    [
        ("minor", "0.26.2", "a new third number, as before 1.0: something is new"),
        ("major", "0.27.0", "a new second number, as before 1.0: something breaks"),
        ("minor", "1.3.0", "a minor version: something is new"),
    ],
)
def test_before_one_the_words_fit_the_number(level: Level, asked: str, words: str) -> None:
    """0.26.1 to 0.26.2 is no minor version, though something is new."""
    review = handmade()
    advice = replace(review.advice, level=level, asked=asked)
    assert f"The changes ask for {words}. That is {asked} at least." in render(
        replace(review, advice=advice), "text"
    )


@pytest.mark.parametrize("name", ["notes", "changelog"])
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("fix `gist list` here", "- **s**: fix `gist list` here ("),
        ("a `b` and ` c` *d*", "- **s**: a `b` and \\` c\\` \\*d\\* ("),
        ("``x`` `", "- **s**: \\`\\`x\\`\\` \\` ("),
    ],
)
def test_code_in_a_message_is_code_in_the_notes(name: str, text: str, shown: str) -> None:
    """What is no pair of backticks around something stays text; a detail needs no signatures."""
    review = handmade("s")
    line = replace(review.notes.lines[0], text=text, scope="s")
    notes = render(replace(review, notes=replace(review.notes, lines=(line,))), name)
    assert shown in notes
    assert " → " not in notes


def test_an_unknown_format_is_refused() -> None:
    """The error names those that there are."""
    with pytest.raises(UsageError):
        render(handmade(), "docx")


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("name", ["md", "notes", "changelog"])
@pytest.mark.parametrize("text", PAYLOADS)
def test_markdown_shows_foreign_text_and_no_more(text: str, name: str, parse: Any) -> None:
    """No link, image, HTML or heading comes from a repository's words."""
    page = parse(render(handmade(text), name))
    plain = parse(render(handmade("plain"), name))
    assert page.tags() <= plain.tags() | {"br"}
    assert plain.links() == page.links()
    assert len(plain.all("h1", "h2", "h3", "li", "tr")) == len(
        page.all("h1", "h2", "h3", "li", "tr")
    )


@pytest.mark.parametrize("text", PAYLOADS)
def test_html_shows_foreign_text_and_no_more(text: str) -> None:
    """Every tag is one of ours, whatever a name holds; where it holds nothing there are fewer."""
    tags = re.compile(r"<(/?[a-z0-9]+)")
    ours = Counter(tags.findall(render(handmade("plain"), "html")))
    found = Counter(tags.findall(render(handmade(text), "html")))
    assert found == ours if text else found <= ours


def test_places_and_commits_lead_to_the_forge() -> None:
    """What is there is shown at the end of the range, what went at its beginning."""
    release = handmade("src/a.py", "c" * 40)
    release = replace(
        release,
        ends=replace(release.ends, base_sha="b" * 40, head_sha="d" * 40),
        repository=replace(release.repository, web_url=digests.FORGE),
    )
    gone = replace(release.breaks[0], evidence=(Evidence("src/old.py", 7, "old"),))
    release = replace(release, breaks=(*release.breaks, gone))
    page = render(release, "html")
    assert f'href="{digests.FORGE}/blob/{"d" * 40}/src/a.py#L3"' in page
    assert f'href="{digests.FORGE}/blob/{"b" * 40}/src/old.py#L7"' in page
    unknown = replace(release, repository=replace(release.repository, web_url=""))
    assert "/blob/" not in render(unknown, "html")


@pytest.mark.parametrize("name", ["html", "md"])
def test_a_break_has_its_line_once(name: str) -> None:
    """What could go wrong counts the breaks, and leads to where each is told."""
    release = handmade("plain")
    broken = Risk("undeclared-break", "high", "a.b", "xyzzy", evidence=(Evidence("a.py"),))
    other = replace(broken, rule="untested", name="c.py", detail="99")
    page = render(replace(release, risks=(*[broken] * 60, *[other] * 60)), name)
    assert "xyzzy" not in page
    assert 1 == page.count("see what breaks")
    assert "named in the changelog (60)" in re.sub(r"</?b>", "", page)
    assert "c.py" in page


@pytest.mark.parametrize("name", ["html", "md"])
def test_a_merge_alone_is_no_change_of_its_own(name: str) -> None:
    """One that brings a branch of the range is, by the name that it has there."""
    release = handmade("plain")
    (commit,) = release.repository.commits
    merge = replace(commit, commit=replace(commit.commit, parents=("b" * 40, "c" * 40)))
    release = replace(release, repository=replace(release.repository, commits=(merge,)))
    alone = replace(release.topics[0], title="Merge branch 'stable'", members=())
    for topic, times in ((alone, 0), (replace(alone, members=release.topics[0].members), 1)):
        page = render(replace(release, topics=(topic,)), name)
        assert times == len(re.findall("Merge branch", page))


def test_risks_of_a_rule_stand_together() -> None:
    """Its name is said once for each tier, with how many there are."""
    one = Risk("untested", "high", "a.py", "1005", evidence=(Evidence("a.py"),))
    other = Risk("todo", "high", "b.py", "x")
    lesser = replace(one, tier="medium", name="d.py")
    found = (one, other, replace(one, name="c.py"), lesser)
    page = render(replace(handmade(), risks=found), "html")
    assert 1 == page.count("<b>Source changed with no test near it</b> (2)")
    assert 2 == page.count("<b>Source changed with no test near it</b>")
    assert page.index("a.py") < page.index("c.py") < page.index("b.py") < page.index("d.py")
    assert "1,005 lines" in page


@pytest.mark.parametrize("name", ["text", "terminal"])
def test_a_terminal_is_not_commanded(name: str) -> None:
    """Escapes of a name are spelled out."""
    text = render(handmade("a\x1b]0;x\x07b\x9b31m"), name)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    assert "\\x1b" in text


def test_breaking_sections_of_a_changelog_come_first() -> None:
    """What breaks stands above what is new."""
    release = handmade("words")
    lines = release.notes.lines
    text = render(replace(release, notes=replace(release.notes, lines=lines[::-1])), "changelog")
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert ["## [words] - 2026-01-26", "### Removed", "### Added"] == headings


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_silent_and_can_be_used_by_everybody(
    browser: Browser, tmp_path: Path, scheme: str
) -> None:
    """It asks nobody, runs nothing, fits a phone, and axe-core finds nothing."""
    file = tmp_path / "release.html"
    file.write_text(render(handmade("<img src=x onerror=alert(1)>"), "html"), encoding="utf-8")
    phone = {"width": 360, "height": 740}
    with opened(browser, file, viewport=phone, color_scheme=scheme, bypass_csp=True) as page:
        found = Axe().run(page)
        assert 0 == found.violations_count, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")
def test_each_reason_of_the_verdict_has_a_line(browser: Browser, tmp_path: Path) -> None:
    """They are sentences, not the labels that stand in a row in the page of a day."""
    release = handmade("words")
    twice = replace(release.verdict, reasons=release.verdict.reasons * 2)
    file = tmp_path / "release.html"
    file.write_text(render(replace(release, verdict=twice), "html"), encoding="utf-8")
    with opened(browser, file) as page:
        first, second = (one.bounding_box() for one in page.locator(".reasons li").all())
        assert first
        assert second
        assert second["y"] >= first["y"] + first["height"]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_what_a_format_needs_can_be_loaded_beforehand(name: str) -> None:
    """A format that is not known there would be loaded while somebody waits; JSON is there anyway."""
    script = (
        "import sys\nfrom gitdigest.report.release import prepare\nbefore = set(sys.modules)\n"
        f"prepare([{name!r}])\n"
        "print(any(m.startswith('gitdigest.report.release.') for m in set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert b"True\n" == done.stdout
