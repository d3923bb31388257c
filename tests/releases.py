"""Reads a range of a real repository as a release reads it, for the tests of its parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import digests
from gitrepo import GitRepo

from gitdigest.describe import Silence, describe, digest_repository
from gitdigest.digest import CommitDigest
from gitdigest.facts.fact import Evidence, FileClass
from gitdigest.facts.rules import Rules
from gitdigest.release.advice import Advice
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.describing import describe_briefly
from gitdigest.release.effect import Effect, Endings, Fate, net_effect
from gitdigest.release.ends import find_ends
from gitdigest.release.gate import DEFAULTS, Gate
from gitdigest.release.grouping import Range
from gitdigest.release.links import Member, patch_key
from gitdigest.release.missing import Missing
from gitdigest.release.notes import NoteLine, Notes, Step
from gitdigest.release.past import Expert
from gitdigest.release.planned import Planned
from gitdigest.release.release import Ends, Net, ReleaseDigest
from gitdigest.release.review import Asked, review, walk_range
from gitdigest.release.reviewers import Reading
from gitdigest.release.risks.risk import Risk
from gitdigest.release.topics import Topic, find_topics
from gitdigest.release.verdict import Check, Reason
from gitdigest.release.verdict import Verdict as ReleaseVerdict
from gitdigest.release.version import parse_version
from gitdigest.release.walk import takes_of, walk
from gitdigest.repo import open_repository
from gitdigest.selection import Selection


@dataclass
class Release:
    """A range that was read: the fates by subject, and the changes."""

    commits: dict[str, CommitDigest]
    effect: Effect
    topics: tuple[Topic, ...]

    def fate(self, subject: str) -> Fate:
        """The fate of the only commit with this subject."""
        (sha,) = [sha for sha, c in self.commits.items() if c.commit.subject == subject]
        (found,) = [fate for fate in self.effect.fates if fate.sha == sha]
        return found

    def topic(self, subject: str) -> Topic:
        """The change that a commit names."""
        (found,) = [t for t in self.topics if self.commits[t.sha].commit.subject == subject]
        return found

    def outline(self) -> dict[str, list[tuple[str, str]]]:
        """Each change by its subject, with its state and the others of it."""
        return {
            f"{self.commits[topic.sha].commit.subject}: {topic.state}": [
                (self.commits[member.sha].commit.subject, member.relation)
                for member in topic.members
            ]
            for topic in self.topics
        }


def released(repo: GitRepo, base: str, head: str, cache: Path) -> Release:
    """The range between two revisions."""
    with open_repository(str(repo.path), cache=cache) as opened:
        source = opened.ranges
        ends = (opened.resolve(base) if base else "", opened.resolve(head))
        diff = source.between(*ends)
        patches: dict[str, bytes] = {}
        follower, fork = walk(source, *ends, lambda c, d: patches.update({c.sha: patch_key(d)}))
        endings = Endings(follower, diff, ends[1], fork=fork)
        effect = net_effect(endings)
        shas = endings.follower.shas
        asked = Selection(
            revision_range=f"{base}..{head}" if base else head, first_parent=False, merges="entry"
        )
        described = describe(opened, opened.select(asked), Rules())
        commits = {commit.sha: commit for commit in described}
        topics = find_topics(
            Range(
                head=ends[1],
                commits=commits,
                parents=source.parents(shas),
                fates={fate.sha: fate for fate in effect.fates},
                takes=takes_of(endings.follower),
                patches=patches,
            )
        )
    return Release(commits, effect, topics)


def text(*lines: str) -> str:
    """Lines of a file."""
    return "".join(f"{line}\n" for line in lines)


def sums(effect: Effect) -> tuple[int, int]:
    """What ships, in lines added and removed."""
    return sum(f.survived for f in effect.fates), sum(f.removed for f in effect.fates)


NOW = datetime(2026, 1, 26, 12, tzinfo=UTC)
Change = Callable[[CommitDigest], CommitDigest]


def reviewed(
    repo: GitRepo,
    cache: Path,
    asked: str = "",
    *,
    gate: Gate | None = None,
    version: str = "",
    change: Change = lambda commit: commit,
) -> ReleaseDigest:
    """The review of a range, as the command makes it; `change` stands in for a model."""
    parsed = parse_version(version)
    with open_repository(str(repo.path), cache=cache) as opened:
        ends = find_ends(opened.ranges, asked)
        between = f"{ends.base_sha}..{ends.head_sha}" if ends.base_sha else ends.head_sha
        opened.past.update([ends.head_sha])
        selected = opened.select(
            Selection(revision_range=between, first_parent=False, merges="entry")
        )
        page = opened.forge.commit_url
        walked = walk_range(
            opened.ranges, ends, lambda c, d: change(describe_briefly(c, d, Rules(), page))
        )
        part = digest_repository(
            opened,
            selected,
            zone=UTC,
            progress=Silence(),
            described=(walked.commits[sha] for sha in selected.shas),
        )
        wanted = Asked(
            ends=ends,
            now=NOW,
            timezone="UTC",
            year=opened.ranges.year(ends.base_sha) if ends.base_sha else 0,
            gate=gate or Gate(),
            planned=Planned(parsed, "--as") if parsed else None,
            language="en",
            pasts=opened.pasts,
        )
        return review(opened.ranges, opened.blobs, part, walked, wanted)


def told(release: ReleaseDigest, *kinds: str) -> list[tuple[str, str, str]]:
    """The breaks of some kinds: what happened, to whom, and the detail."""
    return [(b.code, b.name, b.detail) for b in of_kind(release, *kinds)]


def of_kind(release: ReleaseDigest, *kinds: str) -> list[Break]:
    return [item for item in release.breaks if not kinds or item.kind in kinds]


def fired(release: ReleaseDigest) -> dict[str, list[str]]:
    """What each rule of the gate found."""
    found: dict[str, list[str]] = {}
    for risk in release.risks:
        found.setdefault(risk.rule, []).append(risk.name)
    return found


def handmade(text: str = "text", sha: str = "a" * 40) -> ReleaseDigest:
    """A review whose every name and message is `text`, for the tests of the reports."""
    commit = digests.commit_digest(sha, text, author=text, body=text)
    where = (Evidence(text, 3), Evidence(text, 4, "old"))
    broken = Break(
        "public", "signature", text, "major", before=text, after=text, detail=text,
        announced=True, evidence=where, commits=(sha,),
    )  # fmt: skip
    leaving = replace(broken, kind="flag", code="removed", certain=False)
    risks = tuple(
        Risk(rule, "high", text, text, evidence=where, commits=(sha,)) for rule in DEFAULTS
    )
    topic = Topic(sha, text, "feat", text, breaking=True, state="ships", added=3, removed=1,
                  members=(Member(sha, "fixup"),), references=(text, "#12"))  # fmt: skip
    gone = replace(topic, state="gone", by=(sha,))
    line = NoteLine("breaking", text, (sha,), (text, "#12"), text, (broken, leaving))
    return ReleaseDigest(
        ends=Ends(text, text, sha, sha, "1.0.0", forked=True),
        timezone="UTC",
        generated_at=NOW,
        repository=replace(digests.repository(commit), name=text),
        net=Net(1, 3, 1, (1, 2), followed=False),
        fates=(Fate(sha, 3, 3, state="ships"),),
        topics=(topic, gone),
        missing=(Missing(sha, text, counts=True),),
        files=(digests.file(text, FileClass.SOURCE, 3, 1, component=text),),
        facts=(),
        breaks=(broken, leaving),
        added=(text,),
        advice=Advice("major", "semver", "2.0.0", text, text, fits=False, reasons=(text,)),
        risks=risks,
        readings=(Reading(text, 1.0, 3, 1, ("untested",), (sha,), Expert(text, 1, 2)),),
        verdict=ReleaseVerdict(
            "stop",
            (Reason("version", "stop", 1, (text,)),),
            (Check("version", text), Check("changelog", done=True)),
        ),
        notes=Notes((line, replace(line, section="added", breaks=())), (Step(leaving, (sha,)),)),
        complete=False,
    )
