"""Where else the tree names what a commit touches, on real repositories through the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from factcase import Files
from gitrepo import GitRepo

from gitdigest.api import make_digest
from gitdigest.facts import snapshot, uses
from gitdigest.facts.fact import Evidence, Fact
from gitdigest.facts.holding import Holding
from gitdigest.selection import Note, Selection

HELPER = "def load_items(path):\n    return path\n\n\ndef other_thing():\n    return 1\n"
APP = "from pkg.util import load_items\n\n\ndef main():\n    return load_items(1)\n"
TEST = "from pkg.util import load_items\n\n\ndef test_it():\n    assert load_items(1) == 1\n"
TREE = {"pkg/util.py": HELPER, "pkg/app.py": APP, "tests/test_app.py": TEST}

Told = Callable[..., list[Fact]]


@pytest.fixture
def told(repo: GitRepo, cache: Path) -> Told:
    """The facts of kind "use" and the like of the commit that turns one tree into another."""

    def find(before: Files, after: Files) -> list[Fact]:
        repo.commit("before", dict(before))
        repo.commit("after", dict(after))
        digest = make_digest(repo.path, cache=cache)
        return used(digest.repositories[0].commits[0].facts.findings)

    return find


def used(findings: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in findings if fact.kind.startswith("use")]


def with_change(old: str, new: str, path: str = "pkg/util.py") -> Mapping[str, str]:
    """The tree with one of its files changed."""
    return {**TREE, path: TREE[path].replace(old, new)}


def test_a_changed_function_is_told_with_its_places(told: Told) -> None:
    """Mentions and files as data, and the first places: source before tests."""
    found = told(TREE, with_change("load_items(path)", "load_items(path, deep=False)"))
    assert [
        Fact(
            "use",
            "load_items",
            after="4/2",
            evidence=(
                Evidence("pkg/app.py", 1),
                Evidence("pkg/app.py", 5),
                Evidence("tests/test_app.py", 1),
                Evidence("tests/test_app.py", 5),
            ),
        )
    ] == found


def test_a_change_inside_it_counts_too(told: Told) -> None:
    """Who calls it may see another result."""
    assert ["load_items"] == [f.name for f in told(TREE, with_change("return path", "return 2"))]


@pytest.mark.parametrize(
    ("home", "other", "expected"),
    [
        ("a.py", "b.rs", False),
        ("a.py", "b.pyi", True),
        ("a.ts", "b.vue", True),
        ("a.ts", "b.py", False),
        ("a.rs", "b.py", True),
        ("a.h", "b.rb", True),
    ],
)
def test_a_language_knows_its_own_names(
    told: Told, home: str, other: str, *, expected: bool
) -> None:
    """And those of what others are bound to; the same word in another one is another thing."""
    text = {
        "a.py": "def load_items():\n    return 1\n",
        "a.ts": "export function load_items() {\n  return 1\n}\n",
        "a.rs": "pub fn load_items() -> u8 {\n    1\n}\n",
        "a.h": "int load_items(void) {\n  return 1;\n}\n",
    }[home]
    found = told({home: text, other: "load_items()\n"}, {home: text.replace("1", "2")})
    assert expected == any(fact.kind == "use" for fact in found)


@pytest.mark.parametrize("change", ["added", "removed"])
def test_a_variable_that_others_read_is_told(told: Told, change: str) -> None:
    """One of the environment is the same wherever it is named, whatever else is called so."""
    other = {"b.py": "import os\n\nMY_TOKEN = os.environ['MY_TOKEN']\n", "c.py": "x = 1\n"}
    sides = [{**other, "a.py": "x = 1\n"}, {**other, "a.py": "x = os.getenv('MY_TOKEN')\n"}]
    found = told(*(sides if change == "added" else reversed(sides)))
    assert [Fact("use", "MY_TOKEN", after="2/1", evidence=(Evidence("b.py", 3),))] == found


def test_what_nobody_else_names_is_silent(told: Told) -> None:
    """Its own file does not count."""
    assert [] == told(TREE, with_change("return 1", "return other_thing"))


def test_the_tree_is_that_of_the_commit(repo: GitRepo, cache: Path) -> None:
    """What was added later, or removed before, is not counted."""
    repo.commit("one", {"pkg/util.py": HELPER, "pkg/app.py": APP})
    repo.commit("two", dict(with_change("return path", "return 2")))
    repo.commit("three", {"pkg/app.py": None})
    repo.commit("four", {"pkg/util.py": HELPER, "tests/test_app.py": TEST * 2})
    commits = make_digest(repo.path, cache=cache).repositories[0].commits
    assert {"four": ["4/1"], "three": [], "two": ["4/2"], "one": ["2/1"]} == {
        one.commit.subject: [fact.after for fact in used(one.facts.findings)] for one in commits
    }


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("other.py", "def load_items():\n    pass\n"),
        ("other.py", "class A:\n    def load_items(self):\n        pass\n"),
        ("other.py", "def f(load_items):\n    return load_items\n"),
        ("other.py", "load_items = []\n"),
        ("other.py", "f(load_items=1)\n"),
        ("other.go", "package p\n\nfunc load_items() {\n}\n"),
        ("other.js", "class A {\n  load_items(x) {\n  }\n}\n"),
    ],
)
def test_a_name_that_means_something_else_too_is_silent(told: Told, path: str, text: str) -> None:
    """Whose mention it is cannot be told from the word."""
    assert [] == told({**TREE, path: text}, with_change("return path", "return 2"))


def test_a_second_definition_in_its_own_file_is_something_else(told: Told) -> None:
    """Two classes have a method of the name, and one of them changed."""
    two = "class A:\n    def load_items(self):\n        return 1\n\n\nclass B:\n"
    two += "    def load_items(self):\n        return 2\n"
    tree = {"pkg/util.py": two, "pkg/app.py": "def f(a):\n    return a.load_items()\n"}
    assert [] == told(tree, {**tree, "pkg/util.py": two.replace("return 1", "return 3")})
    both = two.replace("return 1", "return 3").replace("return 2", "return 4")
    assert [("load_items", "1/1")] == [(f.name, f.after) for f in told(tree, {"pkg/util.py": both})]


@pytest.mark.parametrize("name", ["load", "Loader", "__load_it__", "to_string", "setUp", "a_b"])
def test_a_name_that_is_all_over_is_silent(told: Told, name: str) -> None:
    """Single words, dunders, short names, and what the languages' own libraries have."""
    tree = {path: text.replace("load_items", name) for path, text in TREE.items()}
    changed = {"pkg/util.py": tree["pkg/util.py"].replace("return path", "return 2")}
    assert [] == told(tree, changed)


