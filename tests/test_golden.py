"""A day and a release in every format and language, byte for byte as somebody read them."""

from __future__ import annotations

import re
from pathlib import Path

import digests
import pytest
from shipped import shipped

from gitdigest.release.release import ReleaseDigest
from gitdigest.report import ENDINGS, render
from gitdigest.report import release as review
from gitdigest.report.archive import Archive
from gitdigest.report.catalog import languages
from gitdigest.report.release.formats import MACHINES

GOLDEN = Path(__file__).parent / "golden"
PLACES = [
    *((name, language) for name in ("md", "html", "text", "terminal") for language in languages()),
    ("json", "en"),
]
REVIEWS = [
    (name, language)
    for name in review.FORMATS
    for language in (["en"] if name in MACHINES else languages())
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
    archive.add(digests.next_day(), [])
    compared(request, f"archive.{language}.html", _FIXED.sub("…", archive.render()))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> ReleaseDigest:
    """One review for all of its forms; of the identity that a test has it needs nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        return shipped(tmp_path_factory.mktemp("shipped"))


@pytest.mark.parametrize(("name", "language"), REVIEWS)
def test_a_review_is_as_it_was_read(
    request: pytest.FixtureRequest, release: ReleaseDigest, name: str, language: str
) -> None:
    """Of a real history: what ships, breaks and could go wrong, and the notes, in every format."""
    text = review.render(release, name, language=language, width=80)
    ending = ".terminal.txt" if name == "terminal" else review.ENDINGS[name]  # type: ignore[index]
    stem = "release" if name in MACHINES else f"release.{language}"
    compared(request, f"{stem}{ending}", _FIXED.sub("…", text))
