"""The public names of one end against those of the other: gone, changed, new."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from gitdigest.diff import FileChange
from gitdigest.facts.languages import language_of
from gitdigest.release.surface.judgement import Judgement
from gitdigest.release.surface.literal import literal
from gitdigest.release.surface.other_names import (
    GoNames,
    HeaderNames,
    JavaNames,
    TypeScriptNames,
)
from gitdigest.release.surface.python_names import PythonNames
from gitdigest.release.surface.rust_names import RustNames
from gitdigest.release.surface.side import Names, Public, Side
from gitdigest.release.surface.signature import judge
from gitdigest.release.surface.typed_signature import normal


class Change(NamedTuple):
    """What became of a public name; `old` is None for a new one, `new` for one that is gone.

    `certain` is false where the name may still be reached by ways that cannot be seen.
    """

    old: Public | None
    new: Public | None
    judgement: Judgement | None = None
    certain: bool = True

    @property
    def name(self) -> str:
        """What it is called."""
        return (self.new or self.old or _NOTHING).name


class Compared(NamedTuple):
    """What differs, and the names that both ends have, as they are at either."""

    changes: tuple[Change, ...]
    shared: tuple[tuple[Public, Public], ...]


_NOTHING = Public("", "", "", "", "")
_Named = dict[str, list[Public]]
_LANGUAGES: Mapping[str, tuple[str, Callable[[Side], Names]]] = {
    "Python": ("Python", PythonNames),
    "Rust": ("Rust", RustNames),
    "Go": ("Go", GoNames),
    "TypeScript": ("TypeScript", TypeScriptNames),
    "JavaScript": ("TypeScript", TypeScriptNames),
    "Java": ("Java", JavaNames),
    "C/C++ header": ("C++", HeaderNames),
    "C++": ("C++", HeaderNames),
}


def language_named(path: str) -> str:
    """The language by whose rules the names of a file are compared, "" for none."""
    known = _LANGUAGES.get(language_of(path))
    return known[0] if known else ""


def compare(before: Side, after: Side, changes: Iterable[FileChange]) -> Compared:
    """What became of the public names in the files that differ, by language, gone ones first."""
    files: dict[str, list[FileChange]] = {}
    for change in changes:
        if language := language_named(change.path):
            files.setdefault(language, []).append(change)
    found: list[Change] = []
    shared: list[tuple[Public, Public]] = []
    for language, some in files.items():
        make = next(make for name, make in _LANGUAGES.values() if name == language)
        names = make(before), make(after)
        old = _named(names[0], (c.old_path or c.path for c in some if c.status != "added"))
        new = _named(names[1], (c.path for c in some if c.status != "deleted"))
        found += _of_language(language, names, old, new)
        shared += ((old[name][-1], new[name][-1]) for name in old if name in new)
    return Compared(tuple(found), tuple(shared))


def _of_language(
    language: str, names: tuple[Names, Names], old: _Named, new: _Named
) -> Iterator[Change]:
    before, after = names
    gone = [name for name in old if name not in new]
    lost = {name: after.reaches(old[name][0]) for name in gone}
    missing = {name for name, reached in lost.items() if reached is not True}
    for name in gone:
        if name in missing and not _covered(name, old[name][0], missing):
            yield Change(old[name][0], None, certain=lost[name] is False)
    for name, olds in old.items():
        if name in new:
            yield from _changed(language, names, olds, new[name])
    fresh = {name: None for name in new if name not in old}
    for name in fresh:
        if _must_be_implemented(language, new[name][0], old):
            yield Change(None, new[name][0], Judgement("must-implement"))
        elif not _covered(name, new[name][0], fresh) and before.reaches(new[name][0]) is not True:
            yield Change(None, new[name][0])


def _named(names: Names, paths: Iterable[str]) -> _Named:
    """Each name with its definitions; what only hands one on says less than those."""
    found: _Named = {}
    for path in paths:
        for public in names.public(path):
            found.setdefault(public.name, []).append(public)
    return {
        name: [one for one in some if one.kind != "import"] or some for name, some in found.items()
    }


def _covered(name: str, public: Public, names: Container[str]) -> bool:
    """Whether what a name stands in, or what it is only another name of, is told already."""
    if public.kind == "import" and public.signature in names:
        return True
    for joint in (".", "::", "/"):
        above = name
        while joint in above:
            above = above.rpartition(joint)[0]
            if above in names:
                return True
    return False


def _changed(
    language: str, names: tuple[Names, Names], olds: Sequence[Public], news: Sequence[Public]
) -> Iterator[Change]:
    """Signatures that are not on the other side; one that was added beside others breaks nobody."""
    if language == "Python":  # the last definition holds, those before it are for type checkers
        olds, news = olds[-1:], news[-1:]
    before, after = ({normal(language, p.signature) for p in some} for some in (olds, news))
    gone = [p for p in olds if normal(language, p.signature) not in after]
    come = [p for p in news if normal(language, p.signature) not in before]
    for at, old in enumerate(gone):
        if at >= len(come):
            yield Change(old, news[0], Judgement("signature"))
        elif "import" not in {old.kind, come[at].kind}:
            worth = _worth(names[0], old), _worth(names[1], come[at])
            judgement = judge(language, old.signature, come[at].signature, worth)
            if judgement:
                yield Change(old, come[at], judgement)


def _worth(names: Names, public: Public) -> Callable[[str], str | None]:
    """What the defaults of a name are worth, as far as its module tells."""
    return partial(names.value, public.path) if isinstance(names, PythonNames) else literal


def _must_be_implemented(language: str, new: Public, old: _Named) -> bool:
    """Whether who implements an interface of before must do more now."""
    if language not in {"Go", "Java"} or new.kind != "method":
        return False
    above = old.get(new.name.rpartition(".")[0])
    return above is not None and above[0].kind == "interface"
