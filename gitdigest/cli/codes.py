"""The exit codes of what was done; those of errors are with the errors."""

from __future__ import annotations

COMPLETE = 0
INCOMPLETE = 3
REFUSED = 4  # by a gate that the user named
INTERRUPTED = 130  # as shells tell of Ctrl-C
