"""What went wrong, in the language of the report."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

import digests
import pytest
from messages import ROOT

from gitdigest.describe import failed_repository
from gitdigest.errors import GitDigestError
from gitdigest.facts.fact import Reason
from gitdigest.report import FORMATS, render, sentences
from gitdigest.report.archive import Archive
from gitdigest.report.catalog import find_catalog
from gitdigest.report.failures import MESSAGES, said
from gitdigest.selection import Note

ZH = find_catalog("zh")


def raised() -> set[str]:
    """Every text that code may raise, "{}" for what is filled in."""
    files = (ROOT / "gitdigest").rglob("*.py")
    trees = (ast.parse(path.read_text()) for path in files if "report/failures" not in str(path))
    return {text for tree in trees for node in ast.walk(tree) for text in _texts(node)}


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if isinstance(node, ast.JoinedStr):
        pieces = (one.value if isinstance(one, ast.Constant) else "{}" for one in node.values)
        yield "".join(map(str, pieces))


def test_every_message_is_one_that_is_raised() -> None:
    """Who rewords an error is told that its translation is lost."""
    known = {text.removeprefix("{} ").removeprefix("{}: ") for text in raised()}
    known |= {f"the file {text}" for text in known} | {f"{w}: {{}}" for w in known}
    wanted = {re.sub(r"%\(\w+\)s", "{}", one).removeprefix("{} ") for one in MESSAGES}
    assert set() == wanted - known - {"{}; last refreshed {}", "{} cannot be read: {}"}
    assert "{}; last refreshed {}" in known


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("没有这个文件夹：/srv/web", "no such folder: /srv/web"),
        ("现有：main、next", "there are: main, next"),
        ("git fetch 失败：Connection refused；上次刷新于 2026-01-09 10:00 UTC",
         "git fetch failed: Connection refused; last refreshed 2026-01-09 10:00 UTC"),
        ("无法读取：Permission denied", "cannot be read: Permission denied"),
        ("/x 无法读取：Permission denied", "/x cannot be read: Permission denied"),
        ("nobody knows this", "nobody knows this"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_message_is_said_with_its_values(expected: str, text: str) -> None:
    """Names and what others say stay; what is not known stands as it is."""
    assert expected == said(ZH, text)
    assert text == said(find_catalog("en"), text)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "json"])
def test_a_chinese_report_says_in_chinese_what_failed(name: str) -> None:
    """No English word of ours is left in what could not be read."""
    error = GitDigestError("no branch 'x' in this repository", "there are: main, next")
    stale = Note("stale-mirror", ("git fetch took longer than 120 seconds; last refreshed x",))
    day = digests.dynamo_day()
    parts = (replace(day.repositories[0], notes=(stale,)), failed_repository("web", error))
    text = " ".join(render(replace(day, repositories=parts), name, language="zh").split())
    assert "无法读取此仓库：此仓库中没有分支 'x'；现有：main、next" in text.replace("&#39;", "'")
    assert "git fetch 超过 120 秒；上次刷新于 x" in text


def test_an_archive_says_why_a_file_is_none() -> None:
    """Its index too is in one language."""
    archive = Archive("zh")
    archive.add(digests.dynamo_day(), [])
    archive.skipped.append(("a.json", "the file is JSON, but no digest of gitdigest"))
    assert "该文件是 JSON，但不是 gitdigest 的摘要" in archive.render()


def test_a_list_of_words_has_the_languages_own_sign() -> None:
    """Words that made a score are listed as any other list."""
    reason = Reason("words.severe", 1.0, "crash, race")
    assert "crash、race" in sentences.reason_text(ZH, reason)
    assert "crash, race" in sentences.reason_text(find_catalog("en"), reason)
