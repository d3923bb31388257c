"""Secrets that stood in a commit: their kinds and places, never their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitdigest.diff import Secret
from gitdigest.facts.context import Context
from gitdigest.facts.fact import Change, Evidence, Fact, FileClass, Level, Reason
from gitdigest.facts.files import read_path

_CHANGES: tuple[tuple[tuple[str, ...], Change], ...] = (
    (("+", ""), "added"),
    (("-",), "removed"),
)
_MOST_PLACES = 20
# what only looks like one by what stands beside it
_LIKELY = frozenset({"password", "url-password", "auth-header", "jwt"})
_GUESSED = "password"  # by a name beside it, where values of many other kinds stand too
_MADE_UP = frozenset({FileClass.TEST, FileClass.DOCS, FileClass.EXAMPLE, FileClass.BENCH})


def find_leaks(context: Context) -> Iterator[Fact]:
    """`secret`: its kind, and the lines where the commit adds or removes one.

    A hint where only a name tells it; the value is masked all the same.
    """
    for signs, change in _CHANGES:
        places: dict[str, list[Evidence]] = {}
        for secret in context.diff.secrets:
            if secret.sign in signs:
                where = places.setdefault(secret.kind, [])
                if secret.path:
                    where.append(_place(secret))
        for kind, where in sorted(places.items()):
            level = Level.HINT if kind == _GUESSED else Level.FACT
            yield Fact("secret", kind, level, change, evidence=tuple(where[:_MOST_PLACES]))


def leak_terms(findings: Sequence[Fact]) -> Iterator[Reason]:
    """A point for an added secret; those in tests, docs and examples are made up, as a rule."""
    leak = next((fact for fact in findings if _is_leak(fact)), None)
    if leak is not None:
        yield Reason("secret", 1.0, leak.name)


def has_certain_leak(findings: Sequence[Fact]) -> bool:
    """Whether a commit adds what has the very form of somebody's key."""
    return any(_is_leak(fact) and fact.name not in _LIKELY for fact in findings)


def _is_leak(fact: Fact) -> bool:
    if fact.kind != "secret" or fact.change != "added":
        return False
    classes = {read_path(place.path).file_class for place in fact.evidence}
    return not classes or not classes <= _MADE_UP


def _place(secret: Secret) -> Evidence:
    return Evidence(secret.path, secret.line, "old" if secret.sign == "-" else "new")
