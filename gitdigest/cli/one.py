"""One commit, or one patch, as a digest of its own, in the terminal by default."""

from __future__ import annotations

import sys
from dataclasses import replace

from gitdigest.cli import outputs
from gitdigest.cli.asking import AskedModel, asked_model
from gitdigest.cli.codes import COMPLETE, INCOMPLETE, INTERRUPTED
from gitdigest.cli.interrupts import Interrupts, interrupts
from gitdigest.cli.opening import opened
from gitdigest.cli.pending import check_place
from gitdigest.cli.progress import Silence
from gitdigest.cli.session import Session
from gitdigest.cli.watching import watch
from gitdigest.describe import CommitSource, digest_repository
from gitdigest.digest import Digest, Period, digest
from gitdigest.errors import UsageError
from gitdigest.explain.work import Work
from gitdigest.patch import read_patch
from gitdigest.patchsource import PatchSource
from gitdigest.pending import NAME, Kind, named
from gitdigest.report.catalog import find_catalog
from gitdigest.secret.mask import masked
from gitdigest.selection import Selected, Selection

_STDIN = "-"
_MOST_PATCH = 64 << 20
_ADD = "git add stages a change"
_UNTRACKED = "a file that is new counts from git add on"


def show_commit(
    session: Session, revision: str, formats: tuple[str, ...], output: str, *, fresh: bool
) -> int:
    """Show what a revision names; the exit code."""
    planned = _plan(session, formats, output)
    options = session.options
    source = options.repositories[0]
    with (
        interrupts() as stop,
        asked_model(session, fresh=fresh) as model,
        watch(session.talk) as progress,
        opened(session, source, progress.line) as repository,
    ):
        sha = repository.resolve(revision)
        selected = Selected(Selection(merges=options.merges), (sha,), (revision,), (sha,))
        found = _digest(session, repository, selected, model)
    return _show(session, planned, found, stop)


def show_any(
    session: Session,
    revision: str,
    kind: Kind | None,
    formats: tuple[str, ...],
    output: str,
    *,
    fresh: bool,
) -> int:
    """Show the one thing that is named: a commit, a patch, or what is not committed yet."""
    if bool(revision) == bool(kind):
        raise UsageError(
            f"a revision and --{kind} do not go together" if kind else "Missing argument 'REV'",
            "give a commit, -, --staged or --uncommitted",
        )
    if kind:
        return show_pending(session, kind, formats, output, fresh=fresh)
    if revision == _STDIN:
        return show_patch(session, formats, output, fresh=fresh)
    return show_commit(session, revision, formats, output, fresh=fresh)


def show_pending(
    session: Session, kind: Kind, formats: tuple[str, ...], output: str, *, fresh: bool
) -> int:
    """Show the commit that would be made now; the exit code."""
    planned = _plan(session, formats, output)
    check_place(session, kind)
    source = session.options.repositories[0]
    with (
        interrupts() as stop,
        asked_model(session, fresh=fresh) as model,
        watch(session.talk) as progress,
        opened(session, source, progress.line) as repository,
    ):
        pending = repository.pending(kind, session.now)
        if pending.is_empty:
            raise UsageError(f"nothing is {kind}", _UNTRACKED if kind == "uncommitted" else _ADD)
        selected = Selected(Selection(), (pending.sha,), (kind,), pending.parents)
        found = named(_digest(session, repository, selected, model), pending)
        found = replace(found, period=Period("commit", NAME))
    return _show(session, planned, found, stop)


def show_patch(session: Session, formats: tuple[str, ...], output: str, *, fresh: bool) -> int:
    """Show the patch that stdin holds; the exit code."""
    planned = _plan(session, formats, output)
    data = sys.stdin.buffer.read(_MOST_PATCH + 1)
    if len(data) > _MOST_PATCH:
        raise UsageError(f"the patch is larger than {_MOST_PATCH >> 20} MB", "give a part of it")
    commit, diff = read_patch(data, now=session.now)
    source = PatchSource(*masked(commit, diff))
    selected = Selected(Selection(), (commit.sha,), (), ())
    with interrupts() as stop, asked_model(session, fresh=fresh) as model:
        found = _digest(session, source, selected, model)
    return _show(session, planned, found, stop)


def _plan(session: Session, formats: tuple[str, ...], output: str) -> outputs.Plan:
    """Where it goes: the terminal view on stdout; what files set is meant for reports of days."""
    planned = outputs.plan(formats or (() if output else ("terminal",)), output, None)
    outputs.check_place(planned)
    find_catalog(session.options.language)
    return planned


def _digest(
    session: Session, source: CommitSource, selected: Selected, model: AskedModel
) -> Digest:
    part = digest_repository(
        source, selected, zone=session.zone, progress=Silence(), rules=session.options.rules
    )
    work = Work(source, selected, part)
    part = work.done(model.explain([work], Silence()))
    sha = selected.shas[0]
    return digest(
        [part],
        period=Period("commit", sha[:10]),
        timezone=session.zone.key,
        date_field=session.options.date_field,
        now=session.now,
        model=model.use,
    )


def _show(session: Session, planned: outputs.Plan, found: Digest, stop: Interrupts) -> int:
    if stop.seen:
        session.talk.say("interrupted: nothing is written")
        return INTERRUPTED
    language = find_catalog(session.options.language).language
    templates = outputs.templates_of(session.options.templates_dir)
    talk = session.talk
    for file in outputs.write(planned, found, language, talk=talk, templates=templates):
        outputs.print_data(f"{file}\n")
    return COMPLETE if found.complete else INCOMPLETE
