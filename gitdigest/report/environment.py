"""Jinja environments: strict, sandboxed, and with the words of a language."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from gitdigest.report.catalog import Catalog
from gitdigest.resources import ResourceName, resource_dir


@lru_cache(maxsize=16)
def environment(
    folder: ResourceName, catalog: Catalog, finalize: Callable[[object], object]
) -> ImmutableSandboxedEnvironment:
    """An environment over a folder of ours; `finalize` makes every printed value safe.

    Block tags leave no line of their own, a name that is not there is an error.
    """
    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: _source(folder, name)),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=False,  # finalize escapes, for the format that is written
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(catalog.translations, newstyle=True)  # type: ignore[attr-defined]
    return made


def _source(folder: ResourceName, name: str) -> str | None:
    path = resource_dir(folder) / name
    return path.read_text(encoding="utf-8") if path.is_file() else None
