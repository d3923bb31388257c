"""What facts are called in the languages of reports."""

from __future__ import annotations

import digests
import pytest

from gitdigest.facts.fact import Fact, FileClass, Reason
from gitdigest.release.breaking.kinds import Break
from gitdigest.report import html, markdown, sentences
from gitdigest.report.catalog import find_catalog
from gitdigest.report.release.sentences import break_text


@pytest.mark.parametrize(
    ("expected", "language", "reason"),
    [
        ("未改动运行时代码，得分上限 3.4（\u22120.6）", "zh", Reason("cap.no-runtime-file", -0.6, "3.4")),
        ("未改動執行階段程式碼，得分上限 3.4（\u22120.6）", "zh_TW", Reason("cap.no-runtime-file", -0.6, "3.4")),
        ("at least 4: breaking change (+2)", "en", Reason("floor.breaking", 2, "4")),
        ("类型 CI 配置 0", "zh", Reason("type", 0, "ci")),
        ("85 changed lines, weighed by kind of file +2", "en", Reason("lines", 2, "84.75")),
        ("1 changed lines, weighed by kind of file 0", "en", Reason("lines", 0, "0.1")),
        ("按文件类别加权后改动 85 行 +2", "zh", Reason("lines", 2, "84.75")),
    ],
)  # fmt: skip
def test_a_term_of_the_score_is_no_sum(expected: str, language: str, reason: Reason) -> None:
    """Points behind a bound stand in brackets; weighed lines are told as lines."""
    assert expected == sentences.reason_text(find_catalog(language), reason)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_top_folder_is_called_so(language: str) -> None:
    """Where the summary says it, and where the scope lists files."""
    files = tuple(digests.file(name, FileClass.SOURCE, 1, 0) for name in ("a.py", "b.py"))
    known = digests.facts(files, importance="medium", findings=(Fact("use.more", "32"),))
    day = digests.digest(digests.repository(digests.commit_digest("1", "x", known=known)))
    name = "the top folder" if language == "en" else "顶层目录"
    text, page = markdown.render(day, language), html.render(day, language)
    assert f"  - {name} · " in text
    assert f"<li>{name} " in page
    assert "`.`" not in text
    assert "<code>.</code>" not in page


def test_a_count_is_no_code() -> None:
    """How many names were not looked for is a number."""
    known = digests.facts((), importance="medium", findings=(Fact("use.more", "32"),))
    day = digests.digest(digests.repository(digests.commit_digest("1", "x", known=known)))
    assert "  - Further names, not looked for: 32\n" in markdown.render(day)
    assert "<dd>32</dd>" in html.render(day)


@pytest.mark.parametrize(
    ("expected", "before"),
    [("新增必填参数（b）", "def f(a)"), ("参数改为必填（b）", "def f(a, b=1)")],
)
def test_a_new_parameter_did_not_become_anything(expected: str, before: str) -> None:
    """It is new; one that had a default is not."""
    item = Break("public", "parameter-required", "f", "major", before, "def f(a, b)", "b")
    assert expected in break_text(find_catalog("zh"), item)
