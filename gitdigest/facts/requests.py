"""Merges that are a pull request: what GitHub, GitLab, Bitbucket and bors write of them."""

from __future__ import annotations

import re

_REQUEST = re.compile(
    r"Merge pull request [#!]\d+|Merged in \S+ \(pull request #\d+\)|Merge PR #?\d+|Merge #\d+\b"
)
_GITLAB = re.compile(r"^See merge request \S*!(\d+)\s*$", re.MULTILINE)
_NUMBER = re.compile(r"[#!](\d+)")


def is_request(subject: str, body: str) -> bool:
    """Whether a merge says that it is a pull request."""
    return bool(_REQUEST.match(subject) or _GITLAB.search(body))


def request_title(body: str) -> str:
    """The title of a pull request that its merge carries, "" where it has none."""
    for line in body.split("\n"):
        text = line.strip()
        if text and not _GITLAB.match(text):
            return text
    return ""


def request_number(subject: str, body: str) -> str:
    """The number of a pull request that its merge names, "#12" or "!12", "" where it names none."""
    found = _NUMBER.search(subject) if _REQUEST.match(subject) else None
    if found:
        return f"#{found[1]}"
    gitlab = _GITLAB.search(body)
    return f"!{gitlab[1]}" if gitlab else ""


def title_of(subject: str, body: str) -> str:
    """What a commit calls its change: the title of a pull request with its number, or the subject."""
    title = request_title(body) if is_request(subject, body) else ""
    number = request_number(subject, body)
    return subject if not title else title if number in title else f"{title} ({number})"
