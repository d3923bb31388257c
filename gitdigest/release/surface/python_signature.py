"""Two signatures of a Python function -> what a caller notices: names and defaults count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from gitdigest.release.surface.judgement import Judgement
from gitdigest.release.surface.literal import literal
from gitdigest.release.surface.parameters import CLOSE, OPEN, inside, split_top

Kind = Literal["positional", "keyword", "rest", "keywords"]
Worth = tuple[Callable[[str], str | None], Callable[[str], str | None]]
LITERALS: Worth = (literal, literal)
_NAME = re.compile(r"\w+(?:\.\w+)*")
_PRIVATE = re.compile(r"(?:^|\.)_\w+$")
_USES = ("property", "contextmanager")  # ends of decorators' names
_BOUND = frozenset({"self", "cls", "mcs"})


class Parameter(NamedTuple):
    """One parameter; `default` is None where it must be given."""

    name: str
    kind: Kind
    default: str | None = None


def judge_python(old: str, new: str, worth: Worth = LITERALS) -> Judgement | None:
    """What a caller notices, None where it is nothing; annotations are none of his business.

    `worth` tells what a default is worth, before and after.
    """
    if not (_is_call(old) and _is_call(new)):
        return None  # a class by its bases, a constant by its annotation: no caller can tell
    if _used_as(old) != _used_as(new):
        return Judgement("signature")
    if ("async " in old.partition("(")[0]) != ("async " in new.partition("(")[0]):
        return Judgement("signature")
    before, after = (list(_parameters(inside(side)[1])) for side in (old, new))
    return next(_changes(before, after, worth), None)


def _is_call(signature: str) -> bool:
    return re.match(r"(?:@\S+ )*(?:async\s+)?def\b", signature) is not None


def _used_as(signature: str) -> set[str]:
    """What a function is to who uses it, by its decorators: not called, or only behind `with`."""
    return {use for use in _USES if f"{use} " in signature.partition("(")[0]}


def _parameters(text: str) -> Iterator[Parameter]:
    kind: Kind = "positional"
    for part in split_top(text):
        if part == "*":
            kind = "keyword"
        elif part.startswith("**"):
            yield Parameter("**", "keywords", "")
        elif part.startswith("*"):
            kind = "keyword"
            yield Parameter("*", "rest", "")
        elif part != "/":
            head, equals, default = _at_equals(part)
            name = head.partition(":")[0].strip()
            yield Parameter(name, kind, default.strip() if equals else None)


def _at_equals(part: str) -> tuple[str, str, str]:
    """A parameter at the sign that gives its default, which stands in no bracket."""
    depth = 0
    for at, char in enumerate(part):
        depth += (char in OPEN) - (char in CLOSE)
        if char == "=" and depth == 0:
            return part[:at], "=", part[at + 1 :]
    return part, "", ""


def _changes(
    before: Sequence[Parameter], after: Sequence[Parameter], worth: Worth
) -> Iterator[Judgement]:
    """What a caller notices, the gravest first."""
    old = {p.name: p for p in before if not p.name.startswith("_")}
    new = {p.name: p for p in after}
    yield from _lost(before, after, old, new)
    yield from _required(before, after, old, new)
    yield from _moved(before, after, new)
    for name, parameter in old.items():
        here, there = parameter.default, new[name].default if name in new else None
        if here and there and _is_told(here, there, worth):
            yield Judgement("default-changed", f"{name}: {here} → {there}", breaks=False)


def _is_told(here: str, there: str, worth: Worth) -> bool:
    """Whether two defaults are known to differ: of what is only a name now nobody can tell."""
    if "..." in {here, there} or "".join(here.split()) == "".join(there.split()):
        return False
    before, after = worth[0](here), worth[1](there)
    if before is not None and after is not None:
        return before != after
    unknown = [text for text, value in ((here, before), (there, after)) if value is None]
    if len(unknown) == 1:
        return _NAME.fullmatch(unknown[0]) is None
    return not (_PRIVATE.search(here) and _PRIVATE.search(there))


def _lost(
    before: Sequence[Parameter],
    after: Sequence[Parameter],
    old: Mapping[str, Parameter],
    new: Mapping[str, Parameter],
) -> Iterator[Judgement]:
    """Parameters that are gone, all of them in one, or have another name in the same place."""
    here, there = _places(before), _places(after)
    gone: list[str] = []
    renamed: list[str] = []
    for name in old:
        if name in new or name in _BOUND or (name[:1] != "*" and "**" in new):
            continue
        at = here.index(name) if name in here else -1
        if len(here) == len(there) and at >= 0 and there[at] not in old:
            renamed.append(f"{name} → {there[at]}")
        else:
            gone.append(name)
    if gone:
        yield Judgement("parameter-removed", ", ".join(gone))
    yield from (Judgement("parameter-renamed", pair) for pair in renamed)


def _required(
    before: Sequence[Parameter],
    after: Sequence[Parameter],
    old: Mapping[str, Parameter],
    new: Mapping[str, Parameter],
) -> Iterator[Judgement]:
    """Parameters that must be given now and were not there, or had a default."""
    known = {p.name for p in before}
    pairs = zip(_places(before), _places(after), strict=False)
    known |= {there for here, there in pairs if here.startswith("_")}  # given by place alone
    for name, parameter in new.items():
        was = old.get(name)
        if (
            parameter.default is None
            and name not in _BOUND
            and (name not in known or (was is not None and was.default is not None))
        ):
            yield Judgement("parameter-required", name)


def _moved(
    before: Sequence[Parameter], after: Sequence[Parameter], new: Mapping[str, Parameter]
) -> Iterator[Judgement]:
    """Parameters that a caller by position would miss."""
    there = _places(after)
    for at, name in enumerate(_places(before)):
        if name in new and (name not in there or there.index(name) != at) and "*" not in new:
            yield Judgement("parameter-order", name)


def _places(parameters: Sequence[Parameter]) -> list[str]:
    return [p.name for p in parameters if p.kind == "positional" and p.name not in _BOUND]
