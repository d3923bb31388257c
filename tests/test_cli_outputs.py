"""Where a report goes, by what was asked for."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.cli.outputs import Plan, plan
from gitdigest.errors import UsageError
from gitdigest.files import safe_name

HOME = Path("/home/reports")


@pytest.mark.parametrize(
    ("expected", "formats", "output"),
    [
        (Plan(("md",), HOME), (), ""),
        (Plan(("md", "json"), HOME), ("md", "json"), ""),
        (Plan(("md",), HOME), ("md", "md"), ""),
        (Plan(("html",), None), ("html", "html"), "-"),
        (Plan((), HOME, shown=True), ("terminal",), ""),
        (Plan(("md",), HOME, shown=True), ("md", "terminal"), ""),
        (Plan(("md",), None), (), "-"),
        (Plan(("terminal",), None), ("terminal",), "-"),
        (Plan(("md",), Path("/x/out")), (), "/x/out"),
        (Plan(("json",), Path("/x/out"), shown=True), ("json", "terminal"), "/x/out"),
        (Plan(("md",), Path("/x/v1.2/")), (), "/x/v1.2/"),
        (Plan(("md",), Path("/x/a.md"), single=True), (), "/x/a.md"),
        (Plan(("json",), Path("/x/a.json"), single=True), (), "/x/a.json"),
        (Plan(("html",), Path("/x/a.html"), single=True), (), "/x/a.html"),
        (Plan(("text",), Path("/x/a.txt"), single=True), (), "/x/a.txt"),
        (Plan(("terminal",), Path("/x/a.txt"), single=True), ("terminal",), "/x/a.txt"),
        (Plan(("json",), Path("/x/a.md"), single=True), ("json",), "/x/a.md"),
    ],
)
def test_a_plan(expected: Plan, formats: tuple[str, ...], output: str) -> None:
    """A folder takes files, a file takes one, - is stdout; the terminal view is never a file."""
    assert expected == plan(formats, output, HOME)


def test_a_person_gets_the_terminal_view_beside_the_default(tmp_path: Path) -> None:
    """Only where neither format nor place is asked for."""
    assert Plan(("md",), HOME, shown=True) == plan((), "", HOME, shown=True)
    assert not plan(("md",), "", HOME, shown=True).shown
    assert not plan((), str(tmp_path), HOME, shown=True).shown


def test_a_home_is_understood_where_no_shell_has_been() -> None:
    """A file and a variable may say ~."""
    assert Path.home() / "reports" == plan((), "~/reports", HOME).place


def test_without_a_folder_the_default_is_stdout() -> None:
    """What renders again prints."""
    assert Plan(("md",), None) == plan((), "", None)


@pytest.mark.parametrize("output", ["-", "a.md"])
def test_one_place_takes_one_format(output: str) -> None:
    """Two formats in one stream would be neither."""
    with pytest.raises(UsageError, match="2 formats do not fit into one place"):
        plan(("md", "json"), output, HOME)


@pytest.mark.parametrize(
    ("nearest", "name"), [("md", "markdown"), ("json", "jsn"), ("terminal", "Terminal")]
)
def test_a_format_that_there_is_not(nearest: str, name: str) -> None:
    """The nearest format is offered."""
    with pytest.raises(UsageError) as caught:
        plan((name,), "", HOME)
    assert f"did you mean {nearest}?" == caught.value.hint


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("2026-01-26", "2026-01-26"),
        ("v1.0..v2.0", "v1.0..v2.0"),
        ("a-b-3ec69c85", "a/b"),
        ("_con-b1f6e510", "con"),
        ("烧瓶", "烧瓶"),
        ("團隊-网页-1b2d2812", "團隊/网页"),
        ("x" * 71 + "-5ab116c4", "x" * 90),
        ("etc-passwd-936d7c04", "../../etc/passwd"),
    ],
)
def test_a_safe_name(expected: str, text: str) -> None:
    """What is safe stays; what had to change ends with a hash."""
    assert expected == safe_name(text)


@given(st.text())
def test_a_safe_name_is_one_on_every_system(text: str) -> None:
    """Any text gives a name that no shell, no folder and no Windows trips over."""
    name = safe_name(text)
    assert len(name.encode()) <= 80
    assert not name.startswith((".", "-"))
    assert all(letter.isalnum() or letter in "._-" for letter in name)
    assert unicodedata.is_normalized("NFC", name)
    assert name.lower().split(".")[0] not in {"con", "nul", "aux", "prn", "com1", "com¹"}


def test_names_that_look_alike_stay_apart() -> None:
    """a/b and a-b do not meet in one file."""
    assert 3 == len({safe_name(text) for text in ("a/b", "a-b", "a b")})
