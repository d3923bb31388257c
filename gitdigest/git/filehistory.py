"""Who changed which file when, kept in a database of the user's cache and grown by what is new.

Asking git for the history of each touched file walks all of it each time. Here each commit is read
once, by its names alone, and a question costs what it touches: linear in the selection.
"""

from __future__ import annotations

import secrets
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from contextlib import suppress
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from gitdigest.commit import Commit
from gitdigest.errors import GitError
from gitdigest.facts.files import component_of
from gitdigest.facts.history import Past
from gitdigest.git.apart import Ancestry
from gitdigest.git.command import GitCommand
from gitdigest.git.filedatabase import Growing, ancestry, connected
from gitdigest.git.partners import CROWD, Partners
from gitdigest.limits import Limits
from gitdigest.stream import Record, log_format, read_records

MOST_COMMITS = 20_000  # of a first run: what is older says little of today's files
_MOST_PARTNERS = 5
_AROUND = 32  # commits before and behind one: who asks about it asks about its neighbours
_DAY = 86_400
_YEAR = 365.25 * _DAY

Spans = Sequence[tuple[int, int]]
"""Parts of a list: indices from the first to before the last one."""


class _File(NamedTuple):
    """The changes of a file in the order of history: their places, authors and times.

    `small` are the places of those that tell which files belong together, `alone` of those that
    changed no other file, `first` the number of the first change by each author.
    """

    places: list[int]
    authors: list[int]
    times: list[int]
    small: list[int]
    alone: list[int]
    first: dict[int, int]

    def last(self, spans: Spans) -> int:
        """The time of the latest of some changes: branches have no order but by their clocks."""
        return max(max(self.times[start:end]) for start, end in spans)

    def has(self, author: int, spans: Spans) -> bool:
        """Whether an author is among those of some changes."""
        if self.first.get(author, len(self.places)) >= spans[-1][1]:
            return False
        return spans[0] == (0, spans[-1][1]) or any(author in self.authors[i:j] for i, j in spans)


class _Author(NamedTuple):
    """The places and times of an author's commits, and the places by component.

    No time is before an earlier one: `back` has the true ones of those whose clock had gone back,
    by their index.
    """

    places: list[int]
    times: list[int]
    back: list[tuple[int, int]]
    by_component: dict[str, list[int]]

    def recent(self, spans: Spans, now: int) -> float:
        """REXP: each of some commits weighs one over its age in whole years and one."""
        total = sum(_weights(self.times, start, end, now) for start, end in spans)
        for start, end in spans:
            first, last = (bisect_left(self.back, (index,)) for index in (start, end))
            for index, time in self.back[first:last]:
                total += _weight(now - time) - _weight(now - self.times[index])
        return total