def test_only_source_files_are_looked_through(told: Told) -> None:
    """No text, no data, nothing that is generated, vendored or locked."""
    others = {
        "README.md": "load_items\n",
        "data.json": '{"a": "load_items"}\n',
        "vendor/a.py": "load_items(1)\n",
        "a_pb2.py": "load_items(1)\n",
        "made.py": "# Code generated by x. DO NOT EDIT.\nload_items(1)\n",
    }
    found = told({**TREE, **others}, with_change("return path", "return 2"))
    assert ["4/2"] == [fact.after for fact in found]


def test_a_new_public_name_is_told_where_it_is_used(told: Told) -> None:
    """A new one that is not public is used in its own file alone, or it would be told of that."""
    new = {
        "pkg/util.py": HELPER + "\n\ndef brand_new():\n    pass\n",
        "pkg/app.py": "brand_new()\n",
    }
    assert [("brand_new", "1/1")] == [(fact.name, fact.after) for fact in told(TREE, new)]


@pytest.mark.parametrize(
    ("home", "text", "user", "use"),
    [
        ("pkg/util.py", HELPER, "pkg/app.py", APP),
        ("src/util.rs", "pub fn load_items() {}\n", "src/main.rs", "fn f() { util::load_items() }"),
        ("a/util.go", "package a\n\nfunc LoadItems() {\n}\n", "a/b.go", "package a\n\nvar x = LoadItems()\n"),
        (
            "src/util.ts",
            "export function loadItems() {\n}\n",
            "src/main.ts",
            "import { loadItems } from './util'\nloadItems()\n",
        ),
    ],
)  # fmt: skip
def test_a_public_name_that_is_gone_and_still_taken_is_an_alarm(
    told: Told, home: str, text: str, user: str, use: str
) -> None:
    """Of a module that has it no more, in code."""
    found = told({home: text, user: use}, {home: "package a\n" if home.endswith("go") else ""})
    assert ["use.left"] == [fact.kind for fact in found]
    assert found[0].evidence[0].path == user
    assert found[0].name in text


