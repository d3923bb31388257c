"""Messages of commits as paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.report.paragraphs import FULL, paragraphs

LONG = "Drop the mutations together with their types and input types, which"


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        ([f"{LONG} nobody uses."], [LONG, "nobody uses."]),
        (["Short.", "Another."], ["Short.", "Another."]),
        ([LONG, "", "Next."], [LONG, "", "Next."]),
        ([LONG, "- one", "- two"], [LONG, "- one", "- two"]),
        ([f"- {LONG} goes on", "- two"], [f"- {LONG}", "  goes on", "- two"]),
        ([f"1. {LONG} goes on"], [f"1. {LONG}", "   goes on"]),
        ([LONG, "    code = 1"], [LONG, "    code = 1"]),
        ([f"    {LONG}", "after"], [f"    {LONG}", "after"]),
        ([LONG, "> quoted"], [LONG, "> quoted"]),
        ([LONG, "Fixes: #12"], [LONG, "Fixes: #12"]),
        (
            [LONG, "```", LONG, "x = 1", "```", "after"],
            [LONG, "```", LONG, "x = 1", "```", "after"],
        ),
        (["这" * 25 + "些提交"], ["这" * 25, "些提交"]),
        (["这" * 25 + " one"], ["这" * 25, "one"]),
        ([], []),
        (["   ", LONG], ["   ", LONG]),
    ],
)
def test_lines_are_joined_where_they_go_on(expected: list[str], lines: list[str]) -> None:
    """Prose flows; lists, code, quotes, trailers and what was ended on purpose stay."""
    assert expected == paragraphs(lines)


@given(st.lists(st.text(alphabet="ab -*>`\t这1.:", max_size=2 * FULL), max_size=8))
def test_no_sign_is_lost(lines: list[str]) -> None:
    """Only blanks come and go."""
    assert "".join("".join(lines).split()) == "".join("".join(paragraphs(lines)).split())
