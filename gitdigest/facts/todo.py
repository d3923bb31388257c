"""Notes for later that a commit leaves or settles: TODO, FIXME, XXX, HACK."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gitdigest.facts.context import Context, changed_lines, evidence_of
from gitdigest.facts.fact import Evidence, Fact, FileClass

_NOTE = re.compile(r"(?:^|[\s#/*(;-]|(?<!=)[\"'])(?:TODO|FIXME|XXX|HACK)\b(?![A-Z_=-])(.*)")
_MARKS = re.compile(r"\W+")
_WORDS = ("TODO", "FIXME", "XXX", "HACK")
_SKIPPED = frozenset({FileClass.ASSET, FileClass.LOCK})
_LONGEST = 160


def find_todos(context: Context) -> Iterator[Fact]:
    """`todo` with the words of the note; one that stays word for word within the commit is none."""
    counts: Counter[str] = Counter()
    places: dict[tuple[str, str], tuple[str, Evidence]] = {}
    for change, file in context.written():
        if file.file_class in _SKIPPED:
            continue
        for line in changed_lines(change, _WORDS):
            if match := _NOTE.search(line.text[:1_000]):
                note = match[0].strip(" \t#/*;-(\"'")[:_LONGEST]
                words = _MARKS.sub(" ", note).strip().lower()
                counts[words] += 1 if line.kind == "+" else -1
                places.setdefault((words, line.kind), (note, evidence_of(change, line)))
    for words, count in sorted(counts.items()):
        if count:
            note, where = places[words, "+" if count > 0 else "-"]
            yield Fact("todo", note, change="added" if count > 0 else "removed", evidence=(where,))
