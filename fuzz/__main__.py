"""`python -m fuzz SECONDS [TARGET…]`: each target for its share of the time, from the kept corpus."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
TARGETS = ("diff", "patch", "reply", "settings", "gitconfig", "gitdir", "trees")
_OUT = Path("build/fuzz")
_LONGEST = 4096  # bytes of an input
_SLOW = 20  # seconds that one input may take
_EXECUTIONS = re.compile(r"stat::number_of_executed_units:\s+(\d+)")
_NOISE = re.compile(r"(?m)^(?:#\d|INFO: |WARNING: |Base64: |0x).*\n?")  # libFuzzer's own


def main(arguments: list[str]) -> int:
    """Runs the targets one after another; 1 where an input failed, which is kept and named."""
    seconds, *named = arguments
    targets = named or TARGETS
    share = max(1, int(seconds) // len(targets))
    return max([_run(target, share) for target in targets])


def _run(target: str, seconds: int) -> int:
    found, grown = _OUT / target / "found", _OUT / target / "corpus"
    for folder in (found, grown):
        folder.mkdir(parents=True, exist_ok=True)
    flags = (
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-timeout={_SLOW}",
        f"-artifact_prefix={found}/",
        "-print_final_stats=1",
    )
    with tempfile.TemporaryDirectory() as scratch:  # libFuzzer ends a process without its cleaning
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.one", target, *flags, grown, HERE / "corpus" / target],
            capture_output=True,
            check=False,
            env={"PATH": os.defpath, "TMPDIR": scratch, "HOME": scratch},
        )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    executions = _EXECUTIONS.search(said)
    count = int(executions[1]) if executions else 0
    if done.returncode or not count:
        print(_NOISE.sub("", said))
        print(f"{target}: an input failed, see {found}")
        return 1
    print(f"{target}: {count:,} inputs in {seconds} s, clean", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
