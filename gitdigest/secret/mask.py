"""Commit, Diff and contents of files -> the same with a marker in place of each secret.

This stands at the source, before facts, requests to a model, caches and reports: none of them can
hand on what it never had. Lines and their numbers stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from gitdigest.commit import Commit, Person
from gitdigest.diff import Diff, FileChange, Hunk, Secret, Sign
from gitdigest.secret.find import Found, find_secrets


def marker(kind: str) -> str:
    """What stands in place of a secret."""
    return f"[secret:{kind}]"


def mask(text: str, *, signs: bool = False) -> str:
    """A text without its secrets; with `signs` each line keeps its first character, a hunk's."""
    found = find_secrets(text)
    return _without(text, found, signs=signs) if found else text


def masked(commit: Commit, diff: Diff) -> tuple[Commit, Diff]:
    """A commit and its diff without secrets; most have none.

    `Diff.secrets` then names those of the changed lines: the others were there before.
    """
    if not find_secrets("\n".join((*_said(commit), *_texts(diff.files)))):
        return commit, diff
    free = masked_diff(diff)
    secrets = (*_of_commit(commit), *free.secrets)
    return _masked_commit(commit), replace(free, secrets=secrets)


def masked_diff(diff: Diff) -> Diff:
    """A diff without secrets, which names those of its changed lines."""
    if not find_secrets("\n".join(_texts(diff.files))):
        return diff
    files: list[FileChange] = []
    secrets: list[Secret] = []
    for file in diff.files:
        if find_secrets("\n".join(_texts([file]))):  # most have none, and parts cost most
            secrets += (one for one in _of_file(file) if one.sign != " ")
            files.append(_masked_file(file))
        else:
            files.append(file)
    return replace(diff, files=tuple(files), secrets=tuple(secrets))


class Blobs(Protocol):
    """Where the content of blobs comes from."""

    def read_all(self, names: Iterable[str], *, limit: int = ...) -> Iterator[bytes | None]:
        """The bytes of blobs in their order, None where one is missing or larger than `limit`."""


class MaskedBlobs:
    """Contents of files without secrets."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def read(self, name: str, *, limit: int) -> bytes | None:
        """The bytes of a blob, None where it is missing or larger than `limit`."""
        (found,) = self.read_all((name,), limit=limit)
        return found

    def read_all(self, names: Iterable[str], *, limit: int) -> Iterator[bytes | None]:
        """The same for many, in order."""
        return map(_masked_bytes, self._blobs.read_all(names, limit=limit))


def _masked_bytes(content: bytes | None) -> bytes | None:
    if content is None or b"\0" in content:
        return content
    text = content.decode("latin-1")  # all bytes have a letter in it, and secrets are ASCII
    free = mask(text)
    return content if free is text else free.encode("latin-1")


def _texts(files: Iterable[FileChange]) -> Iterator[str]:
    """All that is said in files: looked through at once, it costs half of what its parts do."""
    for file in files:
        yield from _names(file)
        for hunk in file.hunks:
            yield hunk.body


def _of_commit(commit: Commit) -> list[Secret]:
    return [Secret(found.kind) for found in find_secrets("\n".join(_said(commit)))]


def _said(commit: Commit) -> list[str]:
    people = (commit.author, commit.committer)
    names = (text for person in people for text in (person.name, person.email))
    return [commit.subject, commit.body, *names]


def _names(file: FileChange) -> list[str]:
    return [file.path, file.old_path or "", *(hunk.section for hunk in file.hunks)]


def _of_file(file: FileChange) -> list[Secret]:
    names = find_secrets("\n".join(_names(file)))
    found = [Secret(one.kind, mask(file.path)) for one in names]
    for hunk in file.hunks:
        found += _of_hunk(file, hunk)
    return found


def _of_hunk(file: FileChange, hunk: Hunk) -> list[Secret]:
    places = find_secrets(hunk.body)
    if not places:
        return []
    lines = list(_numbered(hunk))
    found = []
    for place in places:
        sign, number = lines[hunk.body.count("\n", 0, place.start)]
        path = (file.old_path or file.path) if sign == "-" else file.path
        found.append(Secret(place.kind, mask(path), number, sign))
    return found


def _numbered(hunk: Hunk) -> Iterator[tuple[Sign, int]]:
    """Each row of a body: its sign, and its number on the side that the sign names."""
    old, new = hunk.old_start, hunk.new_start
    for row in hunk.body.split("\n"):
        sign: Sign = "+" if row[:1] == "+" else "-" if row[:1] == "-" else " "
        yield sign, old if sign == "-" else new
        old += row[:1] in {"-", " "}
        new += row[:1] in {"+", " "}


def _masked_commit(commit: Commit) -> Commit:
    return replace(
        commit,
        subject=mask(commit.subject),
        body=mask(commit.body),
        author=_masked_person(commit.author),
        committer=_masked_person(commit.committer),
    )


def _masked_person(person: Person) -> Person:
    return Person(mask(person.name), mask(person.email))


def _masked_file(file: FileChange) -> FileChange:
    return replace(
        file,
        path=mask(file.path),
        old_path=None if file.old_path is None else mask(file.old_path),
        hunks=tuple(_masked_hunk(hunk) for hunk in file.hunks),
    )


def _masked_hunk(hunk: Hunk) -> Hunk:
    return replace(hunk, section=mask(hunk.section), body=mask(hunk.body, signs=True))


def _without(text: str, found: Sequence[Found], *, signs: bool) -> str:
    """The text with a marker for each secret, and on each further line that one takes."""
    parts, at = [], 0
    for one in found:
        start = one.start + (signs and text[one.start - 1 : one.start] in {"", "\n"})
        first, *rest = text[start : one.end].split("\n")
        word = marker(one.kind)
        rows = [word if first else ""]
        rows += [(row[:1] if signs else "") + (word if row[signs:].strip() else "") for row in rest]
        parts += [text[at:start], "\n".join(rows)]
        at = one.end
    return "".join([*parts, text[at:]])
