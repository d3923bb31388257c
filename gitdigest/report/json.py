"""Digest <-> JSON: what programs read, and what renders again without git or a model."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from gitdigest.digest import SCHEMA, Digest
from gitdigest.errors import DigestError

_FAMILY, _, _VERSION = SCHEMA.rpartition("/")
_KNOWN = re.compile(rf"{re.escape(_FAMILY)}/(\d{{1,9}})")

T = TypeVar("T")


class _Header(msgspec.Struct):
    schema: str = ""


def dump(digest: Digest) -> str:
    """The digest as JSON, indented, in UTF-8 without escapes, with a newline at the end."""
    try:
        raw = msgspec.json.encode(digest)
    except UnicodeEncodeError:
        raw = msgspec.json.encode(_encodable(msgspec.to_builtins(digest)))
    return msgspec.json.format(raw, indent=2).decode() + "\n"


def load(text: str | bytes) -> Digest:
    """The digest that `dump` wrote; DigestError where it is broken, foreign or of a later form."""
    header = _decode(text, _Header, "is not a digest: {}")
    known = _KNOWN.fullmatch(header.schema)
    if known is None:
        raise DigestError(
            "the file is JSON, but no digest of gitdigest",
            "give a file that was written with --format json",
        )
    if int(known[1]) != int(_VERSION):
        raise DigestError(
            f"the digest has the form {known[1]}, this gitdigest reads the form {_VERSION}",
            "render it with the version of gitdigest that wrote it, or a newer one",
        )
    return _checked(_decode(text, Digest, "is a damaged digest: {}"))


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a digest, made from its types."""
    made = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Digest)))
    digest = made["$defs"]["Digest"]
    digest["properties"]["schema"] = {"const": SCHEMA}
    digest["required"].append("schema")
    for kind in made["$defs"].values():
        kind["description"] = cleandoc(kind.get("description", ""))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A digest of git commits",
        **made,
    }


def _decode(text: str | bytes, kind: type[T], problem: str) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        reason = str(error).replace("\n", " ")
        raise DigestError(
            f"the file {problem.format(reason)}", "write it again with --format json"
        ) from error


def _checked(digest: Digest) -> Digest:
    """The digest, if its time zone is one that we know: reports show times in it."""
    try:
        ZoneInfo(digest.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise DigestError(
            f"the digest names the time zone {digest.timezone!r}, which does not exist",
            "write it again with --format json",
        ) from error
    return digest


def _encodable(value: Any) -> Any:
    r"""The value with lone surrogates, which UTF-8 does not have, written as \udcNN."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    return value
