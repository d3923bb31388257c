"""Tests that a commit adds, removes, skips, or makes ask for less."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import takewhile

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, Symbols, changed_lines, evidence_of
from gitdigest.facts.fact import Change, Evidence, Fact, FileClass, FileFact, Level
from gitdigest.facts.symbol import Symbol
from gitdigest.facts.symbols import holders
from gitdigest.facts.trees import Parsed

_SKIPS = re.compile(
    r"@pytest\.mark\.(?:skip|skipif|xfail)\b|\bpytest\.(?:skip|xfail|importorskip)\(|@unittest\.(?:skip\w*|expectedFailure)"
    r"|\bself\.skipTest\(|^\s*#\[ignore\b|\bt\.Skip(?:f|Now)?\(|\b(?:it|test|describe|context)\.(?:skip|todo|only)\("
    r"|^\s*x(?:it|describe|test)\(|@(?:Disabled|Ignore)\b|\[(?:Ignore|Skip)\b|\bmarkTestSkipped\(|Skip\s*=\s*\""
)
_COMMENT = re.compile(r"\s*(?://|#(?!\[)|/?\*)")
_SKIP_WORDS = (
    ".skip",
    "Skip",
    ".xfail",
    "xit(",
    "xdescribe(",
    "xtest(",
    "expectedFailure",
    "importorskip",
    "#[ignore",
    ".todo(",
    ".only(",
    "@Disabled",
    "@Ignore",
    "[Ignore",
)
_ASSERTS = re.compile(
    r"\bassert\b|\bassert_\w+!?\(|\bassert\w*[!.(]|\bexpect\(|\brequire\.\w+\(|\bself\.assert\w+\("
    r"|\bt\.(?:Error|Fatal)f?\(|\bpytest\.raises\(|\.should\b|\bASSERT_\w+\(|\bEXPECT_\w+\("
)
_ASSERT_WORDS = (
    "ssert",
    "SSERT_",
    "xpect(",
    "EXPECT_",
    "require.",
    "t.Error",
    "t.Fatal",
    "raises(",
    ".should",
)
_CALLS = re.compile(r"""^\s*(?:it|test)(?:\.each\([^)]*\))?\(\s*(["'`])(.+?)\1""")
_BLOCKS = re.compile(r"""^\s*(?:it|specify|test)\s+(["'])(.+?)\1(?:\s*,[^\n]*)?\s+do\b""")
_MARKED = re.compile(
    r"#\[(?:\w+::)*(?:test|rstest|tokio::test|test_case)\b|@(?:Test|ParameterizedTest)\b|\[(?:Test|Fact|Theory|TestMethod|TestCase)\b"
)
_NAMED = {
    "Python": re.compile(r"(?:.*\.)?test_\w*$"),
    "Go": re.compile(r"(?:.*\.)?(?!TestMain$)(?:Test|Fuzz|Benchmark|Example)(?:[A-Z_]\w*)?$"),
    "PHP": re.compile(r".*::test\w*$"),
    "Ruby": re.compile(r".*::test_\w*$"),
    "Bash": re.compile(r"test_\w+$"),
}
_CASE = re.compile(r"\bextends (?:\w+\.)*\w*TestCase\b")  # of JUnit 3
_CASE_NAMED = re.compile(r".*\.test\w*$")
_MOST_ABOVE = 200  # lines of attributes and comments above a test; nobody writes more
_OUTER = re.compile(r"^(?:\w+(?:::|\.))+(?=\w)")
_BY_CALL = frozenset({"JavaScript", "TypeScript"})


def find_tests(context: Context) -> Iterator[Fact]:
    """`test` added or removed, `test.skipped` (a marker comes or goes), `test.weakened` (hint).

    Tests are named as their framework names them: by function name, by attribute or annotation,
    or by the words of `it("…")`. One that moves within the commit is neither added nor removed.
    """
    come: dict[tuple[str, str], Evidence] = {}
    gone: dict[tuple[str, str], Evidence] = {}
    for change, file in context.written():
        if file.file_class is not FileClass.TEST and file.language != "Rust":
            continue
        added, removed = _of_file(context, change, file)
        come |= {(name, change.path): where for name, where in added.items()}
        gone |= {(name, change.path): where for name, where in removed.items()}
        if file.file_class is FileClass.TEST or added or removed:
            yield from _skips(change, file)
        yield from _weakened(context, change, file)
    yield from _not_moved(come, gone, "added")
    yield from _not_moved(gone, come, "removed")


def _not_moved(
    tests: dict[tuple[str, str], Evidence], others: dict[tuple[str, str], Evidence], way: Change
) -> Iterator[Fact]:
    """The tests of a side whose name no file of the other side has, nor the file in another block."""
    elsewhere = {name for name, _ in others}
    beside = {(_own(name), path) for name, path in others}
    for (name, path), where in sorted(tests.items()):
        if name not in elsewhere and (_own(name), path) not in beside:
            yield Fact("test", name, change=way, evidence=(where,))


def _own(name: str) -> str:
    """A test's name without the classes and modules that it stands in."""
    return _OUTER.sub("", name)


def _of_file(
    context: Context, change: FileChange, file: FileFact
) -> tuple[dict[str, Evidence], dict[str, Evidence]]:
    if file.language in _BY_CALL:
        return _by_calls(change)
    called = _by_calls(change) if file.language == "Ruby" else ({}, {})  # it has both ways
    named = _by_names(context, change, file)
    return called[0] | named[0], called[1] | named[1]


def _by_names(
    context: Context, change: FileChange, file: FileFact
) -> tuple[dict[str, Evidence], dict[str, Evidence]]:
    symbols = context.symbols(change, file)
    if symbols is None or symbols.broken:
        return {}, {}
    old = {test.name: test for test in _tests(context, change, file, symbols.old, old=True)}
    new = {test.name: test for test in _tests(context, change, file, symbols.new, old=False)}
    return (
        {name: Evidence(change.path, new[name].start) for name in new.keys() - old.keys()},
        {
            name: Evidence(change.old_path or change.path, old[name].start, "old")
            for name in old.keys() - new.keys()
        },
    )


def _by_calls(change: FileChange) -> tuple[dict[str, Evidence], dict[str, Evidence]]:
    """By the words of calls; who has them before as well is only laid out in another way."""
    lines = list(changed_lines(change))
    sides: list[dict[str, Evidence]] = []
    for sign in ("+", "-"):
        others = {line.text.strip(" \t,();") for line in lines if line.kind != sign}
        found: dict[str, Evidence] = {}
        for line in lines:
            named = _named_call(line.text) if line.kind == sign else None
            if named and named[0] not in others:
                found.setdefault(named[1], evidence_of(change, line))
        sides.append(found)
    return sides[0], sides[1]


def _named_call(text: str) -> tuple[str, str] | None:
    """The name of a test, with its quotes and without."""
    match = _CALLS.match(text[:400]) or _BLOCKS.match(text[:400])
    return (f"{match[1]}{match[2]}{match[1]}", match[2]) if match else None


def _tests(
    context: Context, change: FileChange, file: FileFact, symbols: list[Symbol], *, old: bool
) -> Iterator[Symbol]:
    """The symbols that a test runner would run."""
    functions = [s for s in symbols if s.kind in {"function", "method"} and not s.inner]
    if named := _NAMED.get(file.language):
        yield from (symbol for symbol in functions if named.match(symbol.name))
        return
    if not functions:
        return
    parsed = context.parsed(change, file, "old" if old else "new")
    cases = {one.name for one in symbols if file.language == "Java" and _CASE.search(one.signature)}
    for symbol in functions:
        is_of_case = _CASE_NAMED.match(symbol.name) and symbol.name.rpartition(".")[0] in cases
        if parsed and (is_of_case or _is_marked(parsed, symbol)):
            yield symbol


def _is_marked(parsed: Parsed, symbol: Symbol) -> bool:
    """Whether attributes above a function, or annotations on it, make it a test."""
    if _MARKED.search(symbol.signature):
        return True
    first = max(0, symbol.start - _MOST_ABOVE)
    above = (parsed.line(number) for number in range(symbol.start - 1, first, -1))
    marks = takewhile(lambda line: line.strip().startswith(("#[", "//", "@", "[")), above)
    return any(map(_MARKED.search, marks))


def _skips(change: FileChange, file: FileFact) -> Iterator[Fact]:
    counts: Counter[str] = Counter()
    places: dict[tuple[str, str], Evidence] = {}
    for line in changed_lines(change, _SKIP_WORDS):
        if _COMMENT.match(line.text):
            continue
        match = _SKIPS.search(line.text[:400])
        if match and not (file.language == "Rust" and "(" in match[0]):  # it.skip(1)
            name = match[0].strip(" (")
            counts[name] += 1 if line.kind == "+" else -1
            places.setdefault((name, line.kind), evidence_of(change, line))
    for name, count in sorted(counts.items()):
        if count > 0:
            yield Fact("test.skipped", name, change="added", evidence=(places[name, "+"],))
        elif count < 0:
            yield Fact("test.skipped", name, change="removed", evidence=(places[name, "-"],))


def _weakened(context: Context, change: FileChange, file: FileFact) -> Iterator[Fact]:
    """Functions of test files that stay and lose assertions on balance."""
    if file.file_class is not FileClass.TEST or change.status in {"added", "deleted"}:
        return
    symbols = context.symbols(change, file)
    if symbols is None:
        return
    old, new = _assertions(change, symbols)
    kept = {symbol.name for symbol in symbols.new}
    for name in sorted(old):
        if name in kept and old[name] > new[name]:
            where = (Evidence(change.path),)
            told = (f"-{old[name]}", f"+{new[name]}")
            yield Fact("test.weakened", name, Level.HINT, "changed", *told, where)


def _assertions(change: FileChange, symbols: Symbols) -> tuple[Counter[str], Counter[str]]:
    """How many assertions each function loses, and how many it gains."""
    near = changed_lines(change, _ASSERT_WORDS)
    lines = [line for line in near if _ASSERTS.search(line.text[:400])]
    old = holders(symbols.old, (line.old or 0 for line in lines if line.kind == "-"))
    new = holders(symbols.new, (line.new or 0 for line in lines if line.kind == "+"))
    return Counter(name for name, _ in old), Counter(name for name, _ in new)
