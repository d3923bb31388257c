"""What a report says of a digest and of a repository as a whole, as plain text in its language."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from gitdigest.digest import Digest, Note, RepositoryDigest
from gitdigest.report import claims, failures, verdicts
from gitdigest.report.catalog import Catalog
from gitdigest.report.notes import NOTES
from gitdigest.report.overview import (
    changed_files,
    failed,
    is_facts_only,
    local_time,
    omitted,
    skipped_reasons,
    tiers,
)
from gitdigest.report.sentences import commits_text, files_text, lines_text
from gitdigest.report.words import (
    LIGHTS,
    OMITTED,
    SKIPPED,
    TIERS,
    UNREAD,
    marked,
    sentence,
    word,
)

MOST_OMITTED = 20
_FAILED = frozenset({"failed", "unreadable", "stale-mirror"})  # notes whose values are sentences
_TITLES = {
    "day": marked("Daily report (%(label)s)"),
    "window": marked("Report (%(label)s)"),
    "new": marked("What is new (%(label)s)"),
    "range": marked("Report of the range %(label)s"),
    "commit": marked("Commit %(label)s"),
}


def title_text(catalog: Catalog, digest: Digest) -> str:
    """The report's title with what it covers."""
    period = digest.period
    label = period.label
    if period.kind == "window":
        ends = dict.fromkeys(label.split(".."))  # one where both are the same day
        label = " \u2013 ".join(ends).strip()
    return sentence(catalog, _TITLES, period.kind, label=label)


def span_text(catalog: Catalog, digest: Digest) -> str:
    """The time zone, the date that counts, and when the digest was made."""
    return catalog.text(
        "Time zone %(zone)s · by %(date)s · made at %(made)s",
        zone=digest.timezone,
        date=_date_name(catalog, digest),
        made=local_time(digest.generated_at, ZoneInfo(digest.timezone)),
    )


def time_label(catalog: Catalog, digest: Digest) -> str:
    """The head of the column with the times."""
    by_author = digest.date_field == "author"
    return catalog.text("Author date") if by_author else catalog.text("Committed at")


def total_text(catalog: Catalog, digest: Digest, repository: RepositoryDigest) -> str:
    """How many commits there are."""
    count = len(repository.commits)
    if digest.period.kind == "day":
        return catalog.plural(
            "%(count)s commit on this day", "%(count)s commits on this day", count
        )
    return catalog.plural("%(count)s commit in all", "%(count)s commits in all", count)


def tier_count(catalog: Catalog, tier: str, count: int) -> str:
    """A tier and its number of commits in the statistics."""
    return catalog.text(
        "%(light)s %(tier)s %(count)s",
        light=LIGHTS[tier],
        tier=word(catalog, TIERS, tier),
        count=catalog.number(count),
    )


def tier_title(catalog: Catalog, tier: str, count: int) -> str:
    """The heading of a tier."""
    return catalog.text(
        "%(light)s %(tier)s importance (%(count)s)",
        light=LIGHTS[tier],
        tier=word(catalog, TIERS, tier),
        count=str(count),
    )


def account_text(catalog: Catalog, repository: RepositoryDigest) -> str:
    """The books: commits that git selects, reported and left out, files and lines."""
    books = repository.books
    text = catalog.text(
        "%(selected)s selected = %(reported)s reported + %(omitted)s left out; %(files)s, %(lines)s",
        selected=commits_text(catalog, books.selected),
        reported=catalog.number(books.reported),
        omitted=catalog.number(books.omitted),
        files=_files(catalog, repository),
        lines=lines_text(catalog, books.additions, books.deletions),
    )
    count = sum(commit.brought.count for commit in repository.commits if commit.brought)
    if not count:
        return text
    commits = commits_text(catalog, count)
    return catalog.text("%(books)s; merges brought %(commits)s", books=text, commits=commits)


def _files(catalog: Catalog, repository: RepositoryDigest) -> str:
    """How many files changed; git counts one for each commit that touches it."""
    total, once = repository.books.files, changed_files([repository])
    files = files_text(catalog, once)
    if once == total:
        return files
    return catalog.text(
        "%(files)s (%(count)s counted commit by commit)", files=files, count=catalog.number(total)
    )


