"""Anchors of headings by the rules of GitHub and of GitLab."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import ORDINARY, PAYLOADS

from gitdigest.report.slug import Anchors, agreeing, github, gitlab, plain
from gitdigest.text import clean

SHA = "4447c24"
NASTY = (
    *PAYLOADS,
    *ORDINARY,
    "♻️ refactor: 🧑\u200d💻 emoji",
    "修复：多模态 路由 – 第①部分",
    "a - b -- c --- d",
    "--flag first",
    "x² + ½ ⅷ Ⓐ ΣΑΣ İ",
    "Feature (premium only) and more",
    "Feature (BETA)",
    "a\u00a0b \u3000 c",
    "word " * 60,
    "中" * 300,
    "-" * 200,
    "1234567",
)


@pytest.mark.parametrize(
    ("expected", "heading"),
    [
        # as github-slugger's own fixtures have them
        ("foo", "foo"),
        ("foo-bar", "foo bar"),
        ("asd--asd", "asd  asd"),
        ("heading-with-an-underscore_", "heading with an underscore_"),
        ("heading-with-a---dash", "heading with a - dash"),
        ("-initial-space", " initial space"),
        ("apostrophes-shouldnt-break", "apostrophe’s should’nt break"),
        ("i--unicode", "I ♥ unicode"),
        ("привет-non-latin-你好", "Привет non-latin 你好"),
        ("-高重要度变更-1", "🔴 高重要度变更 (1)"),
    ],
)
def test_github_keeps_every_space_as_a_hyphen(expected: str, heading: str) -> None:
    """Lower case, punctuation removed, each space a hyphen."""
    assert expected == github(heading)


@pytest.mark.parametrize(
    ("expected", "heading"),
    [
        # as GitLab's documentation has them
        ("this-heading-has-spaces-in-it", "This heading has spaces in it"),
        ("this-heading-has-a-in-it", "This heading has a 👍 in it"),
        ("this-heading-has-unicode-in-it-한글", "This heading has Unicode in it: 한글"),
        ("this-heading-has-35-in-it-and-parentheses", "This heading has 3.5 in it (and parentheses)"),
        ("this-heading-has-multiple-hyphens", "This heading -- has  multiple hyphens"),
        ("anchor-123", "123"),
        ("feature-for-all", "Feature (beta) for all"),
    ],
)  # fmt: skip
def test_gitlab_makes_one_hyphen_of_several(expected: str, heading: str) -> None:
    """As GitHub, but runs of hyphens become one and a number alone gets a prefix."""
    assert expected == gitlab(heading)


def test_equal_headings_are_numbered() -> None:
    """The second of two equal headings has -1 behind, the third -2."""
    anchors = Anchors()
    assert ["a-b", "a-b-1", "a-b-2", "c"] == [anchors.add(h) for h in ("A b", "a B", "a b!", "c")]


def test_a_heading_without_one_anchor_has_none() -> None:
    """Where the two rules differ, or a number collides with a heading, nothing may link."""
    anchors = Anchors()
    assert ["", "x-1", "x", ""] == [anchors.add(h) for h in ("a - b", "x 1", "x", "x")]
    assert "" == anchors.add("see ½")


@pytest.mark.parametrize("subject", NASTY)
def test_any_subject_makes_a_heading_with_one_anchor(subject: str) -> None:
    """Emoji, CJK, punctuation, flags and overlong subjects: both rules give the same anchor."""
    _hold(subject)


@given(st.text(st.sampled_from([*" -_.:()[]#&/|`*", *"aB1", "é", "中", "🔴", "²", "Σ", "\u00a0"])))
def test_every_combination_makes_a_heading_with_one_anchor(subject: str) -> None:
    """No mix of words, hyphens, spaces and signs lets the rules differ."""
    _hold(subject)


@given(st.text(max_size=40))
def test_every_text_makes_a_heading_with_one_anchor(subject: str) -> None:
    """Nor does any text of Unicode."""
    _hold(subject)


def _hold(subject: str) -> None:
    subject = clean(subject, oneline=True).strip()
    heading = agreeing(subject, SHA)
    assert github(heading) == gitlab(heading)
    assert Anchors().add(heading)
    assert heading.endswith(SHA)
    assert len(heading) <= 120 + len(f"… {SHA}") + 2
    shown = heading.removesuffix(SHA).strip()
    if "…" not in shown:
        assert subject.replace("\u2011", "-").split() == plain(shown).split()


@pytest.mark.parametrize("subject", ORDINARY)
def test_an_ordinary_subject_is_whole_in_its_heading(subject: str) -> None:
    """Only spaces and hyphens are exchanged, and only for what looks the same."""
    assert f"{subject} {SHA}" == plain(agreeing(subject, SHA))


@pytest.mark.parametrize(
    ("expected", "subject"),
    [
        ("use the \u2011\u2011flag now", "use the --flag now"),
        ("a \u2011\u2011 b", "a -- b"),
        ("x… is half", "x² is half"),
        ("thing … for all", "thing (premium only) for all"),
        ("w" * 120 + "…", "w" * 200),
    ],
)
def test_a_heading_shows_where_something_is_left_out(expected: str, subject: str) -> None:
    """What the rules cannot agree on is an ellipsis in a heading; a flag keeps its looks."""
    assert f"{expected} {SHA}".split() == agreeing(subject, SHA).split()
