"""What a repository's config file says of its format and its remotes; nothing else of it counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from gitdigest.errors import GitError, RepositoryError
from gitdigest.files import UnreadableError, read_plain
from gitdigest.git.address import without_credentials
from gitdigest.git.command import GitCommand

GitConfig = Mapping[str, tuple[str, ...]]

_LIMIT = 4 << 20


def read_config(file: Path) -> GitConfig:
    """All values by key, as git spells keys ("remote.origin.url"); empty without the file.

    git parses a copy on its stdin and follows no include, so that the file can ask for nothing.
    """
    data = read_git_file(file, _LIMIT)
    if not data:
        return {}
    try:
        listed = GitCommand(Path("/")).run(
            *("config", "--no-includes", "--file", "-", "--null", "--list"), stdin=data, timeout=20
        )
    except GitError as error:
        if not error.stderr:  # git did not get as far as reading it
            raise
        raise RepositoryError(
            f"the config file of the repository is broken: {error.stderr}",
            f"see git config --file {file} --list",
        ) from error
    found: dict[str, tuple[str, ...]] = {}
    for entry in listed.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        key, newline, value = entry.partition("\n")
        found[key] = (*found.get(key, ()), value if newline else "true")
    return found


def last_value(config: GitConfig, key: str, default: str = "") -> str:
    """The value that counts where git takes one."""
    return config.get(key, (default,))[-1]


def remote_url(config: GitConfig) -> str:
    """The address of origin, or of the only remote; without credentials, "" where there is none."""
    urls = {key: urls[0] for key, urls in config.items() if re.fullmatch(r"remote\..+\.url", key)}
    only = next(iter(urls.values())) if len(urls) == 1 else ""
    return without_credentials(urls.get("remote.origin.url", only))


def read_git_file(file: Path, limit: int) -> bytes:
    """The bytes of a plain file of a repository, b"" where there is none."""
    try:
        return read_plain(file, limit) or b""
    except UnreadableError as error:
        raise RepositoryError(error.message, "git did not make it so: look at it") from error
