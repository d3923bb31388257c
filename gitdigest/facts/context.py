"""What every finder sees of a commit, and what it may ask for: read-only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange, Line
from gitdigest.facts.codewords import code_words
from gitdigest.facts.fact import Change, Evidence, Fact, FileClass, FileFact, Level, Side
from gitdigest.facts.files import read_path, says_generated
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.history import Past
from gitdigest.facts.message import Message
from gitdigest.facts.sources import Sources
from gitdigest.facts.symbol import Symbol
from gitdigest.facts.syntax import symbols_of
from gitdigest.facts.trees import Parsed
from gitdigest.facts.whereabouts import holds

_UNTOUCHED = frozenset({FileClass.GENERATED, FileClass.VENDORED, FileClass.LOCK})
_MOST_DERIVED = 64

Derived = TypeVar("Derived")

Words = list[tuple[int, bytes]]
"""Words of code, each with its line."""


class Symbols(NamedTuple):
    """The symbols around the changed lines of a file, on either side.

    `broken` tells that one of the sides does not follow its grammar.
    """

    old: list[Symbol]
    new: list[Symbol]
    broken: bool


@dataclass(frozen=True, slots=True)
class Context:
    """A commit for the finders: its message, its diff, each changed file with what it is for.

    `sources` is None where the content of the files cannot be had, `past` where their history is
    not known: finders that need them are silent then.
    """

    commit: Commit
    message: Message
    diff: Diff
    files: Sequence[FileFact]
    sources: Sources | None = None
    past: Past | None = None
    _symbols: dict[int, Symbols | None] = field(default_factory=dict)
    _whole: dict[tuple[int, Side], Sequence[Symbol]] = field(default_factory=dict)
    _written: list[tuple[FileChange, FileFact]] = field(default_factory=list, init=False)

    def pairs(self) -> Iterator[tuple[FileChange, FileFact]]:
        """Each changed file with what it is for."""
        return zip(self.diff.files, self.files, strict=True)

    def written(self) -> Sequence[tuple[FileChange, FileFact]]:
        """The files that people write: no lock, generated, vendored or binary ones."""
        if not self._written:  # told once: each finder goes through them
            self._written.extend(
                (change, file)
                for change, file in self.pairs()
                if file.file_class not in _UNTOUCHED and not change.binary
            )
        return self._written

    def text(self, change: FileChange, side: Side) -> str | None:
        """A file's text on a side, None where it is not there, unread, too large or no text."""
        if self.sources is None or not _has_text(change, side):
            return None
        blob = self.sources.side(change, side)
        return None if blob is None or b"\0" in blob else blob.decode("utf-8", "replace")

    def derived(
        self, change: FileChange, side: Side, make: Callable[[str, str], Derived | None]
    ) -> Derived | None:
        """What `make` tells of a file's path and text on a side; None as well where there is no text.

        It is kept, as what is after a commit is before the next one.
        """
        if self.sources is None or not _has_text(change, side):
            return None
        old = side == "old"
        path = (change.old_path or change.path) if old else change.path
        kept, key = self.sources.derived, (make, path, change.old_blob if old else change.new_blob)
        if key not in kept:
            text = self.text(change, side)
            if text is None:
                return None
            kept[key] = make(path, text)
            while len(kept) > _MOST_DERIVED:
                del kept[next(iter(kept))]
        found: Derived | None = kept[key]
        return found

    def parsed(self, change: FileChange, file: FileFact, side: Side) -> Parsed | None:
        """A file as its grammar reads it on a side, None where none does or it is not there."""
        grammar = grammar_of(file.language, change.path)
        if grammar is None or self.sources is None:
            return None
        old, new = self.sources.trees(change, grammar)
        return old if side == "old" else new

    def symbols(self, change: FileChange, file: FileFact) -> Symbols | None:
        """The symbols around what changed; None where no grammar reads the file."""
        key = id(change)  # two paths may be masked alike
        if key not in self._symbols:
            self._symbols[key] = self._read_symbols(change, file)
        return self._symbols[key]

    def is_generated(self, change: FileChange, file: FileFact) -> bool:
        """Whether the first lines of a file that a grammar reads say that a tool wrote it.

        Not those of its hunks, which whoever classed it has seen.
        """
        seen = not change.hunks or change.hunks[0].new_start <= 1
        if seen or file.file_class is not read_path(change.path).file_class:
            return False
        parsed = self.parsed(change, file, "new")
        return parsed is not None and says_generated(parsed.source)

    def all_symbols(self, change: FileChange, file: FileFact, side: Side) -> Sequence[Symbol]:
        """All symbols of a file on a side, none where no grammar reads it: this costs what it is long."""
        key = id(change), side
        if key not in self._whole:
            parsed = self.parsed(change, file, side)
            grammar = grammar_of(file.language, change.path)
            self._whole[key] = (symbols_of(parsed, grammar) if parsed and grammar else None) or ()
        return self._whole[key]

    def symbols_at(
        self, change: FileChange, file: FileFact, side: Side, lines: Collection[int]
    ) -> Sequence[Symbol]:
        """The symbols that some lines of a file on a side are of, and what those stand in."""
        parsed = self.parsed(change, file, side)
        grammar = grammar_of(file.language, change.path)
        found = _around(parsed, grammar, [(line, line) for line in lines]) if grammar else None
        return found or ()

    def code_lines(
        self, change: FileChange, file: FileFact, *, texts: bool = True
    ) -> set[tuple[str, int | None]]:
        """The changed lines that are code: their sign and number; none where no grammar reads.

        Where lines change and the code in them does not, they do not count; nor do, without
        `texts`, the insides of string literals. A file that cannot be parsed counts as code.
        """
        found: set[tuple[str, int | None]] = set()
        for before, after in self._code_runs(change, file, texts=texts):
            found |= {("-", number) for number, _ in before}
            found |= {("+", number) for number, _ in after}
        return found

    def changes_code(self, change: FileChange, file: FileFact) -> bool:
        """Whether a changed line is code, as `code_lines` tells."""
        return any(before or after for before, after in self._code_runs(change, file, texts=True))

    def _code_runs(
        self, change: FileChange, file: FileFact, *, texts: bool
    ) -> Iterator[tuple[Words, Words]]:
        """The code that goes and that which comes in its place, where they differ."""
        grammar = grammar_of(file.language, change.path)
        if grammar is None or self.sources is None:
            return
        old, new = self.sources.trees(change, grammar)
        for removed, added in _runs(change):
            before = _code_of(old, [line.old for line in removed], texts=texts)
            after = _code_of(new, [line.new for line in added], texts=texts)
            if [word for _, word in before] != [word for _, word in after]:
                yield before, after

    def _read_symbols(self, change: FileChange, file: FileFact) -> Symbols | None:
        grammar = grammar_of(file.language, change.path)
        told = change.hunks or change.status == "copied"  # all of a copy is new
        if grammar is None or self.sources is None or not told or change.is_symlink:
            return None
        old, new = self.sources.trees(change, grammar)
        if (old is None and not is_new(change)) or (new is None and change.status != "deleted"):
            return None
        gone = [(hunk.old_start, hunk.old_start + hunk.old_lines) for hunk in change.hunks]
        come = [(hunk.new_start, hunk.new_start + hunk.new_lines) for hunk in change.hunks]
        if change.status == "copied":  # what it is made from stays, and all that it has is new
            old, come = None, [(1, len(new.starts) if new else 1)]
        before, after = _around(old, grammar, gone), _around(new, grammar, come)
        if before is None or after is None:
            return None
        return Symbols(before, after, any(side is not None and side.broken for side in (old, new)))


