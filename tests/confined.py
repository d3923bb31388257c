"""Runs a command on a sick system: full or read-only disks, few processes, another user.

`python confined.py [full=DIR] [readonly=DIR] [small=DIR:BYTES] [user=UID] [processes=N] -- COMMAND…`;
exit code 77 where the system does not let us.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import struct
import sys
from pathlib import Path

REFUSED = 77
_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x20000
_PRIVATE, _READ_ONLY = 0x40000 | 0x4000, 0x1
_ROOM = 1 << 20
_KEEP_CAPABILITIES, _AMBIENT, _RAISE = 8, 47, 2
_SECURE_BITS, _NO_FIXUP = 28, 0b100
_CAPABILITIES_3, _FILES = 0x20080522, 0b110  # DAC_OVERRIDE and DAC_READ_SEARCH


def _call(done: int) -> None:
    if done:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def enter() -> ctypes.CDLL:
    """A mount namespace of our own."""
    libc = ctypes.CDLL(None, use_errno=True)
    uid, gid = os.getuid(), os.getgid()
    _call(libc.unshare(_NEW_MOUNTS if uid == 0 else _NEW_MOUNTS | _NEW_USER))
    if uid:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1", encoding="ascii")
    _call(libc.mount(b"none", b"/", None, _PRIVATE, None))
    return libc


def mount(libc: ctypes.CDLL, folder: str, size: int, flags: int = 0) -> None:
    options = f"size={size},mode=0700".encode()
    _call(libc.mount(b"tmpfs", folder.encode(), b"tmpfs", flags, options))


def fill(folder: str) -> None:
    """Write until nothing fits any more."""
    with contextlib.suppress(OSError), Path(folder, "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(b"x" * 4096)


def become(libc: ctypes.CDLL, user: int) -> None:
    """Another user, whose processes are counted, but who may still read and write all files."""
    _call(libc.prctl(_SECURE_BITS, _NO_FIXUP, 0, 0, 0))  # access(2) else asks without them
    _call(libc.prctl(_KEEP_CAPABILITIES, 1, 0, 0, 0))
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    header = struct.pack("Ii", _CAPABILITIES_3, 0)
    _call(libc.capset(header, struct.pack("6I", _FILES, _FILES, _FILES, 0, 0, 0)))
    for bit in (1, 2):
        _call(libc.prctl(_AMBIENT, _RAISE, bit, 0, 0))


def confine(libc: ctypes.CDLL, what: str, value: str) -> None:
    """One ailment."""
    if what == "full":
        mount(libc, value, _ROOM)
        fill(value)
    elif what == "small":
        folder, _, size = value.rpartition(":")
        mount(libc, folder, int(size))
    elif what == "readonly":
        mount(libc, value, _ROOM, _READ_ONLY)
    elif what == "processes":
        resource.setrlimit(resource.RLIMIT_NPROC, (int(value), int(value)))
    elif what == "user" and os.getuid() == 0:
        become(libc, int(value))


def main(arguments: list[str]) -> None:
    end = arguments.index("--")
    try:
        libc = enter()
        for one in arguments[:end]:
            confine(libc, *one.split("=", 1))
    except OSError as error:
        print(f"not here: {error}", file=sys.stderr)
        raise SystemExit(REFUSED) from error
    command = arguments[end + 1 :]
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
