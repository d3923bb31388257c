"""The HTML report as text: what it carries, its policy, and that every value is escaped."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import digests
import jinja2
import pytest
from messages import ROOT
from payloads import PAYLOADS
from readback import Page
from test_report_markdown import LANGUAGES, everywhere

from gitdigest.digest import Digest
from gitdigest.report import html
from gitdigest.report.escape import https

OURS = {
    *("html", "head", "meta", "title", "style", "script", "body", "header", "main", "section"),
    *("article", "figure", "figcaption", "div", "h1", "h2", "h3", "h4", "h5", "p", "a", "b", "br"),
    *("ul", "ol", "li", "dl", "dt", "dd", "code", "span", "table", "tr", "th", "td"),
    *("svg", "g", "rect", "line", "text", "details", "summary"),
    *("mark", "form", "label", "input", "select", "option", "button", "output"),
}
FORGE = r"https://github\.com/ai-dynamo/dynamo(/commit/[0-9a-f]+|/blob/[0-9a-f]+/[\w./%#?=-]+)?"
INERT = re.compile(rf"{FORGE}|#commits|#r\d+-\w+")


def read(digest: Digest, language: str = "en") -> Page:
    page = Page()
    page.feed(html.render(digest, language))
    page.close()
    return page


def test_a_day_says_what_the_others_say() -> None:
    """Title, statistics, sentences, reasons, facts and files, in the words of every format."""
    page = read(digests.dynamo_day())
    assert ["Daily report (2026-01-26)"] == page.texts("h1")
    assert [
        "fix: resolve sgl be E/P/D multimodal routing issues (#5500)",
        "test: unit test TCP client handle_reader [2/n] (#5056)",
        "ci: Prod Runners (#5534)",
        "docs: remove PRs merged badge from README (#5623)",
    ] == page.texts("h4")
    assert "4 commits on this day | 🔴 High 1 | 🟡 Medium 1 | 🟢 Low 2" in page.texts("p")
    assert "Replacing infra for Github runners" in page.texts("p")
    assert "grave words: crash +0.5" in page.texts("li")
    assert "sglang 0.5.6 → 0.5.7 container/deps/requirements.txt:12" in page.texts("dd")
    assert "components/src/dynamo/sglang/main.py source · +54 −61" in page.texts("li")
    assert not [said for said in page.texts("dd") if "token" in said], "a hint is not printed"


def test_the_policy_admits_our_style_and_script_alone() -> None:
    """The hashes are those of what stands in the page, and the policy stands before them."""
    page = read(digests.dynamo_day())
    policy = page.all("meta")[1].attributes["content"]
    hashes = [
        b64encode(sha256(page.all(tag)[0].text.encode()).digest()).decode()
        for tag in ("style", "script")
    ]
    assert (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    ) == policy
    assert page.elements.index(page.all("meta")[1]) < page.elements.index(page.all("style")[0])


def test_style_and_script_hold_nothing_that_ends_or_loads() -> None:
    """They can stand in the page as they are, and name no place to load anything from."""
    for name in ("report.css", "report.js"):
        text = (ROOT / "templates" / "html" / name).read_text(encoding="utf-8")
        assert not re.search(r"</|<!--|https?:|//[a-z]|url\(|@import|fetch|import\(|eval", text)


def test_jinja_in_the_plain_way_escapes_nothing() -> None:
    """Not even where it is asked to choose by names such as ours: hence an environment of our own."""
    plain = jinja2.Environment(autoescape=jinja2.select_autoescape())
    plain.loader = jinja2.DictLoader({"report.html.j2": "<p>{{ text }}</p>"})
    made = plain.get_template("report.html.j2").render(text=PAYLOADS[0])
    assert f"<p>{PAYLOADS[0]}</p>" == made


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_markup(payload: str) -> None:
    """Elements and attributes are ours, links lead to the forge, and no style is inline."""
    day = everywhere(payload)
    if https(payload):  # the page of the repository, which its remote told
        first, *others = day.repositories
        day = replace(day, repositories=(replace(first, web_url=digests.FORGE), *others))
    page = read(day)
    assert page.tags() <= OURS, page.tags() - OURS
    assert [] == [link for link in page.links() if not INERT.fullmatch(link)]
    names = {name for element in page.elements for name in element.attributes}
    assert not [name for name in names if name.startswith("on") or name in {"style", "src"}]
    assert 1 == len(page.all("script"))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://example.org", "//example.org", "data:,x", "file:///x", " "],
)
def test_only_https_becomes_a_link(url: str) -> None:
    """Whatever a saved digest claims to be an address."""
    assert "" == https(url)
    commit = replace(digests.ROUTING, url=url)
    part = replace(digests.repository(commit), web_url=url)
    assert "Show commit" not in html.render(digests.digest(part))


def test_an_address_cannot_leave_its_attribute() -> None:
    """Quotes and brackets are percent-encoded."""
    assert "https://x.example/%22%3E%3Cb%3E" == https('https://x.example/"><b>')


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_commit_needs_no_overview(language: str) -> None:
    """It is unfolded, and there is nothing to filter."""
    page = read(digests.single(digests.ROUTING), language)
    assert [] == page.all("svg", "form")
    assert 1 == sum("open" in found.attributes for found in page.all("details")[1:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quiet_day_says_so(language: str) -> None:
    """No charts of nothing; the newest day that has commits is named."""
    page = read(digests.digest(digests.repository(latest="2026-01-23")), language)
    assert [] == page.all("svg", "form", "ol")
    assert [said for said in page.texts("p") if "2026-01-23" in said]


def test_numbers_of_lines_follow_the_number_of_commits() -> None:
    """A commit among many lists less, and says how much it does not."""
    files = tuple(
        replace(digests.ROUTING.facts.files[0], path=f"src/{number}.py") for number in range(40)
    )
    commit = replace(digests.ROUTING, facts=replace(digests.ROUTING.facts, files=files))
    alone = html.render(digests.digest(digests.repository(commit, digests.BADGE)))
    among = html.render(digests.digest(digests.repository(*[commit] * 801)))
    assert "more files" not in alone
    assert "and 11 more files" in among
