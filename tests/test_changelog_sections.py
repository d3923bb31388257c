"""A section goes into changelogs as they are written: where it belongs, and in their form."""

from __future__ import annotations

import pytest

from gitdigest.cli.changelog import inserted
from gitdigest.errors import UsageError

OURS = b"""## [1.2.0] - 2026-01-26

### Added

- **cli**: read `a_b` and a_ word (#1; `abc1234`)
  - `load`: removed
- see [#2](https://example.org/2) (`def5678`)
"""
AS_LEVEL_1 = OURS.decode().replace("### ", "## ").replace("## [", "# [", 1)


def put(content: str, name: str = "CHANGELOG.md", section: bytes = OURS) -> str:
    return inserted(content.encode(), section, name).decode()


@pytest.mark.parametrize(
    ("old", "title", "sub"),
    [
        ("## [1.1.0] - 2025-01-01\n", "## [1.2.0] - 2026-01-26\n", "### Added\n"),
        ("## 1.1.0\n", "## 1.2.0\n", "### Added\n"),
        ("## 1.1.0 (6th May, 2025)\n", "## 1.2.0 (2026-01-26)\n", "### Added\n"),
        ("# 1.1.0 (2025-01-01)\n", "# 1.2.0 (2026-01-26)\n", "## Added\n"),
        ("### [1.1.0] 2025-01-01\n", "### [1.2.0] 2026-01-26\n", "#### Added\n"),
        (
            "## [v1.1.0](https://example.org/v1.1.0) (2025-01-01)\n",
            "## [v1.2.0] (2026-01-26)\n",
            "### Added\n",
        ),
        (
            "## <small>[1.1.0](https://example.org/1) (2025-01-01)</small>\n",
            "## [1.2.0] (2026-01-26)\n",
            "### Added\n",
        ),
        (
            "1.1.0 / 2025-01-01\n==================\n",
            "1.2.0 / 2026-01-26\n==================\n",
            "## Added\n",
        ),
        ("1.1.0\n-----\n", "1.2.0\n-----\n", "### Added\n"),
        ("## Version 1.1.0\n", "## Version 1.2.0\n", "### Added\n"),
        (
            "## 1.1.0\n\nReleased on 2025-01-01.\n",
            "## 1.2.0\n\nReleased on 2026-01-26.\n",
            "### Added\n",
        ),
    ],
)
def test_a_section_of_markdown_is_like_the_others(old: str, title: str, sub: str) -> None:
    """Level, underline, brackets, the word before the version, the day behind or below it."""
    head = "# Changelog\n\nWords.\n\n" if not old.startswith("# ") else "Words.\n\n"
    found = put(f"{head}{old}\n- one\n")
    assert found.startswith(f"{head}{title}")
    assert f"\n\n{sub}\n- **cli**" in found
    assert found.endswith(f"(`def5678`)\n\n{old}\n- one\n")


FLASK = "Version 1.1.0\n-------------\n\nReleased 2025-01-01\n\n-   One.\n"
IN_REST = """Version 1.2.0
-------------

Released 2026-01-26

Added
~~~~~

- **cli**: read ``a_b`` and a\\_ word (#1; ``abc1234``)

  - ``load``: removed

- see `#2 <https://example.org/2>`__ (``def5678``)

"""


def test_a_section_of_rest_is_like_the_others() -> None:
    """Underlines, two backticks, links, and blank lines around a list in a list."""
    assert IN_REST + FLASK == put(FLASK, "CHANGES.rst")


def test_a_rest_section_has_the_lines_of_the_levels_below() -> None:
    """A character that the file has for what stands in a section; a line above a title, and labels."""
    sub = "1.1.0 (2025-01-01)\n==================\n\nFixed\n*****\n\n- one\n"
    assert "\nAdded\n*****\n" in put(sub, "CHANGES.rst")
    old = ".. _v1:\n\n=====\n1.1.0\n=====\n\n:date: 2025-01-01\n"
    found = put(f"Changes\n#######\n\n{old}", "CHANGES.rst")
    begin = "Changes\n#######\n\n=====\n1.2.0\n=====\n\n:date: 2026-01-26\n\nAdded\n-----\n"
    assert found.startswith(begin)
    assert found.endswith(f"\n\n{old}")


@pytest.mark.parametrize(
    "open_",
    [
        "## [Unreleased]\n\n### Added\n\n- a\n\n### 3.14 support\n\n- b\n",
        "## Unreleased\n\n- a\n",
        "# Unreleased Changes\n\n## 2.0 needs\n\n- a\n",
        "## [UNRELEASED](https://example.org)\n",
        "## HEAD\n\n- a\n",
        "## main (unreleased)\n\n- a\n",
        "## 1.3.0 - TBD\n\n- a\n",
        "# 1.3.0 [Unreleased]\n\n- a\n",
        "## 1.3.0\n\nUnreleased\n\n- a\n",
        "TBD\n===\nNot yet.\n",
        "```md\n## 1.0.0\n```\n",
        "About\n\n| 1.0 | 2.0 |\n|-----|-----|\n",
    ],
)
def test_what_is_not_released_stays_on_top(open_: str) -> None:
    """However it is called, and whatever stands in it."""
    old = "# 1.1.0\n\n- one\n" if open_.startswith(("# ", "TBD")) else "## 1.1.0\n\n- one\n"
    found = put(f"{open_}\n{old}")
    assert found.startswith(f"{open_}\n{old[: old.index(' ')]} 1.2.0\n")
    assert found.endswith(old)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("CHANGELOG.md", "# 1.2.0\n"),
        ("CHANGELOG.md", "1.2.0 / 2025-01-01\n------\n"),
        ("CHANGELOG.md", "## [v1.2.0](https://example.org)\n"),
        ("CHANGES.rst", "Version 1.2.0\n-------------\n\nUnreleased\n"),
    ],
)
def test_a_version_stands_there_once(name: str, content: str) -> None:
    """In whatever form, and whether it is released."""
    with pytest.raises(UsageError, match=r"has a section 1\.2\.0 already"):
        put(content, name)


def test_a_file_without_releases_gets_the_first_at_the_end() -> None:
    """In the form of what is unreleased, and in our own where there is no section."""
    assert f"# Changes\n\n{OURS.decode()}" == put("# Changes\n")
    assert f"# Unreleased\n\n{AS_LEVEL_1.replace('[1.2.0]', '1.2.0')}" == put("# Unreleased\n")
    found = put("Changelog\n=========\n", "CHANGES.rst")
    title = "Version 1.2.0 (2026-01-26)"
    assert found.startswith(f"Changelog\n=========\n\n{title}\n{'-' * 26}\n\nAdded\n~~~~~\n")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_rest_stays_byte_for_byte(mark: str, ending: str) -> None:
    """Line ends, also mixed ones, odd separators, and the mark of order."""
    old = f"{mark}1.1.0{ending}====={ending}{ending}- a\x0bb\u2028c\rd\n- no end"
    found = put(old)
    assert found.startswith(f"{mark}1.2.0{ending}====={ending}")
    assert found.endswith(old.removeprefix(mark))


def test_a_section_of_ones_own_template_stays() -> None:
    """What does not begin as ours is put in as it is."""
    own = b"# Release 1.2.0\n\n- `a`\n"
    assert f"{own.decode()}\n# 1.1.0\n" == put("# 1.1.0\n", section=own)
