"""The smaller kinds: tests, notes, modes, owners, hidden characters, mends, hints."""

from __future__ import annotations

import pytest
from factcase import FactCase, named, of_kind, told
from handmade import change, commit, diff

from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Evidence, Level


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        (
            "tests/test_a.py",
            "def test_a():\n    pass\n",
            "class TestB:\n    def test_b(self):\n        pass\n\n    def helper(self): ...\n",
            {("TestB.test_b", "added"), ("test_a", "removed")},
        ),
        (
            "a_test.go",
            "package a\n",
            "package a\n\nfunc TestA(t *testing.T) {\n}\n\nfunc helper() {}\n",
            {("TestA", "added")},
        ),
        (
            "src/a.rs",
            "fn x() {}\n",
            "fn x() {}\n\n#[cfg(test)]\nmod tests {\n    #[tokio::test]\n    async fn works() {}\n\n    fn helper() {}\n}\n",
            {("tests::works", "added")},
        ),
        (
            "src/test/java/ATest.java",
            "class A {\n}\n",
            "class A {\n  @Test\n  void works() {}\n  void helper() {}\n}\n",
            {("A.works", "added")},
        ),
        (
            "src/test/java/BTest.java",
            "class B extends TestCase {\n}\n",
            "class B extends TestCase {\n  public void testIt() {}\n  void helper() {}\n}\n",
            {("B.testIt", "added")},
        ),
        (
            "src/test/java/CTest.java",
            "class C extends junit.TestCase {\n  public void testIt() {}\n}\n",
            "class C {\n  @Test public void testIt() {}\n}\n",
            set(),
        ),
        (
            "a.test.ts",
            "x;\n",
            'describe("a", () => {\n  it("does b", () => {});\n});\n',
            {("does b", "added")},
        ),
        ("spec/a_spec.rb", "x\n", 'it "works" do\nend\n', {("works", "added")}),
        (
            "tests/A.cs",
            "class A {\n}\n",
            "class A {\n  [Fact]\n  public void Works() {}\n}\n",
            {("A.Works", "added")},
        ),
    ],
)
def test_tests(
    case: FactCase, path: str, before: str, after: str, expected: set[tuple[str, str]]
) -> None:
    """Tests come and go by the names that their runners give them."""
    facts = case.facts({path: before}, {path: after})
    assert expected == set(named(facts, "test"))


def test_a_note_ends_where_its_line_does(case: FactCase) -> None:
    """Where lines end with CR and LF, neither is part of it."""
    facts = case.facts({"a.cs": "x\r\n"}, {"a.cs": "x\r\n// TODO: make it generic\r\n"})
    assert [("TODO: make it generic", "added")] == named(facts, "todo")


def test_a_test_that_is_laid_out_in_another_way_stays(case: FactCase) -> None:
    """Its name on a line of its own, before or after."""
    wide = "test(\n  'fetch it',\n  { retry: 3 },\n  () => {},\n)\n"
    short = "test('fetch it', { retry: 3 }, () => {})\n"
    assert [] == named(case.facts({"a.test.ts": wide}, {"a.test.ts": short}), "test")
    assert [] == named(case.facts({"b.test.ts": short}, {"b.test.ts": wide}), "test")


def test_tests_of_ruby_are_methods_and_blocks(case: FactCase) -> None:
    """Minitest knows both, in one file as well."""
    before = "class CoreTest < Minitest::Test\n  def test_old\n    assert true\n  end\nend\n"
    after = (
        "class CoreTest < Minitest::Test\n  def test_new\n    assert true\n  end\n"
        "  it 'works' do\n    assert true\n  end\n  def helper\n  end\nend\n"
    )
    facts = case.facts({"test/core_test.rb": before}, {"test/core_test.rb": after})
    assert {
        ("CoreTest::test_new", "added"),
        ("works", "added"),
        ("CoreTest::test_old", "removed"),
    } == set(named(facts, "test"))


