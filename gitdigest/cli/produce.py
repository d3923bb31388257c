"""A session and a time -> the report, written or printed, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

from gitdigest.cli import archiving, outputs
from gitdigest.cli.asking import asked_model
from gitdigest.cli.codes import COMPLETE, INCOMPLETE, INTERRUPTED
from gitdigest.cli.collect import Collector, Reading
from gitdigest.cli.interrupts import interrupts
from gitdigest.cli.outputs import Plan
from gitdigest.cli.session import Session
from gitdigest.cli.watching import watch
from gitdigest.digest import Digest
from gitdigest.period import Asked
from gitdigest.report.catalog import find_catalog

if TYPE_CHECKING:
    from gitdigest.report.environment import Templates


def produce(session: Session, asked: Asked, *, fresh: bool = False) -> int:
    """Write the report of a time; what cannot work is told before anything is read."""
    options = session.options
    planned = archiving.with_digest(
        outputs.plan(
            options.format,
            options.output,
            session.folders.reports,
            shown=outputs.is_terminal(),
        ),
        asked=options.archive,
    )
    outputs.check_place(planned)
    language = find_catalog(options.language).language
    templates = outputs.templates_of(options.templates_dir)
    with ExitStack() as stack:
        stop = stack.enter_context(interrupts())
        explaining = stack.enter_context(asked_model(session, fresh=fresh))
        with watch(session.talk) as progress:
            collector = Collector(session, progress, stop, stack, explaining, planned=planned)
            digest = collector.collect(asked)
        trees = [
            reading.repository.work_tree for reading in collector.readings if reading.repository
        ]
        outputs.check_escape(planned, [tree for tree in trees if tree])
        if asked.new:
            digest = outputs.set_apart(planned, digest, language)
        _write(session, planned, digest, language, templates)
        if stop.seen:
            session.talk.say("interrupted: the report holds what was read until then")
            return INTERRUPTED
        marked = not asked.new or _marked(session, collector.readings)
    return COMPLETE if digest.complete and marked else INCOMPLETE


def _marked(session: Session, readings: Sequence[Reading]) -> bool:
    """Whether the next report of what is new begins here; nothing is lost where it does not."""
    try:
        for reading in readings:
            reading.mark_seen()
    except OSError as error:
        session.talk.say(f"the mark of --new cannot be written: {error.strerror}")
        session.talk.say("hint: the next report of what is new holds these commits again")
        return False
    return True


def _write(
    session: Session, planned: Plan, digest: Digest, language: str, templates: Templates | None
) -> None:
    """Paths are data and go to stdout, but where a report itself goes there."""
    files = outputs.write(planned, digest, language, talk=session.talk, templates=templates)
    if folder := archiving.folder_of(planned, asked=session.options.archive):
        from gitdigest.cli.indexing import write_index

        files.append(write_index(folder, language, session.talk.say, templates))
    for file in files:
        if planned.shown:
            session.talk.say(str(file))
        else:
            outputs.print_data(f"{file}\n")
