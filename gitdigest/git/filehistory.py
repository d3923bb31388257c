"""Who changed which file when, kept in a database of the user's cache and grown by what is new.

Asking git for the history of each touched file walks all of it each time. Here each commit is read
once, by its names alone, and a question costs what it touches: linear in the selection.
"""

from __future__ import annotations

import secrets
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

from gitdigest.commit import Commit
from gitdigest.diff import parse_raw
from gitdigest.errors import GitError
from gitdigest.facts.files import component_of
from gitdigest.facts.history import Partner, Past
from gitdigest.git.command import GitCommand
from gitdigest.git.partners import usual_partners
from gitdigest.secret.mask import mask
from gitdigest.stream import Bounds, Record, log_format, parse_commit, read_records

MOST_COMMITS = 20_000  # of a first run: what is older says little of today's files
_VERSION = 3
_MOST_PARTNERS = 5
_DAY = 86_400
_YEAR = 365.25 * _DAY
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


class _Change(NamedTuple):
    """A change of a file before the commit that is asked about."""

    place: int
    author: int
    time: int
    files: int


class _Author(NamedTuple):
    """The places and times of an author's commits, and the places by component.

    No time is before an earlier one: a commit with a clock that went back counts as its parent.
    """

    places: list[int]
    times: list[int]
    by_component: dict[str, list[int]]


class FileHistory:
    """The past of files and authors; `file` is the database, made anew when it is not ours.

    Not safe for threads. Merges have no past of their own: they are others' commits.
    """

    def __init__(self, git: GitCommand, file: Path) -> None:
        self._git = git
        self._file = file
        self._database: sqlite3.Connection | None = None
        self._files: dict[str, list[_Change]] = {}
        self._authors: dict[int, _Author] = {}

    def close(self) -> None:
        """Lets the database go."""
        if self._database:
            self._database.close()
        self._database = None

    def update(self, tips: Sequence[str]) -> None:
        """Reads what the tips reach and the database has not; nothing where it has all."""
        # a cache that cannot be written, or a history with a hole, costs these facts alone
        with suppress(sqlite3.Error, OSError, GitError):
            self._update(tips)

    def _update(self, tips: Sequence[str]) -> None:
        database = self._opened()
        known = {sha for (sha,) in database.execute("SELECT sha FROM tips")}
        if known.issuperset(tips):
            return
        asked = "\n".join([*tips, *(f"^{sha}" for sha in known)]) + "\n"
        marker = secrets.token_hex(16)
        arguments = (
            *("log", "--ignore-missing", "--stdin", "--topo-order", "--reverse", "--no-merges"),
            *("--raw", "-z", "--no-renames", "--no-abbrev", "--no-color", "--no-show-signature"),
            *(f"--max-count={MOST_COMMITS}", "--date=raw", f"--format={log_format(marker)}"),
        )
        self._files.clear()
        self._authors.clear()
        last: Record | None = None
        with database, self._git.stream(*arguments, stdin=asked.encode("ascii")) as out:
            for record in read_records(out, marker, Bounds()):
                if last is not None:
                    _add(database, last)
                last = record
            if last is not None:
                _add(database, last.close())
            database.executemany("INSERT OR IGNORE INTO tips VALUES (?)", [(tip,) for tip in tips])

    def past(self, commit: Commit, paths: Sequence[str]) -> Past | None:
        """What was before a commit, None where it is a merge or older than what is known.

        `paths` are the names that its files had before it.
        """
        with suppress(sqlite3.Error, OSError):
            return self._past(commit, paths)
        return None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer to a question of another module, none where the database cannot be had."""
        with suppress(sqlite3.Error, OSError):
            return self._opened().execute(query, values).fetchall()
        return []

    def _past(self, commit: Commit, paths: Sequence[str]) -> Past | None:
        database = self._opened()
        row = database.execute(
            "SELECT place, author, time FROM commits WHERE sha = ?", (commit.sha,)
        ).fetchone()
        if row is None:
            return None
        place, author, time = row
        before = {path: self._before(path, place) for path in paths}
        every = {change.place: change for changes in before.values() for change in changes}
        last = [changes[0].time for changes in before.values() if changes]
        known = self._author(author)
        end = bisect_left(known.places, place)
        components = {component_of(path) for path in paths}
        near = [self._touched(author, component) for component in components]
        return Past(
            developers=len({change.author for change in every.values()}),
            changes=len(every),
            age=sum(max(0, time - when) for when in last) / _DAY / len(last) if last else 0.0,
            experience=end,
            recent=_recent(known.times, end, time),
            subsystem=len(set().union(*(places[: bisect_left(places, place)] for places in near))),
            first_touched=tuple(
                path
                for path, changes in before.items()
                if changes and author not in {change.author for change in changes}
            ),
            partners=tuple(islice(_partners(database, before, place), _MOST_PARTNERS)),
        )

    def _before(self, path: str, place: int) -> list[_Change]:
        """The changes of a file before a place, newest first; each file is asked for once."""
        changes = self._files.get(path)
        if changes is None:
            rows = self._opened().execute(
                "SELECT c.place, c.author, c.time, c.files FROM changes JOIN commits c USING (place)"
                " WHERE changes.path = (SELECT id FROM paths WHERE path = ?) ORDER BY place",
                (path,),
            )
            changes = self._files[path] = [_Change(*row) for row in rows]
        return changes[: bisect_left(changes, (place,))][::-1]

    def _author(self, author: int) -> _Author:
        """All that an author did; each is asked for once."""
        if author not in self._authors:
            database = self._opened()
            commits = database.execute(
                "SELECT place, time FROM commits WHERE author = ? ORDER BY place", (author,)
            ).fetchall()
            times = accumulate((time for _, time in commits), max)
            found = _Author([place for place, _ in commits], list(times), {})
            self._authors[author] = found
        return self._authors[author]

    def _touched(self, author: int, component: str) -> list[int]:
        """The places of an author's commits to a component; each is asked for once."""
        known = self._author(author).by_component
        if component not in known:
            rows = self._opened().execute(
                "SELECT place FROM touches WHERE author = ? AND component = ?", (author, component)
            )
            known[component] = [place for (place,) in rows]
        return known[component]

    def _opened(self) -> sqlite3.Connection:
        """The database; one that is broken or of another version is made again."""
        if self._database is None:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                self._database = _connected(self._file)
            except sqlite3.OperationalError:  # no room, no right, taken by somebody: not broken
                raise
            except sqlite3.DatabaseError:
                self._file.unlink(missing_ok=True)
                self._database = _connected(self._file)
        return self._database


