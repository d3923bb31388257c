"""Public names that leave a file or come into one: what changed, moved, went or came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, takewhile

from gitdigest.facts.fact import Evidence, Fact, Level
from gitdigest.facts.files import folder_of
from gitdigest.facts.publicname import PARTIAL, Name

_MOST_COMPARED = 20  # names of one kind


def in_packages(
    gone: list[Name], come: list[Name]
) -> tuple[list[tuple[Name, Name]], list[Name], list[Name]]:
    """What a Go package has in another of its files with another signature is changed, not gone."""
    same = {(item.name, item.meaning) for item in gone} & {(i.name, i.meaning) for i in come}
    here: dict[tuple[str, str], list[Name]] = {}
    for new in come:
        if new.path.endswith(".go"):
            here.setdefault((folder_of(new.path), new.name), []).append(new)
    changed = [
        (old, new)
        for old in gone
        if (old.name, old.meaning) not in same
        for new in here.get((folder_of(old.path), old.name), ())
    ]
    pairs = {id(item) for pair in changed for item in pair}
    left = [[item for item in side if id(item) not in pairs] for side in (gone, come)]
    return changed, left[0], left[1]


def moved_or_not(gone: list[Name], come: list[Name]) -> Iterator[Fact]:
    """A name that leaves one file and stands in another the same way has moved, and so from several.

    Files of one package of Go for several systems may all have it then.
    """
    origins, targets = _by_identity(gone), _by_identity(come)
    ways = (_ways(olds, targets.get(identity, ())) for identity, olds in origins.items())
    places = {id(old): new for old, new in chain.from_iterable(ways)}
    for item in gone:
        if id(item) in places:
            yield _moved(item, places[id(item)])
        elif not item.kept:
            yield _went(item)
    there = {id(new) for new in places.values()}
    folders = {(folder_of(item.path), item.identity) for item in gone if id(item) in places}
    for item in chain.from_iterable(targets.values()):
        again = item.path.endswith(".go") and (folder_of(item.path), item.identity) in folders
        if id(item) not in there and not item.kept and not again:
            yield _came(item)


def _by_identity(names: Sequence[Name]) -> dict[tuple[str, str], list[Name]]:
    found: dict[tuple[str, str], list[Name]] = {}
    for one in names:
        found.setdefault(one.identity, []).append(one)
    return found


def _ways(olds: Sequence[Name], news: Sequence[Name]) -> Iterator[tuple[Name, Name]]:
    """Where each of some names of one kind went: the nearest first; all to one where it is the only one.

    A hostile commit has more of them than are compared.
    """
    if len(news) > 1 and max(len(olds), len(news)) > _MOST_COMPARED:
        yield from (pair for pair in zip(olds, news, strict=False) if pair[0].path != pair[1].path)
        return
    ranked = sorted(
        (-_shared(old.path, new.path), i, j)
        for i, old in enumerate(olds)
        for j, new in enumerate(news)
        if old.path != new.path
    )
    left, right = set(range(len(olds))), set(range(len(news)))
    for _, i, j in ranked:
        if i in left and (j in right or len(news) == 1):
            left.remove(i)
            right.discard(j)
            yield olds[i], news[j]


def _shared(one: str, other: str) -> int:
    """How many folders two paths begin with alike, and whether their files are called alike."""
    ours, theirs = one.split("/"), other.split("/")
    pairs = zip(ours[:-1], theirs[:-1], strict=False)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return 2 * alike + (ours[-1] == theirs[-1])


def _moved(old: Name, new: Name) -> Fact:
    places = (Evidence(new.path, new.line), Evidence(old.path, old.line, "old"))
    level = Level.HINT if PARTIAL.search(new.signature) else old.level  # whichever part it was
    return Fact("symbol.moved", new.name, level, "changed", old.path, new.path, places)


def _went(item: Name) -> Fact:
    where = Evidence(item.path, item.line, "old")
    return Fact("symbol.public", item.name, _level(item), "removed", item.signature, None, (where,))


def _came(item: Name) -> Fact:
    where = Evidence(item.path, item.line)
    return Fact("symbol.public", item.name, _level(item), "added", None, item.signature, (where,))


def changed_name(old: Name, new: Name) -> Fact:
    """The fact that a name has another signature."""
    where = (Evidence(new.path, new.line), Evidence(old.path, old.line, "old"))
    return Fact(
        "symbol.public", new.name, new.level, "changed", old.signature, new.signature, where
    )


def _level(item: Name) -> Level:
    return Level.HINT if item.unsure else item.level
