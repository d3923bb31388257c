"""Symbols that a commit touches, and the public names among them."""

from __future__ import annotations

import ast
import random
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from factcase import FactCase, named, nodes, of_kind, told

from gitdigest.facts.edits import Edit
from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Evidence, Level
from gitdigest.facts.grammars import GRAMMARS, grammar_of
from gitdigest.facts.sources import Sources
from gitdigest.facts.symbol import Symbol
from gitdigest.facts.syntax import symbols_of
from gitdigest.facts.trees import Parsed, parse, parse_again
from gitdigest.repo import open_repository
from gitdigest.selection import Selection

ROOT = Path(__file__).parent.parent

# One file in each language: what it holds, and (kind, name, public) of its symbols.
SAMPLES = {
    "Python": (
        (
            "LIMIT = 3\n_hidden = 1\nclass A(B):\n    x: int = 1\n    @property\n    def f(self) -> int:\n"
            "        def inner(): ...\n        return 1\n    def _g(self): ...\n    def __call__(self): ...\n"
        ),
        [
            ("constant", "LIMIT", True),
            ("constant", "_hidden", False),
            ("class", "A", True),
            ("field", "A.x", True),
            ("method", "A.f", True),
            ("function", "A.f.inner", False),
            ("method", "A._g", False),
            ("method", "A.__call__", True),
        ],
    ),
    "Rust": (
        (
            "pub struct S<T> { pub a: T, b: u8 }\nimpl<T> S<T> {\n    pub fn new() -> Self { }\n"
            "    fn p(&self) {}\n}\npub trait T1 { fn t(&self); }\nimpl T1 for S<u8> { fn t(&self) {} }\n"
            "pub(crate) fn c() {}\npub enum E { One, Two(u8) }\npub const K: u8 = 1;\nmod m { pub fn i() {} }\n"
        ),
        [
            ("struct", "S", True),
            ("field", "S::a", True),
            ("field", "S::b", False),
            ("impl", "S", False),
            ("method", "S::new", True),
            ("method", "S::p", False),
            ("trait", "T1", True),
            ("method", "T1::t", True),
            ("impl", "S", False),
            ("method", "S::t", False),
            ("function", "c", False),
            ("enum", "E", True),
            ("variant", "E::One", True),
            ("variant", "E::Two", True),
            ("constant", "K", True),
            ("module", "m", False),
            ("function", "m::i", True),
        ],
    ),
    "Go": (
        (
            "package a\n\ntype S struct {\n\tA int\n\tb int\n}\n\ntype I interface {\n\tM() error\n}\n\n"
            "func (s *S) Do(x int) error {\n\treturn nil\n}\n\nfunc helper() {}\n\nconst Max = 1\n\nvar _ I = S{}\n"
        ),
        [
            ("struct", "S", True),
            ("field", "S.A", True),
            ("field", "S.b", False),
            ("interface", "I", True),
            ("method", "I.M", True),
            ("method", "S.Do", True),
            ("function", "helper", False),
            ("constant", "Max", True),
        ],
    ),
    "TypeScript": (
        (
            "export interface P { a: number; m(): void }\nexport class C extends D {\n  private x = 1;\n"
            "  go(a: string): void {}\n}\nexport const f = (a: number) => { const z = 1; return a };\n"
            "function local() {}\nexport type T = string;\nexport enum E { A }\n"
        ),
        [
            ("interface", "P", True),
            ("field", "P.a", True),
            ("method", "P.m", True),
            ("class", "C", True),
            ("field", "C.x", False),
            ("method", "C.go", True),
            ("function", "f", True),
            ("function", "local", False),
            ("type", "T", True),
            ("enum", "E", True),
        ],
    ),
    "TSX": (
        "export function App(p: P) { return <div>{p.a}</div> }\n",
        [("function", "App", True)],
    ),
    "JavaScript": (
        (
            "export function a() {}\nexport default class B { run() {} #p() {} }\nconst c = () => { d() };\n"
            "var v = function () {};\napp.use = function use(f) { f() };\nA.prototype.go = () => 1;\n"
            "exports.json = function json() {};\n"
        ),
        [
            ("function", "a", True),
            ("class", "B", True),
            ("method", "B.run", True),
            ("method", "B.#p", False),
            ("function", "c", False),
            ("function", "v", False),
            ("function", "app.use", False),
            ("function", "A.prototype.go", False),
            ("function", "json", True),
        ],
    ),
    "Java": (
        (
            "public class A {\n  public int n = 1;\n  public A() {}\n  public void run(int a) {}\n  void hid() {}\n}\n"
            'interface I { void m(); }\npublic @interface J { String v() default ""; }\n'
        ),
        [
            ("class", "A", True),
            ("field", "A.n", True),
            ("method", "A.A", True),
            ("method", "A.run", True),
            ("method", "A.hid", False),
            ("interface", "I", False),
            ("method", "I.m", False),
            ("interface", "J", True),
            ("method", "J.v", True),
        ],
    ),
    "C": (
        (
            "#define MAX 3\nstruct s { int a; };\nstatic int add(int a) { return a; }\nchar *name(void) { return 0; }\n"
            "int proto(int a);\ntypedef int t;\n"
        ),
        [
            ("macro", "MAX", False),
            ("struct", "s", False),
            ("function", "add", False),
            ("function", "name", False),
            ("prototype", "proto", False),
            ("type", "t", False),
        ],
    ),
    "C++": (
        (
            "namespace n {\nclass A { int f() { return 1; } };\nint A::g() { return 2; }\n}\n"
            "struct A::B { B() = default; explicit operator bool() const { return 1; } };\n"
            "template <> struct C<int> { };\nclass EXPORT D { int d() { return 1; } };\nC<int> operator+(C<int> a) { return a; }\n"
        ),
        [
            ("module", "n", False),
            ("class", "n::A", False),
            ("method", "n::A::f", False),
            ("function", "n::A::g", False),
            ("struct", "A::B", False),
            ("method", "A::B::B", False),
            ("method", "A::B::operator bool", False),
            ("struct", "C<int>", False),
            ("class", "D", False),
            ("method", "D::d", False),
            ("function", "operator+", False),
        ],
    ),
    "C#": (
        (
            "namespace N {\npublic class A {\n  public int P { get; set; }\n  public void M(int a) {}\n"
            "  private void H() {}\n  public static A operator +(A a, A b) => a;\n"
            "  public static implicit operator int(A a) => 1;\n}\n}\n"
        ),
        [
            ("module", "N", True),
            ("class", "N.A", True),
            ("field", "N.A.P", True),
            ("method", "N.A.M", True),
            ("method", "N.A.H", False),
            ("method", "N.A.operator +", True),
            ("method", "N.A.operator int", True),
        ],
    ),
    "Ruby": (
        "module M\n  class A\n    def run(a)\n      1\n    end\n    def self.make; end\n  end\nend\n",
        [
            ("module", "M", False),
            ("class", "M::A", False),
            ("method", "M::A::run", False),
            ("method", "M::A::make", False),
        ],
    ),
    "PHP": (
        (
            "<?php\nclass A {\n  public function m($a) {}\n  private function h() {}\n  const X = 1, Y = 2;\n"
            "  private const Z = 3;\n}\nfunction f() {}\n"
        ),
        [
            ("class", "A", True),
            ("method", "A::m", True),
            ("method", "A::h", False),
            ("constant", "A::X", True),
            ("constant", "A::Y", True),
            ("constant", "A::Z", False),
            ("function", "f", True),
        ],
    ),
    "Bash": (
        "go() {\n  echo 1\n}\nfunction stop { :; }\n",
        [("function", "go", False), ("function", "stop", False)],
    ),
}


