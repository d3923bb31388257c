"""A repository's digest on its way through a model: which commits are open, which are settled."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from gitdigest.analysis.claim import Overview, Skipped
from gitdigest.describe import CommitSource
from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.selection import Selected

_UNASKED = "no-model"


@dataclass(slots=True)
class Work:
    """A repository's digest, where its diffs come from, and what has become of its commits."""

    source: CommitSource
    selected: Selected
    part: RepositoryDigest
    overview: Overview | None = None
    settled: dict[str, CommitDigest] = field(default_factory=dict)

    @property
    def commits(self) -> tuple[CommitDigest, ...]:
        """The commits as far as they have come."""
        return tuple(self.settled.get(one.sha, one) for one in self.part.commits)

    def done(self, unasked: Skipped | None = None) -> RepositoryDigest:
        """The digest as far as it has come; commits that are still open are skipped as `unasked`."""
        commits = (
            replace(one, skipped=unasked) if unasked and is_open(one) else one
            for one in self.commits
        )
        return replace(self.part, commits=tuple(commits), overview=self.overview)


def is_open(one: CommitDigest) -> bool:
    """Whether a model could still be asked about a commit."""
    return one.analysis is None and one.skipped is not None and one.skipped.reason == _UNASKED
