"""The smaller kinds: schemas, tests, notes, modes, owners, hidden characters, mends, hints."""

from __future__ import annotations

import pytest
from factcase import FactCase, named, of_kind, told
from handmade import change, commit, diff

from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Evidence, Level

PROTO = """syntax = "proto3";
message Outer {
  // a comment
  message Inner { string name = 1; }
  oneof kind {
    int32 a = 1;
    repeated Inner b = 2;
  }
}
enum Color { RED = 0;
  BLUE = 1; }
service S {
  rpc Get(Outer) returns (Outer);
}
"""


def test_protobuf_fields(case: FactCase) -> None:
    """Fields are told by message, with type and number before and after."""
    after = PROTO.replace("int32 a = 1", "int64 a = 1").replace("  BLUE = 1", "  BLUE = 2\n  X = 3")
    facts = case.facts({"a.proto": PROTO}, {"a.proto": after.replace("rpc Get", "rpc Put")})
    assert [
        ("Color.BLUE", "changed", "1", "2"),
        ("Color.X", "added", None, "3"),
        ("Outer.a", "changed", "int32 = 1", "int64 = 1"),
        ("S.Get", "removed", "rpc (Outer) returns (Outer)", None),
        ("S.Put", "added", None, "rpc (Outer) returns (Outer)"),
    ] == told(facts, "schema.field")
    assert "schema" in [reason.code for reason in facts.reasons]


def test_graphql_fields(case: FactCase) -> None:
    """The same for GraphQL."""
    facts = case.facts(
        {"a.graphql": "type Q {\n  a: Int\n}\n"},
        {"a.graphql": "type Q {\n  a: Int!\n  b(x: Int): T\n}\n"},
    )
    assert [("Q.a", "changed", "Int", "Int!"), ("Q.b", "added", None, "T")] == told(
        facts, "schema.field"
    )


def test_sql_and_migrations(case: FactCase) -> None:
    """Statements of SQL, and operations of the frameworks that write it."""
    facts = case.facts(
        {"db/schema.sql": "create table if not exists old_one (a int);\n"},
        {
            "db/schema.sql": "ALTER TABLE users ADD COLUMN a int;\n",
            "app/migrations/0002_x.py": 'migrations.AddField(\n    model_name="m",\n)\nop.drop_table("t")\n',
            "db/migrate/3_y.rb": "add_column :users, :age, :integer\n",
        },
    )
    assert {("old_one", "removed"), ("users", "added")} == set(named(facts, "schema.sql"))
    assert {("AddField", "added"), ("t", "added"), ("users", "added")} == set(
        named(facts, "schema.migration")
    )


def test_other_schemas(case: FactCase) -> None:
    """OpenAPI tells its paths; of a schema that nothing is known of, that it changed."""
    facts = case.facts(
        {"openapi.yaml": "paths:\n  /a:\n"},
        {"openapi.yaml": "paths:\n  /a:\n  /b:\n", "x.avsc": "{}\n"},
    )
    assert [("/b", "added")] == named(facts, "schema.path")
    assert [("x.avsc", None, None, "added")] == told(facts, "schema")


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


def test_skipped_and_weakened_tests(case: FactCase) -> None:
    """A marker that skips is a fact, an assertion less a hint."""
    before = "def test_a():\n    assert 1\n    assert 2\n"
    after = "@pytest.mark.skip\ndef test_a():\n    assert 1\n"
    facts = case.facts({"tests/test_a.py": before}, {"tests/test_a.py": after})
    assert [("@pytest.mark.skip", "added")] == named(facts, "test.skipped")
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


def test_owners_and_licences() -> None:
    """Owners before and after, licence files, and licence identifiers net of moves."""
    facts = find_facts(
        commit("x"),
        diff(
            change(".github/CODEOWNERS", "-/src/ @a\n+/src/ @a @b\n+/new/ @c\n-# note"),
            change("LICENSE", "+text"),
            change(
                "src/a.py",
                "-# SPDX-License-Identifier: MIT\n+# SPDX-License-Identifier: Apache-2.0",
            ),
            change("src/b.py", "+# SPDX-License-Identifier: MIT", status="added"),
        ),
    )
    assert [("/new/", "added", None, "@c"), ("/src/", "changed", "@a", "@a @b")] == told(
        facts, "owners"
    )
    assert [("LICENSE", "changed")] == named(facts, "licence")
    assert [("Apache-2.0", "added"), ("MIT", "removed")] == named(facts, "licence.spdx")


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


def test_contradictions(case: FactCase) -> None:
    """A commit that calls itself docs and changes code is contradicted, comments apart."""
    before = 'def f():\n    """Old."""\n    # old\n    return 1\n'
    words = before.replace("Old", "New").replace("# old", "# new")
    assert [] == told(case.facts({"a.py": before}, {"a.py": words}, "docs: x"), "type.contradicted")
    code = before.replace("return 1", "x = 2\n    y = 3\n    return x + y")
    facts = case.facts({"a.py": before}, {"a.py": code}, "docs: fix the sum")
    assert [("docs", None, None, "4")] == told(facts, "type.contradicted")
    assert ("type.contradicted", 2.0) in [(reason.code, reason.points) for reason in facts.reasons]


def test_without_sources_nothing_is_guessed() -> None:
    """Where the files cannot be read, what needs them is silent."""
    facts = find_facts(
        commit("x"), diff(change("a.py", "+def f(): ..."), change("go.mod", "+go 1.2"))
    )
    assert [] == of_kind(facts, "symbol", "symbol.public", "dependency", "unparsed", "setting.env")
