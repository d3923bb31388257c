"""Commits of one selection that make the same change, or take one another's back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from gitdigest.commit import Commit
from gitdigest.facts.fact import Fact, Facts

_MOST = 5  # others that are told of one commit
_FARTHEST = 1_000  # commits that are looked at for the one that another descends from
_SHORTEST = 7  # digits of an id that a message names

Described = tuple[Commit, Facts]


def find_relations(commits: Sequence[Described]) -> Mapping[str, Sequence[Fact]]:
    """What other commits of a selection, newest first, say of each, by its id.

    Kinds: `patch.same` names those with the same patch id, merges left out, as they make the changes
    of others by nature; `patch.undoes` the earlier commit whose patch is the opposite, unless the
    message names it already; `patch.undone` the later one that takes this one back, by its patch or
    by its message.
    """
    found: dict[str, list[Fact]] = {}
    for kind, sha, other in (*_same(commits), *_undone(commits)):
        facts = found.setdefault(sha, [])
        fact = Fact(kind, other)
        if fact not in facts and sum(one.kind == kind for one in facts) < _MOST:
            facts.append(fact)
    return found


def _same(commits: Sequence[Described]) -> Iterator[tuple[str, str, str]]:
    groups: dict[str, list[str]] = {}
    for commit, facts in commits:
        if _tells(facts) and not commit.is_merge:
            groups.setdefault(facts.patch_id, []).append(commit.sha)
    for group in groups.values():
        for sha in group:
            yield from (("patch.same", sha, other) for other in group[: _MOST + 1] if other != sha)


def _undone(commits: Sequence[Described]) -> Iterator[tuple[str, str, str]]:
    """Each pair of a commit and the earlier one that it takes back, told of both."""
    earlier: dict[str, list[str]] = {}  # by patch id
    named: dict[str, list[str]] = {}
    parents = {commit.sha: commit.parents for commit, _ in commits}
    for commit, facts in reversed(commits):
        said = [sha for name in _reverts(facts) for sha in _meant(name, named)]
        for sha in said:
            yield "patch.undone", sha, commit.sha
        candidates = earlier.get(facts.inverse_id, ()) if _tells(facts) else ()
        if opposite := _nearest(commit.sha, candidates, parents):
            yield "patch.undone", opposite, commit.sha
            if opposite not in said:
                yield "patch.undoes", commit.sha, opposite
        if _tells(facts):
            earlier.setdefault(facts.patch_id, []).append(commit.sha)
        for name in (commit.sha[:_SHORTEST], commit.subject):
            named.setdefault(name, []).append(commit.sha)


def _nearest(
    sha: str, candidates: Sequence[str], parents: Mapping[str, Sequence[str]]
) -> str | None:
    """The latest candidate, rather one that the commit descends from than another branch's."""
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    wanted, above, seen = set(candidates), deque([sha]), {sha}
    while above and len(seen) < _FARTHEST:
        for parent in parents.get(above.popleft(), ()):
            if parent in wanted:
                return parent
            if parent not in seen:
                seen.add(parent)
                above.append(parent)
    return candidates[-1]


def _tells(facts: Facts) -> bool:
    """Whether the id says what changed: white space alone is its own opposite."""
    return bool(facts.patch_id) and facts.patch_id != facts.inverse_id


def _reverts(facts: Facts) -> Iterator[str]:
    return (fact.name for fact in facts.findings if fact.kind == "revert")


def _meant(name: str, named: Mapping[str, Sequence[str]]) -> list[str]:
    """The earlier commit that a message means by its id, or by a subject that no other one has."""
    shas = [sha for sha in named.get(name[:_SHORTEST], ()) if sha.startswith(name)]
    same = named.get(name, ())
    return shas or ([same[0]] if len(same) == 1 else [])
