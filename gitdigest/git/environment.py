"""Which git runs, and the environment that it gets: made from scratch, nothing is inherited."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gitdigest.errors import GitError
from gitdigest.git.address import Protocol

NOWHERE = "/nonexistent"

# No configuration, attributes, replacements or grafts but our own; no question, no pager, no
# download, no lock. GIT_CONFIG_GLOBAL and _SYSTEM came with git 2.32: HOME keeps older ones out.
_ISOLATED = {
    "HOME": NOWHERE,
    "XDG_CONFIG_HOME": NOWHERE,
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "TZ": "UTC",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "/bin/false",
    "SSH_ASKPASS": "/bin/false",
    "GIT_SSH_COMMAND": "/bin/false",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "PAGER": "cat",
    "GIT_EDITOR": "false",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    # glibc gives memory back after each file and asks for it again: a tenth to a quarter of the time
    "MALLOC_TRIM_THRESHOLD_": str(32 << 20),
}
# No question, for nobody could answer it; a network that is gone is noticed; no master connection
# is left behind, which would hold the pipes of git open.
_SSH = "ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=30 -oControlMaster=no"
_FOR_SSH = ("HOME", "USER", "LOGNAME", "SSH_AUTH_SOCK")
# what credential helpers need to find their store, and what a company's network asks for
_FOR_CREDENTIALS = (
    *("HOME", "USER", "LOGNAME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"),
    *("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"),
    *("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "SSL_CERT_FILE", "SSL_CERT_DIR"),
)


@dataclass(frozen=True, slots=True)
class Network:
    """The one protocol that a git process may speak, and the user's credentials if they may go.

    `config` is set for these processes alone: keys and values of git.
    """

    protocol: Protocol
    credentials: bool = False
    config: tuple[tuple[str, str], ...] = ()


def environment(network: Network | None = None) -> dict[str, str]:
    """All variables of a git process; without a network it reads what is there, and no more."""
    found = {**_ISOLATED, "PATH": os.pathsep.join(_search_path(os.environ.get("PATH", "")))}
    if network is None:
        return found
    found["GIT_ALLOW_PROTOCOL"] = network.protocol
    if network.protocol == "ssh":
        found["GIT_SSH_COMMAND"] = _SSH
        found |= _inherited(_FOR_SSH)
    if network.credentials:
        found |= _inherited(_FOR_CREDENTIALS)
    return found


def find_git() -> str:
    """The absolute path of git, from the absolute folders of PATH alone.

    An empty entry or "." would run a file named git out of the repository that is read.
    """
    return _find(os.environ.get("PATH", ""))


@cache
def _find(path: str) -> str:
    for folder in _search_path(path):
        file = Path(folder, "git")
        if file.is_file() and os.access(file, os.X_OK):
            return str(file)
    raise GitError("git is not installed", "install git 2.30 or newer, and see that PATH has it")


def _search_path(path: str) -> Iterator[str]:
    return (folder for folder in path.split(os.pathsep) if os.path.isabs(folder))  # noqa: PTH117


def _inherited(names: tuple[str, ...]) -> dict[str, str]:
    return {name: os.environ[name] for name in names if name in os.environ}
