"""The symbols that a commit touches: added, removed, or changed inside."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, Symbols, is_new
from gitdigest.facts.fact import Change, Evidence, Fact, FileFact, Level
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.overloads import kept
from gitdigest.facts.symbol import MEMBERS, Symbol, is_shared

_MOST = 400


def find_symbols(context: Context) -> Iterator[Fact]:
    """Each touched symbol, at its first changed line; by hunk headers where no grammar reads.

    Kinds: `symbol` (fact; hint where the text does not follow its grammar), `symbol.near` (hint:
    git names the line before the hunk), `unparsed` (a file that a grammar should have read, and
    could not around the change), and `symbol.more` with the number of symbols beyond 400.
    """
    count = 0
    for fact in _of_files(context):
        count += 1
        if count <= _MOST:
            yield fact
    if count > _MOST:
        yield Fact("symbol.more", str(count - _MOST))


def _of_files(context: Context) -> Iterator[Fact]:
    for change, file in context.written():
        symbols = context.symbols(change, file)
        if symbols is None:
            yield from _without_grammar(context, change, file)
            continue
        if symbols.broken and not _all_sound(symbols):
            yield Fact("unparsed", change.path, after="syntax", evidence=(Evidence(change.path),))
        yield from _touched(context, change, file, symbols)


def _without_grammar(context: Context, change: FileChange, file: FileFact) -> Iterator[Fact]:
    known = grammar_of(file.language, change.path) is not None
    if known and context.sources is not None and not (change.is_symlink or not change.hunks):
        yield Fact("unparsed", change.path, after="unread", evidence=(Evidence(change.path),))
    if file.language in {"", "Markdown", "JSON", "YAML", "TOML", "reStructuredText"}:
        return
    seen: set[str] = set()
    for hunk in change.hunks:
        name = hunk.section.strip()
        if name and name not in seen:
            seen.add(name)
            evidence = Evidence(change.path, hunk.new_start)
            yield Fact("symbol.near", name, Level.HINT, "changed", evidence=(evidence,))


def _all_sound(symbols: Symbols) -> bool:
    """Whether all that is around the changed lines can be trusted, and something is."""
    around = (*symbols.old, *symbols.new)
    return bool(around) and all(symbol.sound for symbol in around)


def _touched(
    context: Context, change: FileChange, file: FileFact, symbols: Symbols
) -> Iterator[Fact]:
    odd = {symbol.name for symbol in (*symbols.old, *symbols.new) if not symbol.sound}
    gone, come = _numbers(change)
    old, new = innermost(symbols.old, gone), innermost(symbols.new, come)
    both = (*symbols.old, *symbols.new)
    shared = {symbol.name for symbol in both if is_shared(symbol, file.language)}
    before, after = (_defined(side) - shared for side in (symbols.old, symbols.new))
    added, removed = after - before, before - after
    added -= kept(context, change, file, "old", added & new.keys())
    removed -= kept(context, change, file, "new", removed & old.keys())
    silent = shared if is_new(change) or change.status == "deleted" else frozenset[str]()
    for name, line in new.items():
        if name not in silent:
            way: Change = "added" if name in added else "changed"
            where = Evidence(change.path, line)
            yield Fact("symbol", name, _level(name, odd), way, evidence=(where,))
    for name, line in old.items():
        if name not in new and name not in silent:
            way = "removed" if name in removed else "changed"
            where = Evidence(change.old_path or change.path, line, "old")
            yield Fact("symbol", name, _level(name, odd), way, evidence=(where,))


def _numbers(change: FileChange) -> tuple[list[int], list[int]]:
    """The lines that go and those that come by their numbers, blank ones left out.

    Most of a commit's lines are looked at for this: `changed_lines` makes more of each.
    """
    gone: list[int] = []
    come: list[int] = []
    for hunk in change.hunks:
        old, new = hunk.old_start, hunk.new_start
        for row in hunk.body.split("\n"):
            sign = row[:1]
            if sign == "+":
                if row[1:].strip():
                    come.append(new)
                new += 1
            elif sign == "-":
                if row[1:].strip():
                    gone.append(old)
                old += 1
            elif sign == " ":
                old, new = old + 1, new + 1
    return [] if change.status == "copied" else gone, come


def _defined(symbols: Iterable[Symbol]) -> set[str]:
    """The names that are defined there; Rust adds to what is defined anywhere."""
    return {symbol.name for symbol in symbols if symbol.kind != "impl"}


def _level(name: str, odd: set[str]) -> Level:
    return Level.HINT if name in odd else Level.FACT


def innermost(symbols: Iterable[Symbol], lines: Iterable[int]) -> dict[str, int]:
    """The symbols that hold the lines most closely, each with the first of its lines.

    Fields and variants belong to what they stand in; so do functions inside functions.
    """
    found: dict[str, int] = {}
    for name, line in holders(symbols, lines):
        found.setdefault(name, line)
    return found


def holders(symbols: Iterable[Symbol], lines: Iterable[int]) -> Iterator[tuple[str, int]]:
    """The same for each line by itself, in their order; those that nothing holds are left out."""
    places = [s for s in symbols if s.kind not in MEMBERS and not s.inner]
    starts = [symbol.start for symbol in places]
    around = _around(places)
    for line in lines:
        at = bisect_right(starts, line) - 1
        while at >= 0 and places[at].end < line:
            at = around[at]
        if at >= 0:
            yield places[at].name, line


def _around(places: list[Symbol]) -> list[int]:
    """For each symbol the place of the one that it stands in, -1 at the top."""
    around: list[int] = []
    for at, symbol in enumerate(places):
        above = at - 1
        while above >= 0 and places[above].end < symbol.start:
            above = around[above]
        around.append(above)
    return around
