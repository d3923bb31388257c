"""Manifests that are tables (TOML, JSON, INI) -> what they ask for."""

from __future__ import annotations

import configparser
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from gitdigest import toml

Required = Iterator[tuple[tuple[str, str], str]]
"""((group, name), requirement as written); the group is "" for what a build or a run needs."""
Reader = Callable[[str], Required]

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*([^;#]*)")
_SETUP_LIST = re.compile(r"(install_requires|setup_requires|tests_require)\s*=\s*\[([^\]]*)\]")
_TEXT = re.compile(r"""["']([^"'\n]+)["']""")


def pyproject(text: str) -> Required:
    """PEP 621 and 735, the build system, and Poetry's tables."""
    data = toml.loads(text)
    project = data.get("project", {})
    if "requires-python" in project:
        yield ("", "python"), project["requires-python"]
    yield from listed("", project.get("dependencies", []))
    yield from listed("build", data.get("build-system", {}).get("requires", []))
    for group, items in project.get("optional-dependencies", {}).items():
        yield from listed(group, items)
    for group, items in data.get("dependency-groups", {}).items():
        yield from listed(group, items)
    poetry = data.get("tool", {}).get("poetry", {})
    yield from _named("", poetry.get("dependencies", {}))
    yield from _named("dev", poetry.get("dev-dependencies", {}))
    for group, table in poetry.get("group", {}).items():
        yield from _named(group, table.get("dependencies", {}))


def requirements(text: str) -> Required:
    """Requirement and constraint files of pip."""
    lines = (line.strip().removesuffix("\\").split(" --hash")[0] for line in text.splitlines())
    yield from listed("", [line for line in lines if line and line[0] not in "#-"])


def pipfile(text: str) -> Required:
    """Pipenv's packages."""
    data = toml.loads(text)
    yield from _named("", data.get("packages", {}))
    yield from _named("dev", data.get("dev-packages", {}))
    if python := data.get("requires", {}).get("python_version"):
        yield ("", "python"), str(python)


def setup_cfg(text: str) -> Required:
    """What setuptools reads from `setup.cfg`."""
    data = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        data.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error)) from None
    if data.has_option("options", "python_requires"):
        yield ("", "python"), data["options"]["python_requires"]
    yield from listed("", data.get("options", "install_requires", fallback="").splitlines())
    if data.has_section("options.extras_require"):
        for group, lines in data["options.extras_require"].items():
            yield from listed(group, lines.splitlines())


def setup_py(text: str) -> Required:
    """The lists that a `setup.py` names in place; what it computes is not known."""
    for key, items in _SETUP_LIST.findall(text):
        group = {"setup_requires": "build", "tests_require": "test"}.get(key, "")
        yield from listed(group, _TEXT.findall(items))


def cargo(text: str) -> Required:
    """Cargo's tables, those of targets and of the workspace too."""
    data = toml.loads(text)
    tables = [data, *data.get("target", {}).values()]
    for table in tables:
        yield from _named("", table.get("dependencies", {}))
        yield from _named("dev", table.get("dev-dependencies", {}))
        yield from _named("build", table.get("build-dependencies", {}))
    workspace = data.get("workspace", {})
    yield from _named("workspace", workspace.get("dependencies", {}))
    for package in (data.get("package", {}), workspace.get("package", {})):
        if isinstance(rust := package.get("rust-version"), str):
            yield ("", "rust"), rust


def rust_toolchain(text: str) -> Required:
    """The channel of `rust-toolchain.toml`, or the one line of `rust-toolchain`."""
    if "[" not in text:
        yield ("", "rust"), text.strip()
    elif channel := toml.loads(text).get("toolchain", {}).get("channel"):
        yield ("", "rust"), str(channel)


def package_json(text: str) -> Required:
    """The groups of npm, the engines and the package manager."""
    data = json.loads(text)
    groups = {"": "dependencies", "dev": "devDependencies", "peer": "peerDependencies"}
    groups |= {"optional": "optionalDependencies", "engines": "engines"}
    for group, key in groups.items():
        yield from _named(group, data.get(key, {}))
    manager, _, version = str(data.get("packageManager", "")).partition("@")
    if version:
        yield ("engines", manager), version.partition("+")[0]


def composer(text: str) -> Required:
    """Composer's two tables."""
    data = json.loads(text)
    yield from _named("", data.get("require", {}))
    yield from _named("dev", data.get("require-dev", {}))


def versions_toml(text: str) -> Required:
    """Gradle's version catalogue: versions, and the libraries and plugins that use them."""
    data = toml.loads(text)
    versions = data.get("versions", {})
    yield from _named("", versions)
    for group, key, module in (("library", "libraries", "module"), ("plugin", "plugins", "id")):
        for alias, entry in data.get(key, {}).items():
            if isinstance(entry, str):
                name, _, version = entry.rpartition(":")
                yield (group, name), version
            else:
                name = entry.get(module) or f"{entry.get('group', '')}:{entry.get('name', alias)}"
                yield (group, name), _catalogued(entry.get("version", ""))


def _catalogued(version: object) -> str:
    """A version of its own, or the name of the one that it refers to."""
    if isinstance(version, Mapping):
        return " ".join(str(value) for value in version.values())
    return str(version)


def listed(group: str, items: Iterable[object]) -> Required:
    """Requirements as PEP 508 writes them."""
    for item in items:
        if isinstance(item, str) and (match := _REQUIREMENT.match(item)):
            yield (group, match[1].lower().replace("_", "-")), match[2].strip()


def _named(group: str, table: Mapping[str, object]) -> Required:
    """A table of names: a version, or a table with one, with a git revision or a path."""
    for name, value in table.items():
        yield (group, name), _asked(value) if isinstance(value, Mapping) else str(value)


def _asked(table: Mapping[str, object]) -> str:
    if table.get("workspace") is True:
        return "workspace"
    keys = ("version", "git", "tag", "branch", "rev", "path")
    return " ".join(str(table[key]) for key in keys if key in table)
