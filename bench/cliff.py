"""A release, beside git-cliff: `python -m bench.cliff REPOSITORY BASE..HEAD [GIT-CLIFF]`.

Commits that each accounts for in its default configuration, and the time as a ratio to `git log -p
-M` of the range. git-cliff writes notes alone and reads no diff; it is not a part of this project.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

BOUND = 8.0
ROUNDS = 3
_CHILD_SUBREAPER = 36  # of prctl


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of CPU in all processes of a command."""

    wall: float
    cpu: float


def run(repository: Path, span: str, git_cliff: str, scratch: Path) -> None:
    """Prints what each covers, then what each takes."""
    clone = scratch / "clone"  # no file of the project, so that git-cliff takes its own defaults
    clone_it = ["git", "clone", "-q", "--shared", "--no-checkout", str(repository), str(clone)]
    subprocess.run(clone_it, check=True)
    log = ["git", "-C", str(clone), "log", "-p", "-M", span]
    ours = [sys.executable, "-P", "-m", "gitdigest", "release", span, "--repo", str(clone), "-q"]
    ours.append("--allow-alternates")  # the clone has no objects of its own
    cliff = [git_cliff, "--offline", span]
    in_range = int(_output(["git", "-C", str(clone), "rev-list", "--count", span], clone))
    print(f"{repository} {span}: {in_range} commits, load {os.getloadavg()[0]:.1f}")
    _coverage("gitdigest", in_range, *_ours(_output([*ours, "-f", "json"], clone)))
    if git_cliff:
        listed = _listed(_output([*cliff, "--context"], clone))
        _coverage("git-cliff", in_range, listed, listed)
    _time("gitdigest", [*ours, "-f", "changelog"], log, clone)
    if git_cliff:
        _time("git-cliff", cliff, log, clone)


def _coverage(name: str, in_range: int, accounted: int, named: int) -> None:
    share = 100 * accounted / max(in_range, 1)
    print(f"  {name}: accounts for {accounted} ({share:.0f} %), names {named} in its notes")


def _ours(saved: bytes) -> tuple[int, int]:
    """The commits that stand in a change of the review, and those that the notes name."""
    review = json.loads(saved)
    changes = [{topic["sha"], *(m[0] for m in topic["members"])} for topic in review["topics"]]
    notes = [set(line["commits"]) for line in review["notes"]["lines"]]
    return len(set().union(*changes)), len(set().union(*notes))


def _listed(context: bytes) -> int:
    return sum(len(release["commits"]) for release in json.loads(context))


def _time(name: str, command: Sequence[str], log: Sequence[str], folder: Path) -> None:
    """The medians of both, run in turn, so that a busy machine slows both."""
    pairs = [(_spent(log, folder), _spent(command, folder)) for _ in range(ROUNDS)]
    wall = statistics.median(ours.wall / base.wall for base, ours in pairs)
    cpu = statistics.median(ours.cpu / base.cpu for base, ours in pairs)
    ours, base = (statistics.median(pair[i].wall for pair in pairs) for i in (1, 0))
    bound = f" (bound {BOUND:g}, {'ok' if wall <= BOUND else 'OVER'})" if "gitd" in name else ""
    print(
        f"  {name}: {wall:.2f} x git log -p -M by the clock{bound}, {cpu:.2f} x by CPU; "
        f"{ours:.2f} s to {base:.2f} s"
    )


def _spent(command: Sequence[str], folder: Path) -> Spent:
    def used() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return children.ru_utime + children.ru_stime

    cpu, start = used(), time.perf_counter()
    _output(command, folder)
    wall = time.perf_counter() - start
    with suppress(ChildProcessError):
        while True:  # what a command has forked outlives it by a moment, and is ours then
            os.wait()
    return Spent(wall, used() - cpu)


def _adopt() -> None:
    """Become the parent of what commands leave behind: its time counts, too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)


def _output(command: Sequence[str], folder: Path) -> bytes:
    """What a command prints; its own words about its progress are let go."""
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    if done.returncode not in {0, 3}:  # 3: a review that says what it could not read
        raise SystemExit(f"{command[0]} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def main(arguments: Sequence[str]) -> int:
    """One range of one repository; the exit code."""
    if len(arguments) not in {2, 3}:
        print("usage: python -m bench.cliff REPOSITORY BASE..HEAD [GIT-CLIFF]", file=sys.stderr)
        return 2
    git_cliff = shutil.which(arguments[2] if len(arguments) > 2 else "git-cliff") or ""
    if not git_cliff:
        print("git-cliff is not installed: pip install git-cliff, or name the program; without it "
              "only gitdigest is measured", file=sys.stderr)  # fmt: skip
    _adopt()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder, "cache"))
        run(Path(arguments[0]), arguments[1], git_cliff, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
