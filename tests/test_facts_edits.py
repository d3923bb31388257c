"""What hunks replace, and the bytes that a parser is told of: applied, they make the new text."""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import takewhile

from hypothesis import given
from hypothesis import strategies as st

from gitdigest.facts.edits import (
    Edit,
    Span,
    Text,
    back,
    common_end,
    common_start,
    edits_between,
    line_starts,
    line_starts_again,
    spans,
)

LINES = st.lists(st.sampled_from(["", "a", "    a", "    b", "def a():", "é"]), max_size=12)
TEXTS = st.builds(
    lambda lines, end: ("\n".join(lines) + end).encode(), LINES, st.sampled_from(["", "\n", "x"])
)


def text_of(source: bytes) -> Text:
    return Text(source, line_starts(source))


def edits_of(old: Text, new: Text) -> list[Edit]:
    """The edits between two texts, line by line."""
    sides = [
        [text.source[a:b] for a, b in zip(text.starts, text.starts[1:], strict=False)]
        for text in (old, new)
    ]
    matcher = SequenceMatcher(None, sides[0], sides[1], autojunk=False)
    return [Edit(a, b - a, c, d - c) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def applied(old: Text, new: Text, told: list[Span]) -> bytes:
    """The old text with what is told put in, from the first span to the last."""
    made, at, moved = b"", 0, 0
    for span in reversed(told):
        assert at <= span.start <= span.old_end
        start, end = span.start + moved, span.new_end + moved
        made += old.source[at : span.start] + new.source[start:end]
        assert old.point(span.start) == span.start_point
        assert old.point(span.old_end) == span.old_end_point
        assert new.point(end)[1] == span.new_end_point[1]
        assert new.source[start:end].count(b"\n") == span.new_end_point[0] - span.start_point[0]
        at, moved = span.old_end, moved + span.new_end - span.old_end
    return made + old.source[at:]


@given(TEXTS, TEXTS)
def test_spans_make_the_new_text(one: bytes, other: bytes) -> None:
    """However they slide, they stay apart, and their rows and columns are those of the texts."""
    old, new = text_of(one), text_of(other)
    assert other == applied(old, new, list(spans(edits_of(old, new), old, new)))


@given(TEXTS, TEXTS)
def test_edits_that_are_found_make_the_new_text(one: bytes, other: bytes) -> None:
    """Of whole lines, and there and back."""
    old, new = text_of(one), text_of(other)
    found = edits_between(old, new)
    assert other == applied(old, new, list(spans(found, old, new)))
    assert one == applied(new, old, list(spans([back(edit) for edit in found], new, old)))


@given(
    st.binary(max_size=9),
    st.text("ab", max_size=9),
    st.text("ab", max_size=9),
    st.sampled_from([1, 7, 30, 500]),
)
def test_what_texts_share_is_measured(same: bytes, one: str, other: str, times: int) -> None:
    """As a walk from either end would."""
    a, b = (same * times + text.encode() + same * times for text in (one, other))
    assert walked(a, b) == common_start(a, b)
    assert walked(a[::-1], b[::-1]) == common_end(a, b)


def walked(one: bytes, other: bytes) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def test_an_edit_of_whole_lines_begins_at_a_sign() -> None:
    """The ends of lines and blocks that Python has there are inside."""
    rest = "def b():\n    return 2\n"
    old = text_of(f"def a():\n    return 1\n\n{rest}".encode())
    new = text_of(f"def a():\n    return 1\n\ndef c():\n    return 3\n\n{rest}".encode())
    (span,) = spans([Edit(3, 0, 3, 3)], old, new)
    assert b"1\n\n" == old.source[span.start : span.old_end]
    assert b"1\n\ndef c():\n    return 3\n\n" == new.source[span.start : span.new_end]


def test_an_edit_of_the_end_of_a_line_ends_in_a_word() -> None:
    """No token ends there, so that no known one begins at the same place."""
    old, new = text_of(b"a = 1\n\nword = 2\n"), text_of(b"a = 3\n\nword = 2\n")
    (span,) = spans([Edit(0, 1, 0, 1)], old, new)
    assert b"1\n\nw" == old.source[span.start : span.old_end]


def test_an_edit_inside_a_line_is_no_wider_than_what_differs() -> None:
    """There is a token of some width on either side."""
    old, new = text_of(b"a = b + c\n"), text_of(b"a = x + c\n")
    (span,) = spans([Edit(0, 1, 0, 1)], old, new)
    assert (4, 5, 5) == span[:3]


@given(TEXTS, TEXTS, st.lists(st.tuples(*[st.integers(0, 5)] * 4), max_size=3))
def test_lines_are_counted_again_where_they_differ(
    one: bytes, other: bytes, some: list[tuple[int, int, int, int]]
) -> None:
    """By whatever edits: those that fit save work, and others change nothing."""
    old, new = text_of(one), text_of(other)
    wrong = [Edit(*edit) for edit in some if edit[0] < len(old.starts)]
    for edits in (edits_between(old, new), edits_of(old, new), wrong):
        assert new.starts == line_starts_again(old, other, edits)


def test_lines_are_gits() -> None:
    """A carriage return and the separators of Unicode end none."""
    assert [0, 3, 8] == list(line_starts("a\r\n\u2028b\n".encode()))
    assert [0, 2, 3] == list(line_starts(b"a\nb"))
    assert [0] == list(line_starts(b""))