@pytest.mark.parametrize(
    ("home", "app"),
    [
        ("from .new import load_items\n", APP),
        ("def load_items():\n    pass\n", APP),
        ("load_items = other_thing\n", APP),
        ("load_items, save = pair()\n", APP),
        ("for load_items in ():\n    pass\n", APP),
        ("from .new import *\n", APP),
        ("", "from other import load_items\nload_items(1)\n"),
        ("", "# from pkg.util import load_items\n"),
        ("", '"""\nfrom pkg.util import load_items\n"""\n'),
        ("", "x.load_items()\n"),
        ("", "y = 1\n"),
    ],
)
def test_what_is_gone_and_not_missed_is_no_alarm(told: Told, home: str, app: str) -> None:
    """It is passed on, or what stands there is another thing, a comment or a text."""
    before = {"pkg/util.py": HELPER, "pkg/app.py": APP}
    found = told(before, {"pkg/util.py": home, "pkg/app.py": app})
    assert "use.left" not in [fact.kind for fact in found]


def test_a_name_that_a_macro_makes_is_no_alarm(told: Told) -> None:
    """What the code of the module still names, it may have; what its comments do, it has not."""
    use = "fn f() { util::load_items() }"
    tree = {"src/util.rs": "pub fn load_items() {}\n", "src/main.rs": use}
    assert "use.left" not in [f.kind for f in told(tree, {"src/util.rs": "make!(load_items);\n"})]
    assert ["use.left"] == [f.kind for f in told(tree, {"src/util.rs": "// load_items went\n"})]


@pytest.mark.parametrize("folder", ["", "a/"])
def test_what_a_program_wrote_into_a_package_is_of_it(told: Told, folder: str) -> None:
    """A generated file is not looked through for uses, and may define what a written one did."""
    home, use = "package a\n\nfunc LoadItems() {\n}\n", "package a\n\nvar x = LoadItems()\n"
    made = f"// Code generated by x. DO NOT EDIT.\n{home}"
    tree = {f"{folder}util.go": home, f"{folder}b.go": use}
    gone = {f"{folder}util.go": "package a\n"}
    assert ["use.left"] == [fact.kind for fact in told(tree, gone)]
    found = told(tree, {**gone, f"{folder}zz_made.go": made})
    assert "use.left" not in [fact.kind for fact in found]


def test_a_module_that_became_a_folder_still_has_its_names(told: Told) -> None:
    """It is asked for them by the same name."""
    package = {"pkg/util.py": None, "pkg/util/__init__.py": "from .a import load_items\n"}
    found = told(TREE, {**package, "pkg/util/a.py": HELPER.replace("path", "place")})
    assert "use.left" not in [fact.kind for fact in found]
    package["pkg/util/__init__.py"] = "from .a import *\n"
    found = told(TREE, {**package, "pkg/util/a.py": HELPER.replace("path", "place")})
    assert "use.left" not in [fact.kind for fact in found]


def test_a_moved_name_is_told_by_its_places(told: Told) -> None:
    """It is not gone."""
    other = "".join(f"value_{n} = {n}\n" for n in range(40))  # so that git sees no copy
    moved = {
        "pkg/util.py": "x = 1\n",
        "pkg/new.py": f"{other}\n\ndef load_items(path):\n    pass\n",
    }
    assert ("use", "load_items") in [(fact.kind, fact.name) for fact in told(TREE, moved)]


