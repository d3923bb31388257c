"""What every report shows of a digest: tiers, components, times; plain data for the formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from gitdigest.analysis.claim import Sentence
from gitdigest.digest import CommitDigest, Digest, RepositoryDigest
from gitdigest.facts.fact import Evidence, Fact, FileFact, Importance, Level
from gitdigest.facts.requests import title_of
from gitdigest.report import dependency
from gitdigest.report.places import evidence_place
from gitdigest.text import clean

Item = TypeVar("Item")

TIER_ORDER: tuple[Importance, ...] = ("high", "medium", "low")
SHORT = 7
MOST_PLACES = 3
CODE = frozenset({"source", "schema", "migration"})  # classes of files that run in production


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the tree that a commit touched, with the files to show and how many more.

    Lines are None where git counts none in any of its files.
    """

    name: str
    count: int
    additions: int | None
    deletions: int | None
    files: tuple[FileFact, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Findings:
    """Facts of one kind that came, went or changed, those to show and how many more."""

    kind: str
    change: str
    facts: tuple[Fact, ...]
    hidden: int


def tiers(repository: RepositoryDigest) -> list[tuple[Importance, list[CommitDigest]]]:
    """The commits by importance, all three tiers, those of the highest score first in each."""
    return by_tier(repository.commits, lambda commit: commit)


def by_tier(
    items: Iterable[Item], commit_of: Callable[[Item], CommitDigest]
) -> list[tuple[Importance, list[Item]]]:
    """What belongs to commits, in the order of `tiers`."""
    ordered = sorted(items, key=lambda item: -commit_of(item).facts.score)
    return [
        (tier, [item for item in ordered if commit_of(item).importance == tier])
        for tier in TIER_ORDER
    ]


def short_sha(commit: CommitDigest) -> str:
    """The first seven digits, as git and the forges show a commit."""
    return clean(commit.sha, oneline=True)[:SHORT].ljust(SHORT, "0")


def title(commit: CommitDigest) -> str:
    """What a commit calls its change: its subject, or the title of the pull request that it merges."""
    return title_of(commit.commit.subject, commit.commit.body)


def about(repository: RepositoryDigest, sentence: Sentence) -> list[CommitDigest]:
    """The commits of a sentence, as far as the report has them."""
    by_sha = {commit.sha: commit for commit in repository.commits}
    return [by_sha[sha] for sha in dict.fromkeys(sentence.commits) if sha in by_sha]


def weightiest(repository: RepositoryDigest, limit: int) -> list[CommitDigest]:
    """The commits to read first by the facts: those above low, by tier and by what they bring.

    In a tier what runs comes before tests and texts, and size counts half: a change is not the first
    to read because it is long.
    """
    above = [sorted(commits, key=_urgency) for _, commits in tiers(repository)[:-1]]
    return [commit for commits in above for commit in commits][:limit]


def _urgency(commit: CommitDigest) -> tuple[bool, float]:
    runs = any(file.file_class in CODE for file in commit.facts.files)
    size = sum(reason.points for reason in commit.facts.reasons if reason.code == "lines")
    return not runs, size / 2 - commit.facts.score


def changed_files(repositories: Iterable[RepositoryDigest]) -> int:
    """How many files changed, each once, however many commits touch it."""
    return sum(
        len({file.path for commit in part.commits for file in commit.facts.files})
        for part in repositories
    )


def failed(repository: RepositoryDigest) -> bool:
    """Whether the repository could not be read, so that it says nothing of its days."""
    return any(note.code == "failed" for note in repository.notes)


def first_of(items: Sequence[Item], most: int) -> tuple[tuple[Item, ...], int]:
    """The first ones and how many more; never one more, whose name takes no more room than that."""
    end = len(items) if len(items) == max(most, 0) + 1 else max(most, 0)
    return tuple(items[:end]), len(items[end:])


def components(files: Sequence[FileFact], limit: int) -> list[Component]:
    """The files by component, weightiest change first; at most `limit` files are shown of all."""
    grouped: dict[str, list[FileFact]] = {}
    for file in sorted(files, key=_weight, reverse=True):
        grouped.setdefault(file.component, []).append(file)
    shown: list[Component] = []
    for name, members in sorted(grouped.items(), key=lambda item: -sum(map(_weight, item[1]))):
        visible, hidden = first_of(members, limit)
        limit -= len(visible)
        shown.append(
            Component(
                name=name,
                count=len(members),
                additions=_sum(file.additions for file in members),
                deletions=_sum(file.deletions for file in members),
                files=visible,
                hidden=hidden,
            )
        )
    return shown


_RUNTIME = frozenset({"source", "schema", "migration", "config", "build", "deps"})
_ELSEWHERE = frozenset({"history", "symbol", "symbol.more"})  # for tools; beside their files
WEIGHTIEST = (  # what to open first: what can hurt others, then what they must know
    *("trojan.bidi", "trojan.invisible", "addressed", "symbol.public"),
    *("schema.migration", "schema.sql", "schema.field", "schema.path", "schema"),
    *("dependency.downgraded", "dependency", "dependency.upgraded", "setting.env", "setting.flag"),
    *(
        "test.skipped",
        "submodule",
        "link",
        "binary",
        "file.large",
        "lfs",
        "licence",
        "owners",
        "rule",
    ),
)


def findings(commit: CommitDigest, limit: int) -> list[Findings]:
    """What code found and may be printed (facts, no hints), at most `limit` of each kind."""
    grouped: dict[tuple[str, str], list[Fact]] = {}
    for fact in commit.facts.findings:
        if fact.level == Level.FACT and fact.kind not in _ELSEWHERE:
            grouped.setdefault((fact.kind, fact.change or ""), []).append(fact)
    return [
        Findings(kind, change, *first_of(dependency.grouped(facts), limit))
        for (kind, change), facts in sorted(grouped.items(), key=lambda item: _weightiest(*item[0]))
    ]


def _weightiest(kind: str, change: str) -> tuple[int, int]:
    """What was removed or changed before what is new, of each kind; other kinds last."""
    rank = WEIGHTIEST.index(kind) if kind in WEIGHTIEST else len(WEIGHTIEST)
    return rank, ("removed", "changed").index(change) if change in {"removed", "changed"} else 2


def path_before(file: FileFact) -> str:
    """Where a file was renamed or copied from, "" for others."""
    return file.old_path if file.old_path and file.old_path != file.path else ""


def name_of(fact: Fact) -> str:
    """What a fact is about, another commit as short as that commit is shown itself."""
    if dependency.is_dependency(fact):
        return dependency.name_of(fact)
    return fact.name[:SHORT] if fact.kind.startswith("patch.") else fact.name


def is_count(fact: Fact) -> bool:
    """Whether a fact has a number in the place of its name: how many there are that are not told."""
    return fact.kind.endswith(".more") and fact.name.isdigit()


def seen(fact: Fact) -> tuple[Evidence, ...]:
    """Where a fact can be seen: the first place, some of a rule of the project and of a dependency.

    None where its name says so already.
    """
    first = next(iter(fact.evidence), None)
    if first is None or evidence_place(first) == fact.name:
        return ()
    return first_of(fact.evidence, MOST_PLACES)[0] if _is_in_places(fact) else fact.evidence[:1]


def unseen(fact: Fact) -> int:
    """How many places of such a fact are not among those."""
    return len(fact.evidence) - len(seen(fact)) if _is_in_places(fact) else 0


def _is_in_places(fact: Fact) -> bool:
    """Whether a fact is of all its places alike, so that each of them is worth a word."""
    return fact.kind == "rule" or dependency.is_dependency(fact)


def local_time(moment: datetime, zone: tzinfo) -> str:
    """The moment in the report's zone, YYYY-MM-DD HH:MM:SS."""
    return local(moment, zone).isoformat(" ", "seconds")


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment as the clocks of a zone show it, without the zone."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    with suppress(OverflowError, ValueError):  # the first and the last day of the calendar
        moment = moment.astimezone(zone)
    return moment.replace(tzinfo=None)


def commit_time(digest: Digest, commit: CommitDigest) -> str:
    """The date that the digest selects by, in its time zone."""
    return commit_moment(digest, commit).isoformat(" ", "seconds")


def commit_moment(digest: Digest, commit: CommitDigest) -> datetime:
    """The same, as the clocks of the report's zone show it."""
    by_author = digest.date_field == "author"
    moment = commit.commit.author_date if by_author else commit.commit.committer_date
    return zoned(digest, moment)


def zoned(digest: Digest, moment: datetime) -> datetime:
    """A moment as the clocks of the report's zone show it."""
    return local(moment, ZoneInfo(digest.timezone))


def omitted(repository: RepositoryDigest) -> dict[str, list[str]]:
    """The short SHAs of the commits that were left out, by reason."""
    grouped: dict[str, list[str]] = {}
    for entry in repository.omitted:
        grouped.setdefault(entry.reason, []).append(clean(entry.sha, oneline=True)[:SHORT])
    return grouped


def skipped_reasons(digest: Digest) -> list[tuple[str, int]]:
    """The reasons why commits have no analysis, with their numbers, most frequent first."""
    commits = (commit for repository in digest.repositories for commit in repository.commits)
    found = (commit.skipped.reason for commit in commits if commit.skipped)
    return Counter(found).most_common()


def is_facts_only(digest: Digest) -> bool:
    """Whether no model was asked at all."""
    return digest.model is None and {reason for reason, _ in skipped_reasons(digest)} <= {
        "no-model"
    }


def _sum(counts: Iterable[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if known else None


def _weight(file: FileFact) -> float:
    """Changed lines; what does not run in production counts a tenth."""
    lines = (file.additions or 0) + (file.deletions or 0)
    return lines if file.file_class in _RUNTIME else lines / 10
