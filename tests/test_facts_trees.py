"""Trees of what nobody would write: neither time, nor memory, nor the stack of a process ends."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import time
from contextlib import nullcontext

import pytest
from factcase import FactCase, named, told

from gitdigest.facts import syntax, trees
from gitdigest.facts.codewords import code_words, is_code_at
from gitdigest.facts.grammars import GRAMMARS
from gitdigest.facts.syntax import symbols_of
from gitdigest.facts.trees import Clock, ancestors, parse, parse_again

BYTES = 300_000


def rows(part: str, size: int = BYTES) -> str:
    """A part again and again, in lines as long as a person may have written."""
    line = part * (1_000 // len(part)) if "\n" not in part else part
    return (line.rstrip("\n") + "\n") * (size // len(line))


def nested(begin: str, end: str) -> str:
    return rows(begin, BYTES // 2) + "x\n" + rows(end, BYTES // 2)


# What each is of, by the name of a file that its grammar reads.
ENDLESS = {
    "a.py": rows("a:\n"),
    "b.py": "x = " + nested("(", ")"),
    "c.py": rows("not "),
    "d.py": rows("- "),
    "a.rs": rows("!"),
    "b.rs": rows("fn f() {"),
    "c.rs": rows("&"),
    "a.go": rows("[]"),
    "b.go": rows("func f() {"),
    "a.ts": rows("a => "),
    "b.ts": rows("a ? b : "),
    "a.js": rows("if(a){}else "),
    "b.js": rows("`${"),
    "a.tsx": "x = " + nested("<a>", "</a>"),
    "A.java": rows("class A {"),
    "B.java": rows("!"),
    "a.c": rows("*"),
    "b.c": rows("if(a){}else "),
    "a.cpp": rows("namespace a {"),
    "b.cpp": rows("A<"),
    "a.cs": rows("namespace a {"),
    "a.rb": rows("{"),
    "b.rb": rows("class A\n"),
    "a.php": "<?php " + rows("function f() {"),
    "a.sh": rows("$("),
    "b.sh": rows("f() {"),
}


@pytest.mark.parametrize("path", ENDLESS)
def test_a_text_without_end_is_named_within_seconds(case: FactCase, path: str) -> None:
    """Of levels, or of signs that follow no rule: looked through, it would take minutes or hours."""
    start = time.process_time()
    facts = case.facts({path: "x\n", "z.py": "x = 1\n"}, {path: ENDLESS[path], "z.py": "x = 2\n"})
    assert time.process_time() - start < 15
    assert [(path, None, None, "unread")] == told(facts, "unparsed")
    assert [("x", "changed")] == named(facts, "symbol")


SENSELESS = {
    "a deep stack": ("TSX", "int f() {" + "{try<?php\n" * 104_000),
    "much memory": ("C", "class A {" + "operator\n=>returnfrom" * 3_000),
    "much memory of Java": ("Java", "int f() {" + "ortemplate?>\n" * 10_000),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory and stack are bounded by it alone")
@pytest.mark.parametrize("name", SENSELESS)
def test_what_makes_no_sense_does_not_end_the_process(name: str) -> None:
    """Plainly parsed, it crashes: for each token there is a call, or a copy of all that came before."""
    grammar, text = SENSELESS[name]
    known = GRAMMARS[grammar]
    plain = (
        f"import sys, tree_sitter, {known.module} as grammar;"
        f"language = tree_sitter.Language(grammar.{known.function}());"
        "tree_sitter.Parser(language).parse(sys.stdin.buffer.read())"
    )
    ours = (
        "import sys; from gitdigest.facts.trees import parse;"
        f"sys.exit(parse(sys.stdin.buffer.read(), {grammar!r}) is not None)"
    )
    limit = (
        "import resource; resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, -1));"
        "resource.setrlimit(resource.RLIMIT_AS, (700 << 20, -1));"
    )
    codes = [
        subprocess.run(
            [sys.executable, "-c", limit + code], input=text.encode(), check=False, timeout=120
        ).returncode
        for code in (plain, ours)
    ]
    assert [-signal.SIGSEGV, 0] == codes


def test_more_definitions_than_anybody_writes_are_not_kept(
    case: FactCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They take the time of all others, so that there is a bound; the file is named."""
    monkeypatch.setattr(syntax, "MOST_SECONDS", 0.05)
    facts = case.facts(
        {"a.ts": "class A {\n}\n"}, {"a.ts": "class A {\n" + "a\n" * 100_000 + "}\n"}
    )
    assert [("a.ts", None, None, "unread")] == told(facts, "unparsed")
    assert [] == told(facts, "symbol")


