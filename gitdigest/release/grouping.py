"""Which commits of a range belong to one change: by merge, by message, by patch, by lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gitdigest.digest import CommitDigest
from gitdigest.facts.requests import is_request
from gitdigest.release.branches import branches
from gitdigest.release.effect import Fate
from gitdigest.release.links import Link, Member, find_links

_FOLLOWS = 0.6
"""The share of the lines it takes that one change must have written for another to follow it."""
_REWRITES = 0.3
"""What it takes, over what it adds, at least: who adds much more does something of its own."""
_NOTABLE = frozenset({"feat", "fix", "perf"})
_OWN = frozenset({"feat", "perf", "revert", "merge"})


@dataclass(frozen=True, slots=True)
class Range:
    """What changes are made of: the commits, and what following found of each.

    `parents` has the commits parents first. `takes` counts the lines that a commit took, by the
    commit of the range that wrote them, "" for those of before the range; `patches` has the key of
    each commit's patch.
    """

    head: str
    commits: Mapping[str, CommitDigest]
    parents: Mapping[str, Sequence[str]]
    fates: Mapping[str, Fate]
    takes: Mapping[str, Mapping[str, int]]
    patches: Mapping[str, bytes]


def groups(found: Range) -> Mapping[str, list[Member]]:
    """The commit that names each change, in their order, with the others of it."""
    parts = _parts(found)
    part_of = {sha: root for root, shas in parts.items() for sha in shas}
    links = find_links((found.commits[sha] for sha in found.parents), found.patches)
    made: dict[str, list[Member]] = {}
    home: dict[str, str] = {}
    for root, shas in parts.items():
        link = _named(root, shas, links, part_of) or _followed(found, root, parts, part_of)
        above = home.get(part_of[link.target], "") if link else ""
        inside = {sha: links[sha].relation for sha in shas if sha in links}
        own = [Member(sha, inside.get(sha, "branch")) for sha in shas if sha != root]
        if link and above:
            made[above] += [Member(root, link.relation), *own]
        else:
            made[root] = own
        home[root] = above or root
    return made


def _parts(found: Range) -> Mapping[str, list[str]]:
    """The commits of each pull request by its merge, the others alone; in the order of the last."""
    requests = [
        sha for sha, one in found.commits.items() if is_request(one.commit.subject, one.commit.body)
    ]
    brought = branches(found.head, found.parents, frozenset(requests))
    whole = {sha: merge for merge, shas in brought.items() for sha in shas}
    parts: dict[str, list[str]] = {}
    for sha in found.parents:
        if sha not in whole:
            parts[sha] = [*brought.get(sha, ()), sha]
    return parts


def _named(
    root: str, shas: Sequence[str], links: Mapping[str, Link], part_of: Mapping[str, str]
) -> Link | None:
    """The link of a whole: that of its first commit, or the one that all of its commits share."""
    if root in links and part_of[links[root].target] != root:
        return links[root]
    found = [links.get(sha) for sha in shas if sha != root]
    targets = {part_of[link.target] for link in found if link}
    if found and all(found) and len(targets) == 1 and targets != {root}:
        return found[0]
    return None


def _followed(
    found: Range, root: str, parts: Mapping[str, Sequence[str]], part_of: Mapping[str, str]
) -> Link | None:
    """The change whose lines this one rewrites for the most part."""
    shas, types = parts[root], _types(found, parts[root])
    if not types or types & _OWN:
        return None
    takes: Counter[str] = Counter()
    for sha in shas:
        for writer, lines in found.takes[sha].items():
            takes[part_of.get(writer, "")] += lines
    takes.pop(root, None)
    target, lines = max(takes.items(), key=lambda item: item[1], default=("", 0))
    added = sum(found.fates[sha].added for sha in shas)
    if not target or lines < _FOLLOWS * takes.total() or lines < _REWRITES * added:
        return None
    notable = _types(found, parts[target]) & _NOTABLE
    return Link(target, "follow-up") if notable or not types & _NOTABLE else None


def _types(found: Range, shas: Sequence[str]) -> set[str]:
    commits = (found.commits[sha] for sha in shas)
    return {commit.facts.change_type for commit in commits if not commit.commit.is_merge}
