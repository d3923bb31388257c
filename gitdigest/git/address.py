"""The address of a remote: which one may be asked, and what of it may be shown."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from gitdigest.errors import UsageError

Protocol = Literal["https", "ssh", "file", "http"]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://|:)")
_SCP = re.compile(r"(?P<user>[\w.-]+)@(?P<host>[\w.-]+):(?!//)(?P<path>.+)")
_USER = re.compile(r"(?<=://)[^/?#]*@")
_PASSWORD = re.compile(r"(?<=://)([^/?#:@]+):[^/?#]*@")
_ADDRESSES = "give https://…, ssh://…, user@host:path or file:///…"


@dataclass(frozen=True, slots=True)
class Address:
    """A remote that may be asked by `protocol`: `url` is for git, `shown` for people.

    Neither holds a password; `secret` ("user:password", as it stood in the URL) holds it, and is
    not in the repr. For a file, `url` is the path.
    """

    protocol: Protocol
    url: str
    shown: str
    secret: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """The host with its port, "" for a file."""
        return urlsplit(self.url).netloc.rpartition("@")[2] if "://" in self.url else ""

    @property
    def folder_name(self) -> str:
        """A name for a folder of its own, the same with another password."""
        words = re.findall(r"[A-Za-z0-9_][A-Za-z0-9._-]*", self.shown.removesuffix(".git"))
        digest = hashlib.sha256(self.shown.encode("utf-8", "surrogateescape")).hexdigest()
        name = "-".join(words[-2:])[-60:].lstrip(".-") or "repository"
        return f"{name}-{digest[:12]}"


def is_url(text: str) -> bool:
    """Whether a target is meant as an address and not as a path, allowed or not."""
    return bool(_URL.match(text) or _SCP.fullmatch(text))


def parse_address(text: str) -> Address:
    """The address that a text means; raises UsageError for one that git must not be given.

    http and git are neither private nor authentic, and ext and fd run commands.
    """
    if text.startswith("-") or not text.isprintable() or " " in text:
        raise UsageError(f"not an address: {text!r}", _ADDRESSES)
    if _SCP.fullmatch(text):
        return _plain("ssh", f"ssh://{text.replace(':', '/', 1)}", url=text)
    scheme = text.partition(":")[0].lower()
    if scheme == "file" and text[4:].startswith(":///"):
        path = unquote(text[len("file://") :], errors="surrogateescape")
        return Address("file", path, text)
    if scheme in {"https", "ssh"} and text[len(scheme) :].startswith("://"):
        return _plain("https" if scheme == "https" else "ssh", text)
    if scheme == "http":
        raise UsageError(f"http is not read: {without_credentials(text)}", "take https")
    raise UsageError(f"an address of this kind is not read: {scheme}:", _ADDRESSES)


def without_credentials(url: str) -> str:
    """The address as it may be shown: no password, no user but that of ssh, no query."""
    if "://" not in url:
        return url
    url = re.sub(r"[?#].*", "", url, flags=re.DOTALL)
    if url.lower().startswith("ssh://"):
        return _PASSWORD.sub(r"\1@", url)
    return _USER.sub("", url)


def _plain(protocol: Literal["https", "ssh"], text: str, *, url: str = "") -> Address:
    """The address of a host, once nothing in it can be taken for an option or a query."""
    shown = without_credentials(text)
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises ValueError where it is no number
    except ValueError as error:
        raise UsageError(f"not an address: {shown}", _ADDRESSES) from error
    words = (parts.hostname or "-", parts.username or "", parts.path.lstrip("/") or "-")
    if parts.query or parts.fragment or any(word.startswith("-") for word in words):
        raise UsageError(f"not an address of a repository: {shown}", _ADDRESSES)
    secret = parts.netloc.rpartition("@")[0] if protocol == "https" else ""
    return Address(protocol, url or shown.rstrip("/"), url or shown.rstrip("/"), secret)
