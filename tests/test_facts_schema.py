"""What data looks like: protobuf, GraphQL, SQL, migrations, and schemas of JSON and YAML."""

from __future__ import annotations

import pytest
from factcase import FactCase, named, of_kind, told

from gitdigest.facts.fact import Evidence

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


GRAPHQL = '''
directive @d(x: [String!] = ["{"]) on ENUM | OBJECT
"""
Texts { with: braces } and type words.
"""
type Q implements A & B @d(x: ["}"]) {
  "what a is: Int"
  a: Int
  """
  More: text
  """
  last(
    """How many"""
    first: Int
  ): [T!]!
}
extend type Q { z: Int }
enum E {
  ONE
}
union U @d = A | B
scalar S
input I { a: Int = 1, b: J = {c: 2} }
'''


CRD = """apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  names:
    kind: Widget
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        description: >-
          What it is: a widget.

          kind: of
        properties:
          spec:
            required: [size]
            properties:
              size:
                description: 'How: large
                  it is'
                type: TYPE
              parts:
                items:
                  properties:
                    name:
                      type: string
                type: array
"""


def test_protobuf_fields(case: FactCase) -> None:
    """Fields are told by message, with type and number before and after."""
    after = PROTO.replace("int32 a = 1", "int64 a = 1").replace(
        "  BLUE = 1", "  BLUE = 2;\n  X = 3"
    )
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
        {"a.graphql": GRAPHQL},
        {
            "a.graphql": GRAPHQL.replace("a: Int", "a: Int!")
            .replace("  last", "  b(x: Int = 3, y: [Int!]!): T\n  last")
            .replace("first: Int", "first: Int, after: String")
            .replace("ONE", 'ONE @deprecated(reason: "}")\n  TWO')
            .replace("A | B", "A | C")
        },
    )
    assert [
        ("E.ONE", "changed", "value", "value @deprecated"),
        ("E.TWO", "added", None, "value"),
        ("I.a", "changed", "Int", "Int!"),
        ("Q.a", "changed", "Int", "Int!"),
        ("Q.b", "added", None, "T"),
        ("Q.last(after)", "added", None, "String"),
        ("U.B", "removed", "member", None),
        ("U.C", "added", None, "member"),
    ] == told(facts, "schema.field")


def test_sql_and_migrations(case: FactCase) -> None:
    """Statements of SQL, and operations of the frameworks that write it."""
    facts = case.facts(
        {"db/schema.sql": "create table if not exists old_one (a int);\n"},
        {
            "db/schema.sql": "ALTER TABLE users ADD COLUMN a int;\n",
            "app/migrations/0002_x.py": (
                'migrations.AddField(\n    model_name="m",\n    name="f",\n)\nop.drop_table("t")\n'
                'op.add_column("t", sa.Column("c", sa.Integer()))\nmigrations.RunPython(fill)\n'
            ),
            "db/migrate/3_y.rb": "add_column :users, :age, :integer\n",
        },
    )
    assert [
        ("old_one", "removed", "CREATE TABLE", None),
        ("users", "added", None, "ALTER TABLE"),
        ("a", "added", None, "ADD COLUMN"),
    ] == told(facts, "schema.sql")
    assert {
        ("m.f", "added", None, "AddField"),
        ("t", "added", None, "drop_table"),
        ("t.c", "added", None, "add_column"),
        ("fill", "added", None, "RunPython"),
        ("users.age", "added", None, "add_column"),
    } == set(told(facts, "schema.migration"))


def test_other_schemas(case: FactCase) -> None:
    """OpenAPI tells its paths; of a schema that nothing is known of, that it changed."""
    facts = case.facts(
        {"openapi.yaml": "paths:\n  /a:\n"},
        {"openapi.yaml": "paths:\n  /a:\n  /b:\n", "x.avsc": "{}\n"},
    )
    assert [("/b", "added")] == named(facts, "schema.path")
    assert [("x.avsc", None, None, "added")] == told(facts, "schema")


