"""Who owns what, and under which licence: CODEOWNERS rules, licence files, SPDX identifiers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, change_of, changed_lines, difference, evidence_of
from gitdigest.facts.fact import Change, Evidence, Fact, FileClass, Level

_LICENCE = re.compile(r"(?:^|/)(?:LICEN[CS]E|COPYING|NOTICE|PATENTS|UNLICENSE)(?:[._-][^/]*)?$")
_SPDX = re.compile(r"SPDX-License-Identifier:\s*([^\s*\"'<>]+(?:\s+(?:OR|AND|WITH)\s+\S+)*)")
_OWNERS = re.compile(r"(?:^|/)CODEOWNERS$")
_WORD = re.compile(r"\b(?!(?:19|20)\d\d\b)\w+")  # a year grants nothing
_RULE = re.compile(r"(\^?\[[^\]]+\](?:\[\d+\])?|(?:[^\s\\]|\\.)+)\s*(.*)")  # a section, or a path


def find_legal(context: Context) -> Iterator[Fact]:
    """`licence` (a file), `owners` of CODEOWNERS patterns; `licence.spdx`, net, is a hint."""
    counts: Counter[str] = Counter()
    places: dict[tuple[str, str], Evidence] = {}
    for change, file in context.pairs():
        if _OWNERS.search(change.path):
            yield from _owners(change)
        elif _LICENCE.search(change.path) and file.file_class is not FileClass.VENDORED:
            if _says_the_same(change):
                continue
            where = (Evidence(change.path),)
            yield Fact("licence", change.path, change=change_of(change), evidence=where)
        elif change.status == "modified":  # new files bring a header, which changes nothing
            lines = list(changed_lines(change, ["SPDX-License-Identifier"]))
            code = context.code_lines(change, file) if lines else set()  # headers that it writes
            for line in lines:
                place = (line.kind, line.new or line.old)
                if place not in code and (match := _SPDX.search(line.text[:400])):
                    counts[match[1]] += 1 if line.kind == "+" else -1
                    places.setdefault((match[1], line.kind), evidence_of(change, line))
    for name, count in sorted(counts.items()):
        if count:
            way: Change = "added" if count > 0 else "removed"
            where = (places[name, "+" if count > 0 else "-"],)
            yield Fact("licence.spdx", name, Level.HINT, way, evidence=where)


def _says_the_same(change: FileChange) -> bool:
    """Whether a licence has another name, other years or other line ends, and the same words."""
    if change.status in {"added", "deleted", "copied"}:
        return False
    if not change.hunks:
        return change.unread is None and change.status == "renamed"
    words: dict[str, list[str]] = {"+": [], "-": []}
    for line in changed_lines(change):
        words[line.kind] += _WORD.findall(line.text)
    return words["+"] == words["-"]


def _owners(change: FileChange) -> Iterator[Fact]:
    sides: dict[str, dict[str, tuple[str, Evidence]]] = {"+": {}, "-": {}}
    for line in changed_lines(change):
        if rule := _RULE.match(line.text.split("#")[0].strip()[:1_000]):
            sides[line.kind][rule[1]] = (rule[2].strip(), evidence_of(change, line))
    for pattern in sorted(sides["+"].keys() | sides["-"].keys()):
        new, old = sides["+"].get(pattern), sides["-"].get(pattern)
        if (old and old[0]) != (new and new[0]):
            where = [side[1] for side in (new, old) if side]
            yield difference("owners", pattern, old and old[0], new and new[0], *where)
