"""The digest of a selection: for each commit its facts and its analysis, and books that close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal, Protocol

from gitdigest.analysis.claim import Analysis as Analysis  # a report finds all of its types here
from gitdigest.analysis.claim import Overview as Overview
from gitdigest.analysis.claim import Skipped as Skipped
from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.errors import GitDigestError
from gitdigest.facts.extract import find_facts
from gitdigest.facts.fact import Facts, FileFact, Importance, Reason
from gitdigest.facts.history import PastSource
from gitdigest.facts.rules import Rules
from gitdigest.facts.sources import Blobs, Sources
from gitdigest.forge import Forge
from gitdigest.selection import DateField, Selected, Selection
from gitdigest.selection import Note as Note

SCHEMA = "gitdigest/digest/1"


@dataclass(frozen=True, slots=True)
class Quote:
    """A hunk that a report shows beside what is said of it; `body` is as in `diff.Hunk`."""

    path: str
    old_start: int
    new_start: int
    body: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class CommitDigest:
    """One commit in a digest: what git says, what code found, what a model explained.

    `importance` is the final tier, with the `reasons` that led there. Either there is an
    `analysis`, or `skipped` tells why there is none. `quotes` are the hunks that its claims point
    to.
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
    overview: Overview | None = None


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


class Progress(Protocol):
    """What a run tells while it goes on."""

    def start(self, repository: str, total: int) -> None:
        """A repository with so many selected commits begins."""

    def advance(self, sha: str, subject: str) -> None:
        """A commit is done."""

    def finish(self) -> None:
        """The repository is done."""


class Silence:
    """Progress that nobody watches."""

    def start(self, repository: str, total: int) -> None:
        """Nothing."""

    def advance(self, sha: str, subject: str) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


class CommitSource(Protocol):
    """Where the commits of one repository come from; `repo.Repository` is the real one."""

    name: str
    forge: Forge
    notes: tuple[Note, ...]

    @property
    def blobs(self) -> Blobs | None:
        """The content of its files, None where there is only a patch."""

    @property
    def past(self) -> PastSource | None:
        """The history of its files, None where there is only a patch."""

    def select(self, selection: Selection) -> Selected:
        """The commits of a selection."""

    def stream(self, selected: Selected) -> Iterator[tuple[Commit, Diff]]:
        """Each of them with its diff, in order."""

    def latest_day(self, selection: Selection, zone: tzinfo) -> date | None:
        """The newest day before the end of the selection that has commits."""


def digest_repository(
    source: CommitSource,
    selected: Selected,
    *,
    zone: tzinfo,
    progress: Progress,
    rules: Rules | None = None,
    described: Iterable[CommitDigest] | None = None,
) -> RepositoryDigest:
    """One repository's part: each selected commit described, or left out with its reason.

    `described` are the commits where somebody else describes them, in order.

    An interrupt or an error of git in the middle keeps what is done: the rest is omitted as
    "interrupted" or "unreadable".
    """
    commits: list[CommitDigest] = []
    notes = [*source.notes, *selected.notes]
    reason = ""
    progress.start(source.name, len(selected.shas))
    try:
        for one in described or describe(source, selected, rules or Rules()):
            commits.append(one)
            progress.advance(one.sha, one.commit.subject)
    except KeyboardInterrupt:
        reason = "interrupted"
    except GitDigestError as error:
        reason = "unreadable"
        notes.append(Note("unreadable", (error.message,)))
    progress.finish()
    omitted = tuple(Omitted(sha, "", reason) for sha in selected.shas[len(commits) :])
    latest = None if selected.shas else source.latest_day(selected.selection, zone)
    return RepositoryDigest(
        name=source.name,
        web_url=source.forge.web_url,
        revisions=selected.revisions,
        commits=tuple(commits),
        omitted=omitted,
        books=_account(commits, omitted),
        notes=tuple(notes),
        latest="" if latest is None else latest.isoformat(),
    )


def describe(source: CommitSource, selected: Selected, rules: Rules) -> Iterator[CommitDigest]:
    """Each selected commit with all that code can say of it, in order."""
    sources = None if source.blobs is None else Sources(source.blobs)
    for commit, diff in source.stream(selected):
        facts = find_facts(commit, diff, rules, sources, source.past)
        yield CommitDigest(
            sha=commit.sha,
            importance=facts.importance,
            reasons=facts.reasons,
            commit=commit,
            facts=facts,
            skipped=Skipped("no-model"),
            url=source.forge.commit_url(commit.sha),
        )


def failed_repository(name: str, error: GitDigestError) -> RepositoryDigest:
    """The part of a repository that could not be read at all: it says why."""
    note = Note("failed", (error.message, error.hint))
    return RepositoryDigest(name, "", (), (), (), Books(), (note,))


def digest(
    parts: Iterable[RepositoryDigest],
    *,
    period: Period,
    timezone: str,
    date_field: DateField,
    now: datetime,
) -> Digest:
    """The digest of all repositories; complete where nothing was lost on the way."""
    repositories = tuple(parts)
    lost = any(
        part.omitted or any(note.code in {"failed", "unreadable"} for note in part.notes)
        for part in repositories
    )
    return Digest(period, timezone, date_field, now, repositories, complete=not lost)


def _account(commits: Sequence[CommitDigest], omitted: Sequence[Omitted]) -> Books:
    files: list[FileFact] = [file for commit in commits for file in commit.facts.files]
    unread: dict[str, int] = {}
    for file in files:
        if file.unread:
            unread[file.unread] = unread.get(file.unread, 0) + 1
    return Books(
        selected=len(commits) + len(omitted),
        reported=len(commits),
        omitted=len(omitted),
        files=len(files),
        additions=sum(file.additions or 0 for file in files),
        deletions=sum(file.deletions or 0 for file in files),
        unread_files=tuple(sorted(unread.items())),
    )
