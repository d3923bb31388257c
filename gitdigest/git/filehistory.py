"""Who changed which file when, kept in a database of the user's cache and grown by what is new.

Asking git for the history of each touched file walks all of it each time. Here each commit is read
once, by its names alone, and a question costs what it touches: linear in the selection.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any, TypeVar

from gitdigest.commit import Commit
from gitdigest.errors import GitError
from gitdigest.facts.files import component_of
from gitdigest.facts.history import Past
from gitdigest.git.apart import Ancestry
from gitdigest.git.command import GitCommand
from gitdigest.git.filedatabase import Growing, ancestry, connected
from gitdigest.git.partners import CROWD, Partners
from gitdigest.git.timelines import AuthorCommits, FileChanges, count, distinct
from gitdigest.limits import Limits
from gitdigest.stream import Record, log_format, read_records

MOST_COMMITS = 20_000  # of a first run: what is older says little of today's files
_MOST_PARTNERS = 5
_AROUND = 32  # commits before and behind one: who asks about it asks about its neighbours
_DAY = 86_400
_CHANGES = (
    "SELECT c.place, c.author, c.time, c.files FROM changes JOIN commits c USING (place)"
    " WHERE changes.path = (SELECT id FROM paths WHERE path = ?) ORDER BY place"
)

_Answer = TypeVar("_Answer")


class FileHistory:
    """The past of files and authors; `file` is the database, made anew when it is not ours.

    Not safe for threads. Merges have no past of their own: they are others' commits.
    """

    def __init__(self, git: GitCommand, file: Path) -> None:
        self._git = git
        self._file = file
        self._database: sqlite3.Connection | None = None
        self._commits: dict[str, tuple[Ancestry, int, int]] = {}
        self._files: dict[str, FileChanges] = {}
        self._authors: dict[int, AuthorCommits] = {}
        self.partners = Partners(self.rows)

    def close(self) -> None:
        """Lets the database go."""
        if self._database:
            self._database.close()
        self._database = None

    def update(self, tips: Sequence[str]) -> None:
        """Reads what the tips reach and the database has not; nothing where it has all."""
        with suppress(GitError):  # a history with a hole costs these facts alone
            self._tried(lambda: self._update(tips), None)

    def _update(self, tips: Sequence[str]) -> None:
        database = self._opened()
        if not _tips(database).issuperset(tips):
            with database:
                database.execute("BEGIN IMMEDIATE")  # another process may be at the same
                self._grow(database, tips, _tips(database))

    def _grow(
        self, database: sqlite3.Connection, tips: Sequence[str], known: Collection[str]
    ) -> None:
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
        with self._git.stream(*arguments, stdin=asked.encode("ascii")) as out:
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
        components = {component_of(path) for path in (*paths, *new)}
        return self._tried(lambda: self._past(commit, paths, components), None)

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The answer to a question of another module, none where the database cannot be had."""
        return self._tried(lambda: self._opened().execute(query, values).fetchall(), [])

    @contextmanager
    def together(self) -> Iterator[None]:
        """Answers several questions at the price of looking once whether the database is as it was."""
        begun = self._tried(lambda: bool(self._opened().execute("BEGIN")), otherwise=False)
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                if begun and self._database:
                    self._database.rollback()

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
            changes=distinct([(file.places, spans[path]) for path, file in files.items()]),
            age=sum(max(0, time - when) for when in last) / _DAY / len(last) if last else 0.0,
            experience=count(own),
            recent=known.recent(own, time),
            subsystem=distinct([(places, before.spans(places)) for places in near]),
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

    def _file_of(self, path: str) -> FileChanges:
        """All changes of a file; each file is asked for once."""
        if path not in self._files:
            rows = self._opened().execute(_CHANGES, (path,)).fetchall()
            places, authors, times, _ = map(list, zip(*rows, strict=True)) if rows else ([],) * 4
            self._files[path] = FileChanges(
                places,
                authors,
                times,
                small=[place for place, *_, files in rows if files <= CROWD],
                alone=[place for place, *_, files in rows if files == 1],
                first={author: n for n, author in reversed([*enumerate(authors)])},
            )
        return self._files[path]

    def _author(self, author: int) -> AuthorCommits:
        """All that an author did; each is asked for once."""
        if author not in self._authors:
            database = self._opened()
            commits = database.execute(
                "SELECT place, time FROM commits WHERE author = ? ORDER BY place", (author,)
            ).fetchall()
            times = list(accumulate((time for _, time in commits), max))
            back = [(n, time) for n, (_, time) in enumerate(commits) if time != times[n]]
            self._authors[author] = AuthorCommits([place for place, _ in commits], times, back, {})
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

    def _tried(self, question: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
        """The answer, if it can be had; a database that is damaged goes, and the next run makes it."""
        try:
            return question()
        except OSError:
            return otherwise
        except sqlite3.Error as error:
            # those below it: no room, no right, taken by somebody, asked from another thread
            if type(error) is sqlite3.DatabaseError:
                self.close()
                with suppress(OSError):
                    self._file.unlink(missing_ok=True)
            return otherwise

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


def _tips(database: sqlite3.Connection) -> set[str]:
    return {sha for (sha,) in database.execute("SELECT sha FROM tips")}
