"""Notes for later that a commit leaves or settles: TODO, FIXME, XXX, HACK."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from gitdigest.facts.context import Context, changed_lines, evidence_of
from gitdigest.facts.fact import Evidence, Fact, FileClass

_NOTE = re.compile(
    r"""(?:(?:^|[\s#/*(;-])(?:TODO|FIXME|XXX|HACK)|(?:(?<=\()["']|(?<!=)["'](?!\w+["']))(?:TODO|FIXME))"""
    r"\b(?![A-Z_=-])(.*)"
)
_MARK = re.compile(r"#|//|/?\*|--|;|\"\"\"|^\W*$")  # what a comment begins with, or nothing
_TO_DO = re.compile(r"\s*[:(]")
_MARKS = re.compile(r"\W+")
_WORDS = ("TODO", "FIXME", "XXX", "HACK")
_SKIPPED = frozenset({FileClass.ASSET, FileClass.LOCK})
_LONGEST = 160
_ALIKE = 0.9
_MOST_COMPARED = 30


def find_todos(context: Context) -> Iterator[Fact]:
    """`todo` with the words of the note; one that stays but for a few letters is none."""
    counts: Counter[str] = Counter()
    places: dict[tuple[str, str], tuple[str, Evidence]] = {}
    for change, file in context.written():
        if file.file_class in _SKIPPED:
            continue
        for line in changed_lines(change, _WORDS):
            if note := _noted(line.text, change.path):
                words = _MARKS.sub(" ", note).strip().lower()
                counts[words] += 1 if line.kind == "+" else -1
                places.setdefault((words, line.kind), (note, evidence_of(change, line)))
    copies = [change for change in context.diff.files if change.status == "copied"]
    for words, count in sorted(_changed(counts).items()):
        note, where = places[words, "+" if count > 0 else "-"]
        if count < 0 and any(note in (context.text(c, "new") or "") for c in copies):
            continue
        yield Fact("todo", note, change="added" if count > 0 else "removed", evidence=(where,))


def _noted(text: str, path: str) -> str:
    """The note of a line, "" where it has none.

    The middle of a quoted text is none, nor is a word among others of code, or what stands for a
    number to come (`#XXX`) in Markdown.
    """
    match = _NOTE.search(text[:1_000])
    if match is None:
        return ""
    quoted, before = match[0][0] in "\"'", text[: match.start() + 1]
    if not quoted and text.count('"', 0, match.start()) % 2:
        return ""
    if not (quoted or _MARK.search(before) or _TO_DO.match(match[1])):
        return ""
    if path.endswith(".md") and match[0][0] == "#":
        return ""
    return match[0].strip(" \t\r#/*;-(\"'")[:_LONGEST]


def _changed(counts: Mapping[str, int]) -> dict[str, int]:
    """The notes that came or went, less those that did both with nearly the same words."""
    came = [words for words, count in counts.items() if count > 0]
    gone = [words for words, count in counts.items() if count < 0]
    found = {words: counts[words] for words in (*came, *gone)}
    for words in came if max(len(came), len(gone)) <= _MOST_COMPARED else ():
        for alike in get_close_matches(words, gone, n=1, cutoff=_ALIKE):
            gone.remove(alike)
            del found[words], found[alike]
    return found
