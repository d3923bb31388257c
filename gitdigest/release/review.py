"""Joins the parts: a range, read once and followed, and its commits described -> ReleaseDigest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.errors import GitError
from gitdigest.facts.fact import FileClass
from gitdigest.facts.rules import Rules
from gitdigest.facts.sources import Blobs
from gitdigest.release.advice import advise
from gitdigest.release.answer import NONE, Answer
from gitdigest.release.between import Between, Terms, Told, read_between
from gitdigest.release.breaking.all import find_breaks
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.effect import Effect, Endings, Fate, net_effect
from gitdigest.release.following import Follower
from gitdigest.release.found import Found
from gitdigest.release.gate import Gate
from gitdigest.release.grouping import Range
from gitdigest.release.links import patch_key
from gitdigest.release.missing import Missing, find_missing
from gitdigest.release.notes import write_notes
from gitdigest.release.past import Pasts
from gitdigest.release.planned import Planned, planned_version
from gitdigest.release.release import Ends, Net, ReleaseDigest
from gitdigest.release.reviewers import find_readings
from gitdigest.release.risks.all import find_risks
from gitdigest.release.surface.side import Side
from gitdigest.release.topics import Topic, find_topics
from gitdigest.release.verdict import judge
from gitdigest.release.version import parse_version
from gitdigest.release.walk import Merges, RangeSource, Tell, silent, takes_of, walk

_TOLD = re.compile(r"(?:^|/)(?:CHANGE|HISTORY|NEWS|RELEASE|UPGRAD|MIGRAT)", re.IGNORECASE)
_KNOWN = frozenset(
    {FileClass.SOURCE, FileClass.SCHEMA, FileClass.MIGRATION, FileClass.BUILD, FileClass.CONFIG}
    | {FileClass.DEPS, FileClass.CI, FileClass.TEST}
)
_LOST = frozenset({"failed", "unreadable"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a review: the ends, the rules, and what it is told of the outside.

    `planned` is the version that somebody says will come, `year` that of the last release;
    `language` the one in which a model's words may stand in the notes, "" for none. `pasts` knows
    what was before.
    """

    ends: Ends
    now: datetime
    timezone: str
    year: int = 0
    gate: Gate = Gate()  # noqa: RUF009 - frozen, so that all may share it
    rules: Rules = Rules()  # noqa: RUF009 - likewise
    planned: Planned | None = None
    language: str = ""
    pasts: Pasts | None = None

    @property
    def terms(self) -> Terms:
        """By what the ends are compared."""
        return Terms(self.rules, self.gate, self.now)


@dataclass(frozen=True, slots=True)
class Walked:
    """A range that was read: what differs, who is behind it, and its commits, if they were told.

    `followed` is false where git could not read every commit: each counts as it stands. `told` is
    what somebody else found to differ.
    """

    diff: Diff
    shas: tuple[str, ...]
    endings: Endings
    effect: Effect
    patches: Mapping[str, bytes]
    commits: Mapping[str, CommitDigest]
    followed: bool = True
    told: Told | None = None


class Beside(NamedTuple):
    """What another process tells of a range: of its merges first, then of its two ends."""

    merges: Answer[Merges] = NONE
    told: Answer[Told] = NONE


Describe = Callable[[Commit, Diff], CommitDigest]


def walk_range(
    source: RangeSource,
    ends: Ends,
    describe: Describe | None = None,
    tell: Tell = silent,
    beside: Beside = Beside(),  # noqa: B008 - nothing in it changes
) -> Walked:
    """Reads a range once, parents first, and follows its lines.

    `describe` makes the digest of each commit on the way, where nobody else makes it; `tell` hears
    what goes on before and behind; `beside` is what somebody else finds meanwhile.
    """
    base, head = ends.base_sha, ends.head_sha
    patches: dict[str, bytes] = {}
    commits: dict[str, CommitDigest] = {}

    def watch(commit: Commit, changes: Diff) -> None:
        patches[commit.sha] = patch_key(changes)
        if describe is not None:
            commits[commit.sha] = describe(commit, changes)

    followed = True
    try:
        follower, fork = walk(source, base, head, watch, tell=tell, merges=beside.merges)
    except GitError:
        followed = False
        follower, fork = Follower((), base, source.tree), Diff(base, None)
    tell("comparing the two ends")
    told = beside.told.wait()
    diff = told.diff if told else source.between(base, head)
    endings = Endings(follower, diff, head, fork=fork)
    shas = follower.shas if followed else source.commits(base, head)
    alone = (Fate(sha, files=1, state="ships") for sha in shas)
    effect = net_effect(endings) if followed else Effect(tuple(alone))
    return Walked(diff, shas, endings, effect, patches, commits, followed, told)