def test_what_changes_no_schema_is_none(case: FactCase) -> None:
    """Comments, imports and queries in such files say nothing."""
    before = {
        "a.proto": "// old\nmessage A {}\n",
        "app/migrations/0002_x.py": "from __future__ import unicode_literals\nx = 1\n",
        "sql/report.sql": "SELECT 1;\n",
        "crds/a.yaml": CRD,
        "x/src/main/java/migrations/Bundle.java": "import a;\nclass Bundle {}\n",
    }
    after = {
        "a.proto": "// new\nmessage A {}\n",
        "app/migrations/0002_x.py": "x = 1\n",
        "sql/report.sql": "-- DROP TABLE a\nSELECT 2;\n",
        "crds/a.yaml": CRD.replace("a widget", "another"),
        "x/src/main/java/migrations/Bundle.java": "class Bundle {}\n",
    }
    facts = case.facts(before, after)
    assert [] == [fact for fact in facts.findings if fact.kind.startswith("schema")]


def test_limits_and_operations_that_change(case: FactCase) -> None:
    """Of a known schema that allows something else, the file is told; of an operation, its field."""
    add = 'migrations.AddField(\n    model_name="m",\n    name="f",\n)\n'
    facts = case.facts(
        {"crds/a.yaml": CRD, "app/migrations/0002_x.py": add},
        {
            "crds/a.yaml": CRD.replace("type: TYPE", "pattern: x\n                type: TYPE"),
            "app/migrations/0002_x.py": add.replace("Add", "Alter")
            + "migrations.RunSQL('DROP TABLE old')\n",
        },
    )
    assert [("crds/a.yaml", None, None, "modified")] == told(facts, "schema")
    assert [
        ("m.f", "removed", "AddField", None),
        ("m.f", "added", None, "AlterField"),
        ("RunSQL", "added", None, "RunSQL"),
    ] == told(facts, "schema.migration")
    assert [("old", "added", None, "DROP TABLE")] == told(facts, "schema.sql")


@pytest.mark.parametrize("path", ["config/crd/bases/a.yaml", "deploy/crds/a.yaml"])
def test_resource_definitions(case: FactCase, path: str) -> None:
    """A changed definition tells its fields, also where a tool wrote it; texts are none."""
    before = CRD.replace("TYPE", "string")
    after = CRD.replace("TYPE", "integer").replace(
        "                    name:\n", "                    id:\n"
    )
    facts = case.facts({path: before}, {path: after.replace("a widget", "another")})
    assert [
        ("Widget.v1.spec.parts.id", "added", None, "string"),
        ("Widget.v1.spec.parts.name", "removed", "string", None),
        ("Widget.v1.spec.size", "changed", "string, required", "integer, required"),
    ] == told(facts, "schema.field")
    assert (Evidence(path, 25),) == of_kind(facts, "schema.field")[0].evidence


def test_json_schemas(case: FactCase) -> None:
    """Properties of JSON Schema and of OpenAPI, with their types; paths with their methods."""
    schema = '{"$schema": "x", "properties": {"a": {"type": "string"}, "b": {"$ref": "#/$defs/B"}}, "$defs": {"B": {"properties": {"c": {}}}}}'
    api = '{"openapi": "3", "paths": {"/x": {"get": {}}}, "components": {"schemas": {"T": {"properties": {"d": {"type": "array", "items": {"type": "integer", "format": "int64"}}}}}}}'
    facts = case.facts(
        {"app-schema.json": schema, "openapi.json": api},
        {
            "app-schema.json": schema.replace(
                '"a": {"type": "string"}', '"z": {"type": ["string", "null"]}'
            ),
            "openapi.json": api.replace('"get": {}', '"get": {}, "post": {}').replace(
                "int64", "int32"
            ),
        },
    )
    assert [
        ("a", "removed", "string", None),
        ("z", "added", None, "string or null"),
        ("T.d", "changed", "array of integer (int64)", "array of integer (int32)"),
    ] == told(facts, "schema.field")
    assert [("/x", "changed", "get", "get, post")] == told(facts, "schema.path")


def test_many_schema_fields_are_counted(case: FactCase) -> None:
    """Beyond sixty of a file, how many more there are; what comes as a whole is one."""
    fields = "".join(f"  int32 f{n} = {n + 1};\n" for n in range(70))
    facts = case.facts(
        {"a.proto": "message A {\n}\n"}, {"a.proto": "message A {\n" + fields + "}\n"}
    )
    assert (60, ["10"]) == (
        len(of_kind(facts, "schema.field")),
        [fact.name for fact in of_kind(facts, "schema.more")],
    )
    whole = case.facts({}, {"b.proto": "message A {\n" + fields + "}\n"})
    assert [("A", "added", None, "message")] == told(whole, "schema.field")
