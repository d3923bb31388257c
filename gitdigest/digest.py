"""The digest of a selection: for each commit its facts and its analysis, and books that close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gitdigest.analysis.claim import Analysis as Analysis  # a report finds all of its types here
from gitdigest.analysis.claim import Overview as Overview
from gitdigest.analysis.claim import Skipped as Skipped
from gitdigest.commit import Commit
from gitdigest.facts.fact import Facts, Importance, Reason
from gitdigest.selection import DateField
from gitdigest.selection import Note as Note

SCHEMA = "gitdigest/digest/1"
_NOTHING_LOST = frozenset({"no-model", "by-rule"})  # reasons not to ask that lose nobody anything


@dataclass(frozen=True, slots=True)
class Quote:
    """A hunk that a report shows beside what is said of it; `body` is as in `diff.Hunk`.

    Where it is a part of one, `above` and `below` are the rows left out, from the first that changed
    to the last.
    """

    path: str
    old_start: int
    new_start: int
    body: str
    section: str = ""
    above: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True)
class BroughtCommit:
    """A commit that came in through a merge, with the names of the tags on it."""

    sha: str
    subject: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """What a merge brought into the branch that its first parent is of.

    `count` is the number of commits that are no merges themselves, `commits` are the newest of
    these, newest first, and `tags` those of all the newest.
    """

    count: int
    commits: tuple[BroughtCommit, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitDigest:
    """One commit in a digest: what git says, what code found, what a model explained.

    `importance` is the final tier, with the `reasons` that led there. Either there is an
    `analysis`, or `skipped` tells why there is none. `quotes` are the hunks that its claims point
    to; without one, those that say most. `brought` is there for a merge whose commits are not in
    the selection themselves.
    """

    sha: str
    importance: Importance
    reasons: tuple[Reason, ...]
    commit: Commit
    facts: Facts
    analysis: Analysis | None = None
    skipped: Skipped | None = None
    quotes: tuple[Quote, ...] = ()
    url: str = ""
    brought: Brought | None = None


@dataclass(frozen=True, slots=True)
class Omitted:
    """A commit of the selection that the digest does not describe, and why (a stable code)."""

    sha: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Books:
    """The account of a selection: `selected == reported + omitted`, lines as git counts them.

    `unread_files` counts the files without hunks by the reason why, `unread_commits` the reported
    commits of which not even the files are known.
    """

    selected: int = 0
    reported: int = 0
    omitted: int = 0
    files: int = 0
    additions: int = 0
    deletions: int = 0
    unread_files: tuple[tuple[str, int], ...] = ()
    unread_commits: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RepositoryDigest:
    """One repository's part: commits newest first, what was left out, and the books.

    `web_url` is the forge's page of the repository, empty where the remote does not tell it;
    `revisions` names the branches or ranges that were read; `only_authors` and `only_paths` are
    what its commits were narrowed to, `latest` the newest day that has such commits, told where the
    period has none.
    """

    name: str
    web_url: str
    revisions: tuple[str, ...]
    commits: tuple[CommitDigest, ...]
    omitted: tuple[Omitted, ...]
    books: Books
    notes: tuple[Note, ...] = ()
    latest: str = ""
    overview: Overview | None = None
    only_authors: tuple[str, ...] = ()
    only_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a run asked of a model: its name, how often, what that took.

    `calls` were made and `cached` answers found; tokens are those of the calls, as the server
    counts them, `seconds` those of the run. `retries` were made beyond the calls.
    """

    name: str
    calls: int = 0
    cached: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Period:
    """What a digest covers: a day, a window of days, what is new, or a range of revisions.

    `label` is what a title shows ("2026-01-26"); `since` is included, `until` is not.
    """

    kind: Literal["day", "window", "new", "range", "commit"]
    label: str
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a report sees; it can be saved and rendered again without git or a model."""

    period: Period
    timezone: str
    date_field: DateField
    generated_at: datetime
    repositories: tuple[RepositoryDigest, ...]
    model: ModelUse | None = None
    complete: bool = True
    generator: str = "gitdigest"
    schema: str = SCHEMA


def digest(
    parts: Iterable[RepositoryDigest],
    *,
    period: Period,
    timezone: str,
    date_field: DateField,
    now: datetime,
    model: ModelUse | None = None,
) -> Digest:
    """The digest of all repositories; complete where nothing was lost on the way."""
    repositories = tuple(parts)
    complete = not any(_has_lost(part) for part in repositories)
    return Digest(period, timezone, date_field, now, repositories, model, complete=complete)


def _has_lost(part: RepositoryDigest) -> bool:
    """Whether commits or their changes are missing, or explanations that were asked for."""
    broken = any(note.code in {"failed", "unreadable"} for note in part.notes)
    skipped = {one.skipped.reason for one in part.commits if one.skipped}
    lost = part.omitted or part.books.unread_commits or broken
    return bool(lost) or not skipped <= _NOTHING_LOST