def tree_of(source: bytes, grammar: str) -> Parsed:
    parsed = parse(source, grammar)
    assert parsed is not None
    return parsed


def known(
    parsed: Parsed, grammar: str, ranges: Iterable[tuple[int, int]] | None = None
) -> list[Symbol]:
    """The symbols of what a person wrote."""
    found = symbols_of(parsed, grammar, ranges)
    assert found is not None
    return found


@pytest.mark.parametrize("grammar", GRAMMARS)
def test_symbols_of_a_language(grammar: str) -> None:
    """Each grammar names its symbols as the language qualifies them, and who may use them."""
    source, expected = SAMPLES[grammar]
    parsed = tree_of(source.encode(), grammar)
    assert not parsed.broken
    found = known(parsed, grammar)
    assert expected == [(symbol.kind, symbol.name, symbol.public) for symbol in found]


def test_what_a_grammar_misreads_has_no_odd_name() -> None:
    """Where macros and half of an #ifdef mislead a grammar, no statement and no macro is a name."""
    c = "int f(int a) {\n#ifdef X\n  if (a) {\n#else\n  {\n#endif\n    return 1;\n  }\n}\n} else if (b) {\n}\n"
    parsed = tree_of(c.encode(), "C")
    assert parsed.broken
    assert ["f"] == [symbol.name for symbol in known(parsed, "C")]
    cpp = "class A {\n  explicit MY_CONSTEXPR A(int &a): a_(a) {}\n};\n"
    names = [symbol.name for symbol in known(tree_of(cpp.encode(), "C++"), "C++")]
    assert ["A", "A::A"] == names


@pytest.mark.parametrize(
    ("language", "path", "expected"),
    [
        ("TypeScript", "a.tsx", "TSX"),
        ("TypeScript", "a.ts", "TypeScript"),
        ("C/C++ header", "a.h", "C++"),
        ("Python", "a.pyx", None),
        ("Markdown", "a.md", None),
    ],
)
def test_grammar_of_a_file(language: str, path: str, expected: str | None) -> None:
    """A file is read by the grammar of its dialect, or by none."""
    assert expected == grammar_of(language, path)


def test_signatures_are_one_line_without_bodies_and_comments() -> None:
    """A signature ends where the body starts; blanks and comments at line ends are left out."""
    source = b"def f(\n    a: int,  # why\n    b='#x',\n) -> int:\n    # a comment\n    return 1\n"
    assert ["def f( a: int, b='#x', ) -> int"] == [
        symbol.signature for symbol in known(tree_of(source, "Python"), "Python")
    ]


def test_a_declaration_without_a_body_is_whole() -> None:
    """What an interface declares over several lines ends where it ends, a constant with its name."""
    typescript = "export interface I {\n  m<T>(\n    a: T, // it's\n    b: U\n  ): V\n}\n"
    java = 'enum E {\n  A(1) { int m() { return 1; } };\n  @S("x") // don\'t\n  abstract int m(\n      int a);\n}\n'
    for grammar, source, expected in (
        ("TypeScript", typescript, "m<T>( a: T, b: U ): V"),
        ("Java", java, '@S("x") abstract int m( int a)'),
    ):
        found = known(tree_of(source.encode(), grammar), grammar)
        assert expected == found[-1].signature
        assert found[1].signature == ("A" if grammar == "Java" else expected)


