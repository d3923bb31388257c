"""Commits that call themselves docs, tests or CI, and change code that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitdigest.facts.context import Context, changed_lines, evidence_of
from gitdigest.facts.fact import Evidence, Fact, FileClass
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.inline_tests import tests_beside_code

_WORDS = frozenset({FileClass.DOCS, FileClass.META})
_NO_CODE = frozenset({"docs", "test", "ci"})
_FEWEST_LINES = 5
_TOOLS = re.compile(r"(?:^|/)(?:scripts?|tools|hack|misc|contrib|dev|magefiles|build)/")


def changes_only_words(context: Context) -> bool:
    """Whether a commit touches source files, and in them comments and docstrings alone.

    False where a source file is one that no grammar reads.
    """
    sources = 0
    for change, file in context.pairs():
        if file.file_class in _WORDS:
            continue
        known = grammar_of(file.language, change.path) is not None and context.sources is not None
        if file.file_class is not FileClass.SOURCE or not known or not change.hunks:
            return False
        if change.status != "modified" or context.changes_code(change, file):
            return False
        sources += 1
    return sources > 0


def find_contradictions(context: Context) -> Iterator[Fact]:
    """`type.contradicted`: the named type, with the number of changed code lines, five and more.

    Only source files that a grammar reads are judged; comments, docstrings, texts and blank lines
    are no code, tests beside the code are tests, and what builds it may serve any type.
    """
    named = context.message.change_type
    if named not in _NO_CODE:
        return
    count, first = 0, None
    for change, file in context.written():
        tool = file.language == "Bash" or _TOOLS.search(change.path)
        if file.file_class is not FileClass.SOURCE or tool:
            continue
        if tests_beside_code(context, change, file):
            continue
        code = context.code_lines(change, file, texts=False)
        for line in changed_lines(change):
            if (line.kind, line.new or line.old) in code:
                count += 1
                first = first or evidence_of(change, line)
    if first is not None and count >= _FEWEST_LINES:
        where: tuple[Evidence, ...] = (first,)
        yield Fact("type.contradicted", named, after=str(count), evidence=where)
