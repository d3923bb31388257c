"""What a text says of a name: how often, where, and whether it calls something else so."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitdigest.facts.mentions import Mentions, mentions

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
    for typed in (False, True):
        found = mentions(line.encode(), NAME, typed=typed)
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
    ],
)
def test_a_function_without_a_keyword_is_told_where_there_is_none(line: str) -> None:
    """In languages that begin it with a type, or with nothing."""
    assert 1 == mentions(line.encode(), NAME, typed=True).defined
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
    "line", ['"make_it.html"', "make_it.py", "a/make_it", "see make_it.json.", "import './make_it'"]
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
    found = mentions(before + b" make_it " + after, NAME, typed=True)
    assert found.times >= 1


@pytest.mark.parametrize(
    "piece",
    [b"make_it,", b"make_it ", b"(make_it ", b"pub make_it ", b"a make_it :", b"fn make_it("],
)
def test_a_hostile_text_takes_no_time(piece: bytes) -> None:
    """A megabyte of nothing but the name, in one line."""
    text = piece * ((1 << 20) // len(piece))
    start = time.process_time()
    found = mentions(text, NAME, typed=True)
    assert len(text) // len(piece) == found.times
    assert time.process_time() - start < 3
