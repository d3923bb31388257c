"""A session and a range -> the review, written or printed, and what the gate says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from gitdigest.cli import archiving, outputs
from gitdigest.cli.asking import AskedModel, asked_model
from gitdigest.cli.changelog import check_changelog, put_section
from gitdigest.cli.codes import COMPLETE, INCOMPLETE, INTERRUPTED, REFUSED
from gitdigest.cli.interrupts import interrupts
from gitdigest.cli.naming import call
from gitdigest.cli.opening import opened
from gitdigest.cli.pending import check_place
from gitdigest.cli.progress import Watch
from gitdigest.cli.session import Session
from gitdigest.cli.talk import Talk
from gitdigest.cli.watching import watch
from gitdigest.commit import Commit
from gitdigest.describe import Silence, digest_repository
from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest, RepositoryDigest
from gitdigest.errors import GitDigestError, UsageError
from gitdigest.explain.work import Work
from gitdigest.files import safe_name
from gitdigest.pending import Kind, named
from gitdigest.release.describing import describe_briefly
from gitdigest.release.ends import find_ends, pending_ends
from gitdigest.release.planned import Planned
from gitdigest.release.release import Ends, ReleaseDigest
from gitdigest.release.review import Asked, Beside, Walked, review, walk_range
from gitdigest.release.verdict import check_rules, refused
from gitdigest.release.version import parse_version
from gitdigest.repo import Repository
from gitdigest.report.catalog import find_catalog
from gitdigest.report.release import ENDINGS, prepare, render
from gitdigest.report.release.formats import MACHINES
from gitdigest.selection import Selected, Selection
from gitdigest.twoends import comparing

if TYPE_CHECKING:
    from gitdigest.report.environment import Templates


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks of a review."""

    revisions: str = ""
    pending: Kind | None = None
    tag_prefix: str | None = None
    version: str = ""
    fail_on: tuple[str, ...] = ()
    into: Path | None = None
    formats: tuple[str, ...] = ()
    output: str = ""
    fresh: bool = False


def review_release(session: Session, wanted: Wanted) -> int:
    """Review a range; what cannot work is told before anything is read."""
    formats = wanted.formats or (() if wanted.output else ("terminal",))
    planned = outputs.plan(formats, wanted.output, None, endings=ENDINGS)
    planned = archiving.with_digest(planned, asked=False)
    outputs.check_place(planned)
    language = find_catalog(session.options.language).language
    check_rules(wanted.fail_on)
    if wanted.into:
        outputs.check_place(outputs.Plan(("changelog",), wanted.into, single=True))
        check_changelog(wanted.into)
    version = _version(wanted.version)
    if wanted.pending:
        check_place(session, wanted.pending)
    with interrupts() as stop:
        try:
            release = _read(session, wanted, planned, version)
        except (KeyboardInterrupt, GitDigestError):
            if not stop.seen:
                raise
        if not stop.seen:
            return _written(session, wanted, planned, release, language)
    session.talk.say("stopped: the review was not done, and nothing is written")
    return INTERRUPTED


def _read(
    session: Session, wanted: Wanted, planned: outputs.Plan, version: Planned | None
) -> ReleaseDigest:
    """The review of what the command line names."""
    with asked_model(session, fresh=wanted.fresh) as model, _opened(session) as repository:
        call(session, planned, [repository])
        prefix = wanted.tag_prefix
        if prefix is None:
            prefix = session.options.release.tag_prefix or None
        pending = repository.pending(wanted.pending, session.now) if wanted.pending else None
        if pending:
            ends = pending_ends(repository.ranges, wanted.revisions, pending, prefix)
        else:
            ends = find_ends(repository.ranges, wanted.revisions, prefix)
        session.talk.detail(f"from {ends.base or 'the beginning'} to {ends.head}")
        repository.past.update(pending.parents if pending else [ends.head_sha])
        release = _reviewed(
            session, repository, _asked(session, repository, ends, version), model, planned
        )
        return named(release, pending) if pending else release


def _version(text: str) -> Planned | None:
    version = parse_version(text) if text else None
    if text and version is None:
        raise UsageError(f"{text!r} is no version", "write --as 1.2.0")
    return Planned(version, "--as") if version else None