def review(
    source: RangeSource,
    blobs: Blobs,
    repository: RepositoryDigest,
    walked: Walked,
    asked: Asked,
) -> ReleaseDigest:
    """The release between two ends, whose commits `repository` describes. Raises GitError."""
    ends, told = asked.ends, walked.told
    trees = told.trees if told else (source.tree(ends.base_sha), source.tree(ends.head_sha))
    between = read_between(walked.diff, trees, blobs, asked.terms, told)
    found = _found(source, asked, repository, between, walked)
    risks = find_risks(found)
    return ReleaseDigest(
        ends=ends,
        timezone=asked.timezone,
        generated_at=asked.now,
        repository=repository,
        net=_net(between, walked),
        fates=walked.effect.fates,
        topics=tuple(found.topics),
        missing=tuple(found.missing),
        files=between.files,
        facts=between.told.facts,
        breaks=tuple(found.breaks),
        added=tuple(found.added),
        advice=found.advice,
        risks=risks,
        readings=find_readings(found, risks),
        verdict=judge(found, risks),
        notes=write_notes(found, asked.language),
        complete=found.complete,
    )


def _found(
    source: RangeSource,
    asked: Asked,
    repository: RepositoryDigest,
    between: Between,
    walked: Walked,
) -> Found:
    """All that the parts found, for what judges it."""
    commits = {commit.sha: commit for commit in repository.commits}
    topics = _topics(source, asked.ends, walked, commits)
    names = between.told.names
    breaks: tuple[Break, ...] = ()
    if asked.ends.base_sha:  # nobody upgrades to a first release
        behind = Behind(walked.endings, (between.before, between.after))
        breaks = find_breaks(between, topics, behind)
    added = [c.name for c in names.changes if c.old is None and c.new and c.new.promised]
    last = parse_version(asked.ends.version)
    planned = asked.planned or planned_version(between.before, between.after, last)
    lost = any(note.code in _LOST for note in repository.notes)
    paths = [file.old_path or file.path for file in between.files if file.file_class in _KNOWN]
    return Found(
        commits=commits,
        topics=topics,
        files=between.files,
        facts=between.told.facts,
        breaks=breaks,
        added=added,
        advice=advise(last, planned, breaks, topics, added, year=asked.year),
        endings=walked.endings,
        missing=_missing(source, asked.ends, walked, commits, between.after),
        said=_said(between.told.diff),
        gate=asked.gate,
        pasts=asked.pasts(paths, walked.shas, asked.ends.head_sha) if asked.pasts else {},
        complete=walked.followed
        and not repository.omitted
        and not lost
        and commits.keys() <= set(walked.shas),  # a shallow clone ends within the range
    )


def _topics(
    source: RangeSource, ends: Ends, walked: Walked, commits: Mapping[str, CommitDigest]
) -> tuple[Topic, ...]:
    takes = takes_of(walked.endings.follower)
    return find_topics(
        Range(
            head=ends.head_sha,
            commits=commits,
            parents=source.parents([sha for sha in walked.shas if sha in commits]),
            fates={fate.sha: fate for fate in walked.effect.fates},
            takes={sha: takes.get(sha, {}) for sha in walked.shas},
            patches=walked.patches,
        )
    )


def _missing(
    source: RangeSource,
    ends: Ends,
    walked: Walked,
    commits: Mapping[str, CommitDigest],
    after: Side,
) -> tuple[Missing, ...]:
    if not (ends.forked and walked.followed):
        return ()
    messages = [f"{c.commit.subject}\n{c.commit.body}" for c in commits.values()]
    keys = frozenset(walked.patches.values()) - {b""}
    shas = source.commits(ends.head_sha, ends.base_sha)
    return tuple(find_missing(source, shas, keys, messages, after))


def _said(diff: Diff) -> str:
    """The new lines of changelogs, news and notes for who upgrades."""
    return "\n".join(
        row[1:]
        for change in diff.files
        if _TOLD.search(change.path)
        for hunk in change.hunks
        for row in hunk.body.split("\n")
        if row.startswith("+")
    )


def _net(between: Between, walked: Walked) -> Net:
    return Net(
        files=len(between.files),
        additions=sum(file.additions or 0 for file in between.files),
        deletions=sum(file.deletions or 0 for file in between.files),
        elsewhere=walked.effect.elsewhere,
        followed=walked.followed,
    )