def test_tests_of_one_name_in_two_files_are_two(case: FactCase) -> None:
    """Each is told at its place; one that leaves a file for another is neither."""
    body = "def test_a():\n    pass\n"
    facts = case.facts(
        {"tests/test_z.py": "x = 1\n"}, {"tests/test_x.py": body, "tests/test_y.py": body}
    )
    found = [(fact.name, fact.evidence[0].path) for fact in of_kind(facts, "test")]
    assert [("test_a", "tests/test_x.py"), ("test_a", "tests/test_y.py")] == found
    moved = case.facts({}, {"tests/test_x.py": None, "tests/test_z.py": "x = 1\n" + body})
    assert [] == named(moved, "test")


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("a_spec.rb", "it 'a', focus: true do\nend\n", "it 'a' do\nend\n", set()),
        ("a_spec.rb", "x\n", "it 'a', :slow do\nend\n", {("a", "added")}),
        ("a_test.go", "package a\n", "package a\nfunc TestMain(m *testing.M) {}\n", set()),
        ("tests/a.rs", "mod tests {\n    #[test]\n    fn f() {}\n}\n", "#[test]\nfn f() {}\n", set()),
        ("tests/a.rs", "mod t {\n    #[test]\n    fn f() {}\n}\n", "#[test]\nfn g() {}\n",
         {("t::f", "removed"), ("g", "added")}),
    ],
)  # fmt: skip
def test_a_test_stays_whatever_is_around_it(
    case: FactCase, path: str, before: str, after: str, expected: set[tuple[str, str]]
) -> None:
    """Its labels and its module may change; what starts the tests of a package is none."""
    assert expected == set(named(case.facts({path: before}, {path: after}), "test"))


def test_skipped_and_weakened_tests(case: FactCase) -> None:
    """A marker that skips is a fact, an assertion less a hint."""
    before = "def test_a():\n    assert 1\n    assert 2\n"
    after = "@pytest.mark.skip\ndef test_a():\n    assert 1\n"
    facts = case.facts({"tests/test_a.py": before}, {"tests/test_a.py": after})
    assert [("@pytest.mark.skip", "added")] == named(facts, "test.skipped")
    steps = case.facts({}, {"tests/a.rs": "#[test]\n#[ignore]\nfn f() {\n    it.skip(1);\n}\n"})
    assert [("#[ignore", "added")] == named(steps, "test.skipped")
    said = case.facts({}, {"a_test.go": "// t.Skip() is not called\npackage a\n"})
    assert [] == named(said, "test.skipped")
    assert [("test_a", "changed", "-1", "+0")] == told(facts, "test.weakened")
    assert [Level.HINT] == [fact.level for fact in of_kind(facts, "test.weakened")]


def test_todos_net_of_moves() -> None:
    """A note that only moves is none; one that goes is settled."""
    facts = find_facts(
        commit("x"),
        diff(
            change(
                "a.py",
                "-# TODO: same\n-x = 1  # FIXME old one\n+y = 2  # TODO(ann): new one\n+TODO_LIST = 1",
            ),
            change("b.py", "+# TODO: same"),
        ),
    )
    assert [("FIXME old one", "removed"), ("TODO(ann): new one", "added")] == named(facts, "todo")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("// TODO: do it", "/// TODO: Do it.", []),
        ("# TODO do it", "# TODO: Do it!", []),
        ("x", 'raise NotImplementedError("TODO")', [('TODO")', "added")]),
        ("x", '<window id="TODO" shown="true"/>', []),
        ("x", '{ "name": "TODO", "id": "1" }', []),
        ("x", 'log("XXX here", a)', []),
        ("x", "excludes = %w[README TODO css]", []),
        ("x", "Some more. TODO: say what", [("TODO: say what", "added")]),
        ("x", "call() // then TODO tell", [("TODO tell", "added")]),
        ("x", 'check("a comment with TODO, FIXME or XXX")', []),
        ("x", 'f("a") # TODO: say "b"', [('TODO: say "b', "added")]),
        ("# TODO: check it, otherwise skips it", "# TODO: check it, otherwise skip it", []),
        ("# TO DO: check it", "# TODO: check it", [("TODO: check it", "added")]),
        ("x", "<p id='TODO'>", []),
        ("# TODO: this", "# TODO: that", [("TODO: that", "added"), ("TODO: this", "removed")]),
    ],
)
def test_a_note_is_known_by_its_words(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    """Case and marks are not what is left to do, and the value of an attribute is no note."""
    facts = find_facts(commit("x"), diff(change("a.py", f"-{old}\n+{new}")))
    assert expected == named(facts, "todo")


def test_a_note_goes_along_with_a_copy(case: FactCase) -> None:
    """It is in the copy, whose lines are no new ones; in Markdown a number to come is no note."""
    body = "".join(f"line_{n} = {n}\n" for n in range(20)) + "# TODO: the rest\n"
    facts = case.facts({"a.py": body}, {"a.py": body.partition("line_15")[0], "b.py": body})
    assert [] == named(facts, "todo")
    page = case.facts({}, {"a.md": "Close #XXX\n", "c.py": "#XXX hm\n"})
    assert [("XXX hm", "added")] == named(page, "todo")


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("x = 1 # \u202e reversed", "trojan.bidi", "U+202E"),
        ("is\u200badmin = 1", "trojan.invisible", "U+200B"),
        ("x = '\U000e0041'", "trojan.invisible", "U+E0041"),
    ],
)
def test_hidden_characters(text: str, kind: str, name: str) -> None:
    """What hides in an added line is named by its code point; removed and plain lines hide none."""
    facts = find_facts(commit("chore: x"), diff(change("src/a.py", f"+{text}")))
    assert [(name, "added")] == named(facts, kind)
    gone = find_facts(
        commit("chore: x"),
        diff(
            change("src/a.py", f"-{text}\n+# \u00e9t\u00e9 \u4e2d\u6587 \U0001f468\u200d\U0001f469")
        ),
    )
    assert [] == named(gone, "trojan.bidi", "trojan.invisible")


