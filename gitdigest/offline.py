"""The guard of --offline: this process connects to nothing but a model's server on this machine.

It stands in Python's own audit hooks, which every library passes on its way to a socket. Code that
calls the system past Python (ctypes, a compiled extension) does not pass here; processes of git get
no protocol but files.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}
_PROGRAMS = frozenset({"env", "git"})


class NetworkRefusedError(PermissionError):
    """Something in this process wanted to reach what --offline does not allow."""


def refuse_network(
    bases: Sequence[str] = (),
    *,
    any_port: bool = False,
    commands: Collection[Sequence[str]] = (),
) -> None:
    """From here on, until this process ends, connections are refused but to `bases`.

    Those are addresses of servers on the loopback; with `any_port` any server there may be asked.
    `commands` are the user's own, which may be run word for word.
    """
    ports = frozenset(_port(base) for base in bases)
    sys.addaudithook(_Guard(ports, frozenset(map(tuple, commands)), any_port=any_port))


def _port(base: str) -> int:
    parts = urlsplit(base)
    return parts.port or _PORTS.get(parts.scheme, 0)


class _Guard:
    """An audit hook: raises where a connection would begin."""

    def __init__(
        self, ports: Collection[int], commands: Collection[tuple[str, ...]], *, any_port: bool
    ) -> None:
        self._ports = ports
        self._commands = commands
        self._any_port = any_port
        self._checks: Mapping[str, Callable[[tuple[Any, ...]], None]] = {
            "socket.connect": lambda args: self._check_address(args[1]),
            "socket.sendto": lambda args: self._check_address(args[1]),
            "socket.sendmsg": lambda args: self._check_address(args[1]),
            "socket.getaddrinfo": lambda args: _check_name(args[0]),
            "socket.gethostbyname": lambda args: _check_name(args[0]),
            "socket.gethostbyaddr": lambda args: _check_name(args[0]),
            "socket.getnameinfo": lambda args: _check_name(args[0][0]),
            "subprocess.Popen": lambda args: self._check_command(args[0], args[1]),
            "os.system": lambda _: _refuse("a shell"),
        }

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        check = self._checks.get(event)
        if check:
            check(args)

    def _check_address(self, address: object) -> None:
        if address is None or _is_own(address):  # none: of a socket that is connected already
            return
        if not isinstance(address, tuple) or not _is_loopback(str(address[0])):
            _refuse(repr(address))
        elif not (self._any_port or address[1] in self._ports):
            _refuse(f"port {address[1]} of this machine")

    def _check_command(self, program: str | bytes | os.PathLike[str], words: object) -> None:
        if not isinstance(words, list | tuple) or tuple(words) not in self._commands:
            _check_program(program)


def _check_name(name: str | bytes | None) -> None:
    """A name that must be looked up would be told to somebody else."""
    host = name.decode("ascii", "replace") if isinstance(name, bytes) else name
    if host and not _is_loopback(host):
        _refuse(host)


def _check_program(program: str | bytes | os.PathLike[str]) -> None:
    """Only git is started, by env, and this very Python."""
    path = os.fsdecode(program)
    if path != sys.executable and os.path.basename(path) not in _PROGRAMS:  # noqa: PTH119 - bytes too
        _refuse(f"the program {path}")


def _is_own(address: object) -> bool:
    """Whether our own processes listen there: in a folder that they have made for themselves."""
    util = sys.modules.get("multiprocessing.util")
    folder = util.get_temp_dir() if util and isinstance(address, str) else None
    return folder is not None and os.path.dirname(str(address)) == folder  # noqa: PTH120 - no path


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


def _refuse(what: str) -> None:
    raise NetworkRefusedError(f"--offline allows no way to {what}")
