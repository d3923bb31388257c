"""Dependencies that a commit adds, removes, raises or lowers: manifests compared, then locks."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
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
        old, new = context.text(change, "old"), context.text(change, "new")
        if (old is None and not is_new(change)) or (new is None and change.status != "deleted"):
            continue
        if locked:
            yield from _locked(change, old or "", new or "")
        else:
            yield from _required(change, old or "", new or "")


def _required(change: FileChange, old: str, new: str) -> Iterator[Fact]:
    before = requirements_of(change.old_path or change.path, old) if old else {}
    after = requirements_of(change.path, new) if new else {}
    if before is None or after is None:
        return
    labels = ({_label(*key): value for key, value in side.items()} for side in (before, after))
    yield from _compared(change, "dependency", *labels, texts=(old, new))


def _label(group: str, name: str) -> str:
    return f"{group}:{name}" if group else name


def _locked(change: FileChange, old: str, new: str) -> Iterator[Fact]:
    before = locked_versions(change.old_path or change.path, old)
    after = locked_versions(change.path, new)
    if before is None or after is None:
        return
    facts = list(_compared(change, "dependency.locked", before, after, texts=("", "")))
    yield from facts[:_MOST_LOCKED]
    if len(facts) > _MOST_LOCKED:
        where = (Evidence(change.path),)
        yield Fact("dependency.more", str(len(facts) - _MOST_LOCKED), evidence=where)


def _compared(
    change: FileChange,
    kind: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    texts: tuple[str, str],
) -> Iterator[Fact]:
    names = sorted({name for name, _ in before.items() ^ after.items()})
    lines = list(islice(changed_lines(change), _MOST_LINES)) if names and any(texts) else []
    for count, name in enumerate(names):
        old, new = before.get(name), after.get(name)
        way = direction(old or "", new or "") if kind == "dependency" else None
        told = texts if count < _MOST_PLACES else ("", "")
        where = _place(change, name, (old, new), told, lines)
        yield difference(f"{kind}.{way}" if way else kind, name, old, new, where)


def _place(
    change: FileChange,
    name: str,
    values: tuple[str | None, str | None],
    texts: tuple[str, str],
    lines: Iterable[Line],
) -> Evidence:
    """The changed line that has the name and its value, or one of them; else any with the name."""
    old, new = values
    gone = new is None
    path = (change.old_path or change.path) if gone else change.path
    side: Side = "old" if gone else "new"
    text = texts[0] if gone else texts[1]
    if not text:
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
    if where is None and (anywhere := position(own, text)) >= 0:
        where = text.count("\n", 0, anywhere) + 1
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
