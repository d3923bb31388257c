"""Which progress fits stderr: a live line where a person looks on, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext

from gitdigest.cli.progress import Lines, Silence, Watch
from gitdigest.cli.talk import Talk


def watch(talk: Talk) -> AbstractContextManager[Watch]:
    """The progress that fits: live on a terminal, lines into a log, nothing with --quiet."""
    if talk.quiet:
        return nullcontext(Silence())
    if sys.stderr.isatty():
        from gitdigest.cli.live import live

        return live(talk)
    return nullcontext(Lines(talk.say))
