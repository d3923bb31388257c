"""A repository that a session names, opened as the options want it."""

from __future__ import annotations

from contextlib import AbstractContextManager

from gitdigest.cli.session import Session
from gitdigest.config.options import Source
from gitdigest.git.pipes import OnLine
from gitdigest.repo import Repository, open_repository


def opened(
    session: Session, source: Source, on_line: OnLine | None = None
) -> AbstractContextManager[Repository]:
    """The repository of a source; `on_line` is told what git says while it clones or fetches."""
    options = session.options
    return open_repository(
        source.target,
        name=source.name,
        cache=session.folders.cache,
        offline=options.offline,
        credentials=options.credentials,
        allow_alternates=options.allow_alternates,
        limits=options.limits,
        on_line=on_line,
    )
