"""Text of repositories and models, made harmless to look at."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.text import clean

_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_HARMLESS = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me"],
    exclude_characters="".join(_BLANK_LETTERS),
)  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("plain text, 中文 and é", "plain text, 中文 and é"),
        (r"\x1b[31mred\x1b]0;title\x07", "\x1b[31mred\x1b]0;title\x07"),
        (r"\x9b31m \x00 \x7f", "\x9b31m \x00 \x7f"),
        ("a<U+202E>b<U+2066>c<U+200B>d", "a\u202eb\u2066c\u200bd"),
        ("<U+E0041><U+E0101>", "\U000e0041\U000e0101"),
        ("<U+D800><U+E000><U+FFFE>", "\ud800\ue000\ufffe"),
        ("<U+2028><U+2029>", "\u2028\u2029"),
        ("<U+3164><U+2800>", "\u3164\u2800"),
        ("line\nnext\ttab", "line\nnext\ttab"),
        ("line\nnext", "line\r\nnext"),
        (r"line\x0dnext", "line\rnext"),
    ],
)
def test_what_cannot_be_seen_is_spelled_out(expected: str, text: str) -> None:
    """Controls, bidirectional and invisible characters become visible, the rest stays."""
    assert expected == clean(text)


def test_a_joiner_stays_only_between_pictures() -> None:
    """A gitmoji of two pictures is one; the same joiner inside a word is spelled out."""
    assert "🧑\u200d💻 ♂️" == clean("🧑\u200d💻 ♂️")
    assert "pass<U+200D>word" == clean("pass\u200dword")
    assert "<U+200D>🧑<U+200D>" == clean("\u200d🧑\u200d")


def test_a_pile_of_marks_is_cut_to_four() -> None:
    """A letter cannot be drowned in combining marks, nor cover the lines above."""
    assert "e" + "\u0301" * 4 + "x" == clean("e" + "\u0301" * 500 + "x")


def test_what_is_cut_off_is_counted() -> None:
    """A text over the limit says how many characters are missing."""
    assert "aaaa… [+6]" == clean("a" * 10, limit=4)
    assert "a" * 10 == clean("a" * 10, limit=10)


def test_one_line_has_no_breaks() -> None:
    """With `oneline`, newlines and tabs become one space, whatever kind they are."""
    assert r"a b c\x0d d\x0be<U+2028>f" == clean("a\n\n\tb\nc\r\td\x0be\u2028f", oneline=True)


@given(st.text(_HARMLESS))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Letters, numbers, punctuation, symbols and spaces of any script pass unchanged."""
    assert text == clean(text)


@given(st.text(st.characters(codec=None)))
def test_nothing_invisible_is_left(text: str) -> None:
    """Of the categories that draw nothing only newline, tab and a picture's joiner remain."""
    for char in clean(text):
        category = unicodedata.category(char)
        assert char in "\n\t\u200d" or category not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        assert char not in _BLANK_LETTERS


def test_every_invisible_character_of_unicode_is_known() -> None:
    """The table holds all characters of the invisible categories that this Python knows."""
    for code in range(0x110000):
        char = chr(code)
        if (
            unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
            and char not in "\n\t"
        ):
            assert char != clean(char), hex(code)


@given(st.text(st.characters(codec=None), max_size=200))
def test_cleaning_again_changes_nothing(text: str) -> None:
    """What was cleaned once, before it was stored or sent, reads the same."""
    assert clean(text) == clean(clean(text))