def test_names_beyond_a_hundred_are_counted(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Public ones come first."""
    monkeypatch.setattr(uses, "_MOST_NAMES", 3)
    functions = "".join(
        f"def {name}():\n    return 0\n"
        for name in ("_a_one", "b_two", "c_three", "d_four", "e_five")
    )
    users = "".join(f"{name}()\n" for name in ("_a_one", "b_two", "c_three", "d_four", "e_five"))
    found = told(
        {"u.py": functions, "v.py": users},
        {"u.py": functions.replace("():", "(x):").replace("return 0", "return 1")},
    )
    assert ["b_two", "c_three", "d_four"] == [fact.name for fact in found if fact.kind == "use"]
    assert [Fact("use.more", "2")] == [fact for fact in found if fact.kind == "use.more"]


def test_a_name_in_very_many_files_is_silent(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count says nothing there."""
    monkeypatch.setattr(uses, "_MOST_FILES", 2)
    assert [] == told(TREE, with_change("return path", "return 2"))


def test_at_most_five_places_are_told(told: Told) -> None:
    """The counts tell how many there are."""
    many = {f"m{n}.py": "load_items(1)\n" for n in range(9)}
    found = told({**TREE, **many}, with_change("return path", "return 2"))
    assert "13/11" == found[0].after
    assert 5 == len(found[0].evidence)


def test_each_tree_and_each_file_is_read_once(
    repo: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of twenty commits that each change one of forty files."""
    repo.commit("base", {f"p{n}/m.py": f"def do_it_{n}():\n    return 0\n" for n in range(40)})
    for n in range(20):
        repo.commit(f"{n}", {f"p{n}/m.py": f"def do_it_{n}():\n    return {n + 1}\n"})
    read: list[str] = []
    taken = Holding._read

    def note(self: Holding, missing: list[str]) -> Iterator[bytes | None]:
        read.extend(missing)
        return taken(self, missing)

    monkeypatch.setattr(Holding, "_read", note)
    make_digest(repo.path, cache=cache)
    assert 60 == len(read)
    assert 60 == len(set(read))


def test_what_could_not_be_looked_through_is_noted(repo: GitRepo, cache: Path) -> None:
    """Once for the repository, by path; never in silence."""
    large = {f"large{n}.py": "load_items(1)\n" + "#\n" * (1 << 19) for n in range(7)}
    repo.commit("before", {**TREE, **large})
    repo.commit("after", dict(with_change("return path", "return 2")))
    last = Selection(revision_range="HEAD~1..HEAD")  # what they were added by would cost most
    part = make_digest(repo.path, last, cache=cache).repositories[0]
    paths = tuple(f"large{n}.py" for n in range(5))
    assert Note("uses-unread", (*paths, "+2")) in part.notes


def test_a_tree_beyond_the_bound_is_noted(
    repo: GitRepo, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All other facts are there."""
    monkeypatch.setattr(snapshot, "MOST_FILES", 2)
    repo.commit("before", dict(TREE))
    repo.commit("after", dict(with_change("return path", "return 2")))
    part = make_digest(repo.path, cache=cache).repositories[0]
    assert ["uses-too-many-files"] == [note.code for note in part.notes]
    assert [] == used(part.commits[0].facts.findings)
    assert "symbol" in [fact.kind for fact in part.commits[0].facts.findings]


TYPES = {
    "src/A.java": "public class PlainStore {\n  public int openStore() { return 1; }\n}\n",
    "src/B.java": "class B {\n  int f(PlainStore a) { return a.openStore(); }\n}\n",
    "src/C.java": "class C {\n  int f(Library a) { return a.openStore(); }\n}\n",
}


@pytest.mark.parametrize("variable", ["plainStore", "_plain_store", "PLAIN_STORE", "PlainStore"])
def test_a_common_name_counts_where_its_type_is_named(told: Told, variable: str) -> None:
    """Libraries have methods of two words that are called alike."""
    tree = {**TYPES, "src/B.java": TYPES["src/B.java"].replace("PlainStore", variable)}
    found = told(tree, {**tree, "src/A.java": TYPES["src/A.java"].replace("1", "2")})
    assert [("PlainStore.openStore", "1/1")] == [(fact.name, fact.after) for fact in found]
    assert ["src/B.java"] == [place.path for place in found[0].evidence]


def test_a_rare_name_counts_everywhere(told: Told) -> None:
    """Of three words."""
    tree = {path: text.replace("openStore", "openStoreAgain") for path, text in TYPES.items()}
    found = told(tree, {**tree, "src/A.java": tree["src/A.java"].replace("1", "2")})
    assert ["2/2"] == [fact.after for fact in found]


def test_what_is_private_is_used_by_nobody_else(told: Told) -> None:
    """Whatever is called so elsewhere."""
    tree = {path: text.replace("openStore", "openStoreAgain") for path, text in TYPES.items()}
    tree["src/A.java"] = tree["src/A.java"].replace("public int", "private int")
    assert [] == told(tree, {**tree, "src/A.java": tree["src/A.java"].replace("1", "2")})


def test_a_function_is_not_what_others_have_behind_a_dot(told: Told) -> None:
    """`db.load_items` is somebody else's; `util.load_items` is ours."""
    tree = {**TREE, "pkg/app.py": "from pkg import util\nimport db\n\nutil.load_items(1)\n"}
    tree["tests/test_app.py"] = "import db\n\ndb.load_items(1)\n"
    found = told(tree, {**tree, "pkg/util.py": HELPER.replace("return path", "return 2")})
    assert [("1/1", (Evidence("pkg/app.py", 4),))] == [(f.after, f.evidence) for f in found]


def test_a_field_of_rust_is_not_its_method(told: Told) -> None:
    """One type may have both of one name."""
    rust = (
        "pub struct App { pub(crate) sub_name_of: u8 }\n"
        "impl App {\n    pub fn sub_name_of(&self) -> u8 {\n        1\n    }\n}\n"
    )
    tree = {"src/app.rs": rust, "src/b.rs": "fn f(a: &App) -> u8 { a.sub_name_of }\n"}
    tree["src/c.rs"] = "fn f(a: &App) -> u8 { a.sub_name_of() }\n"
    found = told(tree, {**tree, "src/app.rs": rust.replace("        1", "        2")})
    assert [("1/1", "src/c.rs")] == [(f.after, f.evidence[0].path) for f in found]


def test_what_two_headers_declare_is_told_of_neither(told: Told) -> None:
    """Methods of two types, of which a call does not tell which it means."""
    tree = {
        "src/a.cpp": "int Alpha::set_level_of(int a) {\n  return 1;\n}\n",
        "src/a.h": "struct Alpha {\n  int set_level_of(int a);\n};\n",
        "src/c.cpp": "int f(Alpha& a) {\n  return a.set_level_of(1);\n}\n",
    }
    after = {**tree, "src/a.cpp": tree["src/a.cpp"].replace("return 1", "return 2")}
    assert ["2/2"] == [fact.after for fact in told(tree, after)]
    more = {"src/b.h": "struct Beta {\n  int set_level_of(int a);\n};\n"}
    assert [] == told({**tree, **more}, {**after, **more, "src/a.cpp": tree["src/a.cpp"] + "\n"})


def test_nobody_calls_a_test(told: Told) -> None:
    """What is called like it is another test; what tests are made with is used."""
    text = "def test_load_of_it():\n    assert 1\n\n\ndef make_items_of():\n    return 1\n"
    other = "from tests.test_a import make_items_of\n\n\ndef test_b():\n    test_load_of_it\n"
    tree = {"tests/test_a.py": text, "tests/test_b.py": other}
    after = {**tree, "tests/test_a.py": text.replace("1", "2")}
    assert ["make_items_of"] == [fact.name for fact in told(tree, after)]


def test_a_macro_that_makes_something_is_not_what_is_made(told: Told) -> None:
    """`MAKE_IT_OF(One,` looks like a function that is called so."""
    text = "MAKE_IT_OF(One,\n           Two) {\n  return 1;\n}\n"
    tree = {"src/a.cc": text, "src/b.cc": "int x = MAKE_IT_OF(2);\n"}
    assert [] == told(tree, {**tree, "src/a.cc": text.replace("1", "3")})
    plain = {path: content.replace("MAKE_IT_OF", "make_it_of") for path, content in tree.items()}
    after = {**plain, "src/a.cc": plain["src/a.cc"].replace("1", "3")}
    assert ["make_it_of"] == [fact.name for fact in told(plain, after)]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("const { b } = require('b')\n%s\nmodule.exports = { loadItems }\n", True),
        ("import b from 'b'\nexport %s\n", True),
        ("import b from 'b'\n%s\nexport default wrapped(loadItems)\n", True),
        ("import b from 'b'\n%s\nexport const other = 1\n", False),
        ("const { b } = require('b')\n%s\nmodule.exports.other = 1;\nloadItems(1);\n", False),
        ("%s\nloadItems(1)\n", True),
    ],
)
def test_what_a_module_of_javascript_keeps_to_itself_is_used_by_nobody_else(
    told: Told, text: str, *, is_told: bool
) -> None:
    """Where it is one: all see what a script has."""
    home = "function loadItems(a) {\n  return %d\n}"
    user = {"test/a.js": "describe('loadItems', () => {\n  loadItems(1)\n})\n"}
    found = told({"a.js": text % home % 1, **user}, {"a.js": text % home % 2})
    assert ["use"] * is_told == [fact.kind for fact in found]


