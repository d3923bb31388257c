"""Changes of what data looks like: SQL, migrations, protobuf, GraphQL, OpenAPI, other schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from gitdigest.diff import FileChange
from gitdigest.facts.context import Context, changed_lines, difference, evidence_of
from gitdigest.facts.fact import Evidence, Fact, FileClass, FileFact

_SQL = re.compile(
    r"\b(CREATE|ALTER|DROP|RENAME|TRUNCATE)\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|TEMP(?:ORARY)?\s+)?"
    r"(TABLE|INDEX|VIEW|TYPE|SEQUENCE|TRIGGER|FUNCTION|SCHEMA|COLUMN)\s+(?:CONCURRENTLY\s+)?"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([\w.\"`]+)",
    re.IGNORECASE,
)
_OPERATION = re.compile(
    r"\b(?:op\.(\w+)\(|migrations\.([A-Z]\w+)\(|((?:add|remove|rename|change|drop|create)_"
    r"(?:column|table|index|reference|foreign_key|join_table)\w*)[ (])\s*(?:[\"':]?([\w.]+))?"
)
_BLOCK = re.compile(
    r"^\s*(?:extend\s+)?(message|enum|service|oneof|type|input|interface|union|scalar)\s+(\w+)[^{]*(\{)?"
)
_FIELD = re.compile(
    r"^\s*(?:(?:optional|repeated|required)\s+)?(\w[\w.<>, ]*?\s+\w+)\s*=\s*(-?\d+)\s*[;\[]"
    r"|^\s*(?:rpc\s+)(\w+)\s*(\(.*)|^\s*(\w+)(?:\([^)]*\))?\s*:\s*([^#{]+)$|^\s*([A-Z_0-9]+)\s*=\s*(\d+)"
)
_PATH = re.compile(r"""^\s{2,4}["']?(/[^\s"':]*)["']?:\s*(?:\{)?\s*$""", re.MULTILINE)
_DEEPEST = 32
_BLOCK_FILES = (".proto", ".graphql", ".graphqls", ".gql")
Reader = Callable[[str], dict[str, str]]


def find_schema(context: Context) -> Iterator[Fact]:
    """Schema and migration files, as far as their kind is known, else `schema` for the file.

    `schema.sql` and `schema.migration` are statements by line; `schema.field` (protobuf, GraphQL)
    and `schema.path` (OpenAPI) compare both sides.
    """
    for change, file in context.written():
        if file.file_class not in {FileClass.SCHEMA, FileClass.MIGRATION}:
            continue
        found = list(_of_file(context, change, file))
        yield from found
        if not found:
            yield Fact(
                "schema", change.path, after=change.status, evidence=(Evidence(change.path),)
            )


def _of_file(context: Context, change: FileChange, file: FileFact) -> Iterator[Fact]:
    if change.path.endswith(_BLOCK_FILES):
        yield from _compared(context, change, "schema.field", _fields)
    elif change.path.endswith((".yaml", ".yml", ".json")):
        yield from _compared(context, change, "schema.path", _paths)
    elif file.language == "SQL":
        yield from _statements(change)
    elif file.file_class is FileClass.MIGRATION:
        yield from _operations(change)


def _statements(change: FileChange) -> Iterator[Fact]:
    for line in changed_lines(change):
        for verb, kind, name in _SQL.findall(line.text[:1_000]):
            said = f"{verb} {kind}".upper()
            yield _line_fact(
                "schema.sql", name.strip('"`'), said, line.kind, evidence_of(change, line)
            )


def _operations(change: FileChange) -> Iterator[Fact]:
    for line in changed_lines(change):
        for one, two, three, name in _OPERATION.findall(line.text[:1_000]):
            what = one or two or three
            yield _line_fact(
                "schema.migration", name or what, what, line.kind, evidence_of(change, line)
            )


def _line_fact(kind: str, name: str, said: str, sign: str, where: Evidence) -> Fact:
    added = sign == "+"
    return difference(kind, name, None if added else said, said if added else None, where)


def _compared(context: Context, change: FileChange, kind: str, read: Reader) -> Iterator[Fact]:
    old, new = context.text(change, "old"), context.text(change, "new")
    if (old is None and change.status != "added") or (new is None and change.status != "deleted"):
        return
    before, after = read(old or ""), read(new or "")
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was != now:
            where = Evidence(change.path, side="old" if now is None else "new")
            yield difference(kind, name, was, now, where)


def _fields(text: str) -> dict[str, str]:
    """The fields of messages, enums, services and types, qualified: type and number, or type."""
    blocks: list[str] = []
    found: dict[str, str] = {}
    for raw in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).split("\n"):
        if len(blocks) > _DEEPEST:
            break
        line = raw[:1_000].split("//")[0]
        if block := _BLOCK.match(line):
            found[".".join(filter(None, (*blocks, block[2])))] = block[1]
            blocks += [block[2] if block[1] != "oneof" else ""] * (block[3] is not None)
            line = line[block.end() :]
            blocks = blocks[: len(blocks) - line.count("}")] if "}" in line else blocks
            continue
        if blocks and (field := _FIELD.match(line)):
            name, value = _field(field)
            found[".".join(filter(None, (*blocks, name)))] = value
        opened = line.count("{") - line.count("}")
        blocks = [*blocks, *[""] * opened] if opened > 0 else blocks[: len(blocks) + opened]
    return found


def _field(match: re.Match[str]) -> tuple[str, str]:
    if match[1]:
        kind, _, name = match[1].rpartition(" ")
        return name, f"{kind.strip()} = {match[2]}"
    if match[3]:
        return match[3], f"rpc {match[4].rstrip(' {;')}"
    if match[5]:
        return match[5], match[6].strip()
    return match[7], match[8]


def _paths(text: str) -> dict[str, str]:
    return dict.fromkeys(_PATH.findall(text), "path")
