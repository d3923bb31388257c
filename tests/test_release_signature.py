"""Two signatures of a name: what a caller notices, and what nobody does."""

from __future__ import annotations

import pytest

from gitdigest.release.surface.signature import judge

SAME = [
    ("Python", "def f(a)", "def f(a: int) -> str"),
    ("Python", "def f(self, a)", "def f(self, a, b=1)"),
    ("Python", "def f(a, b=(1, 2))", "def f(a, b=(1, 2), *, c: dict[str, int] | None = None)"),
    ("Python", "def f(a, b)", "def f(a, b, **kwargs)"),
    ("Python", "def f(a, *, c=1)", "def f(a, *, d=2, c=1)"),
    ("Python", "def f(_a, b)", "def f(_x, b)"),
    ("Python", "class A(B)", "class A(B, C)"),
    ("Python", "def f(self)", "@abstractmethod def f(self)"),
    ("Python", "@property def f(self)", "@functools.cached_property def f(self) -> int"),
    ("Rust", "pub fn f(a: u32) -> u8", "pub const fn f(b: u32) -> u8"),
    ("Rust", "pub fn f<'a>(x: &'a str) -> &'a str", "pub fn f(x: &str) -> &str"),
    (
        "Rust",
        "pub fn f(&self, c: &Candidate) -> bool",
        "pub fn f(&self, c: &Candidate<'_>) -> bool",
    ),
    ("Rust", "pub struct S<'p, M: Matcher, W: 's>", "pub struct S<'p, 's, M: Matcher, W>"),
    ("Rust", "pub fn f<'a, T: 'a + Send>(t: &'a T)", "pub fn f<T: Send>(t: &T)"),
    ("Rust", "fn f<F>(mut g: F) where F: Fn(&u8)", "fn f<F>(g: F) where F: Fn(&u8),"),
    ("Go", "func (c *Client) Get(a, b int) error", "func (client *Client) Get(x int, y int) error"),
    ("Go", "func F() (n int, err error)", "func F() (int, error)"),
    ("Go", "Name map[string]int", 'Name map[string]int `yaml:"name"`'),
    ("Go", "Settings", "Settings = internal.Settings"),
    ("TypeScript", "function f(a: string): void", "function f(b: string, c?: number): void"),
    ("Java", "public void m(String s)", "public void m(final String text)"),
    ("Java", "public static enum E", "public enum E"),
    ("Java", "@A public E m()", '@B(to = "x(y)", at = {"z"}) @CanIgnore public E m()'),
    ("C++", "int f(int a, char *b)", "extern int f(int n, char *text)"),
    ("C++", "T bg(type b) noexcept", "FMT_CONSTEXPR auto bg(type b) const -> T"),
    ("TypeScript", "const enum E", "enum E"),
    ("TypeScript", "f(a: [string, A]): void", "f(a: [\n  string,\n  A,\n]): void"),
]
BREAKS = [
    ("Python", "def f(a, b)", "def f(a)", "parameter-removed", "b"),
    ("Python", "def f(a, b=1)", "def f(a, *, b=1)", "parameter-order", "b"),
    ("Python", "def f(a, b)", "def f(a, c)", "parameter-renamed", "b → c"),
    ("Python", "def f(a)", "def f(a, b)", "parameter-required", "b"),
    ("Python", "def f(a, b=1)", "def f(a, b)", "parameter-required", "b"),
    ("Python", "def f(a, b)", "def f(b, a)", "parameter-order", "a"),
    ("Python", "def f(a)", "async def f(a)", "signature", ""),
    ("Python", "def f(a, **kw)", "def f(a)", "parameter-removed", "**"),
    ("Python", "@property def f(self)", "def f(self)", "signature", ""),
    ("Python", "def f(self)", "@abc.abstractmethod @property def f(self)", "signature", ""),
    ("Python", "async def f(a)", "@asynccontextmanager async def f(a)", "signature", ""),
    ("Python", "@staticmethod def f(a, b)", "@staticmethod def f(a)", "parameter-removed", "b"),
    ("Rust", "pub fn f(a: u32)", "pub fn f(a: u64)", "signature", ""),
    ("Rust", "pub fn f(m: HashMap<A, B>)", "pub fn f(m: HashMap<A, C>)", "signature", ""),
    ("Go", "Settings = a.Settings", "Settings = b.Settings", "signature", ""),
    ("Go", "Name int `a`", "Name string `a`", "signature", ""),
    ("Python", "def f(a, *, b=1, c=2, d)", "def f(a, *, d)", "parameter-removed", "b, c"),
    ("Go", "func F(a int)", "func F(ctx context.Context, a int)", "signature", ""),
    ("Go", "func F(int, string) error", "func F(int, string)", "signature", ""),
    ("TypeScript", "f(a: string): void", "f(a: string, b: number): void", "signature", ""),
    ("Java", "public int m(String s)", "public long m(String s)", "signature", ""),
    ("C++", "int f(int a)", "int f(long a)", "signature", ""),
]


@pytest.mark.parametrize(("language", "old", "new"), SAME)
def test_what_no_caller_can_tell_is_nothing(language: str, old: str, new: str) -> None:
    """Annotations of Python, names where types count, and what may be left out."""
    assert judge(language, old, new) is None


@pytest.mark.parametrize(("language", "old", "new", "code", "detail"), BREAKS)
def test_what_a_caller_must_follow_breaks(
    language: str, old: str, new: str, code: str, detail: str
) -> None:
    """The gravest change is named, with what it is about."""
    found = judge(language, old, new)
    assert found
    assert (code, detail, True) == found


def test_a_default_that_changed_breaks_no_caller() -> None:
    """Whoever gave none gets another behaviour, and is told so."""
    found = judge("Python", "def f(a, timeout=30)", "def f(a, timeout=60)")
    assert ("default-changed", "timeout: 30 → 60", False) == found


@pytest.mark.parametrize("language", ["Python", "Rust", "Go", "TypeScript", "Java", "C++", "Perl"])
@pytest.mark.parametrize("text", ["def f(", "f(((", "def f(a=[)", "", ")", "fn (<>,", "def f(a, …"])
def test_a_broken_signature_is_no_fault(language: str, text: str) -> None:
    """What a file says where it does not follow its grammar costs no run."""
    judge(language, text, "def f(a)")
    judge(language, "def f(a)", text)