Finder = Callable[[Context], Iterator[Fact]]
"""A kind of fact: one function in a file of its own, listed in `finders.py`."""


def difference(
    kind: str,
    name: str,
    before: str | None,
    after: str | None,
    *evidence: Evidence,
    level: Level = Level.FACT,
) -> Fact:
    """The fact that something was not there before, is not there after, or is not the same."""
    change: Change = "added" if before is None else "removed" if after is None else "changed"
    return Fact(kind, name, level, change, before, after, evidence)


def _has_text(change: FileChange, side: Side) -> bool:
    """Whether a side is a file that it may have changed: what a copy is made from stays."""
    stays = side == "old" and change.status == "copied"
    return not (stays or change.is_submodule or change.is_symlink)


def is_new(file: FileChange) -> bool:
    """Whether a file was not there before: added, or copied from one that stays."""
    return file.status in {"added", "copied"}


def change_of(file: FileChange) -> Change:
    """What became of a file: added (copied too), removed, or changed."""
    if is_new(file):
        return "added"
    return "removed" if file.status == "deleted" else "changed"


def changed_lines(change: FileChange, near: Sequence[str] = ()) -> Iterator[Line]:
    """The added and removed lines of a file; with `near`, only those that hold one of them.

    What a copy does not have is not removed: the file that it was made from has it still.
    """
    copied = change.status == "copied"
    for hunk in change.hunks:
        if near and not holds(hunk.body, near):
            continue
        for line in hunk.lines(around=False):
            if not (copied and line.kind == "-") and (not near or holds(line.text, near)):
                yield line


def evidence_of(change: FileChange, line: Line) -> Evidence:
    """Where a changed line stands, on its own side."""
    if line.kind == "-":
        return Evidence(change.old_path or change.path, line.old, "old")
    return Evidence(change.path, line.new)


def _runs(change: FileChange) -> Iterator[tuple[list[Line], list[Line]]]:
    """The lines that go and those that come in their place, between lines that stay."""
    for hunk in change.hunks:
        removed: list[Line] = []
        added: list[Line] = []
        for line in hunk.lines():
            if line.kind == " " and (removed or added):
                yield removed, added
                removed, added = [], []
            elif line.kind != " ":
                (removed if line.kind == "-" else added).append(line)
        if removed or added:
            yield removed, added


def _code_of(parsed: Parsed | None, numbers: list[int | None], *, texts: bool) -> Words:
    """The words of neighbouring lines that are code; a line that is not parsed is one word."""
    known = [number for number in numbers if number]
    if parsed is None or not known:
        return [(number, b"%d" % number) for number in known]
    return list(code_words(parsed, known[0], known[-1], texts=texts))


def _around(
    parsed: Parsed | None, grammar: str, ranges: list[tuple[int, int]]
) -> list[Symbol] | None:
    return [] if parsed is None else symbols_of(parsed, grammar, ranges)
