"""The database of who changed which file when: its tables, and how a commit is added to them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from gitdigest.diff import parse_raw
from gitdigest.facts.files import component_of
from gitdigest.secret.mask import mask
from gitdigest.stream import Record, parse_commit

_VERSION = 3
_SCHEMA = f"""
CREATE TABLE commits(
    place INTEGER PRIMARY KEY, sha TEXT UNIQUE, author INTEGER, time INTEGER, files INTEGER);
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
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version not in {0, _VERSION}:
        database.close()
        raise sqlite3.DatabaseError("another version")
    if version == 0:
        database.executescript(_SCHEMA)
        file.chmod(0o600)
    return database


def add(database: sqlite3.Connection, record: Record) -> None:
    """Enters a commit, once, without secrets."""
    commit = parse_commit(record)
    email = mask(commit.author.email)
    entries, _ = parse_raw(mask(record.raw.decode("latin-1")).encode("latin-1"))
    database.execute("INSERT OR IGNORE INTO authors(email) VALUES (?)", (email,))
    added = database.execute(
        "INSERT OR IGNORE INTO commits(sha, author, time, files)"
        " SELECT ?, id, ?, ? FROM authors WHERE email = ?",
        (commit.sha, int(commit.committer_date.timestamp()), len(entries), email),
    )
    if added.rowcount < 1:
        return
    database.executemany(
        "INSERT OR IGNORE INTO paths(path) VALUES (?)", [(entry.path,) for entry in entries]
    )
    database.executemany(
        "INSERT OR IGNORE INTO touches SELECT author, ?, place FROM commits WHERE place = ?",
        [(component, added.lastrowid) for component in {component_of(e.path) for e in entries}],
    )
    database.executemany(
        "INSERT OR IGNORE INTO changes SELECT id, ?, ? FROM paths WHERE path = ?",
        [(added.lastrowid, entry.status == "deleted", entry.path) for entry in entries],
    )
