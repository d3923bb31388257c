"""Reads a range of a real repository as a release reads it, for the tests of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gitrepo import GitRepo

from gitdigest.describe import describe
from gitdigest.digest import CommitDigest
from gitdigest.facts.rules import Rules
from gitdigest.release.effect import Effect, Fate, net_effect
from gitdigest.release.grouping import Range
from gitdigest.release.links import patch_key
from gitdigest.release.topics import Topic, find_topics
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
        endings = walk(source, *ends, diff, lambda c, d: patches.update({c.sha: patch_key(d)}))
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
