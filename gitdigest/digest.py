"""The digest of a selection: for each commit its facts and its analysis, and books that close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gitdigest.commit import Commit
from gitdigest.facts.fact import Facts, Importance, Reason

SCHEMA = "gitdigest/digest/1"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why a commit has no analysis: a stable code ("no-model"), and details for people."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CommitDigest:
    """One commit in a digest: what git says, what code found, what a model explained.

    `importance` is the final tier, with the `reasons` that led there.
    """

    sha: str
    importance: Importance
    reasons: tuple[Reason, ...]
    commit: Commit
    facts: Facts
    analysis: Skipped
    url: str = ""


@dataclass(frozen=True, slots=True)
class Omitted:
    """A commit of the selection that the digest does not describe, and why (a stable code)."""

    sha: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Books:
    """The account of a selection: `selected == reported + omitted`, lines as git counts them.

    `unread_files` counts the files without hunks by the reason why.
    """

    selected: int = 0
    reported: int = 0
    omitted: int = 0
    files: int = 0
    additions: int = 0
    deletions: int = 0
    unread_files: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader must know of a repository: a stable code and its values."""

    code: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepositoryDigest:
    """One repository's part: commits newest first, what was left out, and the books.

    `web_url` is the forge's page of the repository, empty where the remote does not tell it;
    `revisions` names the branches or ranges that were read; `latest` is the newest day that has
    commits, told where the period has none.
    """

    name: str
    web_url: str
    revisions: tuple[str, ...]
    commits: tuple[CommitDigest, ...]
    omitted: tuple[Omitted, ...]
    books: Books
    notes: tuple[Note, ...] = ()
    latest: str = ""


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
    date_field: Literal["committer", "author"]
    generated_at: datetime
    repositories: tuple[RepositoryDigest, ...]
    complete: bool = True
    generator: str = "gitdigest"
    schema: str = SCHEMA
