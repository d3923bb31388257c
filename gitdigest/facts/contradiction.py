"""Commits that call themselves docs, tests or CI, and change code that runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gitdigest.diff import FileChange, Line
from gitdigest.facts.attributes import attributed
from gitdigest.facts.context import Context, changed_lines, evidence_of
from gitdigest.facts.fact import Fact, FileClass, FileFact, Level
from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.inline_tests import tests_beside_code

_WORDS = frozenset({FileClass.DOCS, FileClass.META})
_NO_CODE = frozenset({"docs", "test", "ci"})
_FEWEST_LINES = 5
_LONGEST_LINE = 400
_SERVES = re.compile(
    r"(?:^|/)(?:[\w.]+-)*(?:scripts?|tool(?:s|ing)?|hack|misc|contrib|dev|magefiles|build|ci|xtask|gen"
    r"|generators?|codegen|docs?|documentation|website|sites?|fern|i18n|locales?|translations?)"
    r"(?:-[\w.]+)*/|(?:^|/)(?:gen|generate|generator|docs?|release)[-_.][^/]*$"
    r"|(?<!la)(?<!at)(?<!con)test|fuzz|mock|\bjest|__utils__|stubs?\b|examples?\b|\bsamples?\b|\bdemos?\b",
    re.IGNORECASE,
)  # paths of what builds, documents, tests or shows the code that runs
_TEXT = re.compile(r"""(["'`])(?:\\.|(?!\1)[^\\])*\1""")
_WORD = re.compile(r"[A-Za-z_]\w*")
_SCRIPT = "if __name__ == "


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

    A hint: what helps the tests or the docs alone is not always told by its path.
    Only source files that were there before and that a grammar reads are judged; comments,
    docstrings, texts and what names them, attributes, layout and lines that move are no code, tests
    beside the code are tests, and what builds, documents or shows it may serve any type.
    """
    named = context.message.change_type
    if named not in _NO_CODE:
        return
    files = [
        (change, file, code)
        for change, file in context.written()
        if _is_judged(context, change, file) and (code := _code(context, change, file))
    ]
    if sum(len(code) for *_, code in files) < _FEWEST_LINES:
        return
    lines = _without_moved(
        [
            (change, line)
            for change, file, code in files
            for line in _without_attributes(context, change, file, code)
        ]
    )
    if len(lines) >= _FEWEST_LINES:
        where = evidence_of(*lines[0])
        after = str(len(lines))
        yield Fact("type.contradicted", named, Level.HINT, after=after, evidence=(where,))


def _is_judged(context: Context, change: FileChange, file: FileFact) -> bool:
    """Whether a file is code that runs for its users, by its path and what it says of itself."""
    runs = file.file_class is FileClass.SOURCE and file.language != "Bash"
    if not runs or change.status not in {"modified", "renamed"} or _SERVES.search(change.path):
        return False
    beside = tests_beside_code(context, change, file)
    return not beside and not _is_script(context.text(change, "new") or "")


def _is_script(text: str) -> bool:
    return text.startswith(("#!", _SCRIPT)) or f"\n{_SCRIPT}" in text


def _code(context: Context, change: FileChange, file: FileFact) -> list[Line]:
    """The changed lines that are code."""
    code = context.code_lines(change, file, texts=False)
    return [
        line
        for line in changed_lines(change)
        if (line.kind, line.new or line.old) in code and _says_code(line.text[:_LONGEST_LINE])
    ]


def _without_attributes(
    context: Context, change: FileChange, file: FileFact, lines: list[Line]
) -> list[Line]:
    """Those of the lines that are no attributes; none of a file whose tests change with it."""
    if file.language != "Rust" or context.sources is None:
        return lines
    trees = context.sources.trees(change, "Rust")
    sides = dict(zip("-+", map(attributed, trees), strict=True))
    if any((line.new or line.old) in sides[line.kind].tests for line in lines):
        return []
    return [line for line in lines if (line.new or line.old) not in sides[line.kind].attributes]


def _says_code(text: str) -> bool:
    """Whether a line has a name in it, and one besides that of a text."""
    left, texts = _TEXT.subn("", text)
    return len(_WORD.findall(left)) > min(texts, 1)


def _without_moved(lines: Sequence[tuple[FileChange, Line]]) -> list[tuple[FileChange, Line]]:
    """The lines that do not come back elsewhere in the commit: sorted imports change nothing."""
    gone, come = (
        Counter(line.text.strip() for _, line in lines if line.kind == sign) for sign in "-+"
    )
    moved = {"-": gone & come, "+": gone & come}
    left: list[tuple[FileChange, Line]] = []
    for change, line in lines:
        if moved[line.kind][line.text.strip()] > 0:
            moved[line.kind][line.text.strip()] -= 1
        else:
            left.append((change, line))
    return left
