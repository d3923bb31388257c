"""Public names that are gone, changed or marked as leaving, as breaks with their commits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gitdigest.facts.fact import Evidence
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.surface.compare import Change
from gitdigest.release.surface.side import Public, Side

_LEAVING = re.compile(r"deprecate|deprecation", re.IGNORECASE)
_LEAVES = re.compile(
    r"DeprecationWarning|PendingDeprecation|@deprecated|\[deprecated|#\[deprecated|\bDeprecated:|@Deprecated"
    r"|\.\. deprecated::|\bdeprecated\("
)
_MOST_LINES = 400


def breaks_of_names(
    changes: Iterable[Change], sides: tuple[Side, Side], behind: Behind
) -> Iterator[Break]:
    """A break for each public name that is gone or asks for something else; new ones are none."""
    for change in changes:
        if change.new is None and change.old is not None:
            yield _removed(change, change.old, sides[0], behind)
        elif change.judgement is not None and change.new is not None:
            yield _changed(change, change.new, sides, behind)


def leaving(
    shared: Iterable[tuple[Public, Public]], sides: tuple[Side, Side], behind: Behind
) -> Iterator[Break]:
    """Names (before, now) that say for the first time that they will go."""
    before, after = sides
    for old, new in shared:
        if new.line and old.line and new.kind not in {"class", "module", "struct"}:
            told = _LEAVES.search(_body(after, new))
            if told and not _LEAVES.search(_body(before, old)):
                at = _body(after, new).count("\n", 0, told.start()) + new.line
                where = Evidence(new.path, at)
                commits = behind.gained(new.path, at, at) or behind.gained(
                    new.path, new.line, new.end
                )
                yield Break(
                    "public",
                    "deprecated",
                    new.name.removesuffix(".__init__"),
                    "look",
                    evidence=(where,),
                    commits=commits,
                )


def _removed(change: Change, old: Public, before: Side, behind: Behind) -> Break:
    where = Evidence(old.path, old.line or _line_of(before, old), "old")
    last = old.end or where.line or 0
    announced = _LEAVING.search(_body(before, old)) is not None
    return Break(
        kind="public",
        code="removed",
        name=old.name,
        weight="major",
        before=old.signature if old.kind not in {"import", "module"} else "",
        detail=old.kind,
        certain=change.certain,
        promised=old.promised or announced,
        announced=announced,
        evidence=(where,),
        commits=behind.lost(old.path, where.line or 1, last) or behind.file(old.path),
    )


def _changed(change: Change, new: Public, sides: tuple[Side, Side], behind: Behind) -> Break:
    old, judgement = change.old, change.judgement
    places = [Evidence(new.path, new.line)]
    if old:
        places.append(Evidence(old.path, old.line, "old"))
    word = judgement.detail.split()[0].strip(":") if judgement and judgement.detail else ""
    default = judgement is not None and not judgement.breaks
    return Break(
        kind="default" if default else "public",
        code=judgement.code if judgement else "signature",
        name=new.name,
        weight="look" if default else "major",
        before=old.signature if old else "",
        after=new.signature,
        detail=judgement.detail if judgement else "",
        certain=change.certain,
        promised=new.promised,
        evidence=tuple(places),
        commits=_behind(old, new, word, sides, behind) or behind.file(new.path),
    )


def _behind(
    old: Public | None, new: Public, word: str, sides: tuple[Side, Side], behind: Behind
) -> tuple[str, ...]:
    """Who changed a signature: whoever took the line with the word, or wrote the one with it."""
    found: tuple[str, ...] = ()
    if old:
        at = _line_with(sides[0], old, word)
        found = behind.lost(old.path, at, at) if at else ()
    at = _line_with(sides[1], new, word)
    found = found or (behind.gained(new.path, at, at) if at else ())
    found = found or behind.gained(new.path, new.line, _head_end(new))
    return found or (behind.lost(old.path, old.line, _head_end(old)) if old else ())


def _line_with(side: Side, public: Public, word: str) -> int:
    """The line of a signature that holds a word, 0 where none does."""
    pattern = re.compile(rf"\b{re.escape(word)}\b") if word.isidentifier() else None
    for line in range(public.line, _head_end(public) + 1) if pattern else ():
        if pattern and pattern.search(side.line(public.path, line)):
            return line
    return 0


def _head_end(public: Public) -> int:
    """The last line that a signature may stand in: long ones go over several."""
    return min(public.end, public.line + len(public.signature) // 20 + 2)


def _body(side: Side, public: Public) -> str:
    lines = side.text(public.path).split("\n")
    return "\n".join(lines[max(public.line - 1, 0) : min(public.end, public.line + _MOST_LINES)])


def _line_of(side: Side, public: Public) -> int | None:
    """Where a name is handed on or served."""
    name = public.name.rpartition(".")[2]
    found = re.search(rf"\b{re.escape(name)}\b", side.text(public.path))
    return side.text(public.path).count("\n", 0, found.start()) + 1 if found else None
