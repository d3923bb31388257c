"""One configuration file -> Table: gitdigest.toml, or [tool.gitdigest] of a pyproject.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from gitdigest import toml
from gitdigest.config.folders import CONFIG_NAME
from gitdigest.config.options import (
    READERS,
    Source,
    read_limits,
    read_sources,
    read_value,
    refuse_unknown,
)
from gitdigest.errors import ConfigError
from gitdigest.facts.rules import Rules
from gitdigest.files import UnreadableError, from_home, read_plain
from gitdigest.git.address import is_url
from gitdigest.release.gate import Gate
from gitdigest.toml import TomlError

_LIMIT = 1 << 18
_RULE_KEYS = ("importance", "rule", "release")
_PATHS = frozenset({"prompts_dir", "templates_dir"})
_FILE_KEYS = (*READERS, "repositories", "limits", *_RULE_KEYS)


@dataclass(frozen=True, slots=True)
class Table:
    """What one configuration file says: its place, its bytes, and its checked values.

    `rules` holds `[importance]`, `[[rule]]` and `[release]` as they stand.
    """

    file: Path
    content: bytes
    values: Mapping[str, object]
    rules: Mapping[str, object]


def project_table(folder: Path) -> Table | None:
    """What a project says of itself: gitdigest.toml, or [tool.gitdigest] of pyproject.toml."""
    return read_table(folder / CONFIG_NAME) or read_table(folder / "pyproject.toml", tool=True)


def work_tree(folder: Path) -> Path | None:
    """The root of the work tree around a folder, the folder itself where there is none.

    None for a bare repository: it has no file that speaks for it.
    """
    folder = folder.resolve()
    if (folder / "objects").is_dir() and (folder / "HEAD").is_file():
        return None
    around = (folder, *folder.parents)
    return next((place for place in around if (place / ".git").exists()), folder)


def read_table(file: Path, *, tool: bool = False, follow: bool = False) -> Table | None:
    """A file's table, checked; None where there is none, or no [tool.gitdigest] in it."""
    try:
        content = read_plain(file, _LIMIT, follow=follow)
    except UnreadableError as error:
        raise ConfigError(error.message, error.hint) from error
    if content is None or (tool and b"gitdigest" not in content):
        return None
    table = _parse(content, file)
    if tool:
        tools = table.get("tool")
        found = tools.get("gitdigest") if isinstance(tools, dict) else None
        if not isinstance(found, dict):
            return None
        table = found
    return _checked(table, file, content)


def _parse(content: bytes, file: Path) -> dict[str, object]:
    try:
        return toml.loads(content.decode("utf-8"))
    except (TomlError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} is no TOML: {error}", "correct the file") from error


def _checked(table: Mapping[str, object], file: Path, content: bytes) -> Table:
    refuse_unknown(table, _FILE_KEYS, str(file))
    values = {
        key: read_value(key, value, str(file)) for key, value in table.items() if key in READERS
    }
    values |= {key: _anchored_path(values[key], file.parent) for key in _PATHS & values.keys()}
    if str(values.get("model", "")).casefold().endswith(".gguf") and not values.get("api_base"):
        values["model"] = _anchored_path(values["model"], file.parent)
    if "repositories" in table:
        found = read_sources(table["repositories"], str(file))
        values["repositories"] = tuple(_anchored(source, file.parent) for source in found)
    if "limits" in table:
        values["limits"] = read_limits(table["limits"], str(file))
    rules = {key: table[key] for key in _RULE_KEYS if key in table}
    try:
        Rules.from_mapping(rules)
        Gate.from_mapping(rules.get("release", {}))
    except ConfigError as error:
        raise ConfigError(f"{file}: {error.message}", error.hint) from error
    return Table(file, content, values, rules)


def _anchored_path(value: object, folder: Path) -> str:
    """A path of a file is meant from the file's folder; an empty one stays."""
    return str(folder / from_home(str(value))) if value else ""


def _anchored(source: Source, folder: Path) -> Source:
    """A repository's path likewise; URLs stay."""
    if is_url(source.target):
        return source
    return replace(source, target=_anchored_path(source.target, folder))
