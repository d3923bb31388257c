"""Analyses of an earlier run, found again in any process without a model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gitdigest.analysis.analyse import analyse
from gitdigest.analysis.asking import Asker, Habits
from gitdigest.analysis.claim import Analysis
from gitdigest.describe import CommitSource
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest
from gitdigest.explain.explained import evidence_of, explained
from gitdigest.explain.wording import Wording
from gitdigest.model.answers import AnswerCache
from gitdigest.model.cache import Absent, CachedModel, NotKeptError
from gitdigest.model.model import Mode


@dataclass(frozen=True, slots=True)
class Kept:
    """What it takes to find analyses again: the model as it was asked, and where answers are."""

    absent: Absent
    folder: Path
    wording: Wording
    mode: Mode = "schema"


class Recall:
    """Adds to a commit's digest the analysis that is kept; without one it stays as it is."""

    def __init__(self, source: CommitSource, asker: Asker, loop: asyncio.Runner) -> None:
        self._source = source
        self._asker = asker
        self._loop = loop

    def __call__(self, one: CommitDigest, diff: Diff) -> CommitDigest:
        """The digest with its analysis, where every answer that it took is kept."""
        checker = evidence_of(one, diff, self._source)
        try:
            found = self._loop.run(analyse(self._asker, one.commit, diff, one.facts, checker))
        except NotKeptError:
            return one
        return explained(one, found, diff) if isinstance(found, Analysis) else one


@contextmanager
def recall(source: CommitSource, kept: Kept | None) -> Iterator[Recall | None]:
    """What finds the analyses of a source's commits; None where there is no model."""
    if kept is None:
        yield None
        return
    answers = AnswerCache(kept.folder)
    try:
        with asyncio.Runner() as loop:
            model = CachedModel(kept.absent, answers)
            asker = Asker(model, kept.wording.requests(), Habits(kept.mode))
            yield Recall(source, asker, loop)
    finally:
        answers.close()