def test_touched_symbols(case: FactCase) -> None:
    """A changed line touches the innermost symbol around it; whole symbols come and go."""
    before = "import os\n\n\nclass A:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    after = "import sys\n\n\nclass A:\n    def f(self):\n        return 3\n\n    def h(self):\n        return 2\n"
    facts = case.facts({"src/a.py": before}, {"src/a.py": after})
    assert [("A.f", "changed"), ("A.h", "added"), ("A.g", "removed")] == named(facts, "symbol")
    assert (Evidence("src/a.py", 6),) == of_kind(facts, "symbol")[0].evidence
    assert (Evidence("src/a.py", 8, "old"),) == of_kind(facts, "symbol")[2].evidence


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "@property\n", ("def f(self)", "@property def f(self)")),
        ("@property\n", "@functools.cached_property\n", "@functools.cached_property def f(self)"),
        ("@log(1)\n@staticmethod\n", "", ("@staticmethod def f(self)", "def f(self)")),
        ("", '@deprecated("no")\n', ("def f(self)", "@deprecated def f(self)")),
        ("@abc.abstractmethod\n@property\n", "", "def f(self)"),
        ("", "@log.property(1)\n", ("def f(self)", "@log.property def f(self)")),
        ("", "@log(property)\n", ()),
        ("@log\n", "@log(1)\n@wraps(g)\n", ()),
    ],
)
def test_a_decorator_that_tells_how_a_name_is_used_is_of_its_signature(
    case: FactCase, before: str, after: str, told: tuple[str, str] | str
) -> None:
    """What others do belongs to the body."""
    text = "class A:\n{}    def f(self):\n        return 1\n"
    one, other = (
        text.format(re.sub("^(?=.)", "    ", marks, flags=re.MULTILINE))
        for marks in (before, after)
    )
    facts = case.facts({"a.py": one}, {"a.py": other})
    found = [(fact.before, fact.after) for fact in of_kind(facts, "symbol.public")]
    if isinstance(told, str):
        assert [told] == [now for _, now in found]
    else:
        assert ([told] if told else []) == found


def test_decorators_belong_to_what_they_decorate(case: FactCase) -> None:
    """A changed decorator touches its function."""
    facts = case.facts({"a.py": "@x\ndef f():\n    pass\n"}, {"a.py": "@y\ndef f():\n    pass\n"})
    assert [("f", "changed")] == named(facts, "symbol")


LONG = "".join(f"    {{name: 'option-{number}'}},\n" for number in range(12))
PARAMETERS = ",\n".join(f"  typename P{n}" for n in range(20)) + "\n"


@pytest.mark.parametrize(
    ("path", "before", "expected"),
    [
        ("a.py", f"@x([\n{LONG}])\ndef f():\n    pass\n", "f"),
        ("a.py", f"@x([\n{LONG}])\nclass A:\n    def f(self): ...\n", "A"),
        ("a.py", f"class A:\n    @x([\n{LONG}    ])\n    def f(self): ...\n", "A.f"),
        ("a.ts", f"@X([\n{LONG}])\nexport class A {{\n  f() {{}}\n}}\n", "A"),
        ("a.ts", f"@X([\n{LONG}])\nclass A {{\n  f() {{}}\n}}\n", "A"),
        ("a.js", f"@X([\n{LONG}])\nexport class A {{\n  f() {{}}\n}}\n", "A"),
        ("a.ts", f"@X([\n{LONG}])\nexport abstract class A {{\n  f() {{}}\n}}\n", "A"),
        ("a.cpp", f"template <\n{PARAMETERS}>\nint f(int a) {{ return a; }}\n", "f"),
        ("a.cpp", f"template <\n{PARAMETERS}>\nA& f(int a) {{ return a; }}\n", "f"),
        ("a.cpp", f"template <\n{PARAMETERS}>\nstruct A {{ int a; }};\n", "A"),
        ("a.cpp", f"template <\n{PARAMETERS}>\nclass A {{ int a; }};\n", "A"),
    ],
)
def test_a_line_of_a_long_decorator_belongs_to_what_it_decorates(
    case: FactCase, path: str, before: str, expected: str
) -> None:
    """However far from its name that is."""
    after = before.replace("option-1'", "choice-1'").replace("typename P1,", "typename Q1,")
    facts = case.facts({path: before}, {path: after})
    assert [(expected, "changed")] == named(facts, "symbol")


@pytest.mark.parametrize("count", [1, 12, 13, 60])
def test_what_many_hunks_touch_is_what_few_do(case: FactCase, count: int) -> None:
    """A function that goes is gone, also where a field of its name stays elsewhere."""
    head = "pub struct A {\n    pub size: u8,\n}\n\n"
    gap = "\n".join(f"// {number}" for number in range(9))
    before = "".join(f"pub fn f{n}() -> u8 {{\n    {n}\n}}\n{gap}\n" for n in range(count))
    tail = "impl A {\n    pub fn size(&self) -> u8 {\n        1\n    }\n}\n"
    after = re.sub(r"(\d)\n\}", r"\1 + 1\n}", before)
    facts = case.facts({"a.rs": f"{head}{gap}\n{before}{tail}"}, {"a.rs": f"{head}{gap}\n{after}"})
    expected = [(f"f{n}", "changed") for n in range(count)]
    assert [*expected, ("A", "changed"), ("A::size", "removed")] == named(facts, "symbol")


def test_what_is_added_to_a_type_changes_it(case: FactCase) -> None:
    """In Rust it may stand anywhere; where the type comes or goes with it, so does its name."""
    gap = "\n".join(f"// {number}" for number in range(9))
    head, tail = f"pub struct A;\n{gap}\n", "impl A {\n    fn f(&self) {}\n}\n"
    added = case.facts({"a.rs": head}, {"a.rs": head + tail})
    assert [("A", "changed"), ("A::f", "added")] == named(added, "symbol")
    gone = case.facts({"a.rs": head + tail}, {"a.rs": gap})
    assert {("A", "removed"), ("A::f", "removed")} == set(named(gone, "symbol"))


