"""A process that says nothing, and keeps no pipe open: the one that workers are forked from.

Imported there, and nowhere else, before all that takes time: who reads what the command writes must
not wait for it. What it dies of is said by who asked it for a process.
"""

from __future__ import annotations

import os

if not os.environ.get("GITDIGEST_DEBUG"):
    _nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(_nowhere, 1)
    os.dup2(_nowhere, 2)
    os.close(_nowhere)
