"""report/message.py: what the author of a commit wrote, as rows, paragraphs and a quotation."""

from __future__ import annotations

import digests
import pytest

from gitdigest.digest import CommitDigest
from gitdigest.report import html, markdown, message, terminal, text
from gitdigest.report.catalog import find_catalog

BUMP = """Bumps the actions group with 1 update: [actions/checkout](https://github.com/actions/checkout).

| Package | From | To |
| --- | --- | --- |
| [actions/checkout](https://github.com/actions/checkout) | `7.0.0` | `7.0.1` |


Updates `actions/checkout` from 7.0.0 to 7.0.1
- [Release notes](https://github.com/actions/checkout/releases)
- [Commits](https://github.com/actions/checkout/compare/9c0...3d3)

---
updated-dependencies:
- dependency-name: actions/checkout
  dependency-version: 7.0.1
...

Signed-off-by: dependabot[bot] <support@github.com>"""

WRAPPED = """Terminals that do not answer fall back to disabling it, so that
nothing hangs.

- Startup queries go out in one write, cursor position last. Every
  terminal answers DSR
- Bound the first read

    printf 'code' | fzf

https://example.org/discussion
🤖 Generated with [Claude Code](https://claude.com/claude-code)

Co-Authored-By: Claude <noreply@anthropic.com>"""


def commit(body: str, subject: str = "fix: x", importance: str = "medium") -> CommitDigest:
    known = digests.facts(importance=importance)  # type: ignore[arg-type]
    return digests.commit_digest("1", subject, body=body, known=known)


WHAT_BUMP_SAYS = (
    "Bumps the actions group with 1 update: actions/checkout."
    " Updates `actions/checkout` from 7.0.0 to 7.0.1"
)
WHAT_IS_WRAPPED = (
    "Terminals that do not answer fall back to disabling it, so that nothing hangs. Startup"
    " queries go out in one write, cursor position last. Every terminal answers DSR;"
    " Bound the first read"
)


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ("", ""),
        ("", "Signed-off-by: A <a@b>"),
        ("One. Two", "One.\n\nTwo\n\nSigned-off-by: A <a@b>"),
        (WHAT_BUMP_SAYS, BUMP),
        (WHAT_IS_WRAPPED, WRAPPED),
        ("the reason", "* fix: x\n\n* the reason\n\n---------\n\nSigned-off-by: A <a@b>"),
        ("Generated with protoc 3.2", "Generated with protoc 3.2"),
        ("after", "```\ncode\n```\n<!-- hidden -->\n# Heading\nafter"),
    ],
)
def test_a_quotation_is_the_prose_of_a_body(expected: str, body: str) -> None:
    """Wraps joined; without trailers, adverts, tables, code, bare links and the title itself."""
    assert expected == message.quotation(commit(body))


def test_a_long_quotation_ends_at_a_word_with_a_sign() -> None:
    """Whatever the text, it has no more characters than there is room for."""
    assert "aaaa bbbb …" == message.quotation(commit("aaaa bbbb cccc"), 12)
    assert "a" * 10 + " …" == message.quotation(commit("a" * 900), 10)
    assert "长" * 10 + " …" == message.quotation(commit("长" * 900), 10)


def test_what_a_merge_of_a_request_is_called_is_not_quoted() -> None:
    """The first line of its body is its title."""
    merge = commit("feat: shiny\n\nWhy it is so.", "Merge pull request #12 from a/b")
    assert "Why it is so." == message.quotation(merge)


def test_rows_of_the_table_are_paragraphs_without_what_tools_wrote() -> None:
    """A hard wrap begins no row."""
    assert [
        "Terminals that do not answer fall back to disabling it, so that nothing hangs.",
        "Startup queries go out in one write, cursor position last. Every terminal answers DSR",
        "Bound the first read",
        "    printf 'code' | fzf".strip(),
        "https://example.org/discussion",
    ] == message.rows(commit(WRAPPED))
    assert [
        BUMP.split("\n", maxsplit=1)[0],
        "Updates `actions/checkout` from 7.0.0 to 7.0.1",
    ] == message.rows(commit(BUMP))
    assert ["the reason"] == message.rows(commit("* fix: x\n\n* the reason"))


def test_every_format_has_the_words_of_the_author() -> None:
    """Escaped as all else; in the terminal and in plain text above low, where a commit has room."""
    day = digests.digest(digests.repository(commit("Because `x` <b>.\n\nSigned-off-by: A <a@b>")))
    assert "\n> “Because `x` &lt;b>.”\n" in markdown.render(day)
    assert "\n> „Because `x` &lt;b>.“\n" in markdown.render(day, "de")
    assert "Because <code>x</code> &lt;b&gt;." in html.render(day)
    assert "“Because `x` <b>.”" in terminal.render(day)
    assert "  “Because `x` <\u200bb>.”\n" in text.render(day)


def test_a_low_commit_is_quoted_where_it_has_a_section() -> None:
    """Its line in a list stays one line."""
    day = digests.digest(digests.repository(commit("Because.", importance="low")))
    assert "\n> “Because.”\n" in markdown.render(day)
    assert "Because" not in terminal.render(day)


def test_a_body_made_to_keep_us_busy_is_read_in_time() -> None:
    """No text costs more than its length."""
    for body in (
        "---\nupdated-dependencies:\n" * 20_000,
        "[a](" * 50_000,
        "generated with " * 9_000,
    ):
        assert len(message.quoted(find_catalog("en"), commit(body))) < 400
        assert 9 >= len(message.rows(commit(body)))