def test_all_of_a_copy_is_new(case: FactCase) -> None:
    """What it was made from stays; what goes elsewhere and is in the copy has moved."""
    names = "".join(f"def test_{n}():\n    assert {n}\n\n\n" for n in range(40))
    gone = "def test_one():\n    assert 1\n\n\n"
    facts = case.facts(
        {"tests/test_a.py": f"{gone}{names}X = 1\n"},
        {"tests/test_a.py": f"{names}X = 1\n", "tests/test_b.py": f"{gone}{names}X = 2\n"},
    )
    assert ["copied", "modified"] == sorted(file.status for file in facts.files)
    assert {(f"test_{n}", "added") for n in range(40)} == set(named(facts, "test"))


@pytest.mark.parametrize("more", ["", "def more():\n    pass\n"])
def test_what_a_copy_has_is_new_whether_it_changed_or_not(case: FactCase, more: str) -> None:
    """An exact one, or one with something more: its module has names that were not there."""
    body = "".join(f"def f{n}():\n    return {n}\n\n\n" for n in range(20))
    after = {"src/a.py": body + "x = 1\n", "src/b.py": body + more}
    facts = case.facts({"src/a.py": body}, after)
    assert {"copied", "modified"} == {file.status for file in facts.files}
    assert {(f"f{n}", "added") for n in range(20)} <= set(named(facts, "symbol.public"))


def test_names_that_are_masked_alike_are_two(case: FactCase) -> None:
    """Each file has its own symbols, whatever is seen of its name."""
    one, other = (f"src/ghp_{letter * 36}.py" for letter in "ab")
    before = {one: "def first():\n    return 1\n", other: "def second():\n    return 1\n"}
    facts = case.facts(before, {path: text.replace("1", "2") for path, text in before.items()})
    assert {("first", "changed"), ("second", "changed")} == set(named(facts, "symbol"))


def test_a_type_that_comes_beside_what_adds_to_it_is_new(case: FactCase) -> None:
    """An `impl` of the same name around it does not say that the type was there."""
    impl = "impl A {\n    fn f(&self) {}\n}\n"
    come = case.facts({"src/a.rs": impl}, {"src/a.rs": f"pub struct A;\n{impl}"})
    assert [("A", "added")] == named(come, "symbol")
    gone = case.facts({"src/b.rs": f"pub struct A;\n{impl}"}, {"src/b.rs": impl})
    assert [("A", "removed")] == named(gone, "symbol")


def test_public_names(case: FactCase) -> None:
    """Public names are added, removed and changed with both signatures; private ones are not."""
    before = (
        "def a(x): ...\n\n\ndef b(): ...\n\n\ndef _c(): ...\n\n\nclass D:\n    def m(self): ...\n"
    )
    after = "def a(x, y=1): ...\n\n\ndef _c(z): ...\n\n\ndef e() -> int: ...\n"
    facts = case.facts({"src/a.py": before}, {"src/a.py": after})
    assert [
        ("a", "changed", "def a(x)", "def a(x, y=1)"),
        ("b", "removed", "def b()", None),
        ("D", "removed", "class D", None),
        ("e", "added", None, "def e() -> int"),
    ] == told(facts, "symbol.public")
    assert "public.changed" in [reason.code for reason in facts.reasons]


def test_a_body_is_no_signature(case: FactCase) -> None:
    """What changes inside changes no public name."""
    facts = case.facts({"a.py": "def a():\n    return 1\n"}, {"a.py": "def a():\n    return 2\n"})
    assert [] == told(facts, "symbol.public")
    assert [("a", "changed")] == named(facts, "symbol")


def test_a_name_that_moves_is_not_gone(case: FactCase) -> None:
    """A name that leaves one file and stands in another of the commit has moved."""
    body = "def a(x):\n    return x\n"
    facts = case.facts(
        {"src/a.py": body + "y = 1\n", "src/b.py": "z = 1\n"},
        {"src/a.py": "y = 1\n", "src/b.py": "z = 1\n" + body},
    )
    assert [("a", "changed", "src/a.py", "src/b.py")] == told(facts, "symbol.moved")
    assert [] == told(facts, "symbol.public")


def test_a_go_package_is_one_whatever_its_files(case: FactCase) -> None:
    """A function that comes back in another file of its package with other results is changed."""
    old = "package git\n\nfunc Remotes() []string {\n\treturn nil\n}\n\nfunc Stays() {}\n"
    new = "package git\n\nfunc Stays() {}\n"
    other = "package git\n\nfunc Remotes() (Set, error) {\n\treturn nil, nil\n}\n"
    facts = case.facts({"git/git.go": old}, {"git/git.go": new, "git/remote.go": other})
    assert [
        ("Remotes", "changed", "func Remotes() []string", "func Remotes() (Set, error)")
    ] == told(facts, "symbol.public")


def test_constants_in_callbacks_are_no_symbols(case: FactCase) -> None:
    """A `const` inside a callback belongs to the callback, one at the top to the file."""
    before = "const top = 1\ntest('a', () => {\n  const result = 1\n})\n"
    after = "const top = 2\ntest('a', () => {\n  const result = 2\n})\n"
    facts = case.facts({"a.test.ts": before}, {"a.test.ts": after})
    assert [("top", "changed")] == named(facts, "symbol")


