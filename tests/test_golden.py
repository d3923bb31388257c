"""One day with a model's words in every format and language, byte for byte as somebody read it."""

from __future__ import annotations

import re
from pathlib import Path

import digests
import pytest

from gitdigest.report import ENDINGS, render
from gitdigest.report.archive import Archive
from gitdigest.report.catalog import languages

GOLDEN = Path(__file__).parent / "golden"
PLACES = [
    *((name, language) for name in ("md", "html", "text", "terminal") for language in languages()),
    ("json", "en"),
]
_FIXED = re.compile(r"(?<=<style>).*?(?=</style>)|(?<=<script>).*?(?=</script>)|'sha256-[^']+'", re.DOTALL)  # fmt: skip


def compared(request: pytest.FixtureRequest, name: str, text: str) -> None:
    """The text is the expected file; with --golden it is written first."""
    file = GOLDEN / name
    if request.config.getoption("--golden"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("name", "language"), PLACES)
def test_a_report_is_as_it_was_read(
    request: pytest.FixtureRequest, name: str, language: str
) -> None:
    """Every word, number and sign; of a page all but its style and its script."""
    text = render(digests.explained_day(), name, language=language, width=80)
    ending = ".terminal.txt" if name == "terminal" else ENDINGS[name]  # type: ignore[index]
    compared(request, f"day.{language}{ending}", _FIXED.sub("…", text))


@pytest.mark.parametrize("language", languages())
def test_a_commit_in_the_terminal_is_as_it_was_read(
    request: pytest.FixtureRequest, language: str
) -> None:
    """What `show` prints of one commit, told and by facts alone."""
    found = [digests.explained(digests.ROUTING), digests.ROUTING]
    text = "\n".join(
        render(digests.single(one), "terminal", language=language, width=80) for one in found
    )
    compared(request, f"commit.{language}.terminal.txt", text)


@pytest.mark.parametrize("language", languages())
def test_an_index_is_as_it_was_read(request: pytest.FixtureRequest, language: str) -> None:
    """The page of an archive."""
    archive = Archive(language)
    archive.add(digests.explained_day(), [("html", "day.html"), ("json", "day.json")])
    compared(request, f"archive.{language}.html", _FIXED.sub("…", archive.render()))
