"""Reads what a session asks for into one digest; a repository that fails loses no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime

from gitdigest.cli.asking import AskedModel
from gitdigest.cli.interrupts import Interrupts
from gitdigest.cli.naming import call
from gitdigest.cli.opening import opened
from gitdigest.cli.outputs import Plan
from gitdigest.cli.progress import Watch
from gitdigest.cli.session import Session
from gitdigest.config.options import Source
from gitdigest.describe import digest_repository, failed_repository
from gitdigest.digest import Digest, Period, RepositoryDigest, digest
from gitdigest.elsewhere import Elsewhere
from gitdigest.errors import GitDigestError
from gitdigest.explain.work import Work
from gitdigest.period import Asked, resolve_period
from gitdigest.repo import Repository
from gitdigest.selection import Selected, Selection
from gitdigest.workers import describe_on_cores
from gitdigest.zone import start_of_day

_NOT_READ = GitDigestError("interrupted before it was read", "run it again")


@dataclass(slots=True)
class Reading:
    """One repository on its way: opened, selected, digested, or failed at one of these steps."""

    source: Source
    repository: Repository | None = None
    selected: Selected | None = None
    part: RepositoryDigest | None = None
    error: GitDigestError | None = None

    def mark_seen(self) -> None:
        """Let the next report of what is new begin where this one ended."""
        if self.repository and self.selected and self.part:
            self.repository.mark_seen(self.selected)


class Collector:
    """Takes all repositories of a session through the same steps, each step for all of them.

    The repositories stay open until `stack` is closed; they are named for the reports of `planned`.
    A failure is kept with its repository; an interrupt ends the steps, and is in `interrupts`.
    """

    def __init__(
        self,
        session: Session,
        watch: Watch,
        interrupts: Interrupts,
        stack: ExitStack,
        model: AskedModel,
        *,
        planned: Plan | None = None,
    ) -> None:
        self._session = session
        self._watch = watch
        self._interrupts = interrupts
        self._stack = stack
        self._model = model
        self._planned = planned
        self.readings = [Reading(source) for source in session.options.repositories]

    def collect(self, asked: Asked) -> Digest:
        """The digest of a period; raises where no repository could be read at all."""
        period = self.read(asked)
        self._explain()
        return digest(
            [self._part(reading) for reading in self.readings],
            period=period,
            timezone=self._session.zone.key,
            date_field=self._session.options.date_field,
            now=self._session.now,
            model=self._model.use,
        )

    def read(self, asked: Asked) -> Period:
        """Read the facts of a period; raises where no repository could be read at all."""
        period = resolve_period(
            asked, self._session.zone, self._session.now, lambda: self._latest(asked)
        )
        self._session.talk.detail(f"{period.kind} {period.label}")
        if period.since and period.since > self._session.now and asked.date != "latest":
            said = f"{period.label} is still to come"
            self._session.talk.say(f"{said}: only commits of a wrong clock can be in it")
        selection = replace(self._selection(asked), since=period.since, until=period.until)
        self._each(self._open)
        found = [reading.repository for reading in self.readings if reading.repository]
        call(self._session, self._planned, found)
        self._each(lambda reading: self._select(reading, selection))
        self._each(self._digest)
        if all(reading.part is None for reading in self.readings):
            raise self._nothing()
        return period

    def _selection(self, asked: Asked) -> Selection:
        options = self._session.options
        return Selection(
            branches=() if asked.revision_range else options.branches,
            all_branches=options.all_branches and not asked.revision_range,
            revision_range=asked.revision_range,
            date_field=options.date_field,
            first_parent=options.first_parent,
            merges=options.merges,
            authors=options.authors,
            paths=options.paths,
            new=asked.new,
        )

    def _latest(self, asked: Asked) -> date | None:
        """The newest day on which any of the repositories has a commit."""
        self._each(self._open)
        days: list[date] = []

        def add(reading: Reading) -> None:
            if reading.repository:
                selection = _narrowed(self._selection(asked), reading.source)
                day = reading.repository.latest_day(selection, self._session.zone)
                days.extend([day] if day else [])

        self._each(add)
        return max(days, default=None)

    def _each(self, step: Callable[[Reading], None]) -> None:
        for reading in self.readings:
            if reading.error:
                continue
            if self._interrupts.seen:
                reading.error = _NOT_READ
                continue
            try:
                step(reading)
            except KeyboardInterrupt:
                reading.error = _NOT_READ
            except GitDigestError as error:
                reading.error = error

    def _open(self, reading: Reading) -> None:
        if reading.repository is None:
            reading.repository = self._stack.enter_context(
                opened(self._session, reading.source, self._watch.line)
            )

    def _select(self, reading: Reading, selection: Selection) -> None:
        if reading.repository:
            narrowed = _narrowed(selection, reading.source)
            if selection.new:
                narrowed = replace(narrowed, since=self._start(reading.repository, narrowed))
            reading.selected = reading.repository.select(narrowed)

    def _start(self, repository: Repository, selection: Selection) -> datetime | None:
        """Where the first report of what is new begins: all of a history is not news."""
        day = repository.latest_day(selection, self._session.zone)
        return None if day is None else start_of_day(day, self._session.zone)

    def _digest(self, reading: Reading) -> None:
        if reading.repository and reading.selected:
            elsewhere = Elsewhere(reading.repository.objects)
            reading.part = digest_repository(
                reading.repository,
                reading.selected,
                zone=self._session.zone,
                progress=self._watch,
                described=describe_on_cores(
                    reading.repository,
                    reading.selected,
                    self._session.options.rules,
                    self._model.kept,
                    elsewhere=elsewhere,
                ),
                elsewhere=elsewhere,
            )

    def _explain(self) -> None:
        """Let the model explain all repositories together, so that no slot of it stands idle."""
        works = self.works()
        unasked = self._model.explain(works, self._watch, stopped=self._interrupts.seen)
        for reading in self.readings:
            for work in works:
                if reading.part is work.part:
                    reading.part = work.done(unasked)

    def works(self) -> list[Work]:
        """What a model may be asked about."""
        return [
            Work(reading.repository, reading.selected, reading.part)
            for reading in self.readings
            if reading.repository and reading.selected and reading.part
        ]

    def _part(self, reading: Reading) -> RepositoryDigest:
        if reading.part:
            return reading.part
        error = reading.error or _NOT_READ
        name = reading.repository.name if reading.repository else reading.source.title
        said = error.message
        self._session.talk.say(said if said.startswith(name) else f"{name}: {said}")
        return failed_repository(name, error)

    def _nothing(self) -> BaseException:
        """Why there is no report: the interrupt, the only error, or how many there were."""
        if self._interrupts.seen:
            return KeyboardInterrupt()
        errors = [reading.error for reading in self.readings if reading.error]
        if len(errors) == 1:
            return errors[0]
        first = f"{self.readings[0].source.title}: {errors[0].message}"
        return GitDigestError(f"none of the {len(errors)} repositories could be read", first)


def _narrowed(selection: Selection, source: Source) -> Selection:
    """The selection with what holds for one repository alone."""
    branches: Sequence[str] = () if selection.revision_range else source.branches
    return replace(
        selection,
        branches=tuple(branches) or selection.branches,
        paths=source.paths or selection.paths,
    )
