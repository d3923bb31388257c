"""Where a file still takes a name from the module that no longer has it."""

from __future__ import annotations

import time

import pytest

from gitdigest.facts.leftovers import module_of, passes_on, taken_from


def lines(home: str, path: str, language: str, text: str, word: str = "make_it") -> list[int]:
    found = taken_from(home, path, language, text.encode(), word.encode())
    return [text.encode().count(b"\n", 0, at) + 1 for at in found]


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        (("a", "b"), "a/b.py"),
        (("a", "b"), "a/b/__init__.py"),
        (("a", "b"), "a/b/mod.rs"),
        (("a", "b"), "a/b/index.ts"),
        (("a",), "a.rs"),
        ((), "index.js"),
    ],
)
def test_a_module_is_its_file_or_its_folder(expected: tuple[str, ...], path: str) -> None:
    """However it is laid out."""
    assert expected == module_of(path)


@pytest.mark.parametrize(
    ("home", "path", "text"),
    [
        ("src/pkg/util.py", "src/pkg/app.py", "from .util import make_it\n"),
        ("src/pkg/util.py", "src/pkg/app.py", "from .util import a, make_it as b\n"),
        ("src/pkg/util.py", "src/pkg/app.py", "from .util import (\n    a,\n    make_it,\n)\n"),
        ("src/pkg/util.py", "src/pkg/sub/app.py", "from ..util import make_it\n"),
        ("src/pkg/__init__.py", "src/pkg/app.py", "from . import make_it\n"),
        ("src/pkg/util.py", "tests/test_a.py", "from pkg.util import make_it\n"),
        ("src/pkg/util.py", "tests/test_a.py", "def f():\n    from pkg.util import make_it\n"),
        ("util.py", "tests/test_a.py", "from util import make_it\n"),
        ("pkg/__init__.py", "tests/test_a.py", "from pkg import make_it\n"),
    ],
)
def test_python_imports(home: str, path: str, text: str) -> None:
    """Relative ones to the letter, absolute ones by two names of the module at least."""
    assert [text[: text.index("make_it")].count("\n") + 1] == lines(home, path, "Python", text)


@pytest.mark.parametrize(
    "text",
    [
        "from tokenize import make_it\n",
        "from other.util import make_it\n",
        "from .other import make_it\n",
        "from ..util import make_it\n",
        "from .util import make_its\n",
        "from .util import a as make_it\n",
        "from .util import *\nmake_it()\n",
        "import pkg.util\npkg.util.make_it()\n",
        "make_it()\n",
        "x.make_it()\n",
    ],
)
def test_python_from_elsewhere(text: str) -> None:
    """What may come from another module, even from one of the same name, is not claimed."""
    assert [] == lines("src/pkg/util.py", "src/pkg/app.py", "Python", text)
    assert [] == lines("src/pkg/tokenize.py", "src/app.py", "Python", text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ([1], "util::make_it(1)"),
        ([1], "use crate::util::make_it;"),
        ([1], "use crate::a::util::{b, make_it};"),
        ([2], "use super::util::{\n    make_it,\n};"),
        ([], "use other::util::make_it;"),
        ([], "use crate::other::make_it;"),
        ([], "use crate::util::{b}; make_it()"),
        ([], "x.make_it()"),
        ([], "util::make_its()"),
    ],
)
def test_rust_paths(expected: list[int], text: str) -> None:
    """Those that begin in the crate; a path that begins with another name is another crate's."""
    assert expected == lines("crates/x/src/util.rs", "crates/x/src/main.rs", "Rust", text)
    assert [] == lines("crates/x/src/util.rs", "crates/y/src/main.rs", "Rust", text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ([2], "package p\nvar x = make_it(1)"),
        ([], "package p\nvar x = other.make_it(1)"),
        ([], "package p_test\nvar x = make_it(1)"),
        ([], "var x = make_it(1)"),
        ([], "package p\nvar x = T{\n\tmake_it: 1,\n}"),
        ([], "package p\ntype T struct {\n\tmake_it bool\n}"),
        ([2], "package p\nvar x = []int{make_it, 1}"),
    ],
)
def test_go_packages(expected: list[int], text: str) -> None:
    """The bare word in the same folder; a test of a package of its own must qualify it."""
    assert expected == lines("a/util.go", "a/main.go", "Go", text)
    assert [] == lines("a/util.go", "b/main.go", "Go", text)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ([1], "import { make_it } from './util'"),
        ([1], 'import type { a, make_it as b } from "./util.js"'),
        ([2], "export {\n  make_it,\n} from './util.ts'"),
        ([], "import { a as make_it } from './util'"),
        ([], "import { make_it } from '../util'"),
        ([], "import { make_it } from 'util'"),
        ([], "import make_it from './util'"),
        ([], "import * as util from './util'; util.make_it()"),
    ],
)
def test_javascript_imports(expected: list[int], text: str) -> None:
    """Relative ones; a package of the same name is another's."""
    assert expected == lines("src/util.ts", "src/main.ts", "TypeScript", text)


def test_other_languages_say_nothing() -> None:
    """How they name a module is not known here."""
    assert [] == lines("a/util.rb", "a/main.rb", "Ruby", "require 'util'\nmake_it\n")


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (True, "from .new import make_it\n"),
        (True, "from .new import (\n    a,\n    make_it,\n)\n"),
        (True, "pub use crate::new::{a, make_it};\n"),
        (True, "    use new::make_it;\n"),
        (True, "export { make_it } from './new'\n"),
        (True, "export {\n  a,\n  make_it,\n}\n"),
        (True, "import make_it\n"),
        (True, '__all__ = [\n    "make_it",\n]\n'),
        (True, "from .new import *\n"),
        (True, "pub use crate::new::*;\n"),
        (True, "export * from './new'\n"),
        (True, "def __getattr__(name):\n    return old[name]\n"),
        (False, "    def __getattr__(self, name): ...\n"),
        (False, "use crate::new::*;\n"),
        (False, "from .new import a\nmake_it()\n"),
        (False, "# make_it was here\n"),
        (False, "x = make_it\n"),
    ],
)
def test_a_module_may_pass_a_name_on(expected: bool, text: str) -> None:
    """Then it still has it, though it is defined elsewhere."""
    assert expected == passes_on(text.encode(), b"make_it")


@pytest.mark.parametrize(
    "piece",
    [
        "from x import (",
        "from x import make_it\n",
        "util::{",
        "import {",
        "use a",
        "__all__",
        "pub use a",
    ],
)
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    """Half a megabyte of beginnings without an end."""
    text = (piece * ((1 << 19) // len(piece))).encode()
    start = time.process_time()
    for language in ("Python", "Rust", "Go", "TypeScript"):
        list(taken_from("a/src/util.py", "a/src/main.py", language, text, b"make_it"))
    passes_on(text, b"make_it")
    assert time.process_time() - start < 5
