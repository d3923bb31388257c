"""The public names of one end against those of the other, language by language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest

from gitdigest.diff import FileChange, Status
from gitdigest.facts.sources import Sources
from gitdigest.release.surface.compare import compare
from gitdigest.release.surface.side import Side

Files = Mapping[str, str]


class Contents(dict[str, bytes]):
    """Files by name, read as blobs are."""

    def read(self, name: str, *, limit: int) -> bytes | None:
        found = self.get(name)
        return found if found is None or len(found) <= limit else None

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        return (self.read(name, limit=limit) for name in names)


def side(files: Files) -> Side:
    """An end whose files are named by themselves."""
    contents = {path: text.encode() for path, text in files.items()}
    return Side({path: path for path in files}, Sources(Contents(contents)))


def compared(before: Files, after: Files) -> list[tuple[str, str]]:
    """What became of each name: "-" gone, "?" gone perhaps, "~" changed, "+" new."""
    changes = [
        FileChange(path, status(path, before, after))
        for path in sorted({*before, *after})
        if before.get(path) != after.get(path)
    ]
    found = compare(side(before), side(after), changes).changes
    signs = []
    for change in found:
        if change.new is None:
            sign = "-" if change.certain else "?"
        else:
            sign = "~" if change.judgement else "+"
        signs.append((sign, change.name))
    return sorted(signs)


def status(path: str, before: Files, after: Files) -> Status:
    if path not in before:
        return "added"
    return "modified" if path in after else "deleted"


def python(init: str = "", **modules: str) -> Files:
    """A package `pkg` in a folder `src`."""
    files = {f"src/pkg/{name}.py": text for name, text in modules.items()}
    return {"src/pkg/__init__.py": init, **files}


def test_a_function_that_is_gone_is_gone() -> None:
    """A module's function, a class with its methods as one, a constant."""
    before = python(a="X = 1\ndef f(): pass\nclass C:\n    def m(self): pass\n")
    assert [("-", "pkg.a.C"), ("-", "pkg.a.X"), ("-", "pkg.a.f")] == compared(
        before, python(a="y = 2\n")
    )


def test_private_names_are_nobodys_business() -> None:
    """Underscores hide functions, modules and members."""
    before = python(a="def _f(): pass\nclass C:\n    def _m(self): pass\n", _b="def g(): pass\n")
    assert [] == compared(before, python(a="class C:\n    pass\n", _b=""))


def test_what_a_package_hands_on_is_public_wherever_it_is_defined() -> None:
    """A name of a private module that `__init__` imports is the package's, and is called so."""
    before = python("from ._b import g as g\n", _b="def g(a): pass\n")
    assert [("-", "pkg.g")] == compared(before, python("", _b=""))
    assert [("~", "pkg.g")] == compared(
        before, python("from ._b import g as g\n", _b="def g(): pass\n")
    )


def test_a_name_that_moves_behind_the_front_door_stays() -> None:
    """Who imports it from the package sees where it is defined as little as that it moved."""
    before = python("from ._b import g as g\n", _b="def g(a): pass\n", _c="")
    assert [] == compared(before, python("from ._c import g as g\n", _b="", _c="def g(a): pass\n"))
    assert [("~", "pkg.g")] == compared(
        before, python("from ._c import g as g\n", _b="", _c="def g(): pass\n")
    )


def test_the_topmost_package_that_hands_a_name_on_calls_it() -> None:
    """Of a class behind two doors the shorter name is told, its methods with it."""
    doors = {"src/pkg/__init__.py": "from .sub._b import C as C\n"}
    doors["src/pkg/sub/__init__.py"] = "from ._b import C as C\n"
    before = {**doors, "src/pkg/sub/_b.py": "class C:\n    def m(self): pass\n"}
    assert [("-", "pkg.C.m")] == compared(
        before, {**before, "src/pkg/sub/_b.py": "class C: pass\n"}
    )