def test_a_name_that_is_assigned_is_not_gone(case: FactCase) -> None:
    """A method that becomes an alias is there still, one that nobody defines is not."""
    before = "class A:\n    def items(self): ...\n    def keys(self): ...\n"
    after = "class A:\n    def _all(self): ...\n    items = _all\n"
    facts = case.facts({"a.py": before}, {"a.py": after})
    assert [("A.keys", "removed")] == named(facts, "symbol.public")


def test_an_attribute_whose_type_is_written_down_was_there(case: FactCase) -> None:
    """As it was set before; one that nobody set is new."""
    body = "    def f(self):\n        self.task = 1\n"
    typed = "class A:\n    task: int\n    other: int\n\n" + body
    come = case.facts({"src/a.py": f"class A:\n{body}"}, {"src/a.py": typed})
    assert [("A.other", "added")] == named(come, "symbol.public")
    gone = case.facts({"src/b.py": typed}, {"src/b.py": f"class A:\n{body}"})
    assert [("A.other", "removed")] == named(gone, "symbol.public")


def test_tests_beside_the_code_have_no_public_names(case: FactCase) -> None:
    """What is public in a module of tests is nobody's."""
    body = "mod test {\n    pub struct Data {\n        pub rows: u8,\n    }\n}\n"
    assert [] == told(case.facts({"a.rs": body}, {"a.rs": "fn f() {}\n"}), "symbol.public")


def test_a_namespace_is_that_of_many_files(case: FactCase) -> None:
    """A file that goes takes its classes along, and not the namespace of others."""
    body = "namespace N { public class A { public void F() {} } }\n"
    facts = case.facts({"A.cs": body, "x.txt": "x\n"}, {"A.cs": None})
    assert [("N.A", "removed")] == named(facts, "symbol.public")


def test_an_attribute_hides_nothing(case: FactCase) -> None:
    """A method of PHP stays public behind an attribute."""
    before = "<?php\nclass A {\n    public function f() {}\n}\n"
    after = before.replace("    public", "    #[B]\n    public")
    assert [] == [
        fact
        for fact in of_kind(case.facts({"a.php": before}, {"a.php": after}), "symbol.public")
        if fact.change == "removed"
    ]


def test_tests_have_no_public_names(case: FactCase) -> None:
    """Only source files do."""
    facts = case.facts({"tests/test_a.py": "x = 1\n"}, {"tests/test_a.py": "def helper(): ...\n"})
    assert [] == told(facts, "symbol.public")


def test_scripts_have_no_public_names(case: FactCase) -> None:
    """Nobody imports from a folder of scripts."""
    facts = case.facts({"scripts/a.py": "x = 1\n"}, {"scripts/a.py": "def run(): ...\n"})
    assert [] == told(facts, "symbol.public")


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        (
            "A.java",
            "class A { public void f( int a ) {} }",
            "class A { public void f(int a) {} }",
            [],
        ),
        ("a.py", "def f(a, b): ...\n", "def f(\n    a,\n    b,\n): ...\n", []),
        ("a.go", "package a\nfunc (t *T) F() {}\n", "package a\nfunc (other *T) F() {}\n", []),
        ("a.rs", "pub fn f(mut a: u8) {}\n", "pub fn f(a: u8) {}\n", []),
        (
            "A.cs",
            "public class A { public int B { get { return 1; } } }",
            "public class A { public int B => 1; }",
            [],
        ),
        ("a.ts", "export type A<\n  B,\n> = C<B>\n", "export type A<B> =\n  C<B>\n", []),
        ("a.rs", "pub fn f(a: &u8) {}\n", "pub fn f(a: &mut u8) {}\n", ["f"]),
        ("a.go", "package a\nfunc (t T) F() {}\n", "package a\nfunc (t *T) F() {}\n", ["T.F"]),
        ("a.py", "def f(a, b): ...\n", "def f(a, c): ...\n", ["f"]),
        ("a.py", "def f(a: 'int'): ...\n", "def f(a: 'int | None'): ...\n", ["f"]),
    ],
)
def test_another_layout_is_no_other_signature(
    case: FactCase, path: str, before: str, after: str, expected: list[str]
) -> None:
    """Blanks, the last comma and the name of a Go receiver are nobody's to see."""
    facts = case.facts({path: before}, {path: after})
    assert expected == [fact.name for fact in of_kind(facts, "symbol.public")]


def test_a_declaration_keeps_all_its_lines(case: FactCase) -> None:
    """A signature without a body is whole, however many lines it takes."""
    trait = "pub trait T {\n    fn f(\n        a: u8,\n    ) -> u8;\n}\n"
    facts = case.facts({"src/a.rs": "pub trait T {\n}\n"}, {"src/a.rs": trait})
    assert [("T::f", "added", None, "fn f( a: u8, ) -> u8")] == told(facts, "symbol.public")


@pytest.mark.parametrize("far", ["", "  int n;\n" * 30])
@pytest.mark.parametrize("path", ["src/A.java", "src/A.cs"])
def test_an_overload_is_not_its_name(case: FactCase, path: str, far: str) -> None:
    """Of two methods with one name one comes or goes, wherever in the file the other is."""
    two = f"public class A {{\n  public void m(int a) {{}}\n{far}  public void m(long b) {{}}\n}}\n"
    one = f"public class A {{\n  public void m(int a) {{}}\n{far}}}\n"
    gone = case.facts({path: two}, {path: one})
    assert [("A.m", "removed", "public void m(long b)", None)] == told(gone, "symbol.overload")
    come = case.facts({path: one}, {path: two})
    assert [("A.m", "added", None, "public void m(long b)")] == told(come, "symbol.overload")
    assert [] == told(gone, "symbol.public") + told(come, "symbol.public")
    assert {"changed"} == {way for _, way in named(gone, "symbol") + named(come, "symbol")}


