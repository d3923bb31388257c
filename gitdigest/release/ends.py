"""What a user calls a range -> its two ends: by default from the last release to HEAD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from gitdigest.errors import UsageError
from gitdigest.pending import Pending
from gitdigest.release.release import Ends
from gitdigest.release.version import ReleaseTag, last_release, release_tag

_RANGE = re.compile(r"(.*?)(\.\.\.?)(.*)")


class Refs(Protocol):
    """What names mean in a repository; `git.ranges.RangeReader` is the real one."""

    def resolve(self, revision: str) -> str:
        """The id of the commit that a revision means."""

    def tags(self) -> Iterable[tuple[str, str]]:
        """Every tag with the commit that it leads to."""

    def reached(self, tip: str, shas: Iterable[str]) -> frozenset[str]:
        """Those of the commits that a tip reaches, itself too."""

    def dates(self, shas: Iterable[str]) -> Mapping[str, int]:
        """When each commit was made, in seconds."""

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor, "" where there is none."""


def find_ends(refs: Refs, asked: str, prefix: str | None = None) -> Ends:
    """The ends of "A..B", of "A...B" (from where the two parted), or of a revision.

    A revision, and nothing, begin at the release before: the highest version among the tags that
    the head reaches; `prefix` chooses among the tags of several parts of a project.
    """
    tags = [tag for name, sha in refs.tags() if (tag := release_tag(name, sha))]
    match = _RANGE.fullmatch(asked)
    if match is None:
        return _since_release(refs, tags, asked or "HEAD", prefix)
    left, dots, right = match.groups()
    base, head = left or "HEAD", right or "HEAD"
    base_sha, head_sha = refs.resolve(base), refs.resolve(head)
    if dots == "...":
        found = refs.merge_base(base_sha, head_sha)
        if not found:
            raise UsageError(f"{base} and {head} have no common history", "give A..B")
        base, base_sha = f"{base}...", found
    version = _version_at(refs, tags, base_sha, prefix)
    forked = base_sha not in refs.reached(head_sha, [base_sha])
    return Ends(base, head, base_sha, head_sha, version, forked)


def pending_ends(refs: Refs, asked: str, pending: Pending, prefix: str | None = None) -> Ends:
    """The ends of what would be committed: from HEAD, or from A where "A", "A.." or "A..." asks.

    As for `git diff`, a revision is where it begins; its end is called by what is pending.
    """
    match = _RANGE.fullmatch(asked)
    left, dots, right = match.groups() if match else (asked, "..", "")
    if right:
        raise UsageError(f"{asked!r} has an end, and so has --{pending.kind}", "give A..")
    if not pending.sha:
        raise UsageError(f"there is no commit yet, and nothing {pending.kind}", "commit something")
    if not left and not pending.parent:
        return Ends("", pending.kind, "", pending.sha)
    ends = find_ends(refs, f"{left or 'HEAD'}{dots}{pending.sha}", prefix)
    return replace(ends, head=pending.kind)


def _since_release(refs: Refs, tags: list[ReleaseTag], head: str, prefix: str | None) -> Ends:
    head_sha = refs.resolve(head)
    last = _last(refs, tags, head_sha, prefix)
    if last is None and prefix:
        known = sorted({tag.prefix for tag in tags})
        raise UsageError(
            f"no tag of a release begins with {prefix!r} here",
            f"there are {', '.join(map(repr, known))}" if known else "give a range: A..B",
        )
    if last is None:
        return Ends("", head, "", head_sha)
    return Ends(last.name, head, last.sha, head_sha, last.version.text)


def _version_at(refs: Refs, tags: list[ReleaseTag], sha: str, prefix: str | None) -> str:
    """The version of a commit: its own tag's, or that of the last release before it."""
    own = [tag for tag in tags if tag.sha == sha and prefix in {None, tag.prefix}]
    if own:
        return max(own, key=lambda tag: tag.version).version.text
    last = _last(refs, tags, sha, prefix)
    return last.version.text if last else ""


def _last(refs: Refs, tags: list[ReleaseTag], head: str, prefix: str | None) -> ReleaseTag | None:
    reached = refs.reached(head, [tag.sha for tag in tags])
    found = [tag for tag in tags if tag.sha in reached]
    return last_release(found, head, prefix=prefix, dates=refs.dates(reached))
