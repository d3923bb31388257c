"""Every kind of break, the gravest and surest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gitdigest.facts.fact import FileClass
from gitdigest.facts.files import is_aside
from gitdigest.release.between import Between
from gitdigest.release.breaking.behind import Behind
from gitdigest.release.breaking.kinds import Break
from gitdigest.release.breaking.leaving import leaving
from gitdigest.release.breaking.manifests import breaks_of_manifests
from gitdigest.release.breaking.names import breaks_of_names
from gitdigest.release.breaking.options import breaks_of_options
from gitdigest.release.breaking.requirements import breaks_of_facts
from gitdigest.release.topics import Topic

_KINDS = (
    "declared", "public", "flag", "env", "config", "schema", "minimum", "dependency", "migration",
    "licence", "default",
)  # fmt: skip


def find_breaks(between: Between, topics: Sequence[Topic], behind: Behind) -> tuple[Break, ...]:
    """What breaks between the ends, and what commits say breaks where nothing was found."""
    names, sides = between.told.names, (between.before, between.after)
    sources = [
        change
        for change, file in zip(between.told.diff.files, between.files, strict=True)
        if file.file_class is FileClass.SOURCE and not is_aside(file.path)
    ]
    found = [
        *breaks_of_names(names.changes, between.before, behind),
        *leaving(names.shared, sides, behind),
        *breaks_of_facts(between.told.facts, between.files, between.after, behind),
        *breaks_of_manifests(between.told.diff.files, *sides, behind),
        *breaks_of_options(sources, *sides, behind),
    ]
    found += _declared(topics, found)
    return tuple(sorted(_once(found), key=_order))


def _declared(topics: Iterable[Topic], found: Sequence[Break]) -> Iterator[Break]:
    """What commits call breaking and code did not find, or not beyond doubt."""
    known = {sha for item in found if item.weight == "major" and item.sure for sha in item.commits}
    for topic in topics:
        if topic.breaking and topic.ships and known.isdisjoint(topic.shas):
            yield Break("declared", "declared", topic.title, "major", commits=topic.shas)


def _once(found: Iterable[Break]) -> Iterator[Break]:
    """Each name once of a kind and code: what several files say is one break."""
    seen: set[tuple[str, str, str]] = set()
    for item in found:
        key = (item.kind, item.code, item.name)
        if key not in seen:
            seen.add(key)
            yield item


def _order(item: Break) -> tuple[bool, bool, int, bool, str]:
    return (
        item.weight != "major",
        not item.sure,
        _KINDS.index(item.kind),
        item.code != "major",
        item.name,
    )