def test_what_does_the_work_of_overloads_is_not_seen(case: FactCase) -> None:
    """TypeScript's callers see the signatures before it; a name with one definition is that."""
    one = "export class A {\n  m(a: string): this {\n    return this\n  }\n}\n"
    two = (
        "export class A {\n  m(a: string): this\n  m(a: number, b: string): this\n"
        "  m(a: any, b?: any): this {\n    return this\n  }\n}\n"
    )
    facts = case.facts({"src/a.ts": one}, {"src/a.ts": two})
    assert [("A.m", "added", None, "m(a: number, b: string): this")] == told(
        facts, "symbol.overload"
    )
    assert [] == told(facts, "symbol.public")


def test_a_namespace_is_not_made_by_a_file(case: FactCase) -> None:
    """A file that opens it, new or not, does not add it; what else stands in it is told."""
    new = "namespace N.Sub {\n  public class A {\n    public void F() {}\n  }\n}\n"
    facts = case.facts({"x.txt": "x\n"}, {"src/A.cs": new})
    assert {("N.Sub.A", "added"), ("N.Sub.A.F", "added")} == set(named(facts, "symbol"))
    more = case.facts(
        {"src/B.cs": "namespace N {\n  // x\n}\n"}, {"src/B.cs": "namespace N {\n  // y\n}\n"}
    )
    assert [("N", "changed")] == named(more, "symbol")


def test_a_namespace_may_have_braces_or_a_line(case: FactCase) -> None:
    """What stands in it is called by it in both; who turns one into the other changes no name."""
    inner = "public class A {\n  public int F() { return 1; }\n}\n"
    braces, line = f"namespace N.M {{\n{inner}}}\n", f"\ufeffnamespace N.M;\n\n{inner}"
    assert [] == told(case.facts({"src/A.cs": braces}, {"src/A.cs": line}), "symbol.public")
    facts = case.facts({"src/A.cs": line}, {"src/A.cs": line.replace("return 1", "return 2")})
    assert [("N.M.A.F", "changed")] == named(facts, "symbol")


def test_members_of_an_argument_are_nobodys() -> None:
    """What a type of TypeScript is given has no members that anybody can use; its own are."""
    text = (
        "export interface A {\n  own: string\n  call: (x: { inner: number }) => void\n"
        "  more: { deep: B<{ argument: true }> }\n}\n"
        "export type T = { one: 1 } & Base<{ other: 2 }>\n"
    )
    parsed = tree_of(text.encode(), "TypeScript")
    names = {symbol.name for symbol in known(parsed, "TypeScript")}
    assert {"A", "A.own", "A.call", "A.more", "A.more.deep", "T", "T.one"} == names


@pytest.mark.parametrize("path", ["src/A.java", "src/a.ts"])
def test_a_comment_in_a_head_is_no_part_of_it(case: FactCase, path: str) -> None:
    """Also one that has several lines."""
    before = {"src/A.java": "@X\npublic interface A {}\n", "src/a.ts": "export class A {}\n"}[path]
    word = "public" if path.endswith(".java") else "A "
    after = before.replace(word, f"/**\n * What it is: {{@link B}}\n */\n{word}")
    facts = case.facts({path: before}, {path: after})
    assert [] == told(facts, "symbol.public")


def test_what_a_constructor_hands_on_is_no_part_of_its_head(case: FactCase) -> None:
    """Of C#: what it calls another one with is what it does."""
    before = "public class A {\n  public A(int a)\n    : this(a, 1) { }\n}\n"
    facts = case.facts({"src/A.cs": before}, {"src/A.cs": before.replace("1)", "2)")})
    assert [] == told(facts, "symbol.public")
    assert [("A.A", "changed")] == named(facts, "symbol")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/a.ts", "export class A {\n  constructor(private b: B) {}\n}\n"),
        ("src/a.php", "<?php\nclass A {\n  public function __construct(private B $b) {}\n}\n"),
    ],
)
def test_a_constructor_that_keeps_what_it_is_given_is_public(
    case: FactCase, path: str, text: str
) -> None:
    """A parameter of its own is no word about itself."""
    facts = case.facts({path: text}, {path: text.replace("B", "C")})
    assert ["changed"] == [fact.change for fact in of_kind(facts, "symbol.public")]


def test_a_type_is_no_overload(case: FactCase) -> None:
    """What is only handed out now was there before, and can be named now."""
    before = "interface A<T> {\n  a: T\n}\n"
    facts = case.facts({"src/a.ts": before}, {"src/a.ts": f"export {before}"})
    assert [("A", "added")] == named(facts, "symbol.public")
    alias = "export type R = string\nexport function R(x: number): R {\n  return ''\n}\n"
    more = case.facts({"src/b.ts": alias}, {"src/b.ts": alias.replace("x: number", "x: string")})
    assert [("R", "changed")] == named(more, "symbol.public")
    one, other = (
        "export type R<T> = T\n",
        "export function R(x: number): R<string> {\n  return ''\n}\n",
    )
    for gone, stays in ((one, other), (other, one)):
        fewer = case.facts({"src/b.ts": gone + stays}, {"src/b.ts": stays})
        assert [("R", "removed")] == named(fewer, "symbol.public")
        assert not of_kind(fewer, "symbol.overload")


