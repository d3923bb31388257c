"""The HTML report in a real browser: what a reader can do with it, and what nobody can."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import digests
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import CHROMIUM, launch, opened
from payloads import PAYLOADS
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_report_markdown import hostile, told

from gitdigest.analysis.claim import Claim, Overview, Sentence
from gitdigest.digest import CommitDigest, Digest, Period, Quote
from gitdigest.facts.fact import FileClass
from gitdigest.report import html
from gitdigest.report.archive import Archive
from gitdigest.report.catalog import find_catalog, languages
from gitdigest.report.escape import spans

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium is installed (apt-get install chromium)"
)

Open = Callable[..., AbstractContextManager[Page]]
LONG = "a" * 300
PHONE = {"width": 360, "height": 740}
BLANKS = """() => {
  const walker = document.createTreeWalker(commits, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (walker.nextNode()) count += !walker.currentNode.data.trim();
  return count;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Open:
    """Opens the report of a digest."""
    numbers = count()

    def _show(digest: Digest, *, language: str = "en", **options: Any) -> Any:
        file = tmp_path / f"{next(numbers)}.html"
        file.write_bytes(html.render(digest, language).encode())
        return opened(browser, file, **options)

    return _show


def two_repositories() -> Digest:
    other = digests.repository(
        replace(digests.RUNNERS, sha="e" * 40), name="web", forge="https://codeberg.org/a/web"
    )
    return digests.digest(*digests.dynamo_day().repositories, other)


def subjects(page: Page) -> list[str]:
    """The first words of the commits that can be seen."""
    return [text.split(":")[0] for text in page.locator("h4:visible").all_text_contents()]


def test_it_opens_with_what_matters_first(show: Open) -> None:
    """Title, charts, repositories, then the commits by importance, each folded."""
    with show(digests.dynamo_day()) as page:
        assert "Daily report (2026-01-26)" == page.inner_text("h1")
        assert "Daily report (2026-01-26) · ai-dynamo/dynamo" == page.title()
        expect(page.locator("header").get_by_role("link")).to_have_text("ai-dynamo/dynamo")
        assert ["fix", "test", "ci", "docs"] == subjects(page)
        assert 4 == page.locator("details.commit:not([open])").count()
        expect(page.locator("svg.columns")).to_be_visible()
        expect(page.get_by_role("img")).to_have_attribute(
            "aria-label", "03:00: 1, 10:00: 1, 13:00: 1, 23:00: 1"
        )
        expect(page.locator("output")).to_have_text("4 of 4 commits")


def test_a_commit_unfolds(show: Open) -> None:
    """One by a click on its line, all by the buttons; those that are filtered away stay as is."""
    with show(digests.dynamo_day()) as page:
        file = page.get_by_text("multimodal_encode_utils.py")
        expect(file).to_be_hidden()
        page.get_by_role("heading", name="multimodal routing issues").click()
        expect(file).to_be_visible()
        page.get_by_label("Type").select_option("CI (1)")
        page.get_by_role("button", name="Open all").click()
        assert 2 == page.locator("details.commit[open]").count()
        page.get_by_role("button", name="Show all").click()
        expect(file).to_be_visible()
        page.get_by_role("button", name="Close all").click()
        expect(file).to_be_hidden()


def test_it_links_to_the_forge(show: Open) -> None:
    """A commit that has a page there leads to it, and tells it nothing of where it was read."""
    with show(digests.dynamo_day()) as page:
        page.get_by_role("heading", name="multimodal routing issues").click()
        link = page.get_by_role("link", name="Show commit")
        expect(link).to_have_attribute("href", digests.ROUTING.url)
        expect(link).to_have_attribute("rel", "noreferrer")


@pytest.mark.parametrize(
    ("expected", "label", "choice"),
    [
        (["fix"], "Importance", "High (1)"),
        (["docs", "ci"], "Importance", "Low (3)"),
        (["ci", "ci"], "Type", "CI (2)"),
        (["test"], "Author", "Qi Wang (1)"),
        (["fix"], "Component", "container/deps (1)"),
        (["docs"], "Component", "the top folder (1)"),
        (["ci"], "Repository", "web (1)"),
    ],
)
def test_it_filters(show: Open, expected: list[str], label: str, choice: str) -> None:
    """By importance, type, author, component and repository; what is empty goes away."""
    with show(two_repositories()) as page:
        page.get_by_label(label, exact=True).select_option(choice)
        assert set(expected) == set(subjects(page))
        shown = page.locator("details.tier:visible").count()
        assert 1 == shown
        page.get_by_role("button", name="Show all").click()
        expect(page.locator("output")).to_have_text("5 of 5 commits")
        assert 5 == len(subjects(page))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["fix"], "MULTIMODAL"),
        (["fix"], "encode_utils 0.5.7"),
        (["ci"], "ran rubin runners"),
        (["ci"], "infra for github"),
        (["test"], "2a2ad75"),
        (["fix", "test", "ci", "docs"], "  "),
        ([], "no such thing"),
    ],
)
def test_it_searches(show: Open, expected: list[str], text: str) -> None:
    """Every word must be somewhere in a commit: subject, body, people, files, facts, id."""
    with show(digests.dynamo_day()) as page:
        page.get_by_role("searchbox").fill(text)
        expect(page.locator("output")).to_have_text(f"{len(expected)} of 4 commits")
        assert expected == subjects(page)