def test_bidi_in_code_is_high() -> None:
    """Bidirectional characters in code raise any commit to high; in docs they do not."""
    for path, expected in (("src/a.py", "high"), ("docs/a.md", "low")):
        facts = find_facts(commit("chore: x"), diff(change(path, "+\u202e")))
        assert expected == facts.importance


def test_objects(case: FactCase) -> None:
    """Modes, binaries and large files are told."""
    case.repo.commit("before", {"run.sh": "x\n", "b.bin": b"\0old"})
    case.repo.write("run.sh", "x\n", executable=True)
    case.repo.commit("after", {"b.bin": b"\0new", "big.txt": "x\n" * 6_000})
    case.repo.git("update-index", "--chmod=+x", "run.sh")
    facts = case.latest()
    assert [("run.sh", "added")] == named(facts, "mode.executable")
    assert [("b.bin", "changed")] == named(facts, "binary")
    assert [("big.txt", None, None, "6000")] == told(facts, "file.large")


def pointer(digit: str, size: int) -> str:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digit * 64}\nsize {size}\n"


def test_an_object_of_lfs_is_told_by_its_size(case: FactCase) -> None:
    """What came, went, grew, or was put there; a file that only speaks of pointers is none."""
    before = {"a.bin": pointer("a", 900), "b.bin": pointer("b", 12_340_000), "c.bin": "x\n" * 9}
    after = {
        "a.bin": None,
        "b.bin": pointer("d", 1_250_000_000),
        "c.bin": pointer("c", 18),
        "doc.md": "# How\n\n" + pointer("e", 7),
    }
    facts = case.facts(before, after)
    assert [
        ("a.bin", "removed", "900 B", None),
        ("b.bin", "changed", "12.3 MB", "1.2 GB"),
        ("c.bin", "added", None, "18 B"),
    ] == told(facts, "lfs")
    assert [Evidence("a.bin", 1, "old"), Evidence("b.bin", 1), Evidence("c.bin", 1)] == [
        fact.evidence[0] for fact in of_kind(facts, "lfs")
    ]
    moved = case.facts({}, {"b.bin": None, "new/b.bin": pointer("d", 1_250_000_000)})
    assert [] == told(moved, "lfs")


def test_a_large_commit_is_made_of_small_files(case: FactCase) -> None:
    """Files behind the bound of a commit are not large for that; one of 3 MB in one line is."""
    lines = "".join(f"{n} {'x' * 900}\n" for n in range(1_000))
    parts = {f"a/{n:02}.txt": f"{n}\n{lines}" for n in range(20)}
    facts = case.facts({}, {**parts, "b/wide.txt": "y" * 3_000_000 + "\n"})
    unread = {file.path: file.unread for file in facts.files}
    assert ("large-commit", "too-large") == (unread["a/19.txt"], unread["b/wide.txt"])
    assert [("b/wide.txt", None, None, "1")] == told(facts, "file.large")


