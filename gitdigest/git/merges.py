"""What the merges of a selection brought into its branch: counts from the graph, subjects from git."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from gitdigest.diff import decode
from gitdigest.digest import Brought, BroughtCommit
from gitdigest.git.command import GitCommand
from gitdigest.graph import CommitGraph
from gitdigest.secret.mask import mask
from gitdigest.selection import Selected

MOST = 12  # commits of a merge that are told by their subjects
_MOST_READ = 2 * MOST  # merges among them are not told, their tags are
_LOG = (
    "log", "--no-walk=unsorted", "--stdin", "--no-show-signature", "--no-notes", "--no-color",
    "--encoding=UTF-8", "--decorate=full", "--decorate-refs=refs/tags/", "-z",
    "--format=%H%x00%s%x00%D",
)  # fmt: skip
_TAG = "tag: refs/tags/"


def brought(git: GitCommand, graph: CommitGraph, selected: Selected) -> Mapping[str, Brought]:
    """What each selected merge brought, by one process of git for all of them.

    Nothing where the commits behind a merge are selected as well.
    """
    if not selected.selection.first_parent:
        return {}
    merges = graph.parents_of_merges()
    places = {graph.sha(place): place for place in merges}
    behind = {
        sha: _newest_first(graph, graph.merged(places[sha], merges), selected)
        for sha in selected.shas
        if sha in places
    }
    read = {place for places in behind.values() for place in places[:_MOST_READ]}
    told = {commit.sha: commit for commit in _read(git, map(graph.sha, sorted(read)))}
    return {sha: _brought(graph, places, merges, told) for sha, places in behind.items() if places}


def _newest_first(graph: CommitGraph, places: Iterable[int], selected: Selected) -> list[int]:
    dates = graph.dates(selected.selection.date_field)
    return sorted(places, key=lambda place: (dates[place], place), reverse=True)


def _brought(
    graph: CommitGraph,
    places: list[int],
    merges: Mapping[int, list[int]],
    told: Mapping[str, BroughtCommit],
) -> Brought:
    known = [(place, told[graph.sha(place)]) for place in places[:_MOST_READ]]
    shown = islice((commit for place, commit in known if place not in merges), MOST)
    return Brought(
        count=sum(place not in merges for place in places),
        commits=tuple(shown),
        tags=tuple(tag for _, commit in known for tag in commit.tags),
    )


def _read(git: GitCommand, shas: Iterable[str]) -> Iterator[BroughtCommit]:
    asked = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    if not asked:
        return
    fields = git.run(*_LOG, stdin=asked).split(b"\0")
    for sha, subject, names in zip(fields[::3], fields[1::3], fields[2::3], strict=False):
        yield BroughtCommit(sha.decode("ascii"), mask(decode(subject)[0]), _tags(names))


def _tags(names: bytes) -> tuple[str, ...]:
    """The tags of a commit as git's decoration lists them; no name of a ref holds a blank."""
    refs = decode(names)[0].split(", ")
    return tuple(mask(ref.removeprefix(_TAG)) for ref in refs if ref.startswith(_TAG))
