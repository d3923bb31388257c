"""The user's own templates: read, and checked before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from gitdigest.digest import Digest, Period
from gitdigest.errors import ConfigError
from gitdigest.files import UnreadableError, read_plain
from gitdigest.report import archive, html, markdown
from gitdigest.report.catalog import SOURCE_LANGUAGE, find_catalog
from gitdigest.report.environment import HINT, OURS, Templates
from gitdigest.resources import resource_dir
from gitdigest.template import TemplateSyntaxError, environment, variables

LARGEST = 1 << 20
_ENDINGS = (".j2", ".css", ".js")
_PARTS = ("message", "analysis", "firsts", "hunks", "reasons", "files", "facts")
_OF_A_COMMIT = {f"html/{part}.html.j2": frozenset({"entry", "commit"}) for part in _PARTS}


def own_templates(folder: Path) -> Templates:
    """The templates of a folder in the place of ours, under the same names.

    Raises ConfigError for a name that we do not have, a file that is no text or no Jinja, or one
    that uses what it is not given.
    """
    if not folder.is_dir():
        raise ConfigError(f"{folder}: templates_dir is no folder")
    names = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name.endswith(_ENDINGS)
    )
    return Templates(tuple((name, _checked(folder, name)) for name in names), str(folder))


@cache
def given(name: str) -> frozenset[str]:
    """The names that a template of ours is given, those of who includes it too."""
    ours = _used(OURS.source(name) or "")
    return _shared(name) | ours | _OF_A_COMMIT.get(name, frozenset())


def names() -> list[str]:
    """The files that can be replaced."""
    return sorted(_listed(resource_dir("templates"), ""))


def _listed(folder: Traversable, above: str) -> Iterable[str]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _listed(entry, f"{above}{entry.name}/")
        elif entry.name.endswith(_ENDINGS):
            yield f"{above}{entry.name}"


def _checked(folder: Path, name: str) -> str:
    place = folder / name
    if name not in names():
        near = get_close_matches(name, names(), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(names())}"
        raise ConfigError(f"{place}: there is no template {name!r}", hint)
    try:
        text = (read_plain(place, LARGEST, follow=True) or b"").decode()
    except (UnreadableError, UnicodeDecodeError) as error:
        raise ConfigError(f"{place}: cannot be read as text", "it must be UTF-8") from error
    if not name.endswith(".j2"):
        return text
    try:
        used = _used(text)
    except TemplateSyntaxError as error:
        raise ConfigError(f"{place}, line {error.lineno}: {error.message}", HINT) from error
    for word in sorted(used - given(name)):
        near = get_close_matches(word, given(name), n=1)
        hint = f"did you mean {near[0]}?" if near else HINT
        raise ConfigError(f"{place}: there is no variable {word!r}", hint)
    return text


def _used(source: str) -> frozenset[str]:
    catalog = find_catalog(SOURCE_LANGUAGE)
    words = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
    return variables(environment(lambda _: None, translations=catalog.translations), source) - words


def _shared(name: str) -> frozenset[str]:
    """What every template of a form is given; of a release, what any of its parts uses."""
    kind, _, file = name.partition("/")
    if file.startswith("release"):
        parts = [one for one in names() if one.startswith(f"{kind}/release")]
        return frozenset().union(*(_used(OURS.source(one) or "") for one in parts))
    catalog = find_catalog(SOURCE_LANGUAGE)
    now = datetime(2000, 1, 1, tzinfo=UTC)
    nothing = Digest(Period("day", "2000-01-01"), "UTC", "committer", now, ())
    if name.startswith("markdown/"):
        return frozenset(markdown.names(nothing, catalog))
    if name == archive.TEMPLATE:
        return frozenset(html.known(archive.names(archive.Archive("en"), catalog), catalog))
    return frozenset(html.known(html.names(nothing, catalog), catalog))
