"""Configuration: a project's file, which a stranger may have written, the user's own, variables."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path

from gitdigest.config.folders import CONFIG_NAME, Folders
from gitdigest.config.load import Loaded, load_options
from gitdigest.config.options import SHAPES_THE_REPORT, Options, Source
from gitdigest.errors import ConfigError

_SHAPED = SHAPES_THE_REPORT | {"rules", "release", "repositories"}


def check(data: bytes) -> None:
    """Each is read or refused with ConfigError; a project's file sets no more than it may."""
    project, folders = _places()
    variables = dict(line.split("=", 1) for line in _text(data).split("\n") if "=" in line)
    _load(project, folders, {f"GITDIGEST_{name}": value for name, value in variables.items()})
    for file in (project / CONFIG_NAME, folders.user_file):
        file.write_bytes(data)
        loaded = _load(project, folders, {})
        file.unlink()
        if loaded and file != folders.user_file:
            assert loaded.options.repositories == (Source("."),)
            assert _unshaped(loaded.options) == _unshaped(Options())


def _load(project: Path, folders: Folders, environ: Mapping[str, str]) -> Loaded | None:
    try:
        return load_options({}, environ, folders, project)
    except ConfigError as error:
        assert "\n" not in error.message + error.hint
        return None


def _unshaped(options: Options) -> dict[str, object]:
    """What no project may set."""
    names = {field.name for field in fields(Options)} - _SHAPED
    return {name: getattr(options, name) for name in names}


def _text(data: bytes) -> str:
    """The bytes as the system hands them out in a variable."""
    return data.replace(b"\0", b"").decode("utf-8", "surrogateescape")


@cache
def _places() -> tuple[Path, Folders]:
    """An empty project, and the folders of a user; whoever runs this removes them."""
    root = Path(tempfile.mkdtemp(prefix="gitdigest-fuzz-"))
    for name in ("project/.git", "config", "data", "cache"):
        (root / name).mkdir(parents=True)
    return root / "project", Folders(root / "config", root / "data", root / "cache")