@contextmanager
def _opened(session: Session) -> Iterator[Repository]:
    options = session.options
    source = options.repositories[0]
    with (
        watch(session.talk) as progress,
        opened(session, source, progress.line) as repository,
    ):
        yield repository


def _asked(session: Session, repository: Repository, ends: Ends, version: Planned | None) -> Asked:
    ranges = repository.ranges
    return Asked(
        ends=ends,
        now=session.now,
        timezone=session.zone.key,
        year=ranges.year(ends.base_sha) if ends.base_sha else 0,
        gate=session.options.release,
        rules=session.options.rules,
        planned=version,
        language=session.options.language,
        pasts=repository.pasts,
    )


def _reviewed(
    session: Session,
    repository: Repository,
    asked: Asked,
    model: AskedModel,
    planned: outputs.Plan,
) -> ReleaseDigest:
    ends = asked.ends
    between = f"{ends.base_sha}..{ends.head_sha}" if ends.base_sha else ends.head_sha
    selection = Selection(revision_range=between, first_parent=False, merges="entry")
    selected = repository.select(selection)
    with (
        watch(session.talk) as progress,
        comparing(repository, ends, asked.terms, commits=len(selected.shas)) as beside,
    ):
        with suppress(RuntimeError):  # no thread is to be had: they are loaded when needed
            Thread(target=prepare, args=(planned.formats,), daemon=True).start()
        walked = _walked(repository, selected, asked, progress, beside)
        work = Work(repository, selected, _described(session, repository, selected, walked))
        part = work.done(model.explain([work], progress))
        progress.line("looking at what differs in the end")
        return review(repository.ranges, repository.blobs, part, walked, asked)


def _walked(
    repository: Repository, selected: Selected, asked: Asked, progress: Watch, beside: Beside
) -> Walked:
    """Reads the range and describes each commit on the way."""
    page = repository.forge.commit_url

    def describe(commit: Commit, diff: Diff) -> CommitDigest:
        progress.advance(commit.sha, commit.subject)
        return describe_briefly(commit, diff, asked.rules, page)

    progress.start(repository.name, len(selected.shas))
    walked = walk_range(repository.ranges, asked.ends, describe, progress.line, beside)
    progress.finish()
    return walked


def _described(
    session: Session, repository: Repository, selected: Selected, walked: Walked
) -> RepositoryDigest:
    """The commits of the range with their books; what the walk could not read is read alone."""
    known = all(sha in walked.commits for sha in selected.shas)
    return digest_repository(
        repository,
        selected,
        zone=session.zone,
        progress=Silence(),
        rules=session.options.rules,
        described=(walked.commits[sha] for sha in selected.shas) if known else None,
    )


def _written(
    session: Session, wanted: Wanted, planned: outputs.Plan, release: ReleaseDigest, language: str
) -> int:
    """Writes the reports; the exit code, which is the gate's where it was asked."""
    if wanted.into:
        outputs.print_data(f"{put_section(wanted.into, release, language)}\n")
    own = outputs.templates_of(session.options.templates_dir)
    talk = session.talk
    files = write_release(planned, release, language, talk=talk, templates=own)
    if folder := archiving.folder_of(planned, asked=False):
        from gitdigest.cli.indexing import write_index

        files.append(write_index(folder, language, talk.say, own))
    for file in files:
        outputs.print_data(f"{file}\n")
    said = refused(release.verdict, release.risks, wanted.fail_on)
    for rule in said:
        session.talk.say(f"the gate says no: {rule}")
    if said:
        return REFUSED
    return COMPLETE if release.complete else INCOMPLETE


def write_release(
    planned: outputs.Plan,
    release: ReleaseDigest,
    language: str,
    *,
    talk: Talk,
    templates: Templates | None = None,
) -> list[Path]:
    """Write every report of a plan; the files, in the order of the formats."""
    label = f"{release.ends.base or 'start'}..{release.ends.head}"
    stem = f"{safe_name(label)}-{safe_name(release.repository.name)}"
    return outputs.write_each(
        planned,
        lambda name, **how: render(release, name, language=language, templates=templates, **how),
        lambda kind: stem + ("" if kind in MACHINES else f"-{language}") + _ending(kind),
        talk=talk,
    )


def _ending(kind: str) -> str:
    return next(ending for name, ending in ENDINGS.items() if name == kind)
