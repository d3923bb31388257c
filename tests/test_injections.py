"""A repository that speaks to the model, and a model that obeys: the report stays what it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import injections
import pytest
from engine.scripted import scripted
from gitrepo import GitRepo
from injections import ATTEMPTS, CASE, EVIL
from readback import PARSERS, Page
from warm import run

RANGE = ("--range", "HEAD~60..HEAD")
TIERS = ("low", "medium", "high")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The reports of all attempts by their format, from one run that a model obeyed in."""
    folder = tmp_path_factory.mktemp("injections")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        repo = GitRepo.init(folder / "repo")
        injections.write(repo)
    with scripted(injections.obeys()) as server:
        model = ("--model", "openai/scripted", "--api-base", server.base)
        formats = ("-f", "md,html,json,text", "-o", folder / "out")
        done = run(
            *("daily", repo.path, "--range", f"{first(repo)}..HEAD", *model, *formats),
            XDG_CACHE_HOME=str(folder / "cache"),
        )
        assert done.code in {0, 3}, done.err
        asked = json.dumps(server.asked)
    files = {Path(line).suffix[1:]: Path(line) for line in done.out.splitlines()}
    return {
        "asked": asked,
        **{name: file.read_text(encoding="utf-8") for name, file in files.items()},
    }


def first(repo: GitRepo) -> str:
    return repo.git("rev-list", "--max-parents=0", "HEAD")


@pytest.fixture(scope="module")
def commits(reports: Mapping[str, str]) -> Mapping[int, Any]:
    """The commit of each attempt, by its number."""
    found = {}
    for one in json.loads(reports["json"])["repositories"][0]["commits"]:
        if "before" not in one["commit"]["subject"]:
            match = CASE.search(one["commit"]["body"])
            assert match
            found[int(match[1])] = one
    assert len(ATTEMPTS) == len(found)
    return found


@pytest.mark.parametrize("number", range(len(ATTEMPTS)))
def test_a_model_that_obeys_lowers_nothing(commits: Mapping[int, Any], number: int) -> None:
    """The tier is that of the facts, and what they found is in the report."""
    one, attempt = commits[number], ATTEMPTS[number]
    assert one["importance"] == one["facts"]["importance"]
    kinds = [fact["kind"] for fact in one["facts"]["findings"]]
    assert "symbol.public" in kinds
    assert attempt.caught == ("addressed" in kinds), attempt
    if attempt.goal == "form":
        assert one["analysis"] is None
        assert one["skipped"]["reason"] in {"not-json", "empty"}
    else:
        assert "low" != one["analysis"]["importance"]


def test_no_text_of_a_model_becomes_a_link(reports: Mapping[str, str]) -> None:
    """No link, no image, no element of its own, in any format, by two parsers of Markdown."""
    assert EVIL.partition("//")[2] in reports["md"].replace("\\", "")
    pages = [parse(reports["md"]) for parse in PARSERS]
    page = Page()
    page.feed(reports["html"])
    for found in (*pages, page):
        assert [] == [link for link in found.links() if "evil" in link]
        assert not found.tags() & {"img", "iframe", "object", "tool_call"}
        assert all("alert" not in element.text for element in found.all("script"))
    assert "\x1b]8" not in reports["txt"]


def test_what_was_asked_holds_no_tag_of_a_chat(reports: Mapping[str, str]) -> None:
    """A text cannot take another role: tags that end a turn are taken apart."""
    for tag in ("<|im_end|>", "<|im_start|>", "[INST]", "[/INST]"):
        assert tag not in reports["asked"]


def test_a_model_that_changes_its_language_is_found_out(commits: Mapping[int, Any]) -> None:
    """What it says in another one holds nothing."""
    for number, attempt in enumerate(ATTEMPTS):
        if attempt.goal == "language":
            summary = commits[number]["analysis"]["summary"]
            assert "language" in [doubt["code"] for doubt in summary["doubts"]]
            assert summary["verdict"] in {"unverified", "contradicted"}


def test_the_report_tells_who_speaks_to_the_model(reports: Mapping[str, str]) -> None:
    """Each that code knows, by its way and its place."""
    assert reports["md"].count("⚠ Text that speaks to the reader of the diff") >= sum(
        attempt.caught for attempt in ATTEMPTS
    )
