"""Names that say for the first time that they will go: by a mark, in their docs, or by a warning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gitdigest.facts.fact import Evidence
from gitdigest.facts.symbol import Symbol
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.surface.side import Public, Side

_MARKED = re.compile(
    r"@(?:\w+\.)*[Dd]eprecated\b|\[deprecated\b|\[Obsolete\b|\bDeprecated:|\.\. deprecated::"
)
_WARNED = re.compile(r"DeprecationWarning|PendingDeprecation|\bdeprecated?\(")
_NEAR = ("eprecat", "Obsolete")  # each of the two has one of them
_OF_A_PART = re.compile(
    r"\W*(?:The\s+)?\W*\w+\W+(?:parameter|argument|keyword|option|value|field|attribute)\b"
    r"|\W*(?:Passing|Setting)\b"
)
_HEAD = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_ABOVE = re.compile(r"\s*(?://|/?\*|#[\[:]|@|\[)")
_HOLDERS = frozenset({"class", "module", "struct", "interface", "trait", "enum", "type"})
_MOST_LINES = 400
_MOST_CALL_LINES = 12


def leaving(
    shared: Iterable[tuple[Public, Public]], sides: tuple[Side, Side], behind: Behind
) -> Iterator[Break]:
    """A break for each name (before, now) that did not say it before."""
    before, after = sides
    for old, new in shared:
        at = told(after, new) if old.line else 0
        if at and not told(before, old):
            yield Break(
                "public",
                "deprecated",
                new.name.removesuffix(".__init__"),
                "look",
                evidence=(Evidence(new.path, at),),
                commits=behind.gained(new.path, at, at),
            )


def told(side: Side, public: Public) -> int:
    """The line in which a definition speaks of its own end, 0 where none does.

    What holds others speaks in its head alone, a class by what makes it too. A warning is about what
    it stands in where nothing is asked before it, or where it names it: most that stand behind a
    condition are about a parameter, or about something else.
    """
    text = side.text(public.path)
    if not public.line or not any(word in text for word in _NEAR):
        return 0
    lines = text.split("\n")
    first, last = _own_lines(side, public, lines)
    own = lines[first:last]
    for at, line in enumerate(own):
        marked = _MARKED.search(line)
        if marked and not _is_of_a_part(own, at, marked.end()):
            return first + at + 1
        if _WARNED.search(line) and _is_own(own, at, public):
            return first + at + 1
    maker = f"{public.tail}.__init__"
    makers = (s for s in side.symbols(public.path) if public.kind == "class" and s.name == maker)
    return next((told(side, _as_public(public, symbol)) for symbol in makers), 0)


def _as_public(owner: Public, symbol: Symbol) -> Public:
    return owner._replace(
        name=f"{owner.name}.__init__", kind=symbol.kind, line=symbol.start, end=symbol.end
    )


def _own_lines(side: Side, public: Public, lines: Sequence[str]) -> tuple[int, int]:
    """Where the lines begin and end that may speak of a definition, comments above it too."""
    first, last = public.line - 1, min(public.end, public.line + _MOST_LINES)
    if public.kind in _HOLDERS:
        inner = (s.start for s in side.symbols(public.path) if public.line < s.start <= public.end)
        last = min((last, *(start - 1 for start in inner)))
        if not public.path.endswith(".py"):
            opened = (at + 1 for at in range(first, last) if "{" in lines[at])
            last = next(opened, last)
    while first > 0 and _ABOVE.match(lines[first - 1]):
        first -= 1
    return first, last


def _is_of_a_part(lines: Sequence[str], at: int, column: int) -> bool:
    """Whether what follows a mark speaks of a parameter or a way to call, not of the whole."""
    said = lines[at][column:]
    if lines[at][:column].endswith("::"):  # a directive of reST: behind it stands the version
        said = "".join(lines[at + 1 : at + 2])
    return _OF_A_PART.match(said) is not None


def _is_own(lines: Sequence[str], at: int, public: Public) -> bool:
    """Whether the warning in a line is about the definition with these lines."""
    first = last = at
    while first > max(0, at - _MOST_CALL_LINES) and not _opens(lines, first, at):
        first -= 1
    while last + 1 < len(lines) and _indent(lines[last + 1]) > _indent(lines[first]):
        last += 1
    name = public.tail.removesuffix(".__init__").rpartition(".")[2]
    if re.search(rf"\b{re.escape(name)}\b", "\n".join(lines[first : last + 1])):
        return True
    head = next((number for number, line in enumerate(lines) if _HEAD.match(line)), 0)
    within = (_indent(line) for line in lines[head + 1 :] if line.strip())
    return _indent(lines[first]) == min((n for n in within if n > _indent(lines[head])), default=0)


def _opens(lines: Sequence[str], first: int, at: int) -> bool:
    """Whether the call that a line stands in begins with `first`."""
    is_above = first == at or _indent(lines[first]) < _indent(lines[at])
    return is_above and "(" in lines[first]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
