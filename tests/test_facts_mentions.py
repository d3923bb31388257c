"""What a text says of a name: how often, where, and whether it calls something else so."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.facts.mentions import How, Mentions, mentions

NAME = b"make_it"


@pytest.mark.parametrize(
    "line",
    [
        "make_it(1)",
        "x = make_it",
        "from a import make_it",
        "from a import (make_it, b)",
        "    make_it,",
        "a.make_it()",
        "a::make_it::<T>(x)",
        "return make_it(x)",
        "await make_it(x)",
        "if make_it == 1:",
        "assert make_it != 1",
        "# make_it is called here",
        '"make_it"',
        "@make_it",
        "[make_it]",
        "{make_it: 1}",
        "x ? make_it : y",
        "case make_it:",
        "class A(make_it):",
        "x => make_it(x)",
        "make_it => 1,",
        "let y = make_it;",
        "def f(x=make_it):",
        "def f(x: make_it):",
        "the class make_it, which",
        "x[make_it:]",
        "make_it::new()",
        "throw new make_it(x)",
        "int make_it(int);",
        "    a, make_it(x)",
    ],
)
def test_a_use_is_a_use(line: str) -> None:
    """Calls, imports, comments, texts, types: the name stands for what it is a name of."""
    for language in ("", "Java"):
        found = mentions(line.encode(), NAME, How(language, quoted=True))
        assert Mentions(1, (1,), 0, 0) == found


@pytest.mark.parametrize(
    "line",
    [
        "def make_it(x):",
        "    async def make_it(self):",
        "class make_it:",
        "pub(crate) async unsafe fn make_it<T>(x: T) {",
        "pub const make_it: u8 = 1;",
        "func make_it(x int) {",
        "func (s *Server) make_it() {",
        "type make_it struct {",
        "message make_it {",
        "export default function* make_it() {",
        "export const make_it = () => 1",
        "macro_rules! make_it {",
        "def self.make_it",
        "    static make_it = 1;",
        "enum class make_it {",
    ],
)
def test_a_definition_is_told(line: str) -> None:
    """By the keyword before the name, whatever stands before that."""
    assert 1 == mentions(line.encode(), NAME).defined


@pytest.mark.parametrize(
    "line",
    [
        "static int make_it(struct a *b) {",
        "public final Map<String, Foo> make_it(int x) throws E {",
        "    @Override public void make_it(",
        "void Server::make_it(int x)",
        "  make_it(x) {",
        "  async make_it(x) {",
        "    private static bool make_it(Type type) => type.IsIt();",
        "    protected override Task<A> make_it<TResult, B<C>>(int x)",
        "    public Formatter make_it { get; set; }",
        "    internal static Formatter make_it => _it;",
        'extern "C" int make_it(const char *a, int b)',
    ],
)
def test_a_function_without_a_keyword_is_told_where_there_is_none(line: str) -> None:
    """In languages that begin it with a type, or with nothing."""
    assert 1 == mentions(line.encode(), NAME, How("Java")).defined
    assert 0 == mentions(line.encode(), NAME).defined


@pytest.mark.parametrize(
    "line",
    [
        "make_it = 1",
        "    make_it: bool,",
        "pub make_it: Option<u8>,",
        "args.make_it = x",
        "f(make_it=1)",
        "f(a, make_it=1)",
        "def f(make_it):",
        "def f(a, make_it, b):",
        "fn f(&self, make_it: u8)",
        "fn f(a: u8, mut make_it: u8)",
        "|make_it: u8|",
        "func f(make_it string) {",
        "let mut make_it: u8",
        '    make_it: "x",',
    ],
)
def test_what_else_is_called_so_is_told(line: str) -> None:
    """A field, a parameter, a variable: the name then means another thing here."""
    found = mentions(line.encode(), NAME)
    assert 1 == found.taken + found.defined


@pytest.mark.parametrize(
    "line",
    ["make_its", "remake_it", "make_it2", "$make_it", "émake_it", "make_ité", "make-it", "make"],
)
def test_part_of_a_word_is_no_mention(line: str) -> None:
    """Letters beyond ASCII belong to words."""
    assert Mentions(0, (), 0, 0) == mentions(line.encode(), NAME)


@pytest.mark.parametrize(
    "line",
    [
        '"make_it.html"',
        "make_it.py",
        "a/make_it",
        "see make_it.json.",
        "make_it.test.tsx",
        "import './make_it'",
    ],
)
def test_the_name_of_a_file_is_no_mention(line: str) -> None:
    """Files are often called like what they hold."""
    assert 0 == mentions(line.encode(), NAME).times


def test_a_method_that_is_called_like_an_ending_is_one() -> None:
    """`.json()` is no file."""
    assert 1 == mentions(b"make_it.json()", NAME).times


def test_the_first_five_lines_are_told_once_each() -> None:
    """Lines as git counts them."""
    text = b"make_it make_it\r\n\x0c\n" + b"x\nmake_it\n" * 9
    assert Mentions(11, (1, 4, 6, 8, 10), 0, 0) == mentions(text, NAME)


WORD = re.compile(rb"(?<![\w$\x80-\xff])make_it(?![\w$\x80-\xff])")


@given(st.lists(st.sampled_from([b"make_it", b" ", b"\n", b"_", b"x", b"(", b",", b"\xe9", b"$"])))
def test_it_finds_what_a_regex_with_borders_finds(pieces: list[bytes]) -> None:
    """Only faster."""
    text = b"".join(pieces)
    expected = [text.count(b"\n", 0, match.start()) + 1 for match in WORD.finditer(text)]
    found = mentions(text, NAME)
    assert (len(expected), tuple(dict.fromkeys(expected))[:5]) == (found.times, found.lines)


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_line_is_too_odd(before: bytes, after: bytes) -> None:
    """Whatever stands around the name."""
    found = mentions(before + b" make_it " + after, NAME, How("Java"))
    assert found.times >= 1


@pytest.mark.parametrize(
    "piece",
    [b"make_it,", b"make_it ", b"(make_it ", b"pub make_it ", b"a make_it :", b"fn make_it("],
)
def test_a_hostile_text_takes_no_time(piece: bytes) -> None:
    """A megabyte of nothing but the name, in one line."""
    text = piece * ((1 << 20) // len(piece))
    start = time.process_time()
    found = mentions(text, NAME, How("Java"))
    assert len(text) // len(piece) == found.times
    assert time.process_time() - start < 3


def test_a_literal_that_is_nothing_else_counts_where_it_is_asked_for() -> None:
    """Formats, keys and registered names are often called like functions."""
    for line in (b'"make_it"', b"'make_it'", b"`make_it`"):
        assert 0 == mentions(line, NAME).times
        assert 1 == mentions(line, NAME, How(quoted=True)).times
    for line in (b'"call make_it"', b"\"make_it'", b'f"{make_it}"'):
        assert 1 == mentions(line, NAME).times


@pytest.mark.parametrize(
    ("line", "language", "hidden"),
    [
        ("private void make_it() {", "Java", 1),
        ("void make_it() {", "Java", 0),
        ("private protected void make_it() {", "C#", 0),
        ("static void make_it()", "C#", 1),
        ("internal static void make_it()", "C#", 0),
        ("private function make_it()", "PHP", 1),
        ("static int make_it(int a) {", "C", 1),
        ("int make_it(int a) {", "C", 0),
        ("static int make_it(int a) {", "C++", 0),
        ("def make_it():", "Python", 0),
    ],
)
def test_who_cannot_be_called_is_told(line: str, language: str, hidden: int) -> None:
    """From outside of its type, or in C of its file."""
    found = mentions(line.encode(), NAME, How(language))
    assert (1, hidden) == (found.defined, found.hidden)


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("void f(Set make_it)", 1),
        ("void f(int a, final Map<String, List<A>> make_it, int b)", 1),
        ("void f(int[] make_it)", 1),
        ("f(new make_it)", 0),
        ("f(a, make_it)", 0),
        ("// f(the make_it)", 0),
        (" * (see the make_it)", 0),
        ("return (make_it)", 0),
    ],
)
def test_a_parameter_behind_its_type_is_called_so(line: str, taken: int) -> None:
    """In languages where a type stands before it, and outside of comments."""
    assert taken == mentions(line.encode(), NAME, How("Java")).taken
    assert 0 == mentions(line.encode(), NAME, How("TypeScript")).taken


def test_heads_without_a_body_are_counted_in_cpp() -> None:
    """Types that have a method of one name declare it, each in its file."""
    text = b"void make_it(int);\n  virtual int make_it() const;\n  x = make_it();\n"
    assert 2 == mentions(text, NAME, How("C++")).declared
    assert 0 == mentions(text, NAME, How("Java")).declared


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("a.make_it()", 1),
        ("a.make_it::<T>()", 1),
        ("A::make_it", 1),
        ("a.make_it", 0),
        ("self.make_it.x", 0),
        ("make_it", 1),
    ],
)
def test_a_method_of_rust_is_called(line: str, times: int) -> None:
    """A field of its name is not."""
    assert times == mentions(line.encode(), NAME, How("Rust", called=True)).times


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("make_it()", 1),
        ("util.make_it()", 1),
        ("Util::make_it()", 1),
        ("a.util.make_it()", 1),
        ("other.make_it()", 0),
        ("other->make_it()", 0),
        ("other()?.make_it", 0),
        ("[...make_it]", 1),
        ("::make_it()", 1),
        ("from .make_it import x", 1),
    ],
)
def test_what_belongs_to_another_one_does_not_count(line: str, times: int) -> None:
    """Before the dot stands a module, where a name is of no type."""
    how = How(among=frozenset({b"pkg", b"util"}))
    assert times == mentions(line.encode(), NAME, how).times


def test_a_brief_look_ends_with_what_is_called_so() -> None:
    """Nothing that comes behind it can make it the symbol."""
    text = b"make_it()\ndef make_it():\n    make_it()\n"
    assert (2, 1) == mentions(text, NAME, How(brief=True))[:3:2]
    assert (3, 1) == mentions(text, NAME)[:3:2]


@pytest.mark.parametrize(
    ("line", "language", "other"),
    [
        ("  make_it(", "TypeScript", True),
        ("  make_it(a) {", "TypeScript", True),
        ("  make_it<T>(a: T): T", "TypeScript", True),
        ("\tmake_it(a int) error", "Go", True),
        ("  a.make_it(", "TypeScript", False),
        ("  x = make_it(", "TypeScript", False),
        ("  // make_it(a)", "TypeScript", False),
        ("  make_it(", "Java", False),
    ],
)
def test_a_member_has_its_owner_before_it(line: str, language: str, other: bool) -> None:
    """What begins a line without one is another type's."""
    assert other == bool(mentions(line.encode(), NAME, How(language, member=True)).defined)


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("public static final int make_it = -1;", 1),
        ("private Map<String, Integer> make_it;", 1),
        ("int make_it = f();", 1),
        ("return make_it;", 0),
        ("x == make_it;", 0),
        ("// the make_it = 1", 0),
        ("import make_it;", 0),
    ],
)
def test_a_field_behind_its_type_is_called_so(line: str, taken: int) -> None:
    """One class may have a constant that another has as well."""
    assert taken == mentions(line.encode(), NAME, How("Java")).taken


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("import { other as make_it } from 'a'", 1),
        ("from a import other as make_it", 1),
        ("import numpy as make_it", 1),
        ("  default as make_it,", 1),
        ("export { make_it as other }", 0),
        ("x = y as make_it", 0),
        ("    using make_it = int;", 1),
        ("using make_it;", 0),
        ("using A.make_it;", 0),
        ("using a::make_it;", 0),
    ],
)
def test_what_is_imported_by_a_name_is_another_thing(line: str, taken: int) -> None:
    """It has one of its own where it comes from."""
    assert taken == mentions(line.encode(), NAME).taken


def test_a_name_of_php_that_belongs_to_nothing_is_no_member() -> None:
    """Its tokens are constants of no class."""
    assert 0 == mentions(b"x === \\make_it", NAME, How("PHP", member=True)).times
    assert 1 == mentions(b"x === \\make_it", NAME, How("PHP")).times
    assert 1 == mentions(b"x === A::make_it", NAME, How("PHP", member=True)).times
