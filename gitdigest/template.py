"""Jinja environments, strict and sandboxed, for reports and for prompts."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations

from jinja2 import FunctionLoader, StrictUndefined, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment as Environment
from markupsafe import Markup

__all__ = ["Environment", "Markup", "TemplateSyntaxError", "environment", "variables"]


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
        loader=FunctionLoader(read),
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


def variables(made: Environment, source: str) -> frozenset[str]:
    """The names that a template uses and does not set itself; raises TemplateSyntaxError."""
    return frozenset(meta.find_undeclared_variables(made.parse(source)))