def test_a_name_that_is_handed_on_as_another_keeps_its_own() -> None:
    """A definition is looked for by its own name."""
    before = python("from ._b import g as go\n__all__ = ['go']\n", _b="def g(a): pass\n")
    after = python("from ._b import g as go\n__all__ = ['go']\n", _b="def g(): pass\n")
    assert [("~", "pkg._b.g")] == compared(before, after)


def test_a_name_that_is_no_longer_handed_on_is_gone() -> None:
    """Though it stands where it stood."""
    before = python("from ._b import g as g\n", _b="def g(a): pass\n")
    assert [("-", "pkg.g")] == compared(before, python("", _b="def g(a): pass\n# here\n"))
    assert [("-", "pkg.g")] == compared(before, python("", _b="def g(a): pass\n"))


def test_a_name_that_moved_can_still_be_imported() -> None:
    """The old module imports it from the new one, whole or by a star."""
    before = python(a="def f(): pass\n")
    for line in ("from .b import f", "from .b import *", "from pkg.b import f as f"):
        after = python(a=f"{line}\n", b="def f(): pass\n")
        assert [("+", "pkg.b"), ("+", "pkg.b.f")][:1] == compared(before, after)[:1]
        assert "-" not in {sign for sign, _ in compared(before, after)}


def test_a_method_that_is_inherited_now_is_still_there() -> None:
    """A class that was split keeps what its bases have, in another module, too."""
    before = python(a="class C:\n    def m(self): pass\n    def n(self): pass\n")
    after = python(
        a="from .b import Base\nclass C(Base):\n    pass\n",
        b="class Base:\n    def m(self): pass\n",
    )
    assert [("-", "pkg.a.C.n")] == [one for one in compared(before, after) if one[0] != "+"]


def test_a_base_that_nobody_can_see_leaves_a_doubt() -> None:
    """What an unknown package may bring is not said to be gone."""
    before = python(a="import other\nclass C(other.D):\n    def m(self): pass\n")
    after = python(a="import other\nclass C(other.D):\n    pass\n")
    assert [("?", "pkg.a.C.m")] == compared(before, after)


def test_names_that_are_served_on_demand_are_names() -> None:
    """A module's `__getattr__` offers what it compares with."""
    serving = 'def __getattr__(name):\n    if name == "old":\n        return 1\n    raise AttributeError\n'
    assert [("-", "pkg.old")] == compared(python(serving), python(""))


def test_a_module_that_is_gone_takes_its_names_with_it() -> None:
    """One line for all of them; a module that became a package is still there."""
    before = python(a="def f(): pass\ndef g(): pass\n")
    assert [("-", "pkg.a")] == compared(before, python())
    moved = {"src/pkg/__init__.py": "", "src/pkg/a/__init__.py": before["src/pkg/a.py"]}
    assert [] == compared(before, moved)


def test_imports_for_types_alone_are_no_offer() -> None:
    """What stands under TYPE_CHECKING is not there when the program runs."""
    before = python("import typing as t\nif t.TYPE_CHECKING:\n    from .a import C\n", a="")
    assert [] == compared(before, python("import typing as t\n", a=""))


def test_dunder_all_says_what_is_offered() -> None:
    """With a list, other imports are the package's own affair."""
    before = python('from .a import f, g\n__all__ = ["f"]\n', a="def f(): ...\ndef g(): ...\n")
    after = python("__all__ = []\n", a="def f(): ...\ndef g(): ...\n")
    assert [("-", "pkg.f")] == compared(before, after)


def test_what_stands_beside_src_is_not_shipped() -> None:
    """A folder of helpers next to `src` is no public package."""
    before = {**python(a="x = 1\n"), "helpers/__init__.py": "def f(): pass\n"}
    assert [] == compared(before, {**python(a="x = 1\n"), "helpers/__init__.py": ""})


CARGO = '[package]\nname = "my-crate"\n'


def rust(lib: str, **modules: str) -> Files:
    """A crate with a library."""
    files = {f"src/{name}.rs": text for name, text in modules.items()}
    return {"Cargo.toml": CARGO, "src/lib.rs": lib, **files}


