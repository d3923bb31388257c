"""Commits of a source -> one repository's part of a digest: facts, what is left out, the books."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from typing import Protocol

from gitdigest.analysis.claim import Skipped
from gitdigest.commit import Commit
from gitdigest.diff import Diff, Unread
from gitdigest.digest import Books, Brought, CommitDigest, Omitted, Quote, RepositoryDigest
from gitdigest.elsewhere import Elsewhere
from gitdigest.errors import GitDigestError
from gitdigest.facts.extract import find_all_facts
from gitdigest.facts.fact import Facts, FileFact
from gitdigest.facts.history import PastSource
from gitdigest.facts.rules import Rules
from gitdigest.facts.sources import Objects, Sources
from gitdigest.facts.turn import OneOfThemError
from gitdigest.forge import Forge
from gitdigest.hunks import key_hunks
from gitdigest.limits import BEHIND, Limits
from gitdigest.selection import Note, Selected, Selection

_LOOKS_IN_VAIN = frozenset({"unreadable", "uses-unreadable", "uses-unread"})
_TOGETHER = 24  # commits whose facts are found at once: of more, what they need is not at hand
_MOST_SIGNS = 1 << 20  # of their patches: each takes up to four bytes, and its tree as many again
_PATIENCE = 0.5  # seconds


class Progress(Protocol):
    """What a run tells while it goes on."""

    def start(self, repository: str, total: int) -> None:
        """A repository with so many selected commits begins."""

    def advance(self, sha: str, subject: str) -> None:
        """A commit is done."""

    def tell(self, text: str) -> None:
        """How the work goes, beside its count."""

    def finish(self) -> None:
        """The repository is done."""


class Silence:
    """Progress that nobody watches."""

    def start(self, repository: str, total: int) -> None:
        """Nothing."""

    def advance(self, sha: str, subject: str) -> None:
        """Nothing."""

    def tell(self, text: str) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""


class CommitSource(Protocol):
    """Where the commits of one repository come from; `repo.Repository` is the real one."""

    name: str
    forge: Forge
    notes: tuple[Note, ...]
    limits: Limits

    @property
    def sources(self) -> Sources | None:
        """The content of its files, None where there is only a patch."""

    @property
    def objects(self) -> Objects | None:
        """The same with trees, where secrets may be unmasked: for names and places, never for text."""

    @property
    def past(self) -> PastSource | None:
        """The history of its files, None where there is only a patch."""

    def select(self, selection: Selection) -> Selected:
        """The commits of a selection."""

    def stream(self, selected: Selected) -> Generator[tuple[Commit, Diff], None, None]:
        """Each of them with its diff, in order; closed, it lets go of what it reads from."""

    def brought(self, selected: Selected) -> Mapping[str, Brought]:
        """What each selected merge brought, where its commits are not selected themselves."""

    def paths(self, sha: str) -> frozenset[str]:
        """The paths of a commit's tree, none where they cannot be told."""

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
    elsewhere: Elsewhere | None = None,
) -> RepositoryDigest:
    """One repository's part: each selected commit described, or left out with its reason.

    `described` are the commits where somebody else describes them, in order, and `elsewhere` is
    where those tell what they found in the trees.

    An interrupt or an error of git in the middle keeps what is done: the rest is omitted as
    "interrupted" or "unreadable".
    """
    commits: list[CommitDigest] = []
    brought: Mapping[str, Brought] = {}
    elsewhere = elsewhere or Elsewhere(source.objects)
    notes = [*source.notes, *selected.notes]
    reason = ""
    progress.start(source.name, len(selected.shas))
    try:
        for one in described or describe(source, selected, rules or Rules()):
            commits.append(one)
            progress.advance(one.sha, one.commit.subject)
            elsewhere.add(one.commit, one.facts)
        if any(one.commit.is_merge for one in commits):
            brought = source.brought(selected)
    except KeyboardInterrupt:
        reason = "interrupted"
    except GitDigestError as error:
        reason = "unreadable"
        notes.append(Note("unreadable", (error.message,)))
    told, left_out = elsewhere.finish(look=not reason)
    commits = list(_completed(commits, told, brought))
    progress.finish()
    notes.extend(_cut(commits, source.limits))
    omitted = tuple(Omitted(sha, "", reason) for sha in selected.shas[len(commits) :])
    books = _account(commits, omitted)
    latest = None if selected.shas else source.latest_day(selected.selection, zone)
    return RepositoryDigest(
        name=source.name,
        web_url=source.forge.web_url,
        revisions=selected.revisions,
        commits=tuple(commits),
        omitted=omitted,
        books=books,
        notes=tuple(_that_matter([*notes, *left_out], books)),
        latest="" if latest is None else latest.isoformat(),
        only_authors=selected.selection.authors,
        only_paths=selected.selection.paths,
    )


