"""What a commit is to an earlier one of the same range: its revert, its fix-up, its twin."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from gitdigest.diff import Diff
from gitdigest.digest import CommitDigest

Relation = Literal["branch", "revert", "reapply", "fixup", "follow-up", "same"]

_ID = re.compile(r"[0-9a-f]{7,64}")
_MENDING = re.compile(r"(?:(?:fixup|squash|amend)! )+")
_FEWEST_LINES = 3
_BLANKS = b" \t\r\v\f"


_RELATIONS: Mapping[str, Relation] = {
    "revert": "revert",
    "fixup": "fixup",
    "fixes": "follow-up",
    "cherry-pick": "same",
}


class Link(NamedTuple):
    """An earlier commit, and what this one is to it."""

    target: str
    relation: Relation


class Member(NamedTuple):
    """A commit of a change, and what it is to the one that names it."""

    sha: str
    relation: Relation


class Known(NamedTuple):
    """The commits of a range up to now: by id, by subject (the latest), by patch (the first)."""

    ids: list[str]
    subjects: dict[str, str]
    patches: dict[bytes, str]
    reverts: dict[str, str]


def find_links(commits: Iterable[CommitDigest], patches: Mapping[str, bytes]) -> Mapping[str, Link]:
    """The link of each commit that has one; `commits` stand parents first.

    What a message names goes before what the patch tells.
    """
    known = Known([], {}, {}, {})
    found: dict[str, Link] = {}
    for commit in commits:
        patch = patches.get(commit.sha, b"")
        link = _named(commit, known) or _twin(patch, known)
        if link:
            found[commit.sha] = link
            if link.relation == "revert":
                known.reverts[commit.sha] = link.target
        known.ids.append(commit.sha)
        known.subjects[commit.commit.subject] = commit.sha
        if patch and link is None:
            known.patches.setdefault(patch, commit.sha)
    return found


def patch_key(diff: Diff) -> bytes:
    """The same for the same changed lines of the same files, wherever in them; b"" for few.

    Blanks do not count; the diff has no context.
    """
    digest, lines = hashlib.sha256(), 0
    for change in diff.files:
        names = f"\0{change.old_path or change.path}\0{change.path}\0"
        digest.update(names.encode("utf-8", "replace"))
        for hunk in change.hunks:
            lines += hunk.old_lines + hunk.new_lines
            digest.update(hunk.body.encode("utf-8", "replace").translate(None, _BLANKS))
    return digest.digest() if lines >= _FEWEST_LINES else b""


def _named(commit: CommitDigest, known: Known) -> Link | None:
    """What the message names, as far as it is in the range."""
    for fact in commit.facts.findings:
        relation = _RELATIONS.get(fact.kind)
        target = _find(fact.name, known) if relation else ""
        if not relation or not target:
            continue
        if relation == "revert" and target in known.reverts:
            return Link(known.reverts[target], "reapply")
        if relation == "revert" and commit.commit.subject.startswith('Reapply "'):
            return Link(target, "reapply")
        return Link(target, relation)
    return None


def _find(name: str, known: Known) -> str:
    """The commit that an id or a subject means, "" where it is not there."""
    if _ID.fullmatch(name):
        return next((sha for sha in reversed(known.ids) if sha.startswith(name)), "")
    return known.subjects.get(name) or known.subjects.get(_MENDING.sub("", name), "")


def _twin(patch: bytes, known: Known) -> Link | None:
    target = known.patches.get(patch) if patch else None
    return Link(target, "same") if target else None
