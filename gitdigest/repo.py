"""Where commits come from: opens a source, selects commits, hands out their stream."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.digest import Brought
from gitdigest.errors import GitError
from gitdigest.facts.sources import Remembered, Sources
from gitdigest.forge import forge_of
from gitdigest.git.address import is_url
from gitdigest.git.blobs import Blobs
from gitdigest.git.choice import Marks, chosen, newest_first, within
from gitdigest.git.command import GitCommand
from gitdigest.git.filehistory import FileHistory
from gitdigest.git.history import History
from gitdigest.git.merges import brought
from gitdigest.git.pasts import Pasts
from gitdigest.git.ranges import RangeReader
from gitdigest.git.reader import CommitReader
from gitdigest.git.revision import Revisions
from gitdigest.git.shadow import Shadow, open_shadow
from gitdigest.git.uncommitted import Uncommitted
from gitdigest.graph import CommitGraph
from gitdigest.limits import Limits
from gitdigest.naming import naming
from gitdigest.pending import Kind, Pending
from gitdigest.secret.mask import MaskedBlobs, mask, masked
from gitdigest.selection import Note, Selected, Selection
from gitdigest.stream import moment

if TYPE_CHECKING:
    from gitdigest.git.mirror import Mirror

_LIMITS = Limits()
_LOOKED_BACK = 10_000  # commits among which the newest one that a filter lets through is looked for
_AT_ONCE = 1_000
_PARTIAL = "the clone is partial, and this is not in it: name one that was made without --filter"


@dataclass(frozen=True, slots=True)
class Opening:
    """What it takes to open a repository again; `remote` is the URL that a mirror is of."""

    path: Path
    remote: str
    name: str
    cache: Path
    limits: Limits = Limits()  # noqa: RUF009 - frozen


class Handle(NamedTuple):
    """What another process opens a repository by while this one has it open."""

    shadow: Shadow
    opening: Opening


class Repository:
    """One source of commits, read through its shadow; made by `open_repository`."""

    def __init__(self, shadow: Shadow, opening: Opening) -> None:
        home = (shadow.work_tree or shadow.common_dir).resolve()
        key = hashlib.sha256(bytes(shadow.common_dir.resolve())).hexdigest()[:20]
        cache = opening.cache
        graphs = _graphs(cache / "graphs", key, shadow.shallow)
        self._opening = opening
        self.forge = forge_of(opening.remote or shadow.remote_url)
        self.naming = naming(opening.name, self.forge, home, is_mirror=bool(opening.remote))
        self.name = self.naming.names[0]
        self.work_tree = shadow.work_tree
        self.notes: tuple[Note, ...] = tuple(_notes_of(shadow))
        self.limits = opening.limits
        self.alone = False  # whether it holds what no other process can read
        self._shadow = shadow
        self._git = GitCommand(
            shadow.path,
            seconds=self.limits.seconds,
            lacking=_PARTIAL if shadow.promisor else "",
        )
        self._revisions = Revisions(self._git, shadow)
        self._marks = Marks(cache / "marks" / f"{key}.json")
        self._history = History(
            self._git,
            graphs.with_suffix(".graph"),
            20 if shadow.object_format == "sha1" else 32,
        )
        self.tree = Blobs(self._git, self.limits.file)
        self.blobs = MaskedBlobs(self.tree)
        self.sources = Sources(self.blobs)
        self.objects = Remembered(self.tree, self.sources)
        self.past = FileHistory(self._git, graphs.with_suffix(".sqlite"))
        self._reader = CommitReader(self._git, self.tree, shadow.shallow, self.limits)
        self.pasts = Pasts(self._git, self.past)
        self.ranges = RangeReader(self._git, shadow, self._history, self._revisions, self.limits)

    @property
    def handle(self) -> Handle:
        """By which another process opens it, as long as this one does not close it."""
        return Handle(replace(self._shadow, refs=dict(self._shadow.refs)), self._opening)

    def close(self) -> None:
        """Ends the processes that were kept open."""
        self.tree.close()
        self.past.close()

    def resolve(self, revision: str) -> str:
        """The id of the commit that a revision expression means."""
        return self._revisions.resolve(revision)

    def pending(self, kind: Kind, now: datetime) -> Pending:
        """The commit that would be made now, which can be read like any other until this closes.

        Raises UsageError where there is no work tree, RepositoryError where it cannot be told.
        """
        tips = self._revisions.head().tips
        parent = tips[0] if tips else ""
        maker = Uncommitted(self._git, self._shadow, self.tree, self._opening.path)
        found = maker.commit(kind, parent, now)
        if not found.is_empty:
            self.alone = True
            self._history.add(found.sha, found.parents, int(now.timestamp()))
        self.notes += found.notes
        return found

    def read_file(self, path: str) -> bytes | None:
        """A file of the tree at HEAD, None where there is none."""
        return self.tree.read(f"HEAD:{path}")

    def select(self, selection: Selection) -> Selected:
        """The commits of a selection, newest first by the date that it goes by.

        The first report of what is new begins at `since`, as one does whose mark is lost; a later
        one goes by what came.
        """
        ends = self._revisions.ends(selection)
        mark = self._marks.read(selection) if selection.new else None
        graph = self._history.graph((*ends.tips, *ends.excluded, *(mark or ())))
        tips = [graph.position(tip) for tip in ends.tips]
        notes = []
        if mark and not any(graph.position(tip) >= 0 for tip in mark):
            mark = None  # all that it names was collected as garbage since
            notes.append(Note("mark-lost"))
        elif selection.new and mark is None:
            notes.append(Note("first-report"))
        excluded = [graph.position(sha) for sha in (*ends.excluded, *(mark or ()))]
        places = chosen(graph, tips, excluded, selection, symmetric=ends.symmetric)
        found = list(places) if mark else within(graph, places, selection)
        shas = tuple(self._reader.filtered(newest_first(graph, found, selection), selection))
        if selection.merges == "omit":
            kept = tuple(sha for sha in shas if not graph.is_merge(graph.position(sha)))
            notes.append(Note("merges-omitted", (str(len(shas) - len(kept)),)))
            shas = kept
        return Selected(selection, shas, ends.names, ends.tips, tuple(notes))

    def mark_seen(self, selected: Selected) -> None:
        """Moves the mark of `Selection.new` to where the tips were when it was made."""
        self._marks.write(selected.selection, selected.tips)

    def latest_day(self, selection: Selection, zone: tzinfo) -> date | None:
        """The newest day, before `until`, on which a commit is selected; None where none is near."""
        open_end = replace(selection, since=None, new=False)
        ends = self._revisions.ends(open_end)
        graph = self._history.graph(ends.tips)
        found = chosen(graph, [graph.position(tip) for tip in ends.tips], [], open_end)
        newest = self._newest(graph, within(graph, found, open_end), open_end)
        return None if newest is None else moment(str(newest), "+0000")[0].astimezone(zone).date()

    def _newest(
        self, graph: CommitGraph, places: Sequence[int], selection: Selection
    ) -> int | None:
        """The date of the newest commit that the filters let through, if it can be told."""
        dates = graph.dates(selection.date_field)
        if selection.merges == "omit":
            places = [place for place in places if not graph.is_merge(place)]
        if not (selection.authors or selection.paths):
            return max((dates[place] for place in places), default=None)
        shas = newest_first(graph, places, selection)[:_LOOKED_BACK]
        with suppress(GitError):  # a commit of which git knows nothing is before all that fit
            for start in range(0, len(shas), _AT_ONCE):
                for sha in self._reader.filtered(shas[start : start + _AT_ONCE], selection):
                    return dates[graph.position(sha)]
        return None

    def brought(self, selected: Selected) -> Mapping[str, Brought]:
        """What each selected merge brought, where its commits are not selected themselves."""
        return brought(self._git, self._history.graph(selected.shas[:1]), selected)

    def paths(self, sha: str) -> frozenset[str]:
        """The paths of a commit's tree, none where git cannot list it."""
        try:
            listed = self._git.run("ls-tree", "-r", "-z", "--name-only", sha)
        except GitError:
            return frozenset()
        return frozenset(mask(listed.decode("utf-8", "surrogateescape")).split("\0")) - {""}

    def stream(self, selected: Selected) -> Generator[tuple[Commit, Diff], None, None]:
        """Each selected commit with its diff, in order, from one git process, secrets masked."""
        self.past.update(selected.tips)
        with closing(self._reader.stream(selected)) as read:
            yield from starmap(masked, read)


