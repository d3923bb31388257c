"""Prompts are files with declared variables, ours or the user's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gitdigest.errors import ConfigError
from gitdigest.prompt.files import NAMES, PromptFiles
from gitdigest.resources import resource_dir

MANUAL = Path(__file__).parent.parent / "docs" / "prompts.md"
OWN = "{{ fields }}{{ marker }}{{ facts }}{{ message }}{{ diff }}"


def test_every_prompt_is_there_and_declares_what_it_uses() -> None:
    """The shipped prompts are read and checked as one."""
    PromptFiles()
    shipped = {entry.name for entry in resource_dir("prompts").iterdir()}
    assert {f"{name}.jinja" for name in NAMES} == shipped


def test_rendered_with_what_it_declares() -> None:
    """The text holds the values as they are, without blanks at its ends."""
    text = PromptFiles().render("again", fields="summary", problem="it was {{ empty }}")
    assert "it was {{ empty }}" in text
    assert text.strip() == text


@pytest.mark.parametrize("values", [{"fields": "x"}, {"fields": "x", "problem": "y", "diff": "z"}])
def test_missing_and_unknown_values(values: dict[str, str]) -> None:
    """A value that is missing or not declared is an error that names it."""
    with pytest.raises(ConfigError, match=r"problem|diff"):
        PromptFiles().render("again", **values)


def test_a_prompt_of_the_users_own(tmp_path: Path) -> None:
    """A file of the same name takes the place of ours; the others stay."""
    (tmp_path / "low.jinja").write_text(f"Mine: {OWN}")
    files = PromptFiles(tmp_path)
    text = files.render("low", marker="m", fields="f", facts="a", message="b", diff="d")
    assert "Mine: fmabd" == text
    assert "JSON" in files.render("again", fields="x", problem="y")


@pytest.mark.parametrize(
    ("name", "source", "told", "hint"),
    [
        ("low", OWN + "{{ difff }}", "no variable 'difff'", "did you mean diff?"),
        ("low", OWN + "{{ commit_date }}", "no variable 'commit_date'", "known: diff, facts"),
        ("low", "{{ marker }}{{ facts }}{{ message }}{{ fields }}", "diff is never used", "{{ diff }}"),
        ("low", OWN + "{% if %}", "line 1", ""),
        ("lwo", OWN, "no prompt 'lwo'", "did you mean low?"),
        ("zzzzzz", OWN, "no prompt 'zzzzzz'", "prompts: system"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_prompt_is_said(
    tmp_path: Path, name: str, source: str, told: str, hint: str
) -> None:
    """Unknown names, needed variables that are not used, and bad Jinja end before any request."""
    (tmp_path / f"{name}.jinja").write_text(source)
    with pytest.raises(ConfigError) as caught:
        PromptFiles(tmp_path)
    assert told in caught.value.message
    assert hint in caught.value.hint


def test_no_folder_and_no_text(tmp_path: Path) -> None:
    """A folder that is not there, and a file that is no text, are told by name."""
    with pytest.raises(ConfigError, match="is no folder"):
        PromptFiles(tmp_path / "nowhere")
    (tmp_path / "low.jinja").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"low\.jinja: cannot be read"):
        PromptFiles(tmp_path)


def test_a_prompt_cannot_reach_out(tmp_path: Path) -> None:
    """The sandbox keeps a prompt from Python's insides."""
    (tmp_path / "again.jinja").write_text("{{ fields.__class__.__mro__ }}{{ problem }}")
    with pytest.raises(Exception, match=r"unsafe|access to attribute"):
        PromptFiles(tmp_path).render("again", fields="x", problem="y")


def test_the_manual_lists_every_prompt_with_its_variables() -> None:
    """A row for each file; the names in it are what the file declares."""
    rows = re.findall(r"^\| `(\w+)\.jinja` \| [^|]+ \| (.+) \|$", MANUAL.read_text(), re.MULTILINE)
    assert set(NAMES) == {name for name, _ in rows}
    named = dict(rows)
    for name in NAMES:
        told = named[name].replace("the same", named["low"])
        source = (resource_dir("prompts") / f"{name}.jinja").read_text(encoding="utf-8")
        declared = source.partition("variables:")[2].partition("#}")[0].split()
        assert sorted(declared) == sorted(
            f"{variable}{star[-1:]}" for variable, star in re.findall(r"`(\w+)`(\\\*)?", told)
        )