def only_text(catalog: Catalog, repository: RepositoryDigest) -> str:
    """What the commits were narrowed to, "" where all are told."""
    names = [catalog.text("author %(name)s", name=name) for name in repository.only_authors]
    names += [catalog.text("path %(name)s", name=name) for name in repository.only_paths]
    return catalog.text("Only: %(what)s", what=catalog.listed(names)) if names else ""


def no_commits_text(catalog: Catalog, repository: RepositoryDigest) -> str:
    """That there is nothing, and the newest day that has something."""
    if repository.latest:
        return catalog.text(
            "No commits in this period. The latest day that has some is %(day)s.",
            day=repository.latest,
        )
    return catalog.text("No commits in this period.")


def note_text(catalog: Catalog, note: Note) -> str:
    """What the reader must know of a repository."""
    values = [failures.said(catalog, value) for value in note.values if value]
    is_told = note.code in _FAILED
    joined = catalog.text("; ").join(values) if is_told else catalog.listed(values)
    return sentence(catalog, NOTES, note.code, values=joined)


def unread_text(catalog: Catalog, reason: str, count: int) -> str:
    """How many files have no content here, and why."""
    return catalog.text(
        "Files without content: %(what)s",
        what=_because(catalog, files_text(catalog, count), word(catalog, UNREAD, reason)),
    )


def unknown_text(catalog: Catalog, reason: str, count: int) -> str:
    """Of how many commits the changes are not known, and why."""
    return catalog.text(
        "Changes not known: %(what)s",
        what=_because(catalog, commits_text(catalog, count), word(catalog, UNREAD, reason)),
    )


def omitted_text(catalog: Catalog, reason: str, shas: list[str]) -> str:
    """How many commits are left out, why, and which."""
    named = [*shas[:MOST_OMITTED], *(["…"] if len(shas) > MOST_OMITTED else [])]
    return catalog.text(
        "Left out: %(what)s: %(commits)s",
        what=_because(catalog, commits_text(catalog, len(shas)), word(catalog, OMITTED, reason)),
        commits=catalog.listed(named),
    )


def skipped_text(catalog: Catalog, reason: str, count: int) -> str:
    """How many commits have no analysis, and why."""
    return catalog.text(
        "Without analysis: %(what)s",
        what=_because(catalog, commits_text(catalog, count), word(catalog, SKIPPED, reason)),
    )


def _because(catalog: Catalog, what: str, reason: str) -> str:
    return catalog.text("%(what)s (%(reason)s)", what=what, reason=reason)


def _date_name(catalog: Catalog, digest: Digest) -> str:
    by_author = digest.date_field == "author"
    return catalog.text("author date") if by_author else catalog.text("committer date")


def notices(catalog: Catalog, digest: Digest) -> list[str]:
    """What the reader must know of the whole report, once."""
    lines: list[str] = []
    if not digest.complete:
        lines.append(incomplete_text(catalog))
    if is_facts_only(digest):
        return [
            *lines,
            catalog.text(
                "Facts only: no model was asked, all of this was found by code in the history."
            ),
        ]
    lines += [skipped_text(catalog, *skipped) for skipped in skipped_reasons(digest)]
    return lines + verdicts.notes(catalog, digest, claims.MARK)


def incomplete_text(catalog: Catalog) -> str:
    """That something is missing."""
    return catalog.text("⚠ This report is incomplete: what is missing is named in its section.")


def statistics(catalog: Catalog, digest: Digest, repository: RepositoryDigest) -> str:
    """How many commits there are, in all and of each importance."""
    counts = (tier_count(catalog, tier, len(commits)) for tier, commits in tiers(repository))
    return " | ".join([total_text(catalog, digest, repository), *counts])


def count_text(catalog: Catalog, repository: RepositoryDigest) -> str:
    """How many commits are told of, of how many where some are left out; no number where unread."""
    if failed(repository):
        return catalog.text("not read")
    count = catalog.number(len(repository.commits))
    whole = catalog.number(repository.books.selected)
    return f"{count} / {whole}" if repository.books.omitted else count


def remarks(catalog: Catalog, repository: RepositoryDigest) -> list[str]:
    """What was not read or left out, and what else must be known of the repository."""
    unread = [unread_text(catalog, *entry) for entry in repository.books.unread_files]
    unread += [unknown_text(catalog, *entry) for entry in repository.books.unread_commits]
    left_out = [omitted_text(catalog, *entry) for entry in omitted(repository).items()]
    return unread + left_out + [note_text(catalog, note) for note in repository.notes]