def test_vendored_files_have_no_modes(case: FactCase) -> None:
    """What somebody else made executable says nothing of this project."""
    case.repo.write("vendor/x.go", "x\n", executable=True)
    case.repo.write("run.sh", "x\n", executable=True)
    case.repo.git("add", "--all")
    case.repo.git("commit", "-q", "-m", "x")
    assert [("run.sh", "added")] == named(case.latest(), "mode.executable")


def test_submodules_and_links(case: FactCase) -> None:
    """A submodule is told by the commits that it moves from and to, a link as such."""
    first, second = "1" * 40, "2" * 40
    case.repo.commit("before", {"a": "x\n"})
    case.repo.git("update-index", "--add", "--cacheinfo", f"160000,{first},sub")
    case.repo.git("commit", "-q", "-m", "sub")
    assert [("sub", "added", None, first)] == told(case.latest(), "submodule")
    case.repo.git("update-index", "--cacheinfo", f"160000,{second},sub")
    (case.repo.path / "link").symlink_to("a")
    case.repo.git("add", "link")
    case.repo.git("commit", "-q", "-m", "move")
    assert [("sub", "changed", first, second)] == told(case.latest(), "submodule")
    assert [("link", "added")] == named(case.latest(), "link")
    case.repo.git("update-index", "--force-remove", "sub")
    case.repo.git("update-index", "--add", "--cacheinfo", f"160000,{second},moved")
    case.repo.git("commit", "-q", "-m", "rename")
    assert [] == told(case.latest(), "submodule")


def test_a_header_that_a_program_writes_is_no_licence(case: FactCase) -> None:
    """An identifier inside a string is text; one in a comment is the licence of its file."""
    header = "// SPDX-License-Identifier: MIT\n"
    text = f"package a\n\nconst header = `{header}`\n"
    assert [] == named(case.facts({"a.go": "package a\n"}, {"a.go": text}), "licence.spdx")
    facts = case.facts({"b.go": "package a\n"}, {"b.go": header + "package a\n"})
    assert [("MIT", "added")] == named(facts, "licence.spdx")


MIT = "MIT License\n\nCopyright (c) 2019 Ada\n\nPermission is hereby granted, free of charge\n"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"LICENSE.rst": None, "LICENSE.txt": MIT}, []),
        ({"LICENSE.rst": MIT.replace("2019", "2019-2024")}, []),
        ({"LICENSE.rst": MIT.replace("granted, free", "granted,\nfree")}, []),
        ({"LICENSE.rst": None, "LICENSE.txt": MIT * 9 + "No"}, ["LICENSE.rst", "LICENSE.txt"]),
        ({"LICENSE.rst": MIT.replace("MIT", "BSD 2.0")}, ["LICENSE.rst"]),
        ({"LICENSE.rst": None}, ["LICENSE.rst"]),
    ],
)
def test_a_licence_changes_with_its_words(
    case: FactCase, after: dict[str, str | None], expected: list[str]
) -> None:
    """Not with the name of its file, the year, or where its lines end."""
    facts = case.facts({"LICENSE.rst": MIT}, after)
    assert expected == [name for name, _ in named(facts, "licence")]


def test_owners_and_licences() -> None:
    """Owners before and after, licence files, and licence identifiers net of moves."""
    facts = find_facts(
        commit("x"),
        diff(
            change(
                ".github/CODEOWNERS",
                "-/src/ @a\n+/src/ @a @b\n+/new/ @c\n-# note\n-[Web Team][2] @d\n+[Web Team] @d @e",
            ),
            change("LICENSE", "+text"),
            change(
                "src/a.py",
                "-# SPDX-License-Identifier: MIT\n+# SPDX-License-Identifier: Apache-2.0",
            ),
            change("src/b.py", "+# SPDX-License-Identifier: MIT", status="added"),
        ),
    )
    assert [
        ("/new/", "added", None, "@c"),
        ("/src/", "changed", "@a", "@a @b"),
        ("[Web Team]", "added", None, "@d @e"),
        ("[Web Team][2]", "removed", "@d", None),
    ] == told(facts, "owners")
    assert [("LICENSE", "changed")] == named(facts, "licence")
    assert [("Apache-2.0", "added"), ("MIT", "removed")] == named(facts, "licence.spdx")
    assert {Level.HINT} == {fact.level for fact in of_kind(facts, "licence.spdx")}