@pytest.mark.parametrize("size", [1, 7, 64, 1 << 20])
def test_windows_find_what_the_whole_finds(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each definition once, in order, however many windows it lies in."""
    source = b"".join(
        b"class A%d(\n    B\n):\n    x: int = 1\n\n    def f(self):\n        return 1\n\n\nY%d = 2\n"
        % (number, number)
        for number in range(20)
    )
    parsed = parse(source, "Python")
    assert parsed is not None
    whole = symbols_of(parsed, "Python")
    assert whole is not None
    assert 80 == len(whole)
    monkeypatch.setattr(syntax, "_WINDOW", size)
    assert whole == symbols_of(parsed, "Python")
    assert whole == symbols_of(parsed, "Python", [(1, 40), (30, 500)])


def test_as_deep_as_people_write_is_read() -> None:
    """A hundred brackets around a number, and five hundred definitions beside each other."""
    source = "x = " + "(" * 100 + "1" + ")" * 100 + "\n" + "def f():\n    return [1]\n" * 500
    parsed = parse(source.encode(), "Python")
    assert parsed is not None
    found = symbols_of(parsed, "Python")
    assert found is not None
    assert 501 == len(found)


def test_what_is_broken_into_some_parts_is_read() -> None:
    """Real headers of C++ with macros are in some hundred, and their functions are told."""
    source = b"int f(int a) {\n  return 1;\n}\n" + b"@ ! ? " * 300
    parsed = parse(source, "C")
    assert parsed is not None
    assert parsed.broken


def test_a_tree_that_is_deep_in_one_place_alone_is_endless() -> None:
    """Wherever that is: a look at every thousandth node does not miss it."""
    for before in (0, 1, 999, 3_333):
        source = "x = 1\n" * before + "y = " + "(" * 3_000 + "1" + ")" * 3_000 + "\n"
        assert parse(source.encode(), "Python") is None


def test_what_a_node_stands_in_is_told_as_far_as_it_matters() -> None:
    """The way to each costs the levels above it."""
    parsed = parse(b"x = " + b"(" * 200 + b"'a'" + b")" * 200 + b"\n", "Python")
    assert parsed is not None
    inner = parsed.tree.root_node.descendant_for_byte_range(205, 206)
    assert inner is not None
    assert trees._NEAR == len(list(ancestors(inner)))
    assert not is_code_at(parsed, 205)
    assert is_code_at(parsed, 10)


def test_the_words_of_a_line_do_not_cost_the_lines_before_it() -> None:
    """However many stand beside it."""
    source = b"a = 1\n" * 40_000 + b"'text'\nb = [\n  2\n]\n"
    parsed = parse(source, "Python")
    assert parsed is not None
    start = time.process_time()
    for _ in range(100):
        words = list(code_words(parsed, 40_001, 40_004))
    assert time.process_time() - start < 2
    assert [(40_002, b"b"), (40_002, b"="), (40_002, b"["), (40_003, b"2"), (40_004, b"]")] == words


def test_the_words_behind_a_blank_line_are_found() -> None:
    """No node is there, and a text that begins there is text still."""
    parsed = parse(b"package a\n\nconst header = `// text\n`\n", "Go")
    assert parsed is not None
    words = list(code_words(parsed, 2, 4))
    assert [b"const", b"header", b"="] == [word for _, word in words][:3]
    assert [] == list(code_words(parsed, 2, 2))
    assert [b"const", b"header", b"="] == [
        word for _, word in code_words(parsed, 2, 4, texts=False)
    ]


def test_a_clock_counts_work_and_no_waiting() -> None:
    """What is slow for the machine's other work is no slower for us."""
    clock = Clock(0.05)
    time.sleep(0.2)
    assert not clock.is_over()
    start = time.thread_time()
    while time.thread_time() < start + 0.1:
        pass
    assert clock.is_over()
    assert not Clock(60).is_over()


def test_nothing_of_a_source_stays_when_its_tree_is_gone() -> None:
    """The library keeps what it is given in pieces for ever, so that it gets views of nothing."""
    source, other = b"x = 1\n" * 2_000, b"x = 1\n" * 2_000 + b"y = 2\n"
    before = sys.getrefcount(source), sys.getrefcount(other)
    parsed = parse(source, "Python")
    assert parsed is not None
    again = parse_again(parsed, other, [], "Python")
    assert again is not None
    del parsed, again
    gc.collect()
    assert before == (sys.getrefcount(source), sys.getrefcount(other))


@pytest.mark.parametrize("part", ["=)--", "! ", "=) ", "((+)) - "])
def test_what_is_in_endless_parts_is_refused_whatever_they_hold(part: str) -> None:
    """Where each part has others in it, most nodes stand in one of those."""
    parsed = parse(rows(part, 60_000).encode(), "JavaScript")
    assert parsed is None or parsed.tree.root_node.child_count < 5_000


def test_a_text_of_many_lines_is_cut_where_lines_are_asked_for(case: FactCase) -> None:
    """A literal is one leaf: each change in it would cost all of it, and their number its square."""
    before = [f"word{number} and more" for number in range(24_000)]
    after = [line + " " * (number % 2) for number, line in enumerate(before)]
    start = time.process_time()
    facts = case.facts(
        {"a.py": "x = '''\n" + "\n".join(before) + "\n'''\n"},
        {"a.py": "x = '''\n" + "\n".join(after) + "\n'''\n"},
    )
    assert time.process_time() - start < 8
    assert [("x", "changed")] == named(facts, "symbol")


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_a_parse_that_is_interrupted_leaves_nothing_to_the_next(
    error: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A parser goes on with what it had begun, whatever it is given; no memory is no parse."""

    def interrupted(_self: Clock) -> bool:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Clock, "is_over", interrupted)
        with nullcontext() if error is MemoryError else pytest.raises(error):
            assert parse(b"x = [1, 2, 3]\n" * 3_000, "Python") is None
    parsed = parse(b"y = 2\n", "Python")
    assert parsed is not None
    assert (1, 6) == (parsed.tree.root_node.child_count, parsed.tree.root_node.end_byte)
