"""What a remote's address tells: the repository's name and its pages on the forge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")
_SAFE = re.compile(r"[\w.@~+/-]+", re.ASCII)
_HOST = re.compile(r"[a-z0-9.-]+(?::\d+)?", re.ASCII)
_COMMIT_PATHS = (
    ("github", "/commit/"),
    ("gitlab", "/-/commit/"),
    ("bitbucket", "/commits/"),
    ("codeberg", "/commit/"),
    ("gitea", "/commit/"),
    ("forgejo", "/commit/"),
    ("gitee", "/commit/"),
    ("sr.ht", "/commit/"),
    ("cgit", "/commit/?id="),
    ("git.kernel.org", "/commit/?id="),
)


@dataclass(frozen=True, slots=True)
class Forge:
    """A repository's name ("owner/name"), its page, and where its commits are; "" if unknown."""

    name: str = ""
    web_url: str = ""
    commit_path: str = ""

    def commit_url(self, sha: str) -> str:
        """The page of a commit, "" where the forge is not known."""
        return f"{self.web_url}{self.commit_path}{sha}" if self.web_url else ""


def forge_of(remote: str) -> Forge:
    """The forge that a remote's address names; no page for addresses that are not a forge's.

    Only hosts that name a known forge get links: a guess would lead nowhere.
    """
    match = _SCP.fullmatch(remote)
    if match and "://" not in remote:
        host, path = match[1], match[2]
    else:
        try:
            parts = urlsplit(remote)
            port = parts.port
        except ValueError:
            return Forge()
        if parts.scheme not in {"https", "http", "ssh", "git"} or not parts.hostname:
            return Forge()
        host, path = parts.hostname, parts.path
        if port and parts.scheme in {"http", "https"}:
            host = f"{host}:{port}"
    name = re.sub(r"(\.git)?/*$", "", path.strip("/"))
    host = host.lower()
    if not _SAFE.fullmatch(name) or not _HOST.fullmatch(host):
        return Forge()
    for word, commit_path in _COMMIT_PATHS:
        if word in host:
            return Forge(name, f"https://{host}/{quote(name)}", commit_path)
    return Forge(name)