@pytest.mark.parametrize(
    ("other", "is_told"),
    [
        ("func (f *Set) LoadOrderItems(a int) {\n\tf.x(a, %d)\n}\n", False),
        ("func (f *Set) LoadOther(a int) {\n\tf.x(a, %d)\n}\n", True),
    ],
)
def test_a_function_and_a_method_of_one_name_are_silent(
    told: Told, other: str, *, is_told: bool
) -> None:
    """Nobody can tell which of them is meant."""
    text = "package a\n\nfunc LoadOrderItems(a int) {\n\tx(a, %d)\n}\n\n" + other
    user = {"b.go": "package a\n\nfunc f() {\n\tLoadOrderItems(1)\n}\n"}
    found = told({"a.go": text % (1, 1), **user}, {"a.go": text % (2, 2)})
    assert ["LoadOrderItems"] * is_told == [fact.name for fact in found]


def test_a_constructor_is_its_class(told: Told) -> None:
    """Both are called so, and are one thing."""
    text = "public class LoadItems {\n  public LoadItems(int a) {\n    this.a = %d;\n  }\n  int a = %d;\n}\n"
    user = {"App.java": "class App {\n  Object b = new LoadItems(1);\n}\n"}
    found = told({"LoadItems.java": text % (1, 1), **user}, {"LoadItems.java": text % (2, 2)})
    assert [("use", "1/1")] == [(fact.kind, fact.after) for fact in found]


