"""Counts of files, lines and tests: they equal git's own, of the whole or of a part of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gitdigest.analysis.claim import Doubt
from gitdigest.facts.fact import FileFact
from gitdigest.grounding.evidence import Evidence, Held, Outcome, Statement, normal

_NUMERALS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip
_COUNT = rf"(?<!第 )(?<![A-Za-z0-9_.第十百千-])(?P<count>\d{{1,7}}|{'|'.join(_NUMERALS)})(?P<more>\+|余|多)?"
_ABOUT = re.compile(
    r"(?:about|around|roughly|nearly|almost|over|more than|约|大约|近|超过|左右)\s*$",
    re.IGNORECASE | re.ASCII,
)
_ADJECTIVES = (
    r"(?:(?:new|added|removed|deleted|changed|modified|unit|integration|source|test|config\w*|doc\w*"
    r"|additional|existing|different|unique|separate|Rust|Python|Go|YAML) ){0,3}"
)
_FILES = re.compile(
    rf"{_COUNT}\s*(?:个|份)?\s*{_ADJECTIVES}(?:[\u4e00-\u9fff]{{0,4}}文件(?!夹)|files?\b)",
    re.IGNORECASE | re.ASCII,
)
_LINES = re.compile(
    rf"{_COUNT}\s*{_ADJECTIVES}(?:行(?!为|动|业)|lines?\b)", re.IGNORECASE | re.ASCII
)
_TESTS = re.compile(
    rf"{_COUNT}\s*(?:个|项|条|组)?\s*{_ADJECTIVES}(?:`#\[[\w:]+\]`\s*)?"
    r"(?:(?:单元|集成|新|异步)*(?:测试用例|测试函数|测试|用例)(?!文件|框架)|test cases?\b|tests?\b(?! files?)|test functions?\b)",
    re.IGNORECASE | re.ASCII,
)  # fmt: skip
_COMMENT = re.compile(r"\s*(?:$|#(?!\[)|//|/?\*|--\s|<!--|\"\"\")")
_TEST_LINE = re.compile(
    r"\s*(?:async\s+)?(?:def test|fn test_|func Test|it\(|test\()|\s*#\[(?:\w+::)?test|\s*@Test\b"
)


def check_counts(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """How many files, lines and tests a claim says there are."""
    if statement.is_suggestion:
        return
    text = normal(statement.text)
    for pattern, counts_of in _KINDS:
        for match in pattern.finditer(text):
            word = match["count"]
            count, known = _NUMERALS.get(word.lower()) or int(word), counts_of(evidence)
            if _holds(count, known, about=_is_about(match)):
                yield Held(match[0])
            elif known and match[0].lower() not in evidence.text.lower():
                yield Doubt("count", match[0], str(known[0]))


def _is_about(match: re.Match[str]) -> bool:
    return bool(match["more"] or _ABOUT.search(match.string[: match.start()]))


def _holds(count: int, known: Sequence[int], *, about: bool) -> bool:
    return count in known or (about and any(abs(count - n) <= max(1, n // 6) for n in known))


def _file_counts(evidence: Evidence) -> list[int]:
    """The files of the whole, then of each class, status, language, component and folder."""
    files = evidence.facts.files
    groups: list[Counter[str]] = [
        Counter(file.file_class.value for file in files),
        Counter(file.status for file in files),
        Counter(file.language for file in files),
        Counter(file.component for file in files),
        Counter(file.path.rpartition("/")[0] for file in files),
        Counter(file.path.rpartition(".")[2] for file in files),
        Counter(file.path.partition("/")[0] for file in files),
    ]
    return [len(files), *(count for group in groups for count in group.values())]


def _line_counts(evidence: Evidence) -> list[int]:
    """Added lines of the whole; then added, removed, changed and net ones of every part of it."""
    sizes = evidence.facts.sizes
    found = [sizes.additions]
    by_class: dict[str, tuple[int, int]] = {}
    for file in evidence.facts.files:
        added, removed = _lines(file)
        found += [added, removed, added + removed, abs(added - removed)]
        total = by_class.get(file.file_class.value, (0, 0))
        by_class[file.file_class.value] = (total[0] + added, total[1] + removed)
    for added, removed in (*by_class.values(), (sizes.additions, sizes.deletions)):
        found += [added, removed, added + removed, abs(added - removed)]
    code: Counter[str] = Counter()
    for change in evidence.diff.files:
        for hunk in change.hunks:
            lines = list(hunk.lines(around=False))
            rows = Counter(line.kind for line in lines)
            found += [rows["+"], rows["-"], rows["+"] + rows["-"]]
            code.update(line.kind for line in lines if not _COMMENT.match(line.text))
    return [*found, code["+"], code["-"], code["+"] + code["-"]]  # "two lines of code"


def _lines(file: FileFact) -> tuple[int, int]:
    return file.additions or 0, file.deletions or 0


def _test_counts(evidence: Evidence) -> list[int]:
    """Tests that came or went, of the whole and of each file, by the facts or by their lines."""
    tests = [fact for fact in evidence.facts.findings if fact.kind == "test"]
    found = [len(tests), *Counter(fact.change for fact in tests).values()]
    found += Counter((f.change, f.evidence[0].path) for f in tests if f.evidence).values()
    for change in evidence.diff.files:
        lines = [line for hunk in change.hunks for line in hunk.lines()]
        for kinds in ("+", "-", "+- "):
            tests_here = [
                line for line in lines if line.kind in kinds and _TEST_LINE.match(line.text)
            ]
            found.append(len(tests_here))
    return [count for count in found if count]


_KINDS = ((_FILES, _file_counts), (_LINES, _line_counts), (_TESTS, _test_counts))