def test_filters_and_search_narrow_together(show: Open) -> None:
    """What fits all of them is left, also where its tier was folded."""
    with show(two_repositories()) as page:
        page.get_by_text("Low importance").click()
        page.get_by_label("Repository").select_option("web (1)")
        page.get_by_role("searchbox").fill("runners")
        expect(page.locator("output")).to_have_text("1 of 5 commits")
        assert ["ci"] == subjects(page)


def test_a_name_in_a_chart_leads_to_its_commits(show: Open) -> None:
    """A bar's name and a tile filter as the form does, and the form shows it."""
    with show(digests.dynamo_day()) as page:
        page.get_by_role("link", name="Qi Wang").click()
        assert ["test"] == subjects(page)
        expect(page.get_by_label("Author")).to_have_value("0")
        page.get_by_role("button", name="Show all").click()
        page.get_by_role("link", name="High").click()
        assert ["fix"] == subjects(page)


def test_an_address_opens_its_commit(show: Open) -> None:
    """A link to one commit of a report shows it unfolded."""
    with show(digests.dynamo_day(), anchor=f"#r0-{digests.READER.sha}") as page:
        expect(page.get_by_text("tcp/client.rs")).to_be_visible()


def test_the_weightiest_are_named_at_the_top(show: Open) -> None:
    """Where no model sums up a day, its high commits lead down to themselves, filtered or not."""
    with show(two_repositories()) as page:
        first = page.locator(".brief").get_by_role("link", name="multimodal routing issues")
        page.get_by_label("Type").select_option("CI (2)")
        first.click()
        expect(page.get_by_text("multimodal_encode_utils.py").first).to_be_visible()
        expect(page.locator("output")).to_have_text("5 of 5 commits")


def test_a_title_breaks_between_its_days(show: Open) -> None:
    """On a phone too a date is in one line."""
    window = replace(digests.dynamo_day(), period=Period("window", "2026-01-20..2026-01-26"))
    with show(window, viewport=PHONE) as page:
        words = page.locator("h1 span")
        assert ["Report", "(2026-01-20", "\u2013", "2026-01-26)"] == words.all_text_contents()
        heights = words.evaluate_all("all => all.map(one => one.getClientRects().length)")
        assert [1, 1, 1, 1] == heights
        assert "Report (2026-01-20 \u2013 2026-01-26)" == " ".join(page.inner_text("h1").split())


def test_an_authors_words_flow(show: Open) -> None:
    """Code is code in a subject, and a paragraph breaks where the page does, not at column 72."""
    body = (
        f"Drop `exportGiftCards` and `exportVoucherCodes` together with\ntheir types.\n\n- `{LONG}`"
    )
    said = replace(digests.ROUTING.commit, subject="`gh verify` retries", body=body)
    day = digests.digest(digests.repository(replace(digests.ROUTING, commit=said), digests.READER))
    with show(day) as page:
        expect(page.locator("h4 code, .brief code").filter(has_text="gh verify")).to_have_count(2)
        page.get_by_role("heading", name="gh verify retries").click()
        expect(page.locator(".message code")).to_have_text(
            ["exportGiftCards", "exportVoucherCodes", LONG]
        )
        expect(page.locator(".message")).to_contain_text("together with their types.")
        assert 2 == page.locator(".message br").count()


