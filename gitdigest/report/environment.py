"""The files that a report is made of, ours or the user's own in their place, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Any

from gitdigest.errors import ConfigError
from gitdigest.report.catalog import Catalog
from gitdigest.resources import resource_dir
from gitdigest.template import Environment, TemplateError
from gitdigest.template import environment as made_from

HINT = "see docs/templates.md for what a template may use"
_FAILURES = (  # what an expression of somebody's own template can raise
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)

Finalize = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Templates:
    """Where templates come from: texts of the user's own by their names, ours for all others.

    `folder` is where his stand, for errors.
    """

    own: tuple[tuple[str, str], ...] = ()
    folder: str = ""

    def source(self, name: str) -> str | None:
        """The text of a file, None where there is none."""
        return _source(self, name)

    def render(
        self,
        name: str,
        names: Mapping[str, Any],
        catalog: Catalog,
        finalize: Finalize,
        *,
        html: bool = False,
    ) -> str:
        """A template with its values, each of which `finalize` makes safe.

        Raises ConfigError where a template of the user's own fails.
        """
        made = _environment(self, catalog, finalize, html=html)
        if not self.own:
            return made.get_template(name).render(names)
        try:
            return made.get_template(name).render(names)
        except _FAILURES as error:
            raise ConfigError(f"{self.folder}/{_place(error, name)}: {error}", HINT) from error


OURS = Templates()


@lru_cache(maxsize=16)
def _environment(
    templates: Templates, catalog: Catalog, finalize: Finalize, *, html: bool
) -> Environment:
    return made_from(
        templates.source, finalize=finalize, translations=catalog.translations, html=html
    )


@lru_cache(maxsize=256)
def _source(templates: Templates, name: str) -> str | None:
    if name in (own := dict(templates.own)):
        return own[name]
    path = resource_dir("templates") / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _place(error: BaseException, name: str) -> str:
    """The template and the line where something went wrong, as far as a traceback tells."""
    step: TracebackType | None = error.__traceback__
    found = name
    while step:
        file = step.tb_frame.f_code.co_filename
        if file.endswith(".j2"):
            found = f"{file}, line {step.tb_lineno}"
        step = step.tb_next
    return found
