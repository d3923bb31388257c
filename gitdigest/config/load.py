"""Options: defaults < user file < project file < GITDIGEST_* < flags."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from gitdigest.config.file import Table, project_table, read_table, work_tree
from gitdigest.config.folders import Folders
from gitdigest.config.options import (
    HIDES_FROM_THE_GATE,
    NARROWS_THE_REPORT,
    READERS,
    SHAPES_THE_REPORT,
    Options,
    Source,
    read_sources,
    read_value,
    refuse_unknown,
)
from gitdigest.config.trust import TrustStore
from gitdigest.errors import ConfigError
from gitdigest.facts.rules import Rules
from gitdigest.files import is_there
from gitdigest.git.address import is_url
from gitdigest.limits import Limits
from gitdigest.release.gate import Gate

_PREFIX = "GITDIGEST_"
_VARIABLES = (*READERS, "repositories")
_EDGE_VARIABLES = ("CONFIG", "DEBUG", "PAGER")  # read by the command line; no file sets them
_FLAGS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_HERE = (Source("."),)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The options of a run, the files that they come from, and what the user must be told."""

    options: Options
    files: tuple[Path, ...] = ()
    notices: tuple[str, ...] = ()


def load_options(
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    folders: Folders,
    here: Path,
    *,
    user_file: Path | None = None,
    use_project: bool = True,
) -> Loaded:
    """The options that hold for a run in the folder `here`; they name at least one repository.

    `flags` holds the options that the command line named, checked already. `user_file` stands in
    for the user's own file, and must exist. Raises ConfigError.
    """
    user = _user_table(user_file, folders)
    own = dict(user.values) if user else {}
    said = {**read_environment(environ), **flags}
    sources = _sources({**own, **said})
    project = _project_table(sources, here) if use_project else None
    allowed, notices = _allowed(project, folders, here) if project else ({}, ())
    values = {**own, **allowed, **said}
    known = tuple(_known(source, _sources(own), here) for source in _sources(values))
    values["repositories"] = _told_apart(_once(known, here))
    bounds = {**_mapping(own.get("limits")), **_mapping(allowed.get("limits"))}
    values["limits"] = replace(Limits(), **bounds)  # type: ignore[arg-type]
    given = Options(rules=_merged_rules(user, project), release=_merged_gate(user, project))
    options = replace(given, **values)  # type: ignore[arg-type]
    return Loaded(options, tuple(table.file for table in (user, project) if table), notices)


def read_environment(environ: Mapping[str, str]) -> dict[str, object]:
    """The options that GITDIGEST_* variables set; a list is written with commas."""
    found: dict[str, object] = {}
    for variable in sorted(name for name in environ if name.startswith(_PREFIX)):
        key = variable.removeprefix(_PREFIX)
        if key in _EDGE_VARIABLES:
            continue
        refuse_unknown([key], [name.upper() for name in _VARIABLES], "GITDIGEST_* variables")
        found[key.lower()] = _from_text(key.lower(), environ[variable], variable)
    return found


def parse_source(text: str, here: Path) -> Source:
    """A repository of the command line: PATH, URL or NAME=either.

    What exists under the whole text is a path, even with a "=" in it.
    """
    name, _, target = text.partition("=")
    if not name or not target or name[0] in "./~" or is_url(text) or is_there(here / text):
        return Source(text)
    return Source(target, name)


def _known(source: Source, known: tuple[Source, ...], here: Path) -> Source:
    """The user's repository of that name, where a target is no path and no URL.

    One without a name is called as the last part of its place, if no other one is.
    """
    if is_url(source.target) or is_there(here / source.target):
        return source
    named = [one for one in known if one.name == source.target]
    called = [one for one in known if not one.name and _last_part(one.target) == source.target]
    return named[0] if named else called[0] if len(called) == 1 else source


def _once(sources: tuple[Source, ...], here: Path) -> tuple[Source, ...]:
    """The sources without those that are there already, by however another path."""
    found: dict[Source, Source] = {}
    for source in sources:
        found.setdefault(replace(source, target=_place(source.target, here)), source)
    return tuple(found.values())


