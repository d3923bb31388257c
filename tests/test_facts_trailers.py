"""Trailers, against git-interpret-trailers itself."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gitdigest.facts.fact import Trailer
from gitdigest.facts.trailers import split_trailers

_LINES = (
    "",
    "",
    "plain words",
    "Signed-off-by: A <a@b.c>",
    "Co-authored-by: B <b@b.c>",
    "Fixes: #1",
    "Key : spaced",
    "Not a key: value",
    "  folded value",
    "\tand tabbed",
    "(cherry picked from commit 0123456789)",
    "https://example.com/x",
    "# a comment",
    "   ",
    ": no key",
    "Empty:",
    "---",
)


def git_trailers(body: str) -> list[tuple[str, str]]:
    """What git parses of the same message; it needs a title above."""
    message = f"title\n\n{body}\n".encode()
    command = ["git", "interpret-trailers", "--parse", "--no-divider"]
    out = subprocess.run(command, input=message, stdout=subprocess.PIPE, check=True).stdout
    pairs = (line.partition(":") for line in out.decode().splitlines())
    return [(key, value.strip()) for key, _, value in pairs]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(_LINES), max_size=9))
def test_as_git_parses_them(lines: list[str]) -> None:
    """Any mix of lines has the trailers that git finds there."""
    body = "\n".join(lines)
    _, found = split_trailers(body)
    assert git_trailers(body) == [(trailer.key, trailer.value) for trailer in found]


@pytest.mark.parametrize(
    ("body", "rest", "trailers"),
    [
        ("", [""], ()),
        ("just text", ["just text"], ()),
        ("Key: value", [], (Trailer("Key", "value"),)),
        ("a\n\nKey: x\n y", ["a", ""], (Trailer("Key", "x y"),)),
        ("a\n\nKey: x\nprose", ["a", "", "Key: x", "prose"], ()),
    ],
)
def test_what_is_left(body: str, rest: list[str], trailers: tuple[Trailer, ...]) -> None:
    """The body keeps all but the block, and the block only if it is one."""
    assert (rest, trailers) == split_trailers(body)