_SPEW = "package spew\n\n// LoadState is it.\ntype LoadState struct {\n\ta int // %d\n}\n"
_GO_MOD = "module example.org/mine\n\ngo 1.22\n"


@pytest.mark.parametrize(
    ("imports", "use", "count"),
    [
        ('import "example.org/mine/internal/spew"', "x := spew.LoadState{}", "1/1"),
        ('import s "example.org/mine/internal/spew"', "x := s.LoadState{}", "1/1"),
        ('import (\n\t"a"\n\n\t. "example.org/mine/internal/spew"\n)', "x := LoadState{}", "1/1"),
        ('import s "example.org/mine/internal/spew"', "x := other.LoadState{}", ""),
        ('import "example.org/mine/internal/spew"', "// LoadState of os", ""),
        ('import "example.org/theirs/spew"', "x := spew.LoadState{}", ""),
        ("", "x := spew.LoadState{}", ""),
    ],
)
def test_a_package_of_go_is_named_by_its_import(
    told: Told, imports: str, use: str, count: str
) -> None:
    """Another one may be called like it, and have what it has."""
    tree = {"go.mod": _GO_MOD, "internal/spew/config.go": _SPEW % 1}
    user = {"app/a.go": f"package app\n\n{imports}\n\nfunc f() {{\n\t{use}\n}}\n"}
    found = told({**tree, **user}, {"internal/spew/config.go": _SPEW % 2})
    assert ([count] if count else []) == [fact.after for fact in found]