def test_rust_names_are_reached_by_open_modules() -> None:
    """`pub` in an open module counts, in a closed one it does not."""
    before = rust("pub mod a;\nmod b;\n", a="pub fn f() {}\n", b="pub fn g() {}\n")
    after = rust("pub mod a;\nmod b;\n", a="", b="")
    assert [("-", "my_crate::a::f")] == compared(before, after)


def test_rust_names_are_reached_by_what_is_handed_on() -> None:
    """`pub use` offers what a closed module defines, with its methods."""
    struct = "pub struct S;\nimpl S {\n    pub fn m(&self) {}\n}\npub struct T;\n"
    before = rust("mod b;\npub use crate::b::{S};\n", b=struct)
    after = rust("mod b;\npub use crate::b::{S};\n", b="pub struct S;\n")
    assert [("-", "my_crate::S::m")] == compared(before, after)


def test_a_program_in_rust_offers_nothing() -> None:
    """A crate without a library has no public names; nor have tests inside a file."""
    before = {"Cargo.toml": CARGO, "src/main.rs": "pub fn f() {}\nfn main() {}\n"}
    assert [] == compared(before, {**before, "src/main.rs": "fn main() {}\n"})
    tests = "#[cfg(test)]\nmod tests {\n    pub type R = u8;\n}\n"
    assert [] == compared(rust(tests), rust(""))


def test_go_names_belong_to_their_package() -> None:
    """Which file of a package a name is in does not matter; internal ones and commands do not count."""
    before = {
        "api/a.go": "package api\nfunc Get(id int) error { return nil }\nfunc Old() {}\n",
        "internal/x.go": "package x\nfunc Gone() {}\n",
        "main.go": "package main\nfunc Exported() {}\n",
    }
    after = {
        "api/b.go": "package api\nfunc Get(ctx context.Context, id int) error { return nil }\n",
        "internal/x.go": "package x\n",
        "main.go": "package main\n",
    }
    assert [("-", "api.Old"), ("~", "api.Get")] == compared(before, after)


def test_a_type_of_go_may_live_on_under_another_name() -> None:
    """What it has cannot be seen then; what nothing stands for is gone."""
    before = {
        "a/a.go": "package a\ntype Set struct {\n\tOne int\n}\ntype Old struct {\n\tX int\n}\n"
    }
    after = {"a/a.go": 'package a\nimport "x/b"\n', "a/b.go": "package a\ntype Set = b.Set\n"}
    assert [("-", "a.Old"), ("?", "a.Set.One")] == compared(before, after)


def test_an_interface_that_grows_must_be_implemented() -> None:
    """Whoever implements it has more to do."""
    before = {"a.go": "package a\ntype Store interface {\n\tGet() error\n}\n"}
    after = {"a.go": "package a\ntype Store interface {\n\tGet() error\n\tPut() error\n}\n"}
    assert [("~", "a.Store.Put")] == compared(before, after)


def test_typescript_names_are_what_is_exported() -> None:
    """A private package offers nothing; an added optional parameter breaks nobody."""
    package = {"package.json": '{"name": "x"}'}
    before = {**package, "src/a.ts": "export function f(a: string): void {}\nfunction g() {}\n"
              "export interface I { a: string }\n"}  # fmt: skip
    after = {**package, "src/a.ts": "export function f(a: string, b?: number): void {}\n"}
    assert [("-", "I")] == compared(before, after)
    private = {"package.json": '{"private": true}'}
    assert [] == compared({**before, **private}, {**after, **private})


def test_what_is_said_of_a_method_binds_nobody() -> None:
    """Annotations, on lines of their own and with brackets, and which overload comes first."""
    head = "public interface I {\n"
    before = {"src/I.java": f"{head}  <T> T m(R r) throws E;\n  <T> T m(String s);\n}}\n"}
    said = '  @SuppressWarnings({"a)", "b"}) // it isn\'t @Safe // yet\n  @Inline(replacement = "this.m(X.Y)", at = @At(1))\n'
    new = "  <T> T m(String s, int n);\n"
    after = {
        "src/I.java": f"{head}{said}  <T> T m(R r)\n      throws E;\n{said}  <T> T m(String s);\n{new}}}\n"
    }
    assert compared(before, after) == []


