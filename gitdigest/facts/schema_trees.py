"""JSON Schema, OpenAPI and Kubernetes' resource definitions -> paths, and properties by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

_DEEPEST = 16
_MOST = 20_000
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_ENTRY = re.compile(r"""(["']?)((?:(?!: )[^"'])+?)\1:(?:\s+(.*))?""")
_LONGEST_LINE = 500
_INLINE = re.compile(r"\[(.*)\]")
Tree = Mapping[str, object]


class Outline(NamedTuple):
    """What a schema says: its paths with their methods, its properties with their types."""

    paths: dict[str, str]
    properties: dict[str, str]


@lru_cache(maxsize=4)
def outline(path: str, text: str) -> Outline | None:
    """What a file of schemas says; None where it cannot be read or is of another kind.

    Kept for a while: what one commit leaves is what the next one finds.
    """
    found = Outline({}, {})
    try:
        documents = [json.loads(text)] if path.endswith(".json") else yaml_documents(text)
    except (ValueError, RecursionError):
        return None
    known = False
    for document in documents:
        if isinstance(document, Mapping):
            known = _note(document, found) or known
    return found if known else None


def _note(document: Tree, found: Outline) -> bool:
    if document.get("kind") == "CustomResourceDefinition":
        for name, schema in _resource(_map(document, "spec")):
            _walk(schema, name, found.properties)
        return True
    if "swagger" in document or "openapi" in document or "paths" in document:
        for name, item in _map(document, "paths").items():
            methods = [
                method for method in _METHODS if isinstance(item, Mapping) and method in item
            ]
            found.paths[name] = ", ".join(methods) or "path"
        schemas = _map(document, "definitions") or _map(_map(document, "components"), "schemas")
        for name, schema in schemas.items():
            _walk(schema, name, found.properties)
        return True
    if "$schema" not in document and not {"properties", "definitions", "$defs"} & document.keys():
        return False
    _walk(document, "", found.properties)
    for key in ("definitions", "$defs"):
        for name, schema in _map(document, key).items():
            _walk(schema, name, found.properties)
    return True


def _map(tree: Tree, key: str) -> Tree:
    value = tree.get(key)
    return value if isinstance(value, Mapping) else {}


def _resource(spec: Tree) -> Iterator[tuple[str, object]]:
    """The schema of each version of a resource; one for all of them in the old form."""
    kind = str(_map(spec, "names").get("kind", ""))
    whole = _map(_map(spec, "validation"), "openAPIV3Schema")
    if whole:
        yield kind, whole
    versions = spec.get("versions")
    for version in versions if isinstance(versions, list) else ():
        if isinstance(version, Mapping):
            yield (
                f"{kind}.{version.get('name', '')}",
                _map(version, "schema").get("openAPIV3Schema"),
            )


def _walk(schema: object, name: str, found: dict[str, str], depth: int = 0) -> None:
    """The properties of a schema and of what stands in it, each with its type."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST or len(found) > _MOST:
        return
    required = schema.get("required")
    needed = required if isinstance(required, list) else ()
    for key, inner in _map(schema, "properties").items():
        full = f"{name}.{key}" if name else key
        found[full] = _type(inner) + (", required" if key in needed else "")
        _walk(inner, full, found, depth + 1)
    for key in ("items", "additionalProperties"):
        _walk(schema.get(key), name, found, depth + 1)
    for key in ("allOf", "anyOf", "oneOf"):
        branches = schema.get(key)
        for inner in branches if isinstance(branches, list) else ():
            _walk(inner, name, found, depth + 1)


def _type(schema: object) -> str:
    if not isinstance(schema, Mapping):
        return "any"
    if isinstance(reference := schema.get("$ref"), str):
        return reference.rpartition("/")[2]
    kind = schema.get("type", "any")
    said = " or ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
    if said == "array":
        return f"array of {_type(schema.get('items'))}"
    return f"{said} ({schema['format']})" if isinstance(schema.get("format"), str) else said


def yaml_documents(text: str) -> list[dict[str, object]]:
    """The documents of a YAML text as far as blocks go: maps, lists, and scalars as they are.

    Flow collections, anchors and tags are not read, but for lists of plain words.
    """
    reader = _Blocks()
    for line in text.split("\n"):
        reader.read(line.rstrip()[:_LONGEST_LINE])
    return reader.documents


class _Blocks:
    """Blocks by their indentation: those that are open, and a key that waits for its value."""

    def __init__(self) -> None:
        self.documents: list[dict[str, object]] = [{}]
        self._open: list[tuple[int, dict[str, object] | list[object]]] = [(0, self.documents[0])]
        self._waiting: tuple[int, dict[str, object], str] | None = None
        self._within: int | None = None  # the indentation of a scalar that goes on

    def read(self, line: str) -> None:
        """One line; what belongs to a scalar that began above it is left out."""
        if line.startswith("---"):
            self.documents.append({})
            self._open, self._waiting, self._within = [(0, self.documents[-1])], None, None
            return
        content = line.lstrip(" ")
        indent = len(line) - len(content)
        if not content or content[0] == "#" or content.startswith(("{{", "%")):
            return
        if self._within is not None and indent > self._within:
            return
        self._within = None
        while content.startswith("- "):
            self._item(indent)
            rest = content[2:].lstrip(" ")
            indent += len(content) - len(rest)
            content = rest
        self._entry(indent, content)

    def _item(self, indent: int) -> None:
        """A dash: the list at its place, with a new map in it."""
        while self._open and self._open[-1][0] > indent:
            self._open.pop()
        above = self._open[-1][1] if self._open else None
        if self._waiting and self._waiting[0] <= indent:
            _, parent, key = self._waiting
            above = parent[key] = []
            self._open.append((indent, above))
        elif not isinstance(above, list):
            above = next((one for at, one in self._open[::-1] if isinstance(one, list)), [])
        self._waiting = None
        item: dict[str, object] = {}
        above.append(item)
        self._open.append((indent + 1, item))

    def _entry(self, indent: int, content: str) -> None:
        match = _ENTRY.fullmatch(content)
        if match is None:
            self._scalar(content)
            return
        key = match[2]
        if self._waiting and self._waiting[0] < indent:
            _, parent, name = self._waiting
            inner: dict[str, object] = {}
            parent[name] = inner
            self._open.append((indent, inner))
        while len(self._open) > 1 and not self._holds(indent):
            self._open.pop()
        self._waiting = None
        holder = self._open[-1][1]
        if isinstance(holder, list):
            return
        value = (match[3] or "").strip()
        if not value or value.startswith("#"):
            holder[key] = ""
            self._waiting = (indent, holder, key)
            return
        self._within = indent
        flow = _INLINE.fullmatch(value)
        words = [word.strip(" \"'") for word in flow[1].split(",")] if flow else None
        holder[key] = words if words is not None else value.strip("\"'")

    def _holds(self, indent: int) -> bool:
        """Whether a key at some indentation belongs to what was opened last."""
        at, holder = self._open[-1]
        return at < indent or (at == indent and isinstance(holder, dict))

    def _scalar(self, content: str) -> None:
        """A word of a list: the map that its dash opened gives way to it."""
        for at, (_, one) in reversed(list(enumerate(self._open))):
            if isinstance(one, list):
                if one and one[-1] == {}:
                    one[-1] = content.strip("\"'")
                    del self._open[at + 1 :]
                return
