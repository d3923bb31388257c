"""Asks one model about many commits: the weightiest first, as many at a time as it bears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from gitdigest.analysis.analyse import analyse
from gitdigest.analysis.asking import Asker
from gitdigest.analysis.claim import Analysis, Overview, Skipped
from gitdigest.describe import Progress
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest
from gitdigest.errors import FATAL_KINDS, GitDigestError
from gitdigest.explain.explained import BY_RULE, by_rule, evidence_of, explained
from gitdigest.explain.work import Work, is_open
from gitdigest.overview import CommitLine, overview
from gitdigest.prompt.briefing import TIERS

MOST_IN_A_ROW = 3  # commits for which the server failed: it is not coming back this night
FAILING = frozenset({"model-timeout", "model-broken", "model-busy"})
LAST = frozenset(f"model-{kind}" for kind in FATAL_KINDS)


class Job(NamedTuple):
    """An open commit with its diff, read and ready to be asked about."""

    work: Work
    one: CommitDigest
    diff: Diff


class Explainer:
    """Explains the commits of repositories with one model, in one event loop.

    Once the model is gone for good or the budget is spent, the rest is skipped for that reason and
    nobody is asked again. `name` and `figures` are what progress is told of the model.
    """

    def __init__(
        self,
        asker: Asker,
        progress: Progress,
        name: str = "",
        figures: Callable[[], str] = str,
    ) -> None:
        self._asker = asker
        self._progress = progress
        self._name = name
        self._figures = figures
        self._failed = 0
        self._end: Skipped | None = None
        self._in_a_row = 0

    async def explain(self, works: Sequence[Work]) -> None:
        """Each open commit of the works is explained or skipped, and each day summed up.

        What is done stays in the works when this is interrupted.
        """
        total = sum(is_open(one) for work in works for one in work.commits)
        if total:
            self._progress.start(self._name, total)
            await self._commits(works)
            self._progress.finish()
        for work in works:
            work.overview = await self._overview(work.commits)

    async def _commits(self, works: Sequence[Work]) -> None:
        room = asyncio.Semaphore(max(1, self._asker.model.concurrency))
        jobs = jobs_of(works)
        try:
            async with asyncio.TaskGroup() as group:
                while (job := await _next(jobs, room)) is not None:
                    group.create_task(self._explain(job, room))
        finally:
            with suppress(ValueError):  # a thread that nobody waits for any more reads the next one
                jobs.close()

    async def _explain(self, job: Job, room: asyncio.Semaphore) -> None:
        try:
            found = self._end or (BY_RULE if by_rule(job.one, job.diff) else await self._ask(job))
        finally:
            room.release()
        job.work.settled[job.one.sha] = explained(job.one, found, job.diff)
        self._failed += isinstance(found, Skipped) and found is not BY_RULE
        failed = f"{self._failed} without an answer" if self._failed else ""
        self._progress.tell(", ".join(filter(None, (self._figures(), failed))))
        self._progress.advance(job.one.sha, job.one.commit.subject)

    async def _ask(self, job: Job) -> Analysis | Skipped:
        checker = evidence_of(job.one, job.diff, job.work.source)
        found = await analyse(self._asker, job.one.commit, job.diff, job.one.facts, checker)
        if not isinstance(found, Skipped):
            self._in_a_row = 0
            return found
        self._in_a_row += found.reason in FAILING
        if found.reason in LAST or self._in_a_row >= MOST_IN_A_ROW:
            self._end = self._end or found
        return found

    async def _overview(self, commits: Sequence[CommitDigest]) -> Overview | None:
        """What the explained commits have in common, None where nothing can be told."""
        ordered = sorted(commits, key=lambda one: TIERS.index(one.importance), reverse=True)
        lines = [_line(one) for one in ordered if one.analysis]
        if self._end or not lines:
            return None
        found = await overview(self._asker, lines)
        return found if isinstance(found, Overview) else None


async def _next(jobs: Iterator[Job], room: asyncio.Semaphore) -> Job | None:
    """The next commit, read when there is room for it: few diffs are held at a time."""
    await room.acquire()
    return await asyncio.to_thread(next, jobs, None)


def jobs_of(works: Sequence[Work]) -> Generator[Job]:
    """The open commits with their diffs: tier by tier, so that a budget goes where it matters."""
    for tier in reversed(TIERS):
        for work in works:
            found = [one for one in work.commits if is_open(one) and one.importance == tier]
            yield from _read(work, {one.sha: one for one in found})


def _read(work: Work, wanted: dict[str, CommitDigest]) -> Iterator[Job]:
    """The diffs of some commits; where git fails, those that are left are skipped for it."""
    if not wanted:
        return
    try:
        for commit, diff in work.source.stream(replace(work.selected, shas=tuple(wanted))):
            yield Job(work, wanted.pop(commit.sha), diff)
    except GitDigestError as error:
        for one in wanted.values():
            skipped = Skipped("unreadable", error.message)
            work.settled[one.sha] = replace(one, skipped=skipped)


def _line(one: CommitDigest) -> CommitLine:
    """A commit as the overview is told of it: what it breaks, what it is, what could go wrong."""
    found = one.analysis
    claims = () if found is None else (found.breaks, found.summary, *found.risks[:1])
    said = " ".join(claim.text for claim in claims if claim)
    return CommitLine(one.sha, f"{one.importance}: {one.commit.subject} — {said}")
