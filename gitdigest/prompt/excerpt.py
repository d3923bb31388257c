"""Diff -> what a model reads of it: numbered lines, piece by piece, and what stays out.

A changed line carries its number (of the new file for `+`, of the old one for `-`), so that an
answer can point at it; context lines carry none, which costs a model a tenth fewer tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gitdigest.diff import Diff, FileChange, Hunk, Line
from gitdigest.facts.fact import Facts, FileClass, FileFact
from gitdigest.text import clean

LONGEST_LINE = 2_000
LONGEST_PATH = 300
_UNENDED = " \\ no newline at end of file"
_AS_FACTS = frozenset({FileClass.GENERATED, FileClass.LOCK, FileClass.VENDORED})
_ORDER = (
    FileClass.SOURCE,
    FileClass.SCHEMA,
    FileClass.MIGRATION,
    FileClass.DEPS,
    FileClass.CONFIG,
    FileClass.BUILD,
    FileClass.CI,
    FileClass.TEST,
    FileClass.BENCH,
    FileClass.EXAMPLE,
    FileClass.META,
    FileClass.DOCS,
    FileClass.ASSET,
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Hunks of a file that no request holds, and why (a stable code).

    "generated", "lock" and "vendored" go in as facts, "binary", "too-large" and others of
    `diff.Unread` have none; "no-room" is what the model's window and the bound on requests left;
    "long-line" says that lines were shortened.
    """

    path: str
    hunks: int
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows of one hunk as a model reads them; `file` is the number of the file, from 1.

    A hunk that fits is one piece. `start` and `stop` count its rows.
    """

    file: int
    hunk: int
    start: int
    stop: int
    text: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A commit's files in the order of reading, numbered from 1, and the pieces of their hunks.

    `paths` holds each file's path, `headings` what stands above its pieces.
    """

    paths: tuple[str, ...]
    headings: tuple[str, ...]
    pieces: tuple[Piece, ...]
    left_out: tuple[LeftOut, ...]


def excerpt(diff: Diff, facts: Facts) -> Excerpt:
    """What a model reads of a commit: files that people write, those that run first."""
    pairs = sorted(zip(diff.files, facts.files, strict=True), key=lambda pair: _rank(pair[1]))
    pieces: list[Piece] = []
    left_out: list[LeftOut] = []
    for number, (change, file) in enumerate(pairs, start=1):
        if reason := _reason(file):
            left_out.append(LeftOut(change.path, len(change.hunks), reason))
            continue
        found = list(_pieces(number, change))
        if any("… [+" in piece.text for piece in found) and _has_long_line(change):
            left_out.append(LeftOut(change.path, 0, "long-line"))
        pieces += found
    return Excerpt(
        tuple(change.path for change, _ in pairs),
        tuple(_heading(n, *pair) for n, pair in enumerate(pairs, start=1)),
        tuple(pieces),
        tuple(left_out),
    )


def has_pieces(diff: Diff, facts: Facts) -> bool:
    """Whether a commit holds a hunk that somebody wrote: else facts say all that there is."""
    pairs = zip(diff.files, facts.files, strict=True)
    return any(change.hunks and not _reason(file) for change, file in pairs)


def cut(piece: Piece, rows: int) -> tuple[Piece, Piece]:
    """A piece in two, the first with so many rows."""
    head, *body = piece.text.split("\n")
    if rows >= len(body):
        raise ValueError(f"{rows} of {len(body)} rows leave nothing")
    middle = piece.start + rows
    return (
        replace(piece, stop=middle, text="\n".join([head, *body[:rows]])),
        replace(piece, start=middle, text="\n".join([f"{head} …", *body[rows:]])),
    )


def _rank(file: FileFact) -> tuple[int, bool]:
    """What runs before what does not, deleted files behind the others of their kind."""
    known = file.file_class in _ORDER
    return _ORDER.index(file.file_class) if known else len(_ORDER), file.status == "deleted"


def _reason(file: FileFact) -> str:
    """Why a file's hunks do not go in, empty where they do."""
    if file.unread:
        return file.unread
    return file.file_class.value if file.file_class in _AS_FACTS else ""


def _heading(number: int, change: FileChange, file: FileFact) -> str:
    """The line above a file's hunks: its number, its path, what happened to it."""
    parts = [f"F{number} {clean(change.path, limit=LONGEST_PATH, oneline=True)}"]
    if change.status != "modified":
        parts.append(change.status)
    if change.old_path:
        parts.append(f"from {clean(change.old_path, limit=LONGEST_PATH, oneline=True)}")
    if reason := _reason(file):
        parts.append(f"({reason}, not shown)")
    return " ".join(parts)


def _pieces(number: int, change: FileChange) -> Iterator[Piece]:
    section = ""
    for index, hunk in enumerate(change.hunks):
        shown = "" if hunk.section == section else hunk.section
        section = hunk.section
        rows = list(_rows(hunk))
        head = f"@@ {clean(shown, limit=100, oneline=True)}".rstrip()
        yield Piece(number, index, 0, len(rows), "\n".join([head, *rows]))


def _rows(hunk: Hunk) -> Iterator[str]:
    """The lines of a hunk, changed ones with their numbers; CR is dropped where all have it."""
    lines = list(hunk.lines())
    dos = all(line.text.endswith("\r") for line in lines)
    for line in lines:
        text = clean(line.text[:-1] if dos else line.text, limit=LONGEST_LINE)
        end = _UNENDED if line.no_newline and line.kind != " " else ""
        yield f"{_number(line)}{line.kind}{text}{end}"


def _number(line: Line) -> str:
    if line.kind == " ":
        return ""
    return str(line.new if line.kind == "+" else line.old)


def _has_long_line(change: FileChange) -> bool:
    return any(len(line.text) > LONGEST_LINE for hunk in change.hunks for line in hunk.lines())
