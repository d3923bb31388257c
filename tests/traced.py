"""Runs a command under strace and counts where it, and all that it starts, connects to.

`python traced.py FILE COMMAND…` writes the trace to FILE, and prints each address that is not of
this machine; its exit code is the command's, or 76 where such an address was there.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

FAR = 76
CALLS = "connect,sendto,sendmsg,sendmmsg"
_ADDRESS = re.compile(
    r'sin6?_port=htons\((?P<port>\d+)\).*?(?:inet_addr\("|inet_pton\(AF_INET6, ")(?P<host>[^"]+)"'
)
_UNIX = re.compile(r'sun_path=@?"(?P<path>[^"]*)"')


def command(trace: Path, *words: str) -> list[str]:
    """The command line that runs other words under strace."""
    return [
        "strace",
        "-f",
        "-qq",
        "--seccomp-bpf",
        "-e",
        f"trace={CALLS}",
        "-o",
        str(trace),
        *words,
    ]


def addresses(trace: Path) -> Counter[str]:
    """How often each address was connected or sent to: HOST:PORT, or the path of a socket."""
    found: Counter[str] = Counter()
    for line in trace.read_text(encoding="utf-8", errors="replace").splitlines():
        if match := _ADDRESS.search(line):
            found[f"{match['host']}:{match['port']}"] += 1
        elif match := _UNIX.search(line):
            found[match["path"]] += 1
    return found


def is_far(address: str) -> bool:
    """Whether an address is of another machine."""
    host = address.rpartition(":")[0]
    return bool(host) and not (host.startswith("127.") or host in {"::1", "::ffff:127.0.0.1"})


def main(trace: Path, *words: str) -> int:
    trace.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command(trace, *words), check=False)
    found = addresses(trace)
    far = {address: count for address, count in found.items() if is_far(address)}
    near = sum(count for address, count in found.items() if not is_far(address))
    print(f"traced: {near} to this machine, {sum(far.values())} to others {far or ''}".rstrip())
    return FAR if far else done.returncode


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
