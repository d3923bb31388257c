"""A range before it is released, as data: all that a report of it sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gitdigest.digest import ModelUse, RepositoryDigest
from gitdigest.facts.fact import Fact, FileFact
from gitdigest.release.advice import Advice
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.effect import Fate
from gitdigest.release.missing import Missing
from gitdigest.release.notes import Notes
from gitdigest.release.reviewers import Reading
from gitdigest.release.risks.risk import Risk
from gitdigest.release.topics import Topic
from gitdigest.release.verdict import Verdict

SCHEMA = "gitdigest/release/1"


@dataclass(frozen=True, slots=True)
class Ends:
    """What a release lies between: names and ids; no base is the beginning of the history.

    `version` is that of the base's tag. `forked` tells that the base is not in the head's history.
    """

    base: str
    head: str
    base_sha: str
    head_sha: str
    version: str = ""
    forked: bool = False


@dataclass(frozen=True, slots=True)
class Net:
    """The difference between the ends, as `git diff --numstat` counts it, and whose it is.

    `elsewhere` counts lines that no commit of the range is behind, because the base's own history
    is; `followed` is false where git could not read the range, and no commit has a fate.
    """

    files: int
    additions: int
    deletions: int
    elsewhere: tuple[int, int] = (0, 0)
    followed: bool = True


@dataclass(frozen=True, slots=True)
class ReleaseDigest:
    """A release as one thing; it can be saved and rendered again without git or a model.

    `repository` has its commits, newest first, as in a digest of days; `fates` are theirs, parents
    first. `added` are new public names, `files` and `facts` those between the ends.
    """

    ends: Ends
    timezone: str
    generated_at: datetime
    repository: RepositoryDigest
    net: Net
    fates: tuple[Fate, ...]
    topics: tuple[Topic, ...]
    missing: tuple[Missing, ...]
    files: tuple[FileFact, ...]
    facts: tuple[Fact, ...]
    breaks: tuple[Break, ...]
    added: tuple[str, ...]
    advice: Advice
    risks: tuple[Risk, ...]
    readings: tuple[Reading, ...]
    verdict: Verdict
    notes: Notes
    model: ModelUse | None = None
    complete: bool = True
    generator: str = "gitdigest"
    schema: str = SCHEMA
