"""What a repository may be called, shortest first, and names by which several are told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gitdigest.forge import Forge


@dataclass(frozen=True, slots=True)
class Naming:
    """The names that a repository may have, shortest first.

    `identity` is what no other repository has: its address without the protocol, or its folder;
    "" where the user has named it, who knows best whether it is the same.
    """

    names: tuple[str, ...]
    identity: str


def naming(given: str, forge: Forge, home: Path, *, is_mirror: bool = False) -> Naming:
    """The names of a repository in the folder `home`, by its remote's address if that tells one.

    A folder is named by as many of the folders around it as needed; so nothing more of a path
    comes into a report.
    """
    if given:
        return Naming((given,), "")
    if not forge.name:
        return Naming(tuple(_ends(home)), str(home))
    whole = f"{forge.host}/{forge.name}"
    clones = () if is_mirror else (f"{forge.name} ({end})" for end in _ends(home))
    return Naming((forge.name, whole, *clones), whole)


def told_apart(namings: Sequence[Naming], owners: Mapping[str, str]) -> list[str]:
    """A name for each, those of one run different, and none that another repository owns.

    `owners` are the names that repositories have had already, with their identity: who has had a
    name keeps it. Only what cannot be told apart, as one folder named twice, shares a name.
    """
    chosen = [_first(one, owners) for one in namings]
    while True:
        names = [one.names[place] for one, place in zip(namings, chosen, strict=True)]
        moved = list(chosen)
        for number, one in enumerate(namings):
            is_owner = owners.get(names[number]) == one.identity != ""
            if not is_owner and _is_shared(number, names, namings):
                moved[number] = _next(one, chosen[number], owners)
        if moved == chosen:
            return names
        chosen = moved


def _ends(home: Path) -> Iterator[str]:
    """The ends of a path, longer and longer: "api", "work/api"."""
    parts = [*home.parts[1:-1], home.name.removesuffix(".git")]
    yield parts[-1] or "repository"
    for length in range(2, len(parts) + 1):
        yield "/".join(parts[-length:])


def _first(one: Naming, owners: Mapping[str, str]) -> int:
    """The name that it has had, or the shortest that is free."""
    if not one.identity:
        return 0
    own = (place for place, name in enumerate(one.names) if owners.get(name) == one.identity)
    return next(own, _next(one, -1, owners))


def _next(one: Naming, place: int, owners: Mapping[str, str]) -> int:
    """The next name that nobody else owns, the same where there is none."""
    later = range(place + 1, len(one.names))
    free = (n for n in later if owners.get(one.names[n], one.identity) == one.identity)
    return next(free, max(place, 0))


def _is_shared(number: int, names: Sequence[str], namings: Sequence[Naming]) -> bool:
    """Whether something else has the same name; one repository that is named twice is the same."""
    return any(
        name == names[number] and other.names != namings[number].names
        for name, other in zip(names, namings, strict=True)
    )