def test_an_overload_becomes_what_it_is_like(case: FactCase) -> None:
    """And not what stands in its place; what is like none came, or went."""

    def text(*heads: str) -> str:
        return "public class A {\n" + "".join(f"  public void m({h}) {{}}\n" for h in heads) + "}\n"

    before = text("Limiter limiter, Action run", "Limiter limiter, Action<SomeEvent> run")
    after = text("int many, long queue", "Limiter limiter, Action<OtherEvent> run")
    facts = case.facts({"src/A.java": before}, {"src/A.java": after})
    assert [
        (
            "A.m",
            "changed",
            "public void m(Limiter limiter, Action<SomeEvent> run)",
            "public void m(Limiter limiter, Action<OtherEvent> run)",
        )
    ] == told(facts, "symbol.public")
    assert {
        ("A.m", "removed", "public void m(Limiter limiter, Action run)", None),
        ("A.m", "added", None, "public void m(int many, long queue)"),
    } == set(told(facts, "symbol.overload"))


def test_an_annotation_that_no_caller_sees_changes_nothing(case: FactCase) -> None:
    """Of Java: a warning that is silenced is not another method."""
    before = "public class A {\n  public int f() { return 1; }\n}\n"
    after = before.replace("  public", '  @SuppressWarnings("x")\n  public')
    facts = case.facts({"src/A.java": before}, {"src/A.java": after})
    assert [] == told(facts, "symbol.public")


@pytest.mark.parametrize("path", ["src/a.go", "src/a.py"])
def test_a_file_that_says_that_a_tool_wrote_it_is_generated(case: FactCase, path: str) -> None:
    """Also where its first lines are far from what changes."""
    mark = "#" if path.endswith(".py") else "//"
    head = f'{mark} Code generated by "stringer"; DO NOT EDIT.\n' + f"{mark} x\n" * 20
    facts = case.facts({path: f"{head}a = 1\n"}, {path: f"{head}a = 2\n"})
    assert ["generated"] == [file.file_class for file in facts.files]
    assert [] == told(facts, "symbol")


