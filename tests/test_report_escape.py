"""Foreign text in Markdown: it shows as itself, and does nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from payloads import ORDINARY, PAYLOADS
from readback import PARSERS, Page, seen

from gitdigest.report.escape import Markdown, code, link, md, rows, web_address
from gitdigest.text import clean

FRAGMENTS = st.sampled_from(
    [
        *"\\`*_{}[]()#+-.!|~^$:=<>&;@/?\"'% \n\t",
        *("a", "é", "中", "1", "🔴", "\u00a0", "\u3000", "x.y", "www", "http", "https", "mailto"),
        *("://", "](", "![", "]:", "[^", "[x]", "[ ]", "&#", "&lt;", "<b", "</", "<!--", "-->"),
        *("**", "__", "~~", "```", "~~~", "$$", "---", "===", "1.", "- ", "@a.b", "\\|", "\\\\"),
    ]
)
TEXTS = st.one_of(st.lists(FRAGMENTS, max_size=12).map("".join), st.text(max_size=20))

# A place in a report: Markdown around the text, its element, and what is read in that.
PLACES = {
    "cell": ("| a | b |\n|---|---|\n| {} | end |\n", "td", 0, "{}"),
    "heading": ("#### {} `0123456`\n", "h4", 0, "{} 0123456"),
    "item": ("- x\n- {}\n- y\n", "li", 1, "{}"),
    "nested item": ("- x\n  - {}\n", "li", 1, "{}"),
    "paragraph": ("before\n\n{}\n\nafter\n", "p", 1, "{}"),
    "quote": ("> {}\n", "p", 0, "{}"),
    "field": ("- **Label**: {}\n", "li", 0, "Label: {}"),
}
OURS = frozenset(
    {"table", "thead", "tbody", "tr", "th", "td", "ul", "li", "p", "h4", "code", "strong"}
    | {"blockquote"}
)
Parser = Callable[[str], Page]


def shown(text: str) -> str:
    return seen(clean(text, oneline=True).strip())


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_shows_as_text(payload: str, place: str, parser: Parser) -> None:
    """Each attack is read as its own text wherever it stands, by both parsers."""
    _hold(payload, place, parser)


@pytest.mark.parametrize("parser", PARSERS)
def test_most_payloads_break_what_is_not_escaped(parser: Parser) -> None:
    """So that they mean something: they are more than text, or not the text that was written."""
    broken = set()
    for place in ("cell", "paragraph"):
        template, tag, index, _ = PLACES[place]
        for payload in PAYLOADS:
            page = parser(template.format(payload.encode("utf-8", "replace").decode()))
            is_text = page.texts(tag)[index : index + 1] == [shown(payload)]
            if not is_text or not page.tags() <= OURS:
                broken.add(payload)
    assert len(broken) > len(PAYLOADS) / 2


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
@example(text="\\")
@example(text="\\|")
@example(text="a\\<b")
@example(text="*a_*_b_")
@example(text="---- - ")
def test_any_text_shows_as_text(text: str) -> None:
    """No combination of Markdown's signs is anything but text, in any place, to both parsers."""
    for place in PLACES:
        for parser in PARSERS:
            _hold(text, place, parser)


def _hold(text: str, place: str, parser: Parser) -> None:
    expected = shown(text)
    if not expected and place != "cell":
        return  # a report has a word for what is empty, but for a cell
    template, tag, index, around = PLACES[place]
    source = template.format(md(text))
    page = parser(source)
    assert page.tags() <= OURS, source
    assert around.format(expected).strip() == page.texts(tag)[index].strip(), source


@pytest.mark.parametrize("subject", ORDINARY)
def test_an_ordinary_subject_is_not_touched(subject: str) -> None:
    """What cannot act is written byte for byte, so that the file can be searched."""
    assert subject == md(subject)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_a_link_leads_where_we_say(text: str) -> None:
    """Brackets in the text of a link neither end it nor start another."""
    for parser in PARSERS:
        page = parser(f"- {link(f'a{text}b', '#here')}\n")
        assert ["#here"] == page.links()
        assert [seen(clean(f"a{text}b", oneline=True))] == page.texts("a")


@settings(max_examples=200, deadline=None)
@given(text=TEXTS)
def test_code_shows_as_code(text: str) -> None:
    """A code span holds its text, whatever backticks are in it."""
    for parser in PARSERS:
        page = parser(f"- {code(text)} end\n")
        assert {"ul", "li", "code"} == page.tags()
        assert [shown(text)] == [found.strip() for found in page.texts("code")]


def test_rows_are_lines_of_one_cell() -> None:
    """Lines stand below each other in a cell, and a pair of signs cannot meet across them."""
    for parser in PARSERS:
        page = parser(f"| a |\n|---|\n| {rows(['a *b', 'c* | d', '- e'])} |\n")
        assert ["a *b\nc* | d\n- e"] == page.texts("td")
        assert not page.all("em")


def test_markdown_stays_markdown() -> None:
    """What was escaped once is not escaped again."""
    assert "a\\*b\\*" == md(md("a*b*"))
    assert "<b>" == md(Markdown("<b>"))


@pytest.mark.parametrize(
    ("expected", "url"),
    [
        ("https://github.com/a/b/commit/1", "https://github.com/a/b/commit/1"),
        ("http://[::1]:80/x".replace("[", "%5B").replace("]", "%5D"), "http://[::1]:80/x"),
        ("https://h/a%29%20b%3Cc%3E%22", 'https://h/a) b<c>"'),
        ("https://h/a?b=c&d=%E4%B8%AD", "https://h/a?b=c&d=中"),
        ("", "javascript:alert(1)"),
        ("", "data:text/html,x"),
        ("", "file:///etc/passwd"),
        ("", "//evil.example"),
        ("", "https://"),
        ("", "https://[x"),
        ("", ""),
    ],
)
def test_only_web_addresses_are_linked(expected: str, url: str) -> None:
    """An address has a scheme of the web and a host, and cannot end the link that it is in."""
    assert expected == web_address(url)
    for parser in PARSERS:
        assert parser(f"- {link('text', url)}\n").texts("li") == ["text"]
        assert bool(expected) == bool(parser(f"- {link('text', url)}\n").links())
