"""Joins the parts: a range, read once and followed, and its commits described -> ReleaseDigest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange
from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.errors import GitError
from gitdigest.facts.fact import FileClass
from gitdigest.facts.rules import Rules, glob
from gitdigest.facts.sources import Blobs
from gitdigest.release.advice import advise
from gitdigest.release.between import Between, read_between
from gitdigest.release.breaking.all import find_breaks
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.effect import Effect, Endings, Fate, net_effect
from gitdigest.release.following import Follower
from gitdigest.release.found import Found
from gitdigest.release.gate import Gate
from gitdigest.release.grouping import Range
from gitdigest.release.links import patch_key
from gitdigest.release.missing import Missing, find_missing
from gitdigest.release.notes import write_notes
from gitdigest.release.planned import Planned, planned_version
from gitdigest.release.release import Ends, Net, ReleaseDigest
from gitdigest.release.reviewers import Experts, find_readings
from gitdigest.release.risks.all import find_risks
from gitdigest.release.surface.compare import compare
from gitdigest.release.topics import Topic, find_topics
from gitdigest.release.verdict import judge
from gitdigest.release.version import parse_version
from gitdigest.release.walk import RangeSource, takes_of, walk

_SCRIPTS = re.compile(r"(?:^|/)(?:scripts?|tools|hack|misc)/")  # nobody imports from here
_TOLD = re.compile(r"(?:^|/)(?:CHANGE|HISTORY|NEWS|RELEASE|UPGRAD|MIGRAT)", re.IGNORECASE)
_LOST = frozenset({"failed", "unreadable"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a review: the ends, the rules, and what it is told of the outside.

    `planned` is the version that somebody says will come, `year` that of the last release;
    `language` the one in which a model's words may stand in the notes, "" for none.
    """

    ends: Ends
    now: datetime
    timezone: str
    year: int = 0
    gate: Gate = Gate()  # noqa: RUF009 - frozen, so that all may share it
    rules: Rules = Rules()  # noqa: RUF009 - likewise
    planned: Planned | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class _Walked:
    """What the walk over a range found."""

    endings: Endings
    effect: Effect
    topics: tuple[Topic, ...]
    missing: tuple[Missing, ...]
    followed: bool = True


def review(
    source: RangeSource,
    blobs: Blobs,
    repository: RepositoryDigest,
    asked: Asked,
    experts: Experts,
) -> ReleaseDigest:
    """The release between two ends, whose commits `repository` describes. Raises GitError."""
    ends = asked.ends
    diff = source.between(ends.base_sha, ends.head_sha)
    trees = source.tree(ends.base_sha), source.tree(ends.head_sha)
    between = read_between(diff, trees, blobs, asked.rules, asked.now)
    walked = _walked(source, ends, diff, {commit.sha: commit for commit in repository.commits})
    found = _found(asked, repository, between, walked)
    risks = find_risks(found)
    return ReleaseDigest(
        ends=ends,
        timezone=asked.timezone,
        generated_at=asked.now,
        repository=repository,
        net=_net(between, walked),
        fates=walked.effect.fates,
        topics=walked.topics,
        missing=walked.missing,
        files=between.files,
        facts=between.facts,
        breaks=tuple(found.breaks),
        added=tuple(found.added),
        advice=found.advice,
        risks=risks,
        readings=find_readings(found, risks, experts),
        verdict=judge(found, risks),
        notes=write_notes(found, asked.language),
        complete=found.complete,
    )


def _found(asked: Asked, repository: RepositoryDigest, between: Between, walked: _Walked) -> Found:
    """All that the parts found, for what judges it."""
    names = compare(between.before, between.after, _with_names(between, asked.gate))
    breaks = find_breaks(names, between, walked.topics, Behind(walked.endings))
    added = [c.name for c in names.changes if c.old is None and c.new and c.new.promised]
    last = parse_version(asked.ends.version)
    planned = asked.planned or planned_version(between.before, between.after, last)
    lost = any(note.code in _LOST for note in repository.notes)
    return Found(
        commits={commit.sha: commit for commit in repository.commits},
        topics=walked.topics,
        files=between.files,
        facts=between.facts,
        breaks=breaks,
        added=added,
        advice=advise(last, planned, breaks, walked.topics, added, year=asked.year),
        endings=walked.endings,
        missing=walked.missing,
        said=_said(between.diff),
        gate=asked.gate,
        complete=walked.followed and not repository.omitted and not lost,
    )


def _walked(
    source: RangeSource, ends: Ends, diff: Diff, commits: Mapping[str, CommitDigest]
) -> _Walked:
    """Follows the lines of a range; where git cannot read it, every commit counts as it stands."""
    base, head = ends.base_sha, ends.head_sha
    patches: dict[str, bytes] = {}

    def watch(commit: Commit, changes: Diff) -> None:
        patches[commit.sha] = patch_key(changes)

    shas, followed = source.commits(base, head), True
    takes: Mapping[str, Mapping[str, int]] = {sha: {} for sha in shas}
    try:
        endings = walk(source, base, head, diff, watch)
        effect, takes = net_effect(endings), takes_of(endings.follower)
    except GitError:
        endings = Endings(Follower((), base, source.tree), diff, head, forked=True)
        effect = Effect(tuple(Fate(sha, files=1, state="ships") for sha in shas))
        followed = False
    parents = source.parents([sha for sha in shas if sha in commits])
    fates = {fate.sha: fate for fate in effect.fates}
    topics = find_topics(Range(head, commits, parents, fates, takes, patches))
    missing: tuple[Missing, ...] = ()
    if ends.forked and followed:
        subjects = {commit.commit.subject for commit in commits.values()}
        keys = frozenset(patches.values())
        missing = tuple(find_missing(source, base, head, keys, subjects))
    return _Walked(endings, effect, topics, missing, followed)


def _with_names(between: Between, gate: Gate) -> list[FileChange]:
    """The files that differ and whose names others may use."""
    found: list[FileChange] = []
    for change, file in zip(between.diff.files, between.files, strict=True):
        path = change.path
        chosen = any(glob(pattern).match(path) for pattern in gate.public)
        hidden = any(glob(pattern).match(path) for pattern in gate.internal)
        source = file.file_class is FileClass.SOURCE and not _SCRIPTS.search(path)
        if not hidden and (chosen if gate.public else source):
            found.append(change)
    return found


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


def _net(between: Between, walked: _Walked) -> Net:
    return Net(
        files=len(between.files),
        additions=sum(file.additions or 0 for file in between.files),
        deletions=sum(file.deletions or 0 for file in between.files),
        elsewhere=walked.effect.elsewhere,
        followed=walked.followed,
    )