class FileHistory:
    """The past of files and authors; `file` is the database, made anew when it is not ours.

    Not safe for threads. Merges have no past of their own: they are others' commits.
    """

    def __init__(self, git: GitCommand, file: Path) -> None:
        self._git = git
        self._file = file
        self._database: sqlite3.Connection | None = None
        self._commits: dict[str, tuple[Ancestry, int, int]] = {}
        self._files: dict[str, _File] = {}
        self._authors: dict[int, _Author] = {}
        self.partners = Partners(self.rows)

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
            *("log", "--ignore-missing", "--stdin", "--topo-order", "--reverse"),
            *("--raw", "-z", "--no-renames", "--no-abbrev", "--no-color", "--no-show-signature"),
            *(f"--max-count={MOST_COMMITS}", "--date=raw", f"--format={log_format(marker)}"),
        )
        self._commits.clear()
        self._files.clear()
        self._authors.clear()
        self.partners.clear()
        last: Record | None = None
        with database, self._git.stream(*arguments, stdin=asked.encode("ascii")) as out:
            growing = Growing(database)
            for record in read_records(out, marker, Limits()):
                if last is not None:
                    growing.add(last)
                last = record
            if last is not None:
                growing.add(last.close())
            database.executemany("INSERT OR IGNORE INTO tips VALUES (?)", [(tip,) for tip in tips])

    def past(self, commit: Commit, paths: Sequence[str], new: Collection[str] = ()) -> Past | None:
        """What was before a commit, None where it is a merge or older than what is known.

        `paths` are the names that its files had before it; `new` files were in no place, but their
        components were.
        """
        with suppress(sqlite3.Error, OSError):
            return self._past(commit, paths, {component_of(path) for path in (*paths, *new)})
        return None

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer to a question of another module, none where the database cannot be had."""
        with suppress(sqlite3.Error, OSError):
            return self._opened().execute(query, values).fetchall()
        return []

    def _past(
        self, commit: Commit, paths: Sequence[str], components: Collection[str]
    ) -> Past | None:
        found = None if commit.is_merge else self._commit(commit.sha)
        if found is None:
            return None
        before, author, time = found
        files = {path: self._file_of(path) for path in paths}
        spans = {path: before.spans(file.places) for path, file in files.items()}
        authors = (files[path].authors[i:j] for path, some in spans.items() for i, j in some)
        last = [files[path].last(some) for path, some in spans.items() if some]
        known = self._author(author)
        own = before.spans(known.places)
        near = [self._touched(author, one) for one in components]
        partners = chain.from_iterable(
            self.partners.of(path, file.small, file.alone, before) for path, file in files.items()
        )
        left_out = (partner for partner in partners if partner.partner not in files)
        return Past(
            developers=len(set().union(*authors)),
            changes=_distinct([(file.places, spans[path]) for path, file in files.items()]),
            age=sum(max(0, time - when) for when in last) / _DAY / len(last) if last else 0.0,
            experience=_count(own),
            recent=known.recent(own, time),
            subsystem=_distinct([(places, before.spans(places)) for places in near]),
            first_touched=tuple(
                path
                for path, file in files.items()
                if spans[path] and not file.has(author, spans[path])
            ),
            partners=tuple(islice(left_out, _MOST_PARTNERS)),
        )

    def _commit(self, sha: str) -> tuple[Ancestry, int, int] | None:
        """What is before a commit, its author and its time; of those around it as well, once."""
        if sha not in self._commits:
            rows = self._opened().execute(
                "WITH one AS (SELECT place AS at FROM commits WHERE sha = ?)"
                " SELECT sha, place, apart, author, time FROM commits, one"
                " WHERE place BETWEEN at - ? AND at + ?",
                (sha, _AROUND, _AROUND),
            )
            self._commits.update(
                (one, (ancestry(place, apart), who, when)) for one, place, apart, who, when in rows
            )
        return self._commits.get(sha)

    def _file_of(self, path: str) -> _File:
        """All changes of a file; each file is asked for once."""
        if path not in self._files:
            rows = self._opened().execute(
                "SELECT c.place, c.author, c.time, c.files FROM changes JOIN commits c USING (place)"
                " WHERE changes.path = (SELECT id FROM paths WHERE path = ?) ORDER BY place",
                (path,),
            )
            found = _File([], [], [], [], [], {})
            for place, author, time, files in rows:
                found.first.setdefault(author, len(found.places))
                found.places.append(place)
                found.authors.append(author)
                found.times.append(time)
                if files <= CROWD:
                    found.small.append(place)
                if files == 1:
                    found.alone.append(place)
            self._files[path] = found
        return self._files[path]

    def _author(self, author: int) -> _Author:
        """All that an author did; each is asked for once."""
        if author not in self._authors:
            database = self._opened()
            commits = database.execute(
                "SELECT place, time FROM commits WHERE author = ? ORDER BY place", (author,)
            ).fetchall()
            times = list(accumulate((time for _, time in commits), max))
            back = [(n, time) for n, (_, time) in enumerate(commits) if time != times[n]]
            self._authors[author] = _Author([place for place, _ in commits], times, back, {})
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
                self._database = connected(self._file)
            except sqlite3.OperationalError:  # no room, no right, taken by somebody: not broken
                raise
            except sqlite3.DatabaseError:
                self._file.unlink(missing_ok=True)
                self._database = connected(self._file)
        return self._database


def _count(spans: Spans) -> int:
    return sum(end - start for start, end in spans)


def _distinct(some: Sequence[tuple[Sequence[int], Spans]]) -> int:
    """How many places parts of some lists are together."""
    if len(some) == 1:
        return _count(some[0][1])
    return len(set().union(*(places[i:j] for places, spans in some for i, j in spans)))


def _weights(times: Sequence[int], start: int, end: int, now: int) -> float:
    """The weights of a part of some times, none of which is before an earlier one."""
    total, year = 0.0, 0
    while end > start:
        first = bisect_right(times, now - (year + 1) * _YEAR, start, end)
        total += (end - first) / (year + 1)
        end, year = first, year + 1
    return total


def _weight(age: float) -> float:
    return 1 / (max(0, age // _YEAR) + 1)
