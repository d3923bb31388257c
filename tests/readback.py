"""Reads Markdown back with two independent parsers, and says what a reader would see."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

_COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_VOID = frozenset({"br", "hr", "img", "input"})


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Page(HTMLParser):
    """The elements of a rendered page with the text inside of each; `br` is a newline."""

    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag == "br":
            self.handle_data("\n")
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def handle_comment(self, data: str) -> None:
        self.elements.append(Element("!--", {}, data))

    def tags(self) -> set[str]:
        return {element.tag for element in self.elements}

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]

    def texts(self, *tags: str) -> list[str]:
        return [seen(element.text) for element in self.all(*tags)]

    def links(self) -> list[str]:
        return [element.attributes.get("href", "") for element in self.all("a")]


def seen(text: str) -> str:
    """The text without the zero-width spaces that stop mentions, and with plain spaces."""
    return text.replace("\u200b", "").replace("\u00a0", " ")


def github(markdown: str) -> Page:
    """As GitHub's own parser renders it, raw HTML kept so that a test sees it."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return _page(cmarkgfm.github_flavored_markdown_to_html(markdown, options))


def commonmark(markdown: str) -> Page:
    """As markdown-it renders it, raw HTML kept so that a test sees it."""
    return _page(_COMMONMARK.render(markdown))


PARSERS = (github, commonmark)


def _page(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page