@pytest.mark.parametrize(
    ("imported", "count"), [("example.org/mine", "1/1"), ("example.org/mine/v2", "")]
)
def test_the_package_at_the_root_is_that_of_the_module(
    told: Told, imported: str, count: str
) -> None:
    """Its path stands in `go.mod`."""
    tree = {"go.mod": _GO_MOD, "config.go": _SPEW % 1}
    user = {"app/a.go": f'package app\n\nimport "{imported}"\n\nvar x = spew.LoadState{{}}\n'}
    found = told({**tree, **user}, {"config.go": _SPEW % 2})
    assert ([count] if count else []) == [fact.after for fact in found]


def test_files_of_one_package_of_go_need_no_import(told: Told) -> None:
    """They have each other's names as they are."""
    tree = {"internal/spew/config.go": _SPEW % 1}
    user = {"internal/spew/other.go": "package spew\n\nvar x = LoadState{}\n"}
    found = told({**tree, **user}, {"internal/spew/config.go": _SPEW % 2})
    assert ["1/1"] == [fact.after for fact in found]


def test_a_method_of_go_is_called_where_its_package_is_known(told: Told) -> None:
    """By whatever variable."""
    text = "package spew\n\ntype State struct{}\n\nfunc (s *State) LoadOrderItems() int {\n\treturn %d\n}\n"
    call = "package app\n\nimport %s\n\nfunc f(x *spew.State) {\n\tx.LoadOrderItems()\n}\n"
    users = {
        "app/a.go": call % '"example.org/mine/internal/spew"',
        "app/b.go": call % '"example.org/theirs/spew"',
    }
    found = told({"internal/spew/a.go": text % 1, **users}, {"internal/spew/a.go": text % 2})
    assert ["1/1"] == [fact.after for fact in found]


@pytest.mark.parametrize(
    ("head", "home", "count"),
    [
        ("pub fn", "src/fold.rs", "2/2"),
        ("pub async unsafe fn", "crates/a/src/fold.rs", "2/2"),
        ("fn", "src/fold.rs", "1/1"),
        ("pub(crate) fn", "crates/a/src/fold.rs", "1/1"),
        ("fn", "fold.rs", "2/2"),
    ],
)
def test_another_crate_of_rust_needs_what_is_pub(
    told: Told, head: str, home: str, count: str
) -> None:
    """What its tests call so is of somebody else."""
    text = head + " fold_all_vis(a: u8) {\n    f(%d)\n}\n"
    users = {
        home.replace("fold.rs", "lib.rs"): "use fold_all_vis;\n",
        "tests/test_all.rs": "fn f() {\n    fold::fold_all_vis(1)\n}\n",
    }
    found = told({home: text % 1, **users}, {home: text % 2})
    assert [count] == [fact.after for fact in found]


def test_a_file_that_a_name_left_may_use_it(told: Told) -> None:
    """It takes it from where it is now."""
    helper = "export function loadItems(a) {\n  return a\n}\n"
    rest = "export function other() {\n  return loadItems(%d)\n}\n"
    after = {"a.js": "import { loadItems } from './b'\n" + rest % 1, "b.js": helper}
    found = told({"a.js": helper + rest % 1}, after)
    assert [("loadItems", "2/1")] == [(fact.name, fact.after) for fact in found]


@pytest.mark.parametrize(
    ("home", "text"),
    [
        ("src/a.rs", 'fn f() {\n    %senv::var("LOAD_LIMIT");\n}\n'),
        (
            "src/a.js",
            "import b from 'b'\nconst LOAD_LIMIT = 1\nfunction f() {\n  %sprocess.env.LOAD_LIMIT\n}\n",
        ),
    ],
)
def test_a_variable_is_the_same_beyond_its_module(told: Told, home: str, text: str) -> None:
    """Nobody exports one."""
    other = home.replace("src/a", "tests/b")
    before = {home: "\n", other: text % ""}
    found = told(before, {home: text % ""})
    assert ["LOAD_LIMIT"] == [fact.name for fact in found]
