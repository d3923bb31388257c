"""The database of who changed which file when: its tables, and how commits are added to them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from gitdigest.commit import Commit
from gitdigest.diff import RawEntry, parse_raw
from gitdigest.facts.files import component_of
from gitdigest.git.apart import Ancestry, descendant
from gitdigest.secret.mask import mask
from gitdigest.stream import Record, parse_commit

_VERSION = 4
_SCHEMA = f"""
CREATE TABLE commits(
    place INTEGER PRIMARY KEY, sha TEXT UNIQUE, author INTEGER, time INTEGER, files INTEGER,
    apart BLOB);
CREATE TABLE authors(id INTEGER PRIMARY KEY, email TEXT UNIQUE);
CREATE TABLE paths(id INTEGER PRIMARY KEY, path TEXT UNIQUE);
CREATE TABLE changes(
    path INTEGER, place INTEGER, gone INTEGER, PRIMARY KEY(path, place)) WITHOUT ROWID;
CREATE TABLE touches(
    author INTEGER, component TEXT, place INTEGER, PRIMARY KEY(author, component, place))
    WITHOUT ROWID;
CREATE TABLE tips(sha TEXT PRIMARY KEY);
CREATE INDEX by_place ON changes(place);
CREATE INDEX by_author ON commits(author, place, time);
PRAGMA user_version = {_VERSION};
"""


def connected(file: Path) -> sqlite3.Connection:
    """The database in a file, made where there is none.

    Raises sqlite3.OperationalError where it cannot be had, another sqlite3.DatabaseError where it
    is broken or of another version.
    """
    database = sqlite3.connect(file, timeout=60)
    try:
        if _version(database) != _VERSION:
            _make(database)
            file.chmod(0o600)
    except BaseException:
        database.close()
        raise
    return database


def _make(database: sqlite3.Connection) -> None:
    """Makes the tables, all or none, once where several begin at the same time."""
    with database:
        database.execute("BEGIN IMMEDIATE")
        if _version(database) == _VERSION:  # somebody else made them
            return
        if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            raise sqlite3.DatabaseError("another version")
        for statement in _SCHEMA.split(";"):
            database.execute(statement)


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def ancestry(place: int, apart: bytes | None) -> Ancestry:
    """The places before a commit that are apart from its past, as its row has them."""
    ends = array("I", apart or b"")
    return Ancestry(place, tuple(zip(ends[::2], ends[1::2], strict=True)))


class Growing:
    """Enters commits behind those that are there, parents before children, each once.

    Made within a transaction that nobody else writes beside.

    Merges are places without an author and changes: they are others' commits.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._known: dict[str, Ancestry] = {}
        (last,) = database.execute("SELECT max(place) FROM commits").fetchone()
        self._next = 0 if last is None else last + 1

    def add(self, record: Record) -> None:
        """Enters a commit, without secrets."""
        commit = parse_commit(record)
        place = self._enter(commit)
        if place is None or commit.is_merge:
            return
        entries, _ = parse_raw(mask(record.raw.decode("latin-1")).encode("latin-1"))
        self._database.execute(
            "UPDATE commits SET author = ?, files = ? WHERE place = ?",
            (self._author(mask(commit.author.email)), len(entries), place),
        )
        self._change(place, entries)

    def _enter(self, commit: Commit) -> int | None:
        """The place of a commit, None where it has one already."""
        parents = (self._ancestry(parent) for parent in commit.parents)
        here = descendant(self._next, [parent for parent in parents if parent])
        apart = array("I", chain.from_iterable(here.apart)).tobytes() if here.apart else None
        added = self._database.execute(
            "INSERT INTO commits(place, sha, time, apart) VALUES (?, ?, ?, ?)"
            " ON CONFLICT(sha) DO NOTHING",
            (here.place, commit.sha, int(commit.committer_date.timestamp()), apart),
        )
        if added.rowcount < 1:
            return None
        self._known[commit.sha] = here
        self._next += 1
        return here.place

    def _ancestry(self, sha: str) -> Ancestry | None:
        if sha not in self._known:
            rows = self._database.execute("SELECT place, apart FROM commits WHERE sha = ?", (sha,))
            return next((ancestry(*row) for row in rows), None)
        return self._known[sha]

    def _author(self, email: str) -> int:
        self._database.execute("INSERT OR IGNORE INTO authors(email) VALUES (?)", (email,))
        (found,) = self._database.execute(
            "SELECT id FROM authors WHERE email = ?", (email,)
        ).fetchone()
        return int(found)

    def _change(self, place: int, entries: Sequence[RawEntry]) -> None:
        ask = self._database.executemany
        ask("INSERT OR IGNORE INTO paths(path) VALUES (?)", [(entry.path,) for entry in entries])
        ask(
            "INSERT OR IGNORE INTO touches SELECT author, ?, place FROM commits WHERE place = ?",
            [(component, place) for component in {component_of(e.path) for e in entries}],
        )
        ask(
            "INSERT OR IGNORE INTO changes SELECT id, ?, ? FROM paths WHERE path = ?",
            [(place, entry.status == "deleted", entry.path) for entry in entries],
        )