def _completed(
    commits: Iterable[CommitDigest], told: Iterable[Facts], brought: Mapping[str, Brought]
) -> Iterator[CommitDigest]:
    """Commits with what was found when all of them were known."""
    for one, facts in zip(commits, told, strict=True):
        is_whole = one.facts is facts and one.sha not in brought
        yield one if is_whole else replace(one, facts=facts, brought=brought.get(one.sha))


_Read = tuple[Commit, Diff]

Recall = Callable[[CommitDigest, Diff], CommitDigest]
"""Adds to a commit's digest what an earlier run was told of it."""


def describe(
    source: CommitSource, selected: Selected, rules: Rules, recall: Recall | None = None
) -> Iterator[CommitDigest]:
    """Each selected commit with all that code can say of it, in order, and what is recalled."""
    return describe_read(source, source.stream(selected), rules, recall)


def describe_read(
    source: CommitSource,
    commits: Iterable[_Read],
    rules: Rules,
    recall: Recall | None = None,
) -> Iterator[CommitDigest]:
    """The same of commits that are read already, or are being read."""
    for some in _some_at_a_time(commits):
        for (commit, diff), facts in _with_facts(source, some, rules):
            page = source.forge.commit_url(commit.sha)
            one = commit_digest(commit, facts, page, key_hunks(diff, facts))
            yield recall(one, diff) if recall else one


def _with_facts(
    source: CommitSource, some: Sequence[_Read], rules: Rules
) -> Iterator[tuple[_Read, Facts]]:
    """Commits with their facts; where git fails of one of them, those before come first."""
    try:
        facts = find_all_facts(some, rules, source.sources, source.past)
    except OneOfThemError as failed:
        if failed.at:
            yield from _with_facts(source, some[: failed.at], rules)
        raise failed.error from None
    yield from zip(some, facts, strict=True)


def _some_at_a_time(commits: Iterable[_Read]) -> Iterator[list[_Read]]:
    """Neighbours as many as are found together; where reading ends early, those before come first.

    Fewer where they are large, or git takes its time: somebody watches how it goes on.
    """
    some: list[_Read] = []
    failure: GitDigestError | KeyboardInterrupt | None = None
    size, begun = 0, time.monotonic()
    try:
        for commit in commits:
            some.append(commit)
            size += sum(len(hunk.body) for change in commit[1].files for hunk in change.hunks)
            late = time.monotonic() - begun > _PATIENCE
            if len(some) == _TOGETHER or size > _MOST_SIGNS or late:
                yield some
                some, size, begun = [], 0, time.monotonic()
    except (GitDigestError, KeyboardInterrupt) as error:
        failure = error
    if some:
        yield some
    if failure:
        raise failure


def commit_digest(
    commit: Commit, facts: Facts, page: str, quotes: tuple[Quote, ...] = ()
) -> CommitDigest:
    """A commit as code alone tells of it; `page` is its address on the forge."""
    return CommitDigest(
        sha=commit.sha,
        importance=facts.importance,
        reasons=facts.reasons,
        commit=commit,
        facts=facts,
        skipped=Skipped("no-model"),
        quotes=quotes,
        url=page,
    )


def failed_repository(name: str, error: GitDigestError) -> RepositoryDigest:
    """The part of a repository that could not be read at all: it says why."""
    note = Note("failed", (error.message, error.hint))
    return RepositoryDigest(name, "", (), (), (), Books(), (note,))


def _that_matter(notes: Sequence[Note], books: Books) -> Iterator[Note]:
    """The notes without the one of a partial clone where nothing that was looked for is missing."""
    unread = {reason for reason, _ in (*books.unread_files, *books.unread_commits)}
    lacks = Unread.MISSING_OBJECT in unread or any(note.code in _LOOKS_IN_VAIN for note in notes)
    return (note for note in notes if lacks or note.code != "partial-clone")


def _cut(commits: Iterable[CommitDigest], limits: Limits) -> Iterator[Note]:
    """What was not read for a bound, once for all commits: each bound with its number."""
    reasons = {file.unread for one in commits for file in one.facts.files}
    bounds = [key for reason, keys in BEHIND.items() if reason in reasons for key in keys]
    if bounds:
        yield Note("limits", tuple(f"{key} = {getattr(limits, key)}" for key in bounds))


def _account(commits: Sequence[CommitDigest], omitted: Sequence[Omitted]) -> Books:
    files: list[FileFact] = [file for commit in commits for file in commit.facts.files]
    return Books(
        selected=len(commits) + len(omitted),
        reported=len(commits),
        omitted=len(omitted),
        files=len(files),
        additions=sum(file.additions or 0 for file in files),
        deletions=sum(file.deletions or 0 for file in files),
        unread_files=_counted(file.unread for file in files),
        unread_commits=_counted(commit.facts.unread for commit in commits),
    )


def _counted(reasons: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    """How often each reason stands there."""
    return tuple(sorted(Counter(filter(None, reasons)).items()))
