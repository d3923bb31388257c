"""What workers need, loaded: the process that they are forked from imports this, nobody else does."""

from __future__ import annotations

import sys
from types import TracebackType

from gitdigest import workers as workers
from gitdigest.facts import syntax
from gitdigest.git import command


def _say_nothing(
    _kind: type[BaseException], _error: BaseException, _trace: TracebackType | None
) -> None:
    """Who asked for a process learns that there is none, and says what is to be said."""


sys.excepthook = _say_nothing
syntax.prepare()
command.prepare()
