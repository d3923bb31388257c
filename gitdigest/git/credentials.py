"""How git gets a password without a question: from the address, or from the user's own helpers."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from gitdigest.errors import GitError
from gitdigest.git.address import Address
from gitdigest.git.command import GitCommand
from gitdigest.git.environment import Network

Config = tuple[tuple[str, str], ...]


def network_for(address: Address, scratch: Path, *, credentials: bool) -> Network:
    """What a process may use to reach an address; `scratch` is a private folder.

    A password in an address goes by a file there: arguments can be seen by all users of a machine.
    """
    config: Config = (("credential.helper", ""),)
    if address.secret:
        config += (("credential.helper", _store(address, scratch)),)
    if credentials:
        config += tuple(_users_own())
    return Network(address.protocol, credentials, config)


def _store(address: Address, scratch: Path) -> str:
    file = scratch / "credentials"
    user, _, password = address.secret.partition(":")
    scheme = address.url.partition("://")[0]
    file.touch(mode=0o600)
    file.write_text(f"{scheme}://{user}:{password}@{address.host}\n", encoding="utf-8")
    return f"store --file={shlex.quote(str(file))}"


def _users_own() -> Iterator[tuple[str, str]]:
    """The credential.* keys of the user's own configuration, and no other key of it."""
    home = Path(os.environ.get("HOME", "/nonexistent"))
    beside = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    git = GitCommand(Path("/"), Network("https", credentials=True))
    for file in (beside / "git" / "config", home / ".gitconfig"):
        if not file.is_file():
            continue
        try:
            listed = git.run(
                *("config", "--includes", "--file", str(file)),
                *("--null", "--get-regexp", r"^credential\."),
                timeout=20,
            )
        except GitError:
            continue  # it has none
        for entry in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
            key, _, value = entry.partition("\n")
            if "=" not in key:
                yield key, value
