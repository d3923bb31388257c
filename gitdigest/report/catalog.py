"""The languages of reports: translations, plurals, numbers; English is what stands in the code.

A language is a file `templates/locale/<language>.po`; it is compiled in memory when it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from gitdigest.errors import UsageError
from gitdigest.resources import resource_dir

SOURCE_LANGUAGE = "en"
_TRADITIONAL = ("zh_hant", "zh_tw", "zh_hk", "zh_mo")  # where Chinese is written with all strokes


@dataclass(frozen=True)
class Catalog:
    """One language's words; `translations` is what gettext and Jinja take."""

    language: str
    translations: NullTranslations

    def text(self, message: str, **values: str) -> str:
        """The message in the language, `%(name)s` filled in."""
        translated = self.translations.gettext(message) if message else ""
        return translated % values if values else translated

    def plural(self, one: str, many: str, count: int, **values: str) -> str:
        """The form of a message for `count`, which is `%(count)s` in it."""
        form = self.translations.ngettext(one, many, count)
        return form % {"count": self.number(count), **values}

    def number(self, value: float) -> str:
        """1234.5 as the language writes it."""
        return _decimal(value, None, self.language)

    def signed(self, value: float) -> str:
        """A number with its sign, minus as U+2212."""
        return _decimal(value, "+#,##0.##;\u2212#,##0.##", self.language)

    def listed(self, items: list[str]) -> str:
        """Items in one line."""
        return self.text(", ").join(items)


def languages() -> tuple[str, ...]:
    """The languages that reports can have, English first."""
    folder = resource_dir("templates") / "locale"
    names = sorted(po.name.removesuffix(".po") for po in folder.iterdir() if po.name[-3:] == ".po")
    return (SOURCE_LANGUAGE, *names)


@lru_cache(maxsize=16)
def find_catalog(language: str) -> Catalog:
    """The catalog of "zh", also when it is asked for as "zh-CN" or "zh_Hans_CN.UTF-8"."""
    known = languages()
    wanted = language.replace("-", "_").partition(".")[0].lower()
    if wanted.startswith(_TRADITIONAL):
        wanted = "zh_tw"
    by_name = {name.lower(): name for name in known}
    for name in (wanted, wanted.partition("_")[0]):
        if found := by_name.get(name):
            return Catalog(found, _translations(found))
    near = get_close_matches(language.lower(), known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
    raise UsageError(f"there is no report in the language {language!r}", hint)


@lru_cache(maxsize=4096)  # the same small numbers stand in thousands of lines
def _decimal(value: float, form: str | None, language: str) -> str:
    return format_decimal(value, format=form, locale=language)


def _translations(language: str) -> NullTranslations:
    if language == SOURCE_LANGUAGE:
        return NullTranslations()
    source = resource_dir("templates") / "locale" / f"{language}.po"
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes()), locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
