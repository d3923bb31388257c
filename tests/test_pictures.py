"""The pictures of the README: small, made of themselves alone, and of nobody's machine."""

from __future__ import annotations

import re

import pytest
from messages import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)


def test_the_readme_shows_a_page_and_a_terminal() -> None:
    """Each with words for who cannot see it."""
    assert ["docs/report.png", "docs/terminal.svg"] == PICTURES


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small(name: str) -> None:
    """A clone carries them for ever."""
    assert 1_000 < (ROOT / name).stat().st_size < 200_000


def test_the_recording_loads_nothing_and_names_no_machine() -> None:
    """It asks for no fonts, and the paths in it are those that a reader would type."""
    svg = (ROOT / "docs" / "terminal.svg").read_text(encoding="utf-8")
    assert not re.search(r"url\((?!#)|@import|<image|<script|href=", svg)
    text = re.sub(r"<[^>]+>", "", svg).replace("&#160;", " ")
    assert "$ gitdigest daily ~/src/dynamo" in text
    assert not re.search(r"(?<![\w~])/(?:home|root|tmp|work|usr|Users)/", text)
