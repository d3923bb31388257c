"""What a remote's address tells: the repository's name and its pages on the forge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_SCP = re.compile(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)")
_SAFE = re.compile(r"[\w.@~+/-]+", re.ASCII)
_HOST = re.compile(r"[a-z0-9.-]+(?::\d+)?", re.ASCII)
_ID = re.compile(r"[0-9a-f]+")
_RENDERED = (".md", ".markdown", ".mdx", ".rst", ".ipynb", ".svg")
_RENDERING = ("github.com", "gitlab.com")
_LINES = ("#L{}", "-L{}")
_GITEA = ("/src/commit/{sha}/{path}", *_LINES)
_CGIT = ("/tree/{path}?id={sha}", "#n{}", "")
_PAGES = {  # words of a host: where its commits are, its files; a file's line, the last of several
    "github": ("/commit/", "/blob/{sha}/{path}", *_LINES),
    "gitlab": ("/-/commit/", "/-/blob/{sha}/{path}", "#L{}", "-{}"),
    "bitbucket": ("/commits/", "/src/{sha}/{path}", "#lines-{}", ":{}"),
    "codeberg": ("/commit/", *_GITEA),
    "gitea": ("/commit/", *_GITEA),
    "forgejo": ("/commit/", *_GITEA),
    "gitee": ("/commit/", "/blob/{sha}/{path}", "#L{}", "-{}"),
    "sr.ht": ("/commit/", "/tree/{sha}/item/{path}", "#L{}", "-{}"),
    "cgit": ("/commit/?id=", *_CGIT),
    "git.kernel.org": ("/commit/?id=", *_CGIT),
}


@dataclass(frozen=True, slots=True)
class Forge:
    """A repository's name ("owner/name"), its page, where its commits are, its host; "" if unknown."""

    name: str = ""
    web_url: str = ""
    commit_path: str = ""
    host: str = ""

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
    if pages := _pages(host):
        return Forge(name, f"https://{host}/{quote(name)}", pages[0], host)
    return Forge(name, host=host)


def file_url(web_url: str, sha: str, path: str, lines: tuple[int, int] | None = None) -> str:
    """The page of a file in a commit, at its lines; "" where the forge, or the commit, is not known."""
    if not _ID.fullmatch(sha):  # as of changes that nobody committed
        return ""
    try:
        host = urlsplit(web_url).hostname or ""
    except ValueError:
        return ""
    pages = _pages(host)
    if pages is None:
        return ""
    _, page, first, last = pages
    shown = quote(path.encode("utf-8", "backslashreplace"))
    url = web_url.rstrip("/") + page.format(sha=quote(sha), path=shown)
    if lines is None:
        return url
    if host.endswith(_RENDERING) and path.endswith(_RENDERED):
        url += "?plain=1"  # a rendered page has no lines to lead to
    start, end = lines
    return url + first.format(start) + (last.format(end) if last and end != start else "")


def commit_page(web_url: str, sha: str) -> str:
    """The page of a commit, "" where the forge, or the commit, is not known."""
    try:
        pages = _pages(urlsplit(web_url).hostname or "")
    except ValueError:
        return ""
    return f"{web_url.rstrip('/')}{pages[0]}{sha}" if pages and _ID.fullmatch(sha) else ""


def _pages(host: str) -> tuple[str, str, str, str] | None:
    """The pages of the forge that a host names, None where it names none."""
    return next((pages for word, pages in _PAGES.items() if word in host.lower()), None)
