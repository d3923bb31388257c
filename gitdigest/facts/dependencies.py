"""Dependencies that a commit adds, removes, raises or lowers: manifests compared, then locks."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from gitdigest.diff import FileChange, Line
from gitdigest.facts.context import Context, changed_lines, difference, is_new
from gitdigest.facts.fact import Evidence, Fact, FileClass, Side
from gitdigest.facts.lockfiles import is_lock_file, locked_versions
from gitdigest.facts.manifests import is_manifest, requirements_of
from gitdigest.facts.versions import direction

_MOST_LOCKED = 100
_MOST_LINES = 2_000
_MOST_PLACES = 200
_FOLDED = str.maketrans(string.ascii_uppercase + "_.", string.ascii_lowercase + "--")
_SKIPPED = frozenset({FileClass.VENDORED, FileClass.TEST, FileClass.GENERATED})


def find_dependencies(context: Context) -> Iterator[Fact]:
    """`dependency` (`.upgraded`, `.downgraded` where the version tells), `dependency.locked`.

    The name is what the ecosystem calls it, with its group before a colon where it has one
    ("dev:pytest", "action:actions/checkout"). `dependency.more` counts locks beyond 100 a file.
    """
    for change, file in context.pairs():
        locked = is_lock_file(change.path)
        if file.file_class in _SKIPPED or not (locked or is_manifest(change.path)):
            continue
        read = locked_versions if locked else _labelled
        old = {} if is_new(change) else context.derived(change, "old", read)
        new = {} if change.status == "deleted" else context.derived(change, "new", read)
        if old is None or new is None:
            continue
        yield from _locked(change, old, new) if locked else _required(context, change, old, new)


def _labelled(path: str, text: str) -> Mapping[str, str] | None:
    """What a manifest asks for, by one name each; None where it is broken."""
    found = requirements_of(path, text) if text else {}
    return None if found is None else {_label(*key): value for key, value in found.items()}


def _required(
    context: Context, change: FileChange, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Fact]:
    def text(side: Side) -> str:
        return context.text(change, side) or ""

    yield from _compared(change, "dependency", old, new, text)


def _label(group: str, name: str) -> str:
    return f"{group}:{name}" if group else name


def _locked(
    change: FileChange, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Fact]:
    facts = list(_compared(change, "dependency.locked", before, after, None))
    yield from facts[:_MOST_LOCKED]
    if len(facts) > _MOST_LOCKED:
        where = (Evidence(change.path),)
        yield Fact("dependency.more", str(len(facts) - _MOST_LOCKED), evidence=where)


def _compared(
    change: FileChange,
    kind: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    text: Callable[[Side], str] | None,
) -> Iterator[Fact]:
    """What differs; with the `text` of a side each is looked for in it."""
    names = sorted({name for name, _ in before.items() ^ after.items()})
    lines = list(islice(changed_lines(change), _MOST_LINES)) if names and text else []
    for count, name in enumerate(names):
        old, new = before.get(name), after.get(name)
        way = direction(old or "", new or "") if kind == "dependency" else None
        told = text if count < _MOST_PLACES else None
        where = _place(change, name, (old, new), told, lines)
        yield difference(f"{kind}.{way}" if way else kind, name, old, new, where)


def _place(
    change: FileChange,
    name: str,
    values: tuple[str | None, str | None],
    text: Callable[[Side], str] | None,
    lines: Iterable[Line],
) -> Evidence:
    """The changed line that has the name and its value, or one of them; else any with the name."""
    old, new = values
    gone = new is None
    path = (change.old_path or change.path) if gone else change.path
    side: Side = "old" if gone else "new"
    if text is None:
        return Evidence(path, side=side)
    own = name.rpartition(":")[2] or name
    value = (old if gone else new) or name
    best, where = 3, None
    for line in lines:
        without = value not in line.text
        if line.kind == ("-" if gone else "+") and without < best:
            rank = without + 2 * (position(own, line.text) < 0)
            if rank < best:
                best, where = rank, line.old if gone else line.new
    if where is None and (anywhere := position(own, whole := text(side))) >= 0:
        where = whole.count("\n", 0, anywhere) + 1
    return Evidence(path, where, side)


def position(name: str, text: str) -> int:
    """Where a text has a name as a whole, -1 where it has not; case and kind of dash are no matter.

    A pattern for each of a manifest's names would cost more than all else that is told of it.
    """
    wanted, folded = name.translate(_FOLDED), text.translate(_FOLDED)
    start = folded.find(wanted)
    while start >= 0:
        before, after = text[start - 1 : start], text[start + len(name) : start + len(name) + 1]
        if not _inside(before, "/-") and not _inside(after, "-"):
            return start
        start = folded.find(wanted, start + 1)
    return -1


def _inside(letter: str, others: str) -> bool:
    """Whether a letter beside a name makes it part of another one."""
    return letter.isalnum() or (letter != "" and letter in f"_{others}")
