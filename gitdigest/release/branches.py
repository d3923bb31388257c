"""Which commits came with which merge, and which merges are a pull request of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence


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
