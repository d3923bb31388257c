"""Digest, ReleaseDigest <-> JSON: what programs read, and what renders again without git."""

from __future__ import annotations

import re
from inspect import cleandoc
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from gitdigest.digest import SCHEMA, Digest
from gitdigest.errors import DigestError
from gitdigest.release.release import SCHEMA as RELEASE_SCHEMA
from gitdigest.release.release import ReleaseDigest

_KINDS: dict[str, tuple[str, type[Digest | ReleaseDigest], str]] = {
    schema.rpartition("/")[0]: (schema, kind, title)
    for schema, kind, title in (
        (SCHEMA, Digest, "A digest of git commits"),
        (RELEASE_SCHEMA, ReleaseDigest, "A range of git commits before it is released"),
    )
}
_KNOWN = re.compile(r"([\w/]{1,40})/(\d{1,9})")

T = TypeVar("T")


class _Header(msgspec.Struct):
    schema: str = ""


def dump(digest: Digest | ReleaseDigest) -> str:
    """The digest as JSON, indented, in UTF-8 without escapes, with a newline at the end."""
    try:
        raw = msgspec.json.encode(digest)
    except UnicodeEncodeError:
        raw = msgspec.json.encode(_encodable(msgspec.to_builtins(digest)))
    return msgspec.json.format(raw, indent=2).decode() + "\n"


def load(text: str | bytes) -> Digest:
    """The digest that `dump` wrote; DigestError where it is broken, foreign or of a later form."""
    found = load_any(text)
    if isinstance(found, Digest):
        return found
    raise DigestError(
        "the file is the review of a release, not a digest of commits",
        "gitdigest render FILE.json renders both",
    )


def load_any(text: str | bytes) -> Digest | ReleaseDigest:
    """What `dump` wrote, a digest or a release; raises DigestError as `load` does."""
    header = _decode(text, _Header, "is not a digest: {}")
    known = _KNOWN.fullmatch(header.schema)
    if known is None or known[1] not in _KINDS:
        raise DigestError(
            "the file is JSON, but no digest of gitdigest",
            "give a file that was written with --format json",
        )
    written, kind, _ = _KINDS[known[1]]
    version = written.rpartition("/")[2]
    if int(known[2]) != int(version):
        raise DigestError(
            f"the digest has the form {known[2]}, this gitdigest reads the form {version}",
            "render it with the version of gitdigest that wrote it, or a newer one",
        )
    return _checked(_decode(text, kind, "is a damaged digest: {}"))


def pack(value: object) -> bytes | None:
    """A value of plain types for another process, None where it holds what UTF-8 does not have.

    Pickle takes four times as long over the same.
    """
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return None


def unpack(data: bytes, kind: type[T]) -> T:
    """The value of a type that another process packed."""
    return msgspec.json.decode(data, type=kind)


def schema(kind: type[Digest | ReleaseDigest] = Digest) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a digest, made from its types."""
    name, _, title = next(known for known in _KINDS.values() if known[1] is kind)
    made = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(kind)))
    digest = made["$defs"][kind.__name__]
    digest["properties"]["schema"] = {"const": name}
    digest["required"].append("schema")
    for part in made["$defs"].values():
        part["description"] = cleandoc(part.get("description", ""))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **made,
    }


def _decode(text: str | bytes, kind: type[T], problem: str) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError) as error:
        reason = str(error).replace("\n", " ")
        raise DigestError(
            f"the file {problem.format(reason)}", "write it again with --format json"
        ) from error


def _checked(digest: Digest | ReleaseDigest) -> Digest | ReleaseDigest:
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