@pytest.mark.parametrize(
    ("subject", "body", "kind", "name"),
    [
        ('Revert "fix: x"', "This reverts commit 1234567890.", "revert", "1234567890"),
        ('Revert "fix: x"', "", "revert", "fix: x"),
        ("x", "(cherry picked from commit 1234567)", "cherry-pick", "1234567"),
        ("x", 'Fixes: 1234567 ("y")', "fixes", "1234567"),
        ("fixup! feat: y", "", "fixup", "feat: y"),
    ],
)
def test_mends(subject: str, body: str, kind: str, name: str) -> None:
    """What a commit takes back, copies, mends or waits for."""
    assert [(name, None)] == named(find_facts(commit(subject, body), diff()), kind)


def test_hints_leave_comments_and_tests_alone() -> None:
    """Sensitive words are hints, in added code alone."""
    body = "+password = read()\n+# the password\n-token = jwt\n+lock = threading.Lock()"
    facts = find_facts(commit("x"), diff(change("src/a.py", body), change("tests/test_a.py", body)))
    assert [("password", Evidence("src/a.py", 1))] == [
        (f.name, f.evidence[0]) for f in of_kind(facts, "hint.security")
    ]
    assert ["lock"] == [fact.name for fact in of_kind(facts, "hint.concurrency")]
    assert {Level.HINT} == {f.level for f in of_kind(facts, "hint.security", "hint.concurrency")}


@pytest.mark.parametrize(
    ("path", "line", "word"),
    [
        ("a.cs", "using System.Text;", None),
        ("a.ts", "const match = pattern.exec(text)", None),
        ("a.ts", "child_process.exec(command)", "exec"),
        ("a.go", 'import "os/exec"', "exec"),
        ("a.go", "data, err := json.Marshal(x)", None),
        ("a.py", "marshal.loads(data)", "marshal"),
        ("a.py", "x = eval(text)", "eval"),
        ("a.py", "run(command, shell=True)", "shell"),
        ("a.go", "shell := config.Shell", None),
        ("a.py", "role = 'system'", None),
        ("a.py", "text = 'of the agent system (or of others)'", None),
        ("a.c", "system(command);", "system"),
        ("a.rs", "let help = signature(x);", None),
        ("a.py", "key = '[secret:private-key]'", None),
        ("a.html.erb", "<label>Your password</label>", None),
        ("a.py", "tokens = tokenizer.encode(author)", None),
    ],
)
def test_words_of_every_day_are_no_hints(path: str, line: str, word: str | None) -> None:
    """A call of what runs commands or code is one."""
    facts = find_facts(commit("x"), diff(change(f"src/{path}", f"+{line}")))
    assert [word] * (word is not None) == [f.name for f in of_kind(facts, "hint.security")]


def test_contradictions(case: FactCase) -> None:
    """A commit that calls itself docs and changes code is contradicted, comments apart."""
    before = 'def f():\n    """Old.\n\n    Old too\n    """\n    # old\n    return 1\n'
    words = before.replace("Old", "New").replace("# old", "# new")
    assert [] == told(case.facts({"a.py": before}, {"a.py": words}, "docs: x"), "type.contradicted")
    code = before.replace("return 1", "x = 2\n    y = 3\n    z = 4\n    return x + y + z")
    facts = case.facts({"a.py": before}, {"a.py": code}, "docs: fix the sum")
    assert [("docs", None, None, "5")] == told(facts, "type.contradicted")
    assert [Level.HINT] == [fact.level for fact in of_kind(facts, "type.contradicted")]
    assert ("type.contradicted", 2.0) in [(reason.code, reason.points) for reason in facts.reasons]


