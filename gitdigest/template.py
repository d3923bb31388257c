"""Jinja environments, strict and sandboxed, for reports and for prompts."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment as Environment
from markupsafe import Markup

__all__ = [
    "Environment",
    "Markup",
    "TemplateError",
    "TemplateSyntaxError",
    "environment",
    "variables",
]


def environment(
    read: Callable[[str], str | None],
    *,
    finalize: Callable[[object], object] | None = None,
    translations: NullTranslations | None = None,
    html: bool = False,
) -> Environment:
    """An environment whose templates `read` finds by name; `finalize` makes each value safe.

    Block tags leave no line of their own, a name that is not there is an error. With `html` every
    value that is no Markup is escaped after `finalize`.
    """
    made = Environment(
        loader=FunctionLoader(lambda name: _named(read(name), name)),
        extensions=["jinja2.ext.i18n"] if translations else [],
        undefined=StrictUndefined,
        autoescape=html,  # for other formats finalize escapes
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    if translations:
        made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    return made


def _named(source: str | None, name: str) -> tuple[str, str, None] | None:
    """A template's text with the name that a traceback tells."""
    return None if source is None else (source, name, None)


def variables(made: Environment, source: str) -> frozenset[str]:
    """The names that a template uses and does not set itself; raises TemplateSyntaxError."""
    return frozenset(meta.find_undeclared_variables(made.parse(source)))