def test_the_body_of_a_constant_binds_nobody() -> None:
    """An enum's constant is its name: what it is made of, and does, is its own."""
    before = {"src/P.java": 'public enum P {\n A(1),\n B { String s() { return "a"; } },\n C;\n}\n'}
    after = {"src/P.java": 'public enum P {\n A(2),\n B { String s() { return "b"; } };\n}\n'}
    assert [("-", "P.C")] == [(sign, name) for sign, name in compared(before, after)]


def test_what_is_made_into_code_elsewhere_is_none_here() -> None:
    """A template of a class among the resources of Java."""
    path = "src/main/resources/archetype/__name__App.java"
    assert [] == compared({path: "public class ${name}App {\n}\n"}, {})


def test_java_names_are_public_ones() -> None:
    """Overloads are told apart by their parameters."""
    head = "package a.b;\npublic class C {\n"
    before = {
        "src/C.java": f"{head} public void m(String s) {{}}\n public void m(int i) {{}}\n void p() {{}}\n}}\n"
    }
    after = {"src/C.java": f"{head} public void m(String text) {{}}\n}}\n"}
    assert [("~", "a.b.C.m")] == compared(before, after)


def test_c_headers_declare_what_others_use() -> None:
    """Prototypes, types and macros of headers; what the sources hold is their own."""
    before = {
        "include/x.h": "#ifndef X_H\n#define X_H\nint f(int a);\nint g(void);\n#define MAX(a) a\n#endif\n",
        "src/x.c": "int h(void) { return 1; }\n",
    }
    after = {"include/x.h": "#ifndef X_H\n#define X_H\nint f(long a);\n#endif\n", "src/x.c": "\n"}
    assert [("-", "MAX"), ("-", "g"), ("~", "f")] == compared(before, after)


@pytest.mark.parametrize(
    "text", ["def f(:\n", "\0\0", "class C(\n" * 200, "x" * 300_000, "from . import (\n"]
)
def test_a_damaged_file_costs_no_run(text: str) -> None:
    """What does not follow its grammar, or is no text, has the names that can be read."""
    compared(python(a=text), python(a="def g(): pass\n"))
    compared(rust(text), rust("pub fn f() {}\n"))


PROPERTY = "class C:\n    @property\n    def size(self): return 1\n"
SETTER = "    @size.setter\n    def size(self, value): pass\n"
GENERIC = "@singledispatch\ndef show(x): pass\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (PROPERTY, PROPERTY + SETTER, []),
        (PROPERTY + SETTER, PROPERTY + SETTER.replace("value", "value, more"), []),
        (GENERIC, GENERIC + "@show.register(int)\ndef show(x, y): pass\n", []),
        ("def f(a): pass\n", "@t.overload\ndef f(b): ...\ndef f(a): pass\n", []),
        ("def f(a): pass\n", "def f(a): pass\n@t.overload\ndef f(b): ...\n", []),
        ("def f(a): pass\n", "@t.overload\ndef f(a): ...\ndef f(b): pass\n", ["pkg.a.f"]),
        ("@overload\ndef f(a): ...\n", "@overload\ndef f(b): ...\n", ["pkg.a.f"]),
        (GENERIC, GENERIC.replace("(x)", "(x, y)"), ["pkg.a.show"]),
        ("@app.size\ndef f(a): pass\n", "@app.size\ndef f(b): pass\n", ["pkg.a.f"]),
    ],
)
def test_twins_of_one_name_are_judged_by_the_one_that_is_called(
    before: str, after: str, expected: list[str]
) -> None:
    """Setters, overloads and cases of a generic function have signatures that nobody calls."""
    assert [("~", name) for name in expected] == compared(python(a=before), python(a=after))