PROPERTY = "class A:\n    @property\n    def x(self) -> int:\n        return self._x\n"
SETTER = "\n    @x.setter\n    def x(self, value: int) -> None:\n        self._x = value\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PROPERTY, PROPERTY + SETTER, []),
        (PROPERTY + SETTER, PROPERTY, []),
        (PROPERTY + SETTER, PROPERTY + SETTER.replace("int)", "float)"), []),
        ("class A:\n    pass\n", PROPERTY + SETTER, [("A.x", "added")]),
        (PROPERTY + SETTER, "class A:\n    pass\n", [("A.x", "removed")]),
        (
            PROPERTY + SETTER,
            PROPERTY.replace("int", "float") + SETTER.replace("int", "float"),
            [("A.x", "changed")],
        ),
        (
            "y = 1\n",
            (
                "@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\n"
                "def f(a):\n    return a\n"
            ),
            [("f", "added")],
        ),
        ("@cache\ndef f(a): ...\n", "@cache\ndef f(b): ...\n", [("f", "changed")]),
    ],
)
def test_a_setter_is_no_name_of_its_own(
    case: FactCase, before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    """Nor a deleter or an overload: each belongs to the definition that has its name."""
    facts = case.facts({"a.py": before}, {"a.py": after})
    assert expected == named(facts, "symbol.public")


def test_a_broken_file_gives_hints_and_is_named(case: FactCase) -> None:
    """What does not follow its grammar is said, and its symbols are hints."""
    facts = case.facts(
        {"a.py": "def f():\n    pass\n"}, {"a.py": "def f():\n    pass (\n\nclass\n"}
    )
    assert [("a.py", None, None, "syntax")] == told(facts, "unparsed")
    assert {Level.HINT} == {fact.level for fact in of_kind(facts, "symbol")}


def test_macros_in_a_body_leave_the_function_of_c_sound(case: FactCase) -> None:
    """C whose bodies hold macros is told as fact; where halves of an #ifdef mislead, it is a hint."""
    body = (
        "int\nsize(struct s *s)\n{\n\tRB_FOREACH(x, y, &s->z) {\n\t\tn += 1;\n\t}\n\treturn n;\n}\n"
    )
    facts = case.facts({"a.c": body}, {"a.c": body.replace("n += 1", "n += 2")})
    assert [("size", "changed", Level.FACT)] == [
        (fact.name, fact.change, fact.level) for fact in of_kind(facts, "symbol")
    ]
    assert [] == told(facts, "unparsed")
    halves = "#ifdef A\nint f(int a) {\n#else\nint g(void) {\n#endif\n  return 1;\n}\n"
    odd = case.facts({"b.c": halves}, {"b.c": halves.replace("return 1", "return 2")})
    assert {Level.HINT} == {fact.level for fact in of_kind(odd, "symbol")}
    assert [("b.c", None, None, "syntax")] == told(odd, "unparsed")


def test_a_copy_takes_nothing_away(case: FactCase) -> None:
    """What a copied file does not have is not removed; what it has is new."""
    body = "".join(f"def f{n}():\n    # TODO: {n}\n    return {n}\n\n\n" for n in range(20))
    case.repo.commit("before", {"src/a.py": body})
    other = body.replace("def f3", "def g3").replace("TODO: 3\n", "\n")
    case.repo.commit("copy", {"src/a.py": body + "x = 1\n", "src/b.py": other})
    facts = case.latest()
    assert "copied" in {file.status for file in facts.files}
    assert ("g3", "added") in named(facts, "symbol.public")
    assert {"added"} == {fact.change for fact in of_kind(facts, "symbol.public", "symbol")}
    assert [] == named(facts, "todo")


def test_too_large_or_no_text_is_named(case: FactCase) -> None:
    """A file over 1 MiB, or one endless line, is not parsed, costs little, and is named."""
    large = "x = 1\n" * 200_000
    line = "x = '" + "a" * 900_000 + "'\n"
    facts = case.facts(
        {"a.py": large, "b.py": line}, {"a.py": large + "y = 2\n", "b.py": "y = 1\n" + line}
    )
    assert [("a.py", None, None, "unread"), ("b.py", None, None, "unread")] == told(
        facts, "unparsed"
    )


def test_other_languages_fall_back_to_hunk_headers(case: FactCase) -> None:
    """Where no grammar reads a file, git's own section names what is near, as a hint."""
    body = "function greet(x)\n" + "  y = 1\n" * 9 + "end\n"
    facts = case.facts({"a.lua": body}, {"a.lua": body.replace("  y = 1\nend", "  y = 2\nend")})
    near = of_kind(facts, "symbol.near")
    assert [("function greet(x)", Level.HINT)] == [(fact.name, fact.level) for fact in near]


def test_many_symbols_are_counted(case: FactCase) -> None:
    """Beyond 400 symbols a commit says how many more there are."""
    many = "".join(f"def f{n}(): ...\n" for n in range(450))
    facts = case.facts({"a.py": "# nothing\n"}, {"a.py": many})
    assert 400 == len(of_kind(facts, "symbol"))
    assert ["50"] == [fact.name for fact in of_kind(facts, "symbol.more")]


@pytest.mark.parametrize("grammar", ["Rust", "Python"])
def test_parsing_again_is_parsing(grammar: str) -> None:
    """A tree made from another one and its edits is the tree of the text, place by place."""
    chooser = random.Random(7)  # noqa: S311 - a test wants the same choices each time
    blocks = [line + "\n" for line in re.split(r"\n(?=\S)", SAMPLES[grammar][0]) if line] * 3
    for _ in range(60):
        changed, edits = edited(blocks, chooser)
        base, text = tree_of("".join(blocks).encode(), grammar), "".join(changed).encode()
        new = tree_of(text, grammar)
        for some in (edits, []):
            again = parse_again(base, text, some, grammar)
            assert again is not None
            assert nodes(new) == nodes(again)
        blocks = changed


def edited(blocks: list[str], chooser: random.Random) -> tuple[list[str], list[Edit]]:
    """Some blocks of lines with two of their places changed, and the edits of lines that did it."""
    changed, edits = list(blocks), []
    first, second = sorted(chooser.sample(range(len(blocks) + 1), 2))
    for start, end in ((second, len(blocks)), (first, second - 1)):
        stop = min(start + chooser.randrange(3), max(start, end))
        fresh = chooser.choices(blocks, k=chooser.randrange(3))
        edits.append((start, changed[start:stop], fresh))
        changed[start:stop] = fresh
    told, moved = [], 0
    for start, gone, come in reversed(edits):
        at = "".join(blocks[:start]).count("\n")
        counts = ["".join(some).count("\n") for some in (gone, come)]
        told.append(Edit(at, counts[0], at + moved, counts[1]))
        moved += counts[1] - counts[0]
    return changed, [edit for edit in told if edit.old_lines or edit.new_lines]


def test_python_symbols_against_ast() -> None:
    """On every Python file of this repository, the symbols are those that `ast` finds."""
    files = [path for path in sorted((ROOT / "gitdigest").rglob("*.py")) if path.stat().st_size]
    for path in files:
        source = path.read_bytes()
        found = {
            (symbol.name, symbol.start, symbol.end)
            for symbol in known(tree_of(source, "Python"), "Python")
            if symbol.kind in {"function", "method", "class"}
        }
        assert set(ast_symbols(source)) == found, path


def ast_symbols(source: bytes) -> list[tuple[str, int, int]]:
    """Name, first line (of decorators) and last line of each function and class."""
    found: list[tuple[str, int, int]] = []

    def visit(node: ast.AST, above: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = above
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{above}.{child.name}" if above else child.name
                first = min([child.lineno, *(d.lineno for d in child.decorator_list)])
                found.append((name, first, child.end_lineno or 0))
            visit(child, name)

    visit(ast.parse(source), "")
    return found


def is_broken(source: bytes) -> bool:
    """Whether Python itself cannot read a file: a history may hold one for a commit."""
    try:
        ast.parse(source)
    except SyntaxError:
        return True
    return False


def test_history_of_this_project(tmp_path: Path) -> None:
    """Symbols touched in this project's own history agree with `ast` on the same lines."""
    if subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse"], capture_output=True, check=False
    ).returncode:
        pytest.skip("not a checkout")
    with open_repository(str(ROOT), cache=tmp_path) as repository:
        sources = Sources(repository.blobs)
        seen = 0
        for commit, diff in list(repository.stream(repository.select(Selection())))[:40]:
            facts = find_facts(commit, diff, sources=sources)
            for change in diff.files:
                source = sources.read(change.new_blob)
                if source is None or not change.path.endswith(".py") or is_broken(source):
                    continue
                places = ast_symbols(source)
                for fact in of_kind(facts, "symbol"):
                    where = fact.evidence[0]
                    if where.path == change.path and where.side == "new":
                        around = [p for p in places if p[1] <= (where.line or 0) <= p[2]]
                        names = {name for name, _, _ in around}
                        assert not names or fact.name in names, (commit.sha, fact)
                        seen += bool(names)
    assert seen


def test_a_signature_that_was_cut_says_so(case: FactCase) -> None:
    """Also where most of what was read are blanks."""
    text = "export type A<\n" + "".join(f"{' ' * 60}T{n},\n" for n in range(40)) + "> = [T1]\n"
    facts = case.facts({"a.ts": "const x = 1\n"}, {"a.ts": text})
    (found,) = of_kind(facts, "symbol.public")
    assert found.after
    assert found.after.endswith("…")
    assert len(found.after) < 300