def test_a_file_counts_once(show: Open) -> None:
    """However many commits touch it; the account tells both numbers."""
    twice = (digests.ROUTING, replace(digests.ROUTING, sha="f" * 40))
    files = len(digests.ROUTING.facts.files)
    with show(digests.digest(digests.repository(*twice))) as page:
        expect(page.locator(".tiles li", has_text="Changed files")).to_contain_text(f"{files} ")
        expect(page.get_by_text("counted commit by commit")).to_contain_text(
            f"{files} files ({2 * files} counted commit by commit)"
        )


def test_a_models_words_stand_with_their_worth(show: Open) -> None:
    """What a day has in common leads to its commits, a statement to the very lines of the diff."""
    with show(digests.explained_day()) as page:
        brief = page.locator(".brief li").first
        expect(brief).to_contain_text("Workers are routed and tested")
        brief.get_by_role("link", name="4447c24").click()
        risk = page.get_by_text("Health checks may miss").locator("..")
        expect(page.locator("mark").first).to_be_hidden()
        page.get_by_text(f"{digests.MAIN}:118").click()
        expect(page.locator("mark:visible")).to_have_text(
            ["-        ready_event,", "+        generate_endpoint,"]
        )
        assert risk.get_by_role("link").first.get_attribute("href") == (
            f"{digests.FORGE}/blob/{digests.ROUTING.sha}/{digests.MAIN}#L140"
        )
        expect(page.locator(".lead .contradicted")).to_contain_text("git counts (found: 7)")
        expect(page.get_by_text("No analysis: the model took too long")).to_have_count(1)


@pytest.mark.parametrize(
    ("expected", "choice"),
    [
        (["fix", "test"], "with unverified statements (2)"),
        (["test"], "with contradicted statements (1)"),
        (["fix"], "with statements taken out (1)"),
        (["ci"], "all statements held (1)"),
        (["docs"], "without analysis (1)"),
    ],
)
def test_it_filters_by_what_statements_are_worth(
    show: Open, expected: list[str], choice: str
) -> None:
    """A reader finds what to look at with care, and what the model could not do."""
    with show(digests.explained_day()) as page:
        page.get_by_label("Analysis").select_option(choice)
        assert expected == subjects(page)


