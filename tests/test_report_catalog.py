"""The languages of reports: every message translated, none left over."""

from __future__ import annotations

import ast
import re
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.catalog import Catalog as Messages
from babel.messages.pofile import read_po
from messages import ROOT, Message, used_messages

from gitdigest.diff import Status, Unread
from gitdigest.errors import UsageError
from gitdigest.facts.change_type import CHANGE_TYPES
from gitdigest.facts.fact import FileClass, Importance
from gitdigest.report import words
from gitdigest.report.catalog import find_catalog, languages
from gitdigest.report.notes import NOTES

FILES = sorted((ROOT / "templates" / "locale").glob("*.po"))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def messages_of(path: Path) -> Messages:
    return read_po(BytesIO(path.read_bytes()), locale=path.stem)


def translated(path: Path) -> dict[Message, tuple[str, ...]]:
    """The messages of a file with the forms of their translation."""
    found: dict[Message, tuple[str, ...]] = {}
    for message in messages_of(path):
        if message.id:
            key = message.id if isinstance(message.id, str) else tuple(message.id)
            said = message.string or ""
            found[key] = (said,) if isinstance(said, str) else tuple(said)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_message_is_translated_and_every_translation_used(path: Path) -> None:
    """A file holds exactly the messages that code and templates ask for, none of them empty."""
    known = translated(path)
    assert set() == used_messages() - set(known), "missing"
    assert set() == set(known) - used_messages(), "unused"
    assert [] == [key for key, forms in known.items() if not all(forms)], "empty"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_translation_is_fuzzy_or_obsolete(path: Path) -> None:
    """What a tool guessed is not shown to readers."""
    catalogue = messages_of(path)
    assert [] == [message.id for message in catalogue if message.id and message.fuzzy]
    assert {} == catalogue.obsolete


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_translation_has_the_same_placeholders(path: Path) -> None:
    """A value that English shows is not lost in another language, nor one asked for that is not."""
    for key, forms in translated(path).items():
        expected = set(PLACEHOLDER.findall(key if isinstance(key, str) else key[1]))
        for form in forms:
            assert expected == set(PLACEHOLDER.findall(form)), key
            assert "%" not in PLACEHOLDER.sub("", form), key


def test_english_and_four_others_are_there() -> None:
    """English needs no file, the others have one each."""
    assert {"en", "de", "ja", "zh", "zh_TW"} == set(languages())
    assert "en" == languages()[0]


@pytest.mark.parametrize(
    ("expected", "asked"),
    [
        ("zh", "zh"),
        ("zh", "zh-CN"),
        ("zh", "zh_Hans_CN.UTF-8"),
        ("zh_TW", "zh-TW"),
        ("zh_TW", "zh_Hant_HK.UTF-8"),
        ("zh_TW", "zh-hk"),
        ("ja", "ja_JP.UTF-8"),
        ("de", "de-AT"),
        ("en", "EN"),
        ("en", "en_GB"),
    ],
)
def test_a_language_is_found_by_its_many_names(expected: str, asked: str) -> None:
    """A region, a script or an encoding behind the language does not matter."""
    assert expected == find_catalog(asked).language


@pytest.mark.parametrize("asked", ["", "xx", "../../etc/passwd", "klingon", "zh/../en"])
def test_an_unknown_language_is_refused(asked: str) -> None:
    """The error names the languages that there are, and no file is looked for."""
    with pytest.raises(UsageError) as caught:
        find_catalog(asked)
    assert caught.value.hint


def test_numbers_and_plurals_follow_the_language() -> None:
    """English and German have two forms, Chinese and Japanese one; each groups its thousands."""
    english, chinese = find_catalog("en"), find_catalog("zh")
    forms = ("%(count)s commit", "%(count)s commits")
    assert "1 commit" == english.plural(*forms, 1)
    assert "1,204 commits" == english.plural(*forms, 1204)
    assert "1 个提交" == chinese.plural(*forms, 1)
    assert "1 Commit" == find_catalog("de").plural(*forms, 1)
    assert "1.204 Commits" == find_catalog("de").plural(*forms, 1204)
    assert "1,204 件のコミット" == find_catalog("ja").plural(*forms, 1204)
    assert ("+2", "\u22120.6") == (english.signed(2.0), english.signed(-0.6))


def test_foreign_values_are_not_formats() -> None:
    """A percent sign or a brace in a value is text."""
    assert "%s %(x)s {0}: 100%" == find_catalog("en").text(
        "%(name)s: %(value)s", name="%s %(x)s {0}", value="100%"
    )


def test_an_unknown_code_stands_for_itself() -> None:
    """A digest of a later version still renders."""
    catalog = find_catalog("zh")
    assert "later-code" == words.word(catalog, words.TIERS, "later-code")
    assert "later-code 42" == words.sentence(catalog, words.REASONS, "later-code", detail="42")
    assert "later-code" == words.sentence(catalog, NOTES, "later-code", values="")


def codes(call: str, *, position: int = 0) -> set[str]:
    """The constant codes with which the package makes a value, such as Note("shallow")."""
    found: set[str] = set()
    for path in sorted((ROOT / "gitdigest").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                code = node.args[position] if len(node.args) > position else None
                if node.func.id == call and isinstance(code, ast.Constant):
                    found.add(str(code.value))
    return found


@pytest.mark.parametrize(
    ("call", "position", "table"),
    [
        ("Note", 0, NOTES),
        ("Reason", 0, words.REASONS),
        ("Fact", 0, words.KINDS),
        ("Omitted", 2, words.OMITTED),
        ("Skipped", 0, words.SKIPPED),
    ],
)
def test_every_code_of_the_package_has_words(
    call: str, position: int, table: dict[str, str]
) -> None:
    """A code that is made anywhere can be said; hints alone are never printed."""
    hints = {"symbol.near", "symbol.overload", "test.weakened"}
    assert set() == codes(call, position=position) - set(table) - hints


def test_every_type_class_and_status_has_a_word() -> None:
    """The enumerations of the facts and of the diff are in the tables."""
    assert set(CHANGE_TYPES) == set(words.TYPES)
    assert {kind.value for kind in FileClass} == set(words.FILE_CLASSES)
    assert {reason.value for reason in Unread} == set(words.UNREAD)
    assert set(get_args(Status)) - {"modified"} <= set(words.STATUSES)
    assert set(get_args(Importance)) == set(words.TIERS) == set(words.LIGHTS)