def _connected(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=60)
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version not in {0, _VERSION}:
        database.close()
        raise sqlite3.DatabaseError("another version")
    if version == 0:
        database.executescript(_SCHEMA)
        file.chmod(0o600)
    return database


def _add(database: sqlite3.Connection, record: Record) -> None:
    commit = parse_commit(record)
    email = mask(commit.author.email)
    entries, _ = parse_raw(mask(record.raw.decode("latin-1")).encode("latin-1"))
    database.execute("INSERT OR IGNORE INTO authors(email) VALUES (?)", (email,))
    added = database.execute(
        "INSERT OR IGNORE INTO commits(sha, author, time, files)"
        " SELECT ?, id, ?, ? FROM authors WHERE email = ?",
        (
            commit.sha,
            int(commit.committer_date.timestamp()),
            len(entries),
            email,
        ),
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


def _recent(times: Sequence[int], end: int, now: int) -> float:
    """REXP: each of the first `end` commits weighs one over its age in whole years and one."""
    total, year = 0.0, 0
    while end:
        start = bisect_right(times, now - (year + 1) * _YEAR, 0, end)
        total += (end - start) / (year + 1)
        end, year = start, year + 1
    return total


def _partners(
    database: sqlite3.Connection, before: dict[str, list[_Change]], place: int
) -> Iterator[Partner]:
    """Files that usually changed with these, still exist, and did not change now."""

    def ask(query: str, *values: object) -> list[tuple[Any, ...]]:
        return database.execute(query, values).fetchall()

    for path, changes in before.items():
        some = [(change.place, change.files) for change in changes]
        for partner in usual_partners(ask, path, some, place):
            if partner.partner not in before:
                yield partner
