"""Changes of what data looks like: SQL, migrations, protobuf, GraphQL, OpenAPI, other schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from gitdigest.diff import FileChange, Line
from gitdigest.facts.context import Context, changed_lines, difference, evidence_of, is_new
from gitdigest.facts.fact import Evidence, Fact, FileClass, FileFact, Level, Side
from gitdigest.facts.schema_blocks import graphql_fields, protobuf_fields
from gitdigest.facts.schema_trees import Outline, outline

_SQL = re.compile(
    r"\b(CREATE|ALTER|DROP|RENAME|TRUNCATE)\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|TEMP(?:ORARY)?\s+)?"
    r"(TABLE|INDEX|VIEW|TYPE|SEQUENCE|TRIGGER|FUNCTION|SCHEMA)\s+(?:CONCURRENTLY\s+)?"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([\w.\"`]+)"
    r"|\b(ADD|DROP|RENAME)\s+(COLUMN)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([\w.\"`]+)",
    re.IGNORECASE,
)
_SQL_COMMENT = re.compile(r"--.*")
_OPERATION = re.compile(
    r"\b(?:op\.(\w+)\(|migrations\.([A-Z]\w+)\(|((?:add|remove|rename|change|drop|create)_"
    r"(?:column|table|index|reference|foreign_key|join_table)\w*)[ (])"
)
_FIRST_NAME = re.compile(r"""\s*(?:[\w.]+\()?\s*u?["':]([\w.]+)""")
_SECOND_NAME = re.compile(r"""\s*["']?\s*,\s*(?:sa\.Column\(\s*)?["':](\w+)""")
_FUNCTION = re.compile(r"\s*(?:code=)?([a-z_]\w+)\s*[,)]")
_KEYWORD = re.compile(r"""\b(model_name|name|old_name)\s*=\s*["'](\w+)""")
_REST = 8  # lines that the arguments of an operation may take
_NO_CHANGE = re.compile(
    r"\s*(?:$|//|#|\*|/\*|--|\"\"\"|import\b|from\b|package\b|[\"']?description\b)"
)
_STATEMENTS = frozenset({"RunSQL", "execute"})  # what they do is told as SQL
_KNOWN_ENDINGS = (".proto", ".graphql", ".graphqls", ".gql", ".yaml", ".yml", ".json")
_LIMITS = re.compile(
    r"""\s*(?:-\s+)?["']?(?:enum|pattern|min\w+|max\w+|default|required|nullable|deprecated|type|format"""
    r"""|additionalProperties|served|storage|x-kubernetes-\S+)["']?\s*:|\s*(?:option|reserved|package|syntax)\b"""
)
_BY_ITSELF = re.compile(r"schema|ddl|structure|init|migrat", re.IGNORECASE)
_RESOURCES = re.compile(r"(?:^|/)crds?/.*\.ya?ml$")
_MOST = 60
_MOST_LINES = 20_000
Fields = Mapping[str, str]


def find_schema(context: Context) -> Iterator[Fact]:
    """Schema and migration files, as far as their kind is known, else `schema` for it, a hint.

    `schema.sql` and `schema.migration` are statements by line; `schema.field` (protobuf, GraphQL,
    JSON Schema, OpenAPI, Kubernetes' resource definitions) and `schema.path` (OpenAPI) compare
    both sides. `schema.more` counts those beyond 60 in a file.
    """
    for change, file in context.pairs():
        if not _is_schema(change, file):
            continue
        found = list(_of_file(context, change, file))
        yield from found[:_MOST]
        if len(found) > _MOST:
            where = (Evidence(change.path),)
            yield Fact("schema.more", str(len(found) - _MOST), evidence=where)
        if not found and _matters(context, change, file):
            where = (Evidence(change.path),)
            yield Fact("schema", change.path, Level.HINT, after=change.status, evidence=where)


def _is_schema(change: FileChange, file: FileFact) -> bool:
    made = file.file_class is FileClass.GENERATED and _RESOURCES.search(change.path) is not None
    return not change.binary and (
        made or file.file_class in {FileClass.SCHEMA, FileClass.MIGRATION}
    )


def _matters(context: Context, change: FileChange, file: FileFact) -> bool:
    """Whether a file of which nothing else is told changed by more than comments and imports.

    One whose fields are known, and the same, did where what is allowed in them is not.
    """
    if file.language == "SQL" and not _BY_ITSELF.search(change.path):
        return False  # a query is no schema
    if change.status != "modified" or not change.hunks:
        return True
    if change.path.endswith(_KNOWN_ENDINGS) and _sides(context, change):
        return any(_LIMITS.match(line.text) for line in changed_lines(change))
    return any(not _NO_CHANGE.match(line.text) for line in changed_lines(change))


def _of_file(context: Context, change: FileChange, file: FileFact) -> Iterator[Fact]:
    if change.path.endswith(".proto"):
        yield from _fields(context, change, protobuf_fields)
    elif change.path.endswith((".graphql", ".graphqls", ".gql")):
        yield from _fields(context, change, graphql_fields)
    elif change.path.endswith((".yaml", ".yml", ".json")):
        yield from _outlines(context, change)
    elif file.language == "SQL":
        yield from _statements(change)
    elif file.file_class is FileClass.MIGRATION:
        yield from _operations(change)
        yield from _statements(change)


def _statements(change: FileChange) -> Iterator[Fact]:
    for line in changed_lines(change):
        for match in _SQL.finditer(_SQL_COMMENT.sub("", line.text[:1_000])):
            verb, kind, name = (match[1], match[2], match[3]) if match[1] else match.group(4, 5, 6)
            said = f"{verb} {kind}".upper()
            where = evidence_of(change, line)
            yield _line_fact("schema.sql", name.strip('"`'), said, line.kind, where)


def _operations(change: FileChange) -> Iterator[Fact]:
    """Each operation of a migration, by the name of what it changes where that is told."""
    for hunk in change.hunks:
        lines = list(hunk.lines())
        for at, line in enumerate(lines):
            for match in () if line.kind == " " else _OPERATION.finditer(line.text[:1_000]):
                what = match[1] or match[2] or match[3]
                name = _target(
                    line.text[match.end() : 1_000], lines[at + 1 : at + _REST], line.kind
                )
                where = evidence_of(change, line)
                name = what if what in _STATEMENTS else name or what
                yield _line_fact("schema.migration", name, what, line.kind, where)


def _target(rest: str, following: list[Line], sign: str) -> str:
    """What an operation changes: "table.column", "model.field", or a name alone."""
    if first := _FIRST_NAME.match(rest):
        second = _SECOND_NAME.match(rest, first.end())
        return f"{first[1]}.{second[1]}" if second else first[1]
    if function := _FUNCTION.match(rest):
        return function[1]
    text = rest
    for line in following:
        if line.kind in {" ", sign}:
            if _OPERATION.search(line.text):
                break
            text += "\n" + line.text[:200]
    named = dict(_KEYWORD.findall(text))
    parts = (named.get("model_name"), named.get("name") or named.get("old_name"))
    return ".".join(part for part in parts if part)


def _line_fact(kind: str, name: str, said: str, sign: str, where: Evidence) -> Fact:
    added = sign == "+"
    return difference(kind, name, None if added else said, said if added else None, where)


def _sides(context: Context, change: FileChange) -> tuple[str, str] | None:
    """Both texts, empty where the file is not there; None where one cannot be read."""
    old, new = context.text(change, "old"), context.text(change, "new")
    if (old is None and not is_new(change)) or (new is None and change.status != "deleted"):
        return None
    return old or "", new or ""


def _fields(
    context: Context, change: FileChange, read: Callable[[str], dict[str, str]]
) -> Iterator[Fact]:
    if sides := _sides(context, change):
        yield from _compared(change, "schema.field", read(sides[0]), read(sides[1]))


def _outlines(context: Context, change: FileChange) -> Iterator[Fact]:
    if sides := _sides(context, change):
        old = outline(change.old_path or change.path, sides[0])
        new = outline(change.path, sides[1])
        if (old is None and sides[0].strip()) or (new is None and sides[1].strip()):
            return
        before, after = old or Outline({}, {}), new or Outline({}, {})
        yield from _compared(change, "schema.path", before.paths, after.paths)
        yield from _compared(change, "schema.field", before.properties, after.properties)


def _compared(change: FileChange, kind: str, before: Fields, after: Fields) -> Iterator[Fact]:
    """What comes and goes; of what comes or goes as a whole, not what is in it."""
    changed = sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
    whole = {name for name in changed if name not in before or name not in after}
    places = _places(change) if changed else {}
    for name in changed:
        was, now = before.get(name), after.get(name)
        if (was is None or now is None) and any(above in whole for above in _above(name)):
            continue
        side: Side = "old" if now is None else "new"
        path = (change.old_path or change.path) if now is None else change.path
        word = re.findall(r"[\w-]+", name)[-1:] or [name]
        yield difference(kind, name, was, now, Evidence(path, places.get((word[0], side)), side))


def _above(name: str) -> Iterator[str]:
    if name.endswith(")"):
        name = name.partition("(")[0]
        yield name
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _places(change: FileChange) -> dict[tuple[str, Side], int]:
    """The first changed line with a word, on each side."""
    found: dict[tuple[str, Side], int] = {}
    for line in islice(changed_lines(change), _MOST_LINES):
        side: Side = "old" if line.kind == "-" else "new"
        for word in re.findall(r"[\w-]+", line.text[:400]):
            found.setdefault((word, side), line.old or line.new or 0)
    return found
