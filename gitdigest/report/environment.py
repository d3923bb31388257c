"""The environment of a report's templates: with the words of its language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from gitdigest.report.catalog import Catalog
from gitdigest.resources import ResourceName, resource_dir
from gitdigest.template import Environment
from gitdigest.template import environment as made_from


@lru_cache(maxsize=16)
def environment(
    folder: ResourceName,
    catalog: Catalog,
    finalize: Callable[[object], object],
    *,
    html: bool = False,
) -> Environment:
    """An environment over a folder of ours; `finalize` makes every printed value safe."""
    return made_from(
        lambda name: source(folder, name),
        finalize=finalize,
        translations=catalog.translations,
        html=html,
    )


def source(folder: ResourceName, name: str) -> str | None:
    """The text of a file of ours, None where there is none."""
    path = resource_dir(folder) / name
    return path.read_text(encoding="utf-8") if path.is_file() else None
