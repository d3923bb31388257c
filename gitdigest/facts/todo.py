"""Notes for later that a commit leaves or settles: TODO, FIXME, XXX, HACK."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from gitdigest.facts.context import Context, changed_lines, evidence_of
from gitdigest.facts.fact import Evidence, Fact, FileClass

_NOTE = re.compile(
    r"""(?:^|[\s#/*(;-]|(?<=\()["']|(?<!=)["'](?!\w+["']))(?:TODO|FIXME|XXX|HACK)\b(?![A-Z_=-])(.*)"""
)
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
            if note := _noted(line.text):
                words = _MARKS.sub(" ", note).strip().lower()
                counts[words] += 1 if line.kind == "+" else -1
                places.setdefault((words, line.kind), (note, evidence_of(change, line)))
    for words, count in sorted(_changed(counts).items()):
        note, where = places[words, "+" if count > 0 else "-"]
        yield Fact("todo", note, change="added" if count > 0 else "removed", evidence=(where,))


def _noted(text: str) -> str:
    """The note of a line, "" where it has none; the middle of a quoted text is none."""
    match = _NOTE.search(text[:1_000])
    if match is None or (match[0][0] not in "\"'" and text.count('"', 0, match.start()) % 2):
        return ""
    return match[0].strip(" \t#/*;-(\"'")[:_LONGEST]


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
