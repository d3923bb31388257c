"""Names that say for the first time that they will go: by a mark, in their docs, or by a warning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gitdigest.facts.fact import Evidence
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.surface.side import Public, Side

_MARKED = re.compile(
    r"@(?:\w+\.)*deprecated|\[deprecated|#\[deprecated|\bDeprecated:|@Deprecated|\.\. deprecated::"
)
_WARNED = re.compile(r"DeprecationWarning|PendingDeprecation|\bdeprecated\(")
_HEAD = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_WHOLE = frozenset({"class", "module", "struct"})  # what stands in them may speak of a member
_MOST_LINES = 400
_MOST_CALL_LINES = 12


def leaving(
    shared: Iterable[tuple[Public, Public]], sides: tuple[Side, Side], behind: Behind
) -> Iterator[Break]:
    """A break for each name (before, now) that did not say it before."""
    before, after = sides
    for old, new in shared:
        if not (new.line and old.line) or new.kind in _WHOLE:
            continue
        at = _told(after, new)
        if at and not _told(before, old):
            yield Break(
                "public",
                "deprecated",
                new.name.removesuffix(".__init__"),
                "look",
                evidence=(Evidence(new.path, at),),
                commits=behind.gained(new.path, at, at),
            )


def _told(side: Side, public: Public) -> int:
    """The line in which a definition speaks of its own end, 0 where none does.

    A warning speaks of what it stands in where nothing is asked before it, or where it names it:
    most that stand behind a condition are about a parameter, or about something else.
    """
    last = min(public.end, public.line + _MOST_LINES)
    lines = side.text(public.path).split("\n")[max(public.line - 1, 0) : last]
    for at, line in enumerate(lines):
        if _MARKED.search(line) or (_WARNED.search(line) and _is_own(lines, at, public)):
            return public.line + at
    return 0


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
