"""All that was found of a range, for what judges it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gitdigest.digest import CommitDigest
from gitdigest.facts.fact import Fact, FileFact
from gitdigest.release.advice import Advice
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.effect import Endings
from gitdigest.release.gate import Gate
from gitdigest.release.missing import Missing
from gitdigest.release.past import FilePast
from gitdigest.release.topics import Topic


@dataclass(frozen=True, slots=True)
class Found:
    """A range as it was read: its commits by id, newest first, its changes, what differs.

    `pasts` tells of each changed file of before the range, by its name then, what was before.
    `files` and `facts` are those between the ends, `added` the new public names, `missing` the
    commits of the base's own that the head lacks, `said` the new lines of changelogs and news.
    """

    commits: Mapping[str, CommitDigest]
    topics: Sequence[Topic]
    files: Sequence[FileFact]
    facts: Sequence[Fact]
    breaks: Sequence[Break]
    added: Sequence[str]
    advice: Advice
    endings: Endings
    missing: Sequence[Missing]
    said: str
    gate: Gate
    pasts: Mapping[str, FilePast]
    complete: bool = True
    _writers: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def topic_of(self) -> Mapping[str, Topic]:
        """The change that each commit belongs to."""
        return {sha: topic for topic in self.topics for sha in topic.shas}

    def writers(self, path: str) -> Mapping[str, int]:
        """How many lines of a file's difference each commit wrote or took; moved ones not."""
        if path not in self._writers:
            self._writers[path] = self._find_writers(path)
        return self._writers[path]

    def _find_writers(self, path: str) -> Mapping[str, int]:
        ending = self.endings.files.get(path)
        if ending is None or not ending.readable:
            sha = self.endings.touched(path)
            return {sha: 1} if sha else {}
        counts: dict[str, int] = {}
        shas = self.endings.follower.shas
        for number in ending.worked():
            counts[shas[number]] = counts.get(shas[number], 0) + 1
        return counts
