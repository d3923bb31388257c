"""`python -m bench [REPOSITORY…]`: each speed claim as a ratio, taken in one run.

Without arguments it measures on a history that it makes; real clones say more, and what is claimed
of real commits is measured on no others. `bench.cliff` and `bench.symbols` are for themselves: they
need programs of others.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import asking, daily, explaining, extract, facts, memory, page, startup
from bench.made import made_repository


def main(arguments: list[str]) -> int:
    """Runs every benchmark and prints a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        repositories = [Path(a) for a in arguments] or [made_repository(scratch / "made", 2_000)]
        extract.run(repositories, scratch)
        if arguments:
            facts.run(repositories, scratch)
        else:
            print("all facts: of real commits, `make bench REPOSITORIES='PATH…'`")
        daily.run(scratch)
        memory.run(scratch)
        page.run(repositories, scratch)
        startup.run()
        asking.run()
        explaining.run(scratch)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