def _place(target: str, here: Path) -> str:
    """Where a target leads, past all links; a URL as it is."""
    if is_url(target):
        return target
    with suppress(ValueError):  # a NUL is in no path
        return os.path.realpath(here / target)
    return target


def _told_apart(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """The sources; raises ConfigError where the user calls two of them the same."""
    targets: dict[str, str] = {}
    for source in sources:
        if source.name and targets.setdefault(source.name, source.target) != source.target:
            raise ConfigError(
                f"two repositories are called {source.name!r}", "give each a name of its own"
            )
    return sources


def _last_part(target: str) -> str:
    return re.split(r"[/\\:]", target.rstrip("/\\"))[-1].removesuffix(".git")


def _sources(values: Mapping[str, object]) -> tuple[Source, ...]:
    named = values.get("repositories")
    return named if isinstance(named, tuple) and named else _HERE


def _user_table(named: Path | None, folders: Folders) -> Table | None:
    table = read_table(named or folders.user_file, follow=True)
    if named and table is None:
        raise ConfigError(f"there is no configuration file {named}", "check the path")
    return table


def _project_table(sources: tuple[Source, ...], here: Path) -> Table | None:
    """The file of the only repository's work tree, or of the one around `here`."""
    folder = here / sources[0].target if len(sources) == 1 else here
    root = work_tree(folder) if is_there(folder) and folder.is_dir() else None
    return project_table(root) if root else None


def _allowed(
    project: Table, folders: Folders, here: Path
) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """What a project's file may set, and what the user must know of it.

    A stranger's file could hide commits from the report: where it narrows, it is said.
    """
    beyond = sorted(project.values.keys() - SHAPES_THE_REPORT)
    narrowing = sorted(project.values.keys() & NARROWS_THE_REPORT)
    hiding = sorted(_mapping(project.rules.get("release")).keys() & HIDES_FROM_THE_GATE)
    narrowing += [f"release.{key}" for key in hiding]
    if TrustStore(folders.trusted).is_trusted(project.file, project.content):
        return project.values, ()
    notices = []
    if beyond:
        folder = project.file.parent
        command = "gitdigest trust" if folder == here.resolve() else f"gitdigest trust {folder}"
        said = f"{', '.join(beyond)} ignored; to let it count, run: {command}"
        notices.append(f"{project.file}: {said}")
    if narrowing:
        notices.append(f"{project.file} narrows the report: {', '.join(narrowing)}")
    shaping = {key: value for key, value in project.values.items() if key not in beyond}
    return shaping, tuple(notices)


def _from_text(key: str, text: str, variable: str) -> object:
    """A variable's text as the value that a file would hold."""
    default = getattr(Options(), key)
    if isinstance(default, tuple):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if key == "repositories":
            return read_sources(parts, variable)
        return read_value(key, parts, variable)
    if isinstance(default, bool):
        return read_value(key, _FLAGS.get(text.lower(), text), variable)
    if isinstance(default, int | float):
        return read_value(key, _number(text), variable)
    return read_value(key, text, variable)


def _number(text: str) -> object:
    """The number that a text is; the text itself where it is none."""
    with suppress(ValueError):
        return float(text) if "." in text else int(text)
    return text


def _merged_rules(user: Table | None, project: Table | None) -> Rules:
    """The rules of both files: the project's points win, and its [[rule]]s follow the user's."""
    tables = [table.rules for table in (user, project) if table]
    importance: dict[str, dict[str, object]] = {}
    for table in tables:
        for name, points in _mapping(table.get("importance")).items():
            importance[name] = {**importance.get(name, {}), **_mapping(points)}
    rules = [rule for table in tables for rule in _list(table.get("rule"))]
    return Rules.from_mapping({"importance": importance, "rule": rules})


def _merged_gate(user: Table | None, project: Table | None) -> Gate:
    """The gate of both files: key by key the project's wins, since the release is its own."""
    tables = [_mapping(table.rules.get("release")) for table in (user, project) if table]
    return Gate.from_mapping({key: value for table in tables for key, value in table.items()})


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