@contextmanager
def open_repository(
    target: str,
    *,
    cache: Path,
    name: str = "",
    offline: bool = False,
    credentials: bool = False,
    allow_alternates: bool = False,
    limits: Limits = _LIMITS,
    on_line: Callable[[str], None] | None = None,
) -> Iterator[Repository]:
    """Opens a path or a URL for reading; a URL is mirrored into `cache` first.

    Raises UsageError where there is no such path, RepositoryError where it cannot be read.
    """
    notes: tuple[Note, ...] = ()
    opening = Opening(Path(target), "", name, cache, limits)
    if is_url(target):
        from gitdigest.git.mirror import refresh_mirror  # noqa: PLC0415 - its lock brings asyncio

        mirror = refresh_mirror(
            target, cache, offline=offline, credentials=credentials, on_line=on_line
        )
        opening = replace(opening, path=mirror.path, remote=mirror.url)
        notes = _notes_of_mirror(mirror)
    with (
        open_shadow(opening.path, allow_alternates=allow_alternates, limits=limits) as shadow,
        open_again(Handle(shadow, opening)) as repository,
    ):
        repository.notes += notes
        yield repository


@contextmanager
def open_again(handle: Handle) -> Iterator[Repository]:
    """A repository whose shadow stands: nothing is fetched, and nothing looked through."""
    repository = Repository(*handle)
    try:
        yield repository
    finally:
        repository.close()


def _graphs(folder: Path, key: str, shallow: Collection[str]) -> Path:
    """Where what is known of a history is kept; a shallow one is another when it ends elsewhere."""
    if not shallow:
        return folder / key
    depth = hashlib.sha256(" ".join(sorted(shallow)).encode()).hexdigest()[:8]
    for other in folder.glob(f"{key}-*"):
        if not other.name.startswith(f"{key}-{depth}"):
            other.unlink(missing_ok=True)
    return folder / f"{key}-{depth}"


def _notes_of(shadow: Shadow) -> Iterator[Note]:
    if not shadow.refs and (not shadow.head or shadow.head.startswith("refs/")):
        yield Note("empty-repository")
    if shadow.shallow:
        yield Note("shallow", (str(len(shadow.shallow)),))
    if shadow.promisor:
        yield Note("partial-clone")
    if shadow.skipped_refs:
        yield Note("skipped-refs", (str(shadow.skipped_refs),))


def _notes_of_mirror(mirror: Mirror) -> tuple[Note, ...]:
    stale = (Note("stale-mirror", (mirror.stale,)),) if mirror.stale else ()
    return (*stale, Note("healed-mirror")) if mirror.healed else stale