def line_numbers(page: Page) -> list[str]:
    """The numbers beside the lines of hunks as the browser draws them: no element holds them."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    for _ in range(100):  # the tree for screen readers is made when the browser has time for it
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        texts = [node["name"]["value"] for node in nodes if node["role"]["value"] == "StaticText"]
        if found := [text for text in texts if text.isdecimal()]:
            return found
        page.wait_for_timeout(100)
    return []


def test_a_line_stands_beside_its_number(show: Open) -> None:
    """Each line of a hunk has the number that it has in its file, a removed one that of before."""
    body = " one\n-two\n-three\n+zwei\n four\n+fünf\n six\n"
    quote = Quote(digests.MAIN, 98, 118, body)
    day = digests.digest(digests.repository(replace(digests.ROUTING, quotes=(quote,))))
    with show(day) as page:
        assert ["118", "99", "100", "119", "120", "121", "122"] == line_numbers(page)


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_it_is_light_or_dark_as_the_reader_likes(show: Open) -> None:
    """As the system asks, and the other way round by the switch."""
    with show(digests.dynamo_day(), color_scheme="dark") as page:
        switch = page.get_by_role("button", name="Dark")
        dark = background(page)
        expect(switch).to_have_attribute("aria-pressed", "true")
        switch.click()
        light = background(page)
        expect(switch).to_have_attribute("aria-pressed", "false")
        page.emulate_media(color_scheme="light")
        assert light == background(page) != dark


def test_paper_gets_all_of_it(show: Open) -> None:
    """In print everything is unfolded, in ink on white, without what only a screen can use."""
    with show(digests.dynamo_day(), color_scheme="dark") as page:
        page.emulate_media(media="print")
        expect(page.get_by_text("multimodal_encode_utils.py")).to_be_visible()
        expect(page.get_by_role("searchbox")).to_be_hidden()
        assert "rgba(0, 0, 0, 0)" == background(page)
        assert "light" == page.evaluate("getComputedStyle(document.documentElement).colorScheme")


def wide_names() -> Digest:
    """Names that have no place to break."""
    files = (digests.file(f"{LONG}/{LONG}.py", FileClass.SOURCE, 123_456, 654_321),)
    known = digests.facts(files, importance="high", change_type=LONG)
    commit = told(LONG, digests.commit_digest("1", LONG, author=LONG, body=LONG, known=known))
    day = two_repositories()
    return replace(day, repositories=(*day.repositories, digests.repository(commit, name=LONG)))


@pytest.mark.parametrize("language", languages())
def test_a_phone_needs_no_sideways_scrolling(show: Open, language: str) -> None:
    """With everything unfolded and the longest names there is nothing beyond the edge."""
    with show(wide_names(), language=language, viewport=PHONE) as page:
        page.locator("#open").click()
        width = "document.documentElement.scrollWidth"
        assert PHONE["width"] == page.evaluate(width)


def test_without_its_script_it_can_be_read(show: Open) -> None:
    """Nothing is missing but what only the script can do, and commits unfold all the same."""
    with show(digests.dynamo_day(), java_script_enabled=False) as page:
        assert ["fix", "test", "ci", "docs"] == subjects(page)
        expect(page.get_by_role("searchbox")).to_be_hidden()
        expect(page.get_by_role("button", name="Dark")).to_be_hidden()
        page.get_by_role("heading", name="multimodal routing issues").click()
        expect(page.get_by_text("multimodal_encode_utils.py")).to_be_visible()


def test_the_keyboard_reaches_everything(show: Open) -> None:
    """The first stop skips to the commits, from where a commit unfolds with Enter."""
    with show(digests.dynamo_day()) as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the commits")).to_be_focused()
        page.keyboard.press("Enter")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.parentElement.matches('.commit')"):
                break
        page.keyboard.press("Enter")
        expect(page.get_by_text("multimodal_encode_utils.py")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_is_in_the_way_of_a_screen_reader(show: Open, language: str, scheme: str) -> None:
    """Names, roles, landmarks, headings and contrast are as axe-core wants them."""
    all_of_it = {"width": 1280, "height": 8_000}
    day = digests.explained_day()
    day = replace(day, repositories=(*day.repositories, *two_repositories().repositories))
    with show(day, language=language, color_scheme=scheme, viewport=all_of_it) as page:
        page.locator("#open").click()
        page.evaluate("document.querySelectorAll('.quote').forEach((quote) => (quote.open = true))")
        found = Axe().run(page)
        assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_archive_is_for_everybody(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """Its index passes axe-core, fits a phone and runs nothing."""
    archive = Archive("en")
    for day in (digests.explained_day(), digests.next_day(), wide_names()):
        archive.add(day, [("html", "report.html")])
    archive.skipped.append((LONG, LONG))
    file = tmp_path / "index.html"
    file.write_text(archive.render(), encoding="utf-8")
    with opened(browser, file, viewport=PHONE, color_scheme=scheme) as page:
        found = Axe().run(page)
        assert [] == [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]]
        assert PHONE["width"] == page.evaluate("document.documentElement.scrollWidth")


def attacks() -> Digest:
    """Every attack at every place of one digest."""
    numbers = count(1)
    commits = [
        told(text, hostile(text, tier, f"{next(numbers):07}"))
        for text in PAYLOADS
        for tier in ("high", "low")
    ]
    names = [digests.repository(commits[0], name=text) for text in PAYLOADS]
    links = replace(commits[1], url='https://evil.example"><script>alert(1)</script>')
    names.append(replace(digests.repository(links), web_url="javascript:alert(1)"))
    said = tuple(Sentence(text, (commits[0].sha,)) for text in PAYLOADS)
    all_of_them = replace(digests.repository(*commits), overview=Overview(said, said))
    return replace(digests.digest(all_of_them, *names), generator=PAYLOADS[0])


def test_no_attack_becomes_more_than_text(show: Open) -> None:
    """Nothing runs or loads, the page has our elements alone, and its links lead to the forge."""
    with show(attacks()) as page:
        page.locator("#open").click()
        shown = page.locator("details.tier.high h4").all_text_contents()[: len(PAYLOADS)]
        pieces = [[piece for _, piece in spans(text)] for text in PAYLOADS]
        expected = ["".join(found) or "(no subject)" for found in pieces]
        assert [" ".join(text.split()) for text in expected] == [
            " ".join(text.split()) for text in shown
        ]
        links = page.evaluate("[...document.links].map((link) => link.getAttribute('href'))")
        inner = {link for link in links if link.startswith("#")}
        assert [] == [
            link for link in inner if not re.fullmatch(r"#commits|#r\d+-0{6}\d0*|#r0-\d+", link)
        ]
        outer = [link for link in links if "evil" not in link and link not in inner]
        assert outer
        assert not [link for link in outer if not link.startswith(digests.FORGE)]
        assert 1 == page.locator("script").count()
        assert 0 == page.locator("img, iframe, object, embed, base, style + style").count()
        handlers = "[...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames())"
        assert [] == [name for name in page.evaluate(handlers) if name.startswith("on")]


def many(total: int) -> Digest:
    """A digest of so many commits, as large as real ones are."""
    kinds = [digests.ROUTING, digests.READER, digests.RUNNERS, digests.BADGE]
    commits: list[CommitDigest] = []
    for number in range(total):
        like = kinds[number % 4]
        files = tuple(replace(file, path=f"{file.path}{n}") for n in range(4) for file in like.facts.files)  # fmt: skip
        facts = replace(like.facts, files=files, findings=like.facts.findings * 8)
        commits.append(replace(like, sha=f"{number:040x}", facts=facts))
    return digests.digest(digests.repository(*commits))


def many_explained(total: int) -> Digest:
    """The same with a model's words, as long as its forms allow, and with the hunks it points to."""
    words = "`register_llm_with_readiness_gate` is called once; who waits for `ready_event` " * 2
    risks = tuple(Claim(words, digests.MAIN, (100 + n, 100 + n), "high", "held") for n in range(4))
    body = "".join(f"+        generate_endpoint_{n}.serve(handler.generate)\n" for n in range(60))
    quotes = tuple(Quote(digests.MAIN, 80 + n, 80 + n, body, "async def init():") for n in range(8))
    told = replace(digests.SAID, summary=replace(risks[0], text=words * 2), risks=risks)
    deep = replace(told, impacts=risks, insights=risks, advice=risks)
    brief = replace(told, risks=(), insights=(), impacts=risks[:2], advice=risks[:2])
    commits = [
        digests.explained(one, deep if one.importance == "high" else brief, quotes)
        for one in many(total).repositories[0].commits
    ]
    return digests.digest(digests.repository(*commits))


DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def test_a_long_page_shows_what_a_short_one_does(browser: Browser, tmp_path: Path) -> None:
    """What is left out of it for speed nobody sees: newlines between elements, a second folding."""
    catalog = find_catalog("en")
    names = html.names(digests.explained_day(), catalog)
    short = html.page(html.TEMPLATE, names, catalog)
    long = html.closed_up(html.page(html.TEMPLATE, {**names, "is_long": True}, catalog))
    words: list[list[str]] = []
    counts: list[tuple[int, int]] = []
    for text in (short, long):
        file = tmp_path / f"{len(words)}.html"
        file.write_text(text, encoding="utf-8")
        with opened(browser, file, viewport={"width": 1280, "height": 8_000}) as page:
            page.locator("#open").click()
            page.evaluate("document.querySelectorAll('.quote').forEach((one) => (one.open = true))")
            page.evaluate(DRAWN)  # what is not drawn yet has no text
            words.append(page.locator("#commits").inner_text().split())
            counts.append((page.locator(".quote").count(), page.evaluate(BLANKS)))
    links = {"Show": counts[0][0], "file": counts[0][0]}  # where the place itself leads there
    assert Counter(links) == Counter(words[0]) - Counter(words[1])
    assert Counter() == Counter(words[1]) - Counter(words[0])
    assert 0 == counts[1][0] < counts[0][0]
    assert 3 * counts[1][1] < counts[0][1]


@pytest.mark.parametrize("made", [many, many_explained])
def test_two_thousand_commits_are_usable(show: Open, made: Callable[[int], Digest]) -> None:
    """Under 15 MB, open in two seconds on an idle machine, and searched in one."""
    with show(made(2_000)) as page:
        size = page.evaluate("performance.getEntriesByType('navigation')[0].decodedBodySize")
        assert size < 15_000_000
        loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        assert loaded < 2_000 * max(1.0, os.getloadavg()[0])
        page.get_by_role("searchbox").fill("handle_reader")
        expect(page.locator("output")).to_have_text("500 of 2,000 commits")