def test_words_beside_code_contradict_nothing(case: FactCase) -> None:
    """A comment behind code, a help text, another layout: lines change, and the code does not."""
    before = (
        "package a\n\nvar use = Command{\n\tShort: `Stop about a workflow:\n  it stops`,\n"
        "\tArchs: 1, // for for all\n\tLong: f(1, 2),\n}\n"
    )
    after = (
        "package a\n\nvar use = Command{\n\tShort: `Stop a workflow:\n  it ends`,\n"
        "\tArchs: 1, // for all\n\tLong: f(\n\t\t1,\n\t\t2),\n}\n"
    )
    facts = case.facts({"a.go": before}, {"a.go": after}, "docs: typos")
    assert [] == told(facts, "type.contradicted")


FEW = "a = f()\nb = f()\nc = f()\n"
MANY = "a = g()\nb = h()\nc = i()\n"


@pytest.mark.parametrize(
    ("path", "before", "after", "expected"),
    [
        ("pkg/a.py", FEW, MANY, ["6"]),
        ("hack/gen.py", FEW, MANY, []),
        ("crates/my-dev/src/a.py", FEW, MANY, []),
        ("pkg/generate_options.py", FEW, MANY, []),
        ("mytest/a.py", FEW, MANY, []),
        ("jest.setup.py", FEW, MANY, []),
        ("sites/a.py", FEW, MANY, []),
        ("pkg/latest/a.py", FEW, MANY, ["6"]),
        ("pkg/example.py", FEW, MANY, []),
        ("pkg/a.py", "#!/usr/bin/env python3\n" + FEW, "#!/usr/bin/env python3\n" + MANY, []),
        ("pkg/a.py", FEW, f'{MANY}if __name__ == "__main__":\n    g()\n', []),
        ("pkg/a.py", None, MANY * 2, []),
        ("pkg/a.py", FEW.replace("\n", ";\n"), FEW, []),
        ("pkg/a.py", "f(1, help='a b')\n" * 3, "f(\n    1,\n    help='a ' + 'b',\n)\n" * 3, []),
        ("pkg/a.py", FEW, FEW + "f(\n    help='a',\n    title='b',\n    about='c',\n    see='d',\n)\n", []),
        ("x/run.sh", "a\nb\nc\n", "d\ne\nf\n", []),
        ("pkg/a.py", "import a\nimport b\nimport c\nx = 1\nimport d\nimport e\nimport f\n",
         "import d\nimport e\nimport f\nx = 1\nimport a\nimport b\nimport c\n", []),
    ],
)  # fmt: skip
def test_what_serves_the_code_contradicts_nothing(
    case: FactCase, path: str, before: str | None, after: str, expected: list[str]
) -> None:
    """What builds, documents, shows or tests the code may serve any type, and so may what moves."""
    facts = case.facts({"x": "x\n"} if before is None else {path: before}, {path: after}, "ci: x")
    assert expected == [fact.after for fact in of_kind(facts, "type.contradicted")]


RUST = "fn f() -> u8 {\n    1\n}\n"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("#[command(about = a)]\nstruct A;\n",
         "#[command(\n    about = a,\n    after = b,\n    last = c,\n    more = d,\n)]\nstruct A;\n", []),
        ("", "#[tokio::test]\nasync fn g() {\n    a();\n    b();\n    c();\n    d();\n}\n", []),
        ("", "#[cfg(not(test))]\nfn g() {\n    a();\n    b();\n    c();\n    d();\n}\n", ["5"]),
    ],
)  # fmt: skip
def test_attributes_and_tests_of_rust_are_no_code(
    case: FactCase, before: str, after: str, expected: list[str]
) -> None:
    """An attribute says how a flag is helped with, or that a function is a test."""
    facts = case.facts({"a.rs": RUST + before}, {"a.rs": RUST + after}, "docs: x")
    assert expected == [fact.after for fact in of_kind(facts, "type.contradicted")]


def test_without_sources_nothing_is_guessed() -> None:
    """Where the files cannot be read, what needs them is silent."""
    facts = find_facts(
        commit("x"), diff(change("a.py", "+def f(): ..."), change("go.mod", "+go 1.2"))
    )
    assert [] == of_kind(facts, "symbol", "symbol.public", "dependency", "unparsed", "setting.env")