@pytest.mark.parametrize(
    ("head", "default", "changed"),
    [
        ("SIZE = 2**16\n", "SIZE", False),
        ("SIZE: int = 2 ** 16  # bytes\n", "SIZE", False),
        ("SIZE = 2**17\n", "SIZE", True),
        ("from .b import LIMIT as SIZE\n", "SIZE", False),
        ("SIZE = 2**16\nSIZE = 2**17\n", "SIZE", False),
        ("SIZE = 2**17\nSIZE += 1\n", "SIZE", False),
        ("SIZE = measure()\n", "SIZE", False),
        ("", "conf.SIZE", False),
        ("", "measure()", True),
        ("", "2 ** 16", False),
        ("", "0", True),
        ("", "'\\d'", True),
        ("SIZE = (((\n", "SIZE", False),
    ],
)
def test_a_default_that_became_a_name_is_what_the_name_is_set_to(
    head: str, default: str, *, changed: bool
) -> None:
    """Where its module sets it once to a literal; else it is not known to have changed."""
    after = python(a=f"{head}def f(amt={default}): pass\n", b="LIMIT = 2**16\n")
    before = {**after, **python(a="def f(amt=2**16): pass\n")}
    found = [one for one in compared(before, after) if one[0] == "~"]
    assert ([("~", "pkg.a.f")] if changed else []) == found


@pytest.mark.parametrize(
    ("line", "may"),
    [
        ("def go(self):", True),
        ("    async def go(", True),
        ("class go(Base):", True),
        ("type go = int", True),
        ("go = 1", True),
        ("    go: int", True),
        ("first = go = 1", True),
        ("(first, go) = 1, 2", True),
        ("first, go = 1, 2", True),
        ("    go,", True),
        ("if True: go = 1", True),
        ("x = 1; go = 2", True),
        ("go \\", True),
        ("go()", False),
        ("self.go = 1", False),
        ("def gone():", False),
        ("def other(go):", False),
        ("'go is deprecated'", False),
        ("# go and see", False),
        ("return go(1) == 2", False),
        ("see :meth:`go` for more", False),
        ("run(go)", False),
    ],
)
def test_lines_that_may_define_a_name(line: str, *, may: bool) -> None:
    """What cannot is not parsed; what may is, and the grammar tells."""
    assert may == bool(side({"a.py": f"{line}\n"}).candidates("a.py", "go"))


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("def go(a, b):\n    return a\n", ["def go(a, b):"]),
        ("def go(\n    a: int,\n) -> int:\n    return a\n", ["def go(\n    a: int,\n) -> int:"]),
        ("class go(A): x = 1\n", ["class go(A): x = 1"]),
        ("@a(1)\n  @b\n  def go(c):\n    pass\n", ["@a(1)\n  @b\n  def go(c):"]),
        ("b = 1\n@a\nclass go: x = 1\n", ["@a\nclass go: x = 1"]),
        ("def go(\n    a,\n", None),
        ("go = lambda: 1\n", None),
        ("def stay():\n    pass\n", []),
    ],
)
def test_the_head_of_a_definition(text: str, heads: list[str] | None) -> None:
    """As far as to its body; None where the end is not seen, or it is no definition."""
    assert heads == side({"a.py": text}).heads("a.py", "go")
    assert side({"a.go": text}).heads("a.go", "go") is None


@pytest.mark.parametrize(
    "line",
    [
        ":" * 200_000 + " go x",
        ": go x" * 100_000,
        "go," * 200_000 + "x",
        "go\t" * 200_000 + "x",
        "(go) " * 100_000,
        "'go " * 100_000,
    ],
)
def test_an_endless_line_is_looked_at_once(line: str) -> None:
    """Whatever a repository writes beside a name, it costs no more than its length."""
    assert [] == side({"a.py": f"{line}\n"}).candidates("a.py", "go")


def test_many_definitions_are_left_to_the_grammar() -> None:
    """Each head would be looked for to the end of the file."""
    assert side({"a.py": "def go(\n" * 50_000}).heads("a.py", "go") is None
