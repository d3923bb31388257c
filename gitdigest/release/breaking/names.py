"""Public names that are gone or changed, as breaks with their commits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

from gitdigest.facts.fact import Evidence
from gitdigest.release.breaking.behind import Behind, Likely
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.breaking.leaving import told
from gitdigest.release.surface.compare import Change, language_named
from gitdigest.release.surface.judgement import Judgement
from gitdigest.release.surface.side import Public, Side
from gitdigest.release.surface.signature import judge
from gitdigest.release.touches import Rows, Touch

_LONGEST_HEAD = 300  # characters of a line that is looked at
_KEYWORDS = frozenset(
    {"class", "const", "def", "enum", "fn", "func", "function", "interface", "let", "mod"}
    | {"protected", "public", "static", "struct", "trait", "type", "typedef", "var"}
)


def breaks_of_names(changes: Iterable[Change], before: Side, behind: Behind) -> Iterator[Break]:
    """A break for each public name that is gone or asks for something else; new ones are none."""
    for change in changes:
        if change.new is None and change.old is not None:
            yield _removed(change, change.old, before, behind)
        elif change.judgement is not None and change.new is not None:
            yield _changed(change, change.new, behind)


def _removed(change: Change, old: Public, before: Side, behind: Behind) -> Break:
    where = Evidence(old.path, old.line or _line_of(before, old), "old")
    announced = told(before, old) > 0
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
        commits=_who_removed(old, before, behind),
    )


def _changed(change: Change, new: Public, behind: Behind) -> Break:
    old, judgement = change.old, change.judgement
    places = [Evidence(new.path, new.line)]
    if old:
        places.append(Evidence(old.path, old.line, "old"))
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
        commits=_who_changed(change, new, behind),
    )


def _who_removed(old: Public, before: Side, behind: Behind) -> tuple[str, ...]:
    """Who left a file without the name; of what is only handed on, who took the word."""
    if old.kind == "module":
        return behind.file(old.path)
    last = re.split(r"\W+", old.name)[-1]
    word = partial(_has_word, re.compile(rf"\b{re.escape(last)}\b"))
    if old.kind == "import":
        return behind.changing([old.path], word, _goes, [_touches([last])])
    likely = [_takes(last), _touches(_words(old.tail))]
    there = partial(_is_there, old, before.candidates(old.path, old.tail))
    found = behind.changing([old.path], there, _goes, likely)
    return found or behind.changing(_doors(old), word, _goes, [_touches([last])])


def _doors(old: Public) -> list[str]:
    """The files that may hand on what stands in another one."""
    folders = old.path.split("/")[:-1] if old.promised and old.path.endswith(".py") else []
    return ["/".join([*folders[:end], "__init__.py"]) for end in range(len(folders), 0, -1)]


def _who_changed(change: Change, new: Public, behind: Behind) -> tuple[str, ...]:
    """Who changed a signature in this way, else who changed it in any."""
    old, judgement = change.old or new, change.judgement
    paths, language = [new.path, old.path], language_named(new.path)
    name = re.split(r"\W+", new.name)[-1]
    detail = _words(judgement.detail) if judgement else []
    differ = {*_words(old.signature)} ^ {*_words(new.signature)}
    likely = [_rewrites(name), _touches([name, *detail[:1]]), _touches({name, *differ})]

    def judged(here: object, there: object) -> Judgement | None:
        """What one version of the file makes of the name, the last definition of which holds."""
        if isinstance(here, tuple) and isinstance(there, tuple) and here and there:
            return judge(language, here[-1], there[-1])
        return None

    ask = partial(
        behind.changing,
        paths,
        partial(_signatures, new.tail),
        likely=likely,
        around=lambda side, path: side.heads(path, new.tail),
    )
    found = ask(differs=lambda here, there: judged(here, there) == judgement)
    return found or ask(differs=lambda here, there: judged(here, there) is not None) or ask()


def _takes(name: str) -> Likely:
    """What tells commits that took a line that seems to define a name."""
    return lambda _touch, rows: _defines(rows[0], name)


def _rewrites(name: str) -> Likely:
    """What tells commits that have another line for one that seems to define a name."""
    return lambda _touch, rows: _defines(rows[0], name) and _defines(rows[1], name)


def _defines(rows: Iterable[str], name: str) -> bool:
    return any(
        row.startswith(name) or not _KEYWORDS.isdisjoint(row[:_LONGEST_HEAD].split())
        for row in rows
        if name in row
    )


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"\W+", text) if word]


def _touches(words: Collection[str]) -> Likely:
    """What tells commits in whose lines one of the words stands, or that took the whole file."""

    def looks(touch: Touch, rows: Rows) -> bool:
        some = (row for side in rows for row in side)
        return touch.taken or any(word in row for row in some for word in words)

    return looks


def _goes(here: object, there: object) -> bool:
    return bool(here) and not there


def _has_word(word: re.Pattern[str], side: Side, path: str) -> bool:
    return word.search(side.text(path)) is not None


def _is_there(old: Public, rows: Sequence[str], side: Side, path: str) -> bool:
    """Whether a version of its file has a name: where that gets another name, it goes from there.

    Where the lines that may define it begin as those of before the range, it is not parsed.
    """
    if path != old.path:
        return False
    if rows and side.candidates(path, old.tail) == rows:
        return True
    return bool(side.named(path, old.tail))


def _signatures(tail: str, side: Side, path: str) -> tuple[str, ...]:
    """The signatures of a name in one version of its file, none where it is not there."""
    return tuple(symbol.head for symbol in side.named(path, tail))


def _line_of(side: Side, public: Public) -> int | None:
    """Where a name is handed on or served."""
    name = public.name.rpartition(".")[2]
    found = re.search(rf"\b{re.escape(name)}\b", side.text(public.path))
    return side.text(public.path).count("\n", 0, found.start()) + 1 if found else None
