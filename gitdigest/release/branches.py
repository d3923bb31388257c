"""Which commits came with which merge, and which merges are a pull request of their own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from gitdigest.commit import Commit

_REQUEST = re.compile(
    r"Merge pull request [#!]\d+|Merged in \S+ \(pull request #\d+\)|Merge PR #?\d+|Merge #\d+\b"
)
_GITLAB = re.compile(r"^See merge request \S*!(\d+)\s*$", re.MULTILINE)
_NUMBER = re.compile(r"[#!](\d+)")


def is_request(commit: Commit) -> bool:
    """Whether a merge says that it is a pull request, by GitHub, GitLab, Bitbucket or bors."""
    return bool(_REQUEST.match(commit.subject) or _GITLAB.search(commit.body))


def request_title(commit: Commit) -> str:
    """The title of a pull request that its merge carries, "" where it has none."""
    for line in commit.body.split("\n"):
        text = line.strip()
        if text and not _GITLAB.match(text):
            return text
    return ""


def request_number(commit: Commit) -> str:
    """The number of a pull request that its merge names, "#12", "" where it names none."""
    found = _NUMBER.search(commit.subject) if _REQUEST.match(commit.subject) else None
    if found:
        return f"#{found[1]}"
    gitlab = _GITLAB.search(commit.body)
    return f"!{gitlab[1]}" if gitlab else ""


def branches(
    head: str, parents: Mapping[str, Sequence[str]], requests: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """The commits that each pull request brought, parents first, by its merge.

    `parents` are those of the range, parents first; what a request brought is what its first
    parent does not reach, and no request within it counts. Merges of other branches bring nothing:
    what is on such a branch stands for itself.
    """
    order = {sha: place for place, sha in enumerate(parents)}
    seen: set[str] = set()
    found: dict[str, tuple[str, ...]] = {}
    waiting = [_merges(head, parents, seen)]
    while waiting:
        merge, parent = next(waiting[-1], ("", ""))
        if not merge:
            waiting.pop()
        elif merge in requests:
            brought = sorted(_reached(parent, parents, seen), key=order.__getitem__)
            found[merge] = (*found.get(merge, ()), *brought)
        else:
            waiting.append(_merges(parent, parents, seen))
    return found


def _merges(
    tip: str, parents: Mapping[str, Sequence[str]], seen: set[str]
) -> Iterator[tuple[str, str]]:
    """The further parents of the merges on a first-parent line, the oldest first."""
    line: list[str] = []
    here = tip
    while here in parents and here not in seen:
        seen.add(here)
        line.append(here)
        here = next(iter(parents[here]), "")
    return iter([(sha, parent) for sha in reversed(line) for parent in parents[sha][1:]])


def _reached(tip: str, parents: Mapping[str, Sequence[str]], seen: set[str]) -> set[str]:
    """What a tip reaches in the range and nobody has seen."""
    found: set[str] = set()
    todo = [tip]
    while todo:
        sha = todo.pop()
        if sha in parents and sha not in seen:
            seen.add(sha)
            found.add(sha)
            todo += parents[sha]
    return found
