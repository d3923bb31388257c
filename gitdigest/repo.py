"""Where commits come from: opens a source, selects commits, streams them with their diffs."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, tzinfo
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from gitdigest.address import is_url
from gitdigest.blobs import Blobs
from gitdigest.choice import Marks, chosen, newest_first, pathspecs, within
from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange, Unread, parse_numstat
from gitdigest.errors import GitError
from gitdigest.forge import Forge, forge_of
from gitdigest.gitcommand import GitCommand
from gitdigest.history import History
from gitdigest.revision import Revisions
from gitdigest.selection import Note, Selected, Selection
from gitdigest.shadow import BIG_FILE, Shadow, open_shadow
from gitdigest.stream import (
    Bounds,
    Record,
    log_format,
    moment,
    parse_commit,
    parse_diff,
    read_records,
)

if TYPE_CHECKING:
    from gitdigest.mirror import Mirror

# what the diff is made of, whatever git's defaults are
_LOG = (
    "log", "--no-walk=unsorted", "--stdin", "--no-color", "--no-ext-diff", "--no-textconv",
    "--no-show-signature", "--no-notes", "--no-decorate", "--no-abbrev", "--date=raw",
    "--encoding=UTF-8", "-z",
)  # fmt: skip
_RAW = ("--raw", "--no-renames")
_PATCH = (
    "--raw", "--patch", "--find-renames", "--find-copies", "--src-prefix=a/", "--dst-prefix=b/",
    "--submodule=short", "--ignore-submodules=none",
)  # fmt: skip
# after so many commits in a row whose content is not there, only names are asked for
_GIVE_UP_AFTER = 20


class Repository:
    """One source of commits, read through its shadow; made by `open_repository`."""

    def __init__(self, shadow: Shadow, *, name: str, forge: Forge, cache: Path, key: str) -> None:
        self.name = name
        self.forge = forge
        self.work_tree = shadow.work_tree
        self.notes: tuple[Note, ...] = tuple(_notes_of(shadow))
        self.bounds = Bounds()
        self._shadow = shadow
        self._git = GitCommand(shadow.path)
        self._revisions = Revisions(self._git, shadow)
        self._marks = Marks(cache / "marks" / f"{key}.json")
        self._history = History(
            self._git,
            cache / "graphs" / f"{key}.graph",
            20 if shadow.object_format == "sha1" else 32,
        )
        self.blobs = Blobs(self._git)

    def close(self) -> None:
        """Ends the processes that were kept open."""
        self.blobs.close()

    def resolve(self, revision: str) -> str:
        """The id of the commit that a revision expression means."""
        return self._revisions.resolve(revision)

    def read_file(self, path: str) -> bytes | None:
        """A file of the tree at HEAD, None where there is none."""
        return self.blobs.read(f"HEAD:{path}")

    def select(self, selection: Selection) -> Selected:
        """The commits of a selection, newest first by the date that it goes by."""
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
        shas = tuple(self._filtered(newest_first(graph, found, selection), selection))
        if selection.merges == "omit":
            kept = tuple(sha for sha in shas if not graph.is_merge(graph.position(sha)))
            notes.append(Note("merges-omitted", (str(len(shas) - len(kept)),)))
            shas = kept
        return Selected(selection, shas, ends.names, ends.tips, tuple(notes))

    def mark_seen(self, selected: Selected) -> None:
        """Moves the mark of `Selection.new` to where the tips were when it was made."""
        self._marks.write(selected.selection, selected.tips)

    def latest_day(self, selection: Selection, zone: tzinfo) -> date | None:
        """The newest day, before `until`, on which the selection's branches have a commit."""
        open_end = replace(selection, since=None, new=False)
        ends = self._revisions.ends(open_end)
        graph = self._history.graph(ends.tips)
        found = chosen(graph, [graph.position(tip) for tip in ends.tips], [], open_end)
        dates = graph.dates(selection.date_field)
        newest = max((dates[i] for i in within(graph, found, open_end)), default=None)
        return None if newest is None else moment(str(newest), "+0000")[0].astimezone(zone).date()

    def stream(self, selected: Selected) -> Iterator[tuple[Commit, Diff]]:
        """Each selected commit with its diff, in order, from one git process.

        A commit whose content git cannot read costs a process of its own, and arrives with its
        names alone or with its message alone; `Diff.unread` says why.
        """
        for cut, shas in groupby(selected.shas, lambda sha: sha in self._shadow.shallow):
            if cut:
                yield from self._without_content(tuple(shas), selected, Unread.SHALLOW)
            else:
                yield from self._with_content(tuple(shas), selected)

    def _with_content(
        self, shas: Sequence[str], selected: Selected
    ) -> Iterator[tuple[Commit, Diff]]:
        position = failures = 0
        while position < len(shas):
            if failures >= _GIVE_UP_AFTER:
                yield from self._without_content(shas[position:], selected, Unread.MISSING_OBJECT)
                return
            try:
                for pair in self._read(shas[position:], selected, _PATCH):
                    yield pair
                    position, failures = position + 1, 0
            except GitError as error:
                if position >= len(shas):
                    raise
                yield from self._alone(shas[position], selected, error)
                position, failures = position + 1, failures + 1

    def _alone(
        self, sha: str, selected: Selected, error: GitError
    ) -> Iterator[tuple[Commit, Diff]]:
        """The commit at which a stream broke: it, or the next one, cannot be read."""
        try:
            yield from list(self._read((sha,), selected, _PATCH))
        except GitError:
            pairs = list(self._without_content((sha,), selected, Unread.MISSING_OBJECT))
            if not pairs:
                raise error from None
            yield from pairs

    def _without_content(
        self, shas: Sequence[str], selected: Selected, why: Unread
    ) -> Iterator[tuple[Commit, Diff]]:
        """Commits whose blobs cannot be read: by the names in their trees, or by nothing."""
        options = () if why is Unread.SHALLOW else _RAW
        try:
            pairs = list(self._read(shas, selected, options))
        except GitError:
            pairs = list(self._read(shas, selected, ()))
        for commit, diff in pairs:
            files = tuple(
                replace(change, additions=None, deletions=None, unread=why) for change in diff.files
            )
            yield commit, replace(diff, files=files, unread=why)

    def _read(
        self, shas: Sequence[str], selected: Selected, options: Sequence[str]
    ) -> Iterator[tuple[Commit, Diff]]:
        marker = secrets.token_hex(16)
        first_parent = selected.selection.merges == "first-parent"
        arguments = (
            *_LOG,
            f"--format={log_format(marker)}",
            *options,
            *(("-m", "--first-parent") if first_parent and options else ()),
            "--",
            *pathspecs(selected.selection),
        )
        asked = "\n".join(shas).encode("ascii") + b"\n"
        last = None
        with self._git.stream(*arguments, stdin=asked) as out:
            for record in read_records(out, marker, self.bounds):
                if last is not None:
                    yield self._pair(last, selected)
                last = record
        if last is not None:
            yield self._pair(last.close(), selected)

    def _pair(self, record: Record, selected: Selected) -> tuple[Commit, Diff]:
        commit = parse_commit(record)
        diff = parse_diff(record)
        if commit.is_merge and selected.selection.merges == "entry":
            return commit, replace(diff, files=(), unread=Unread.MERGE)
        if any(change.unread is Unread.BINARY for change in diff.files):
            diff = replace(diff, files=tuple(self._measured(change) for change in diff.files))
        if any(change.status == "type-changed" for change in diff.files):
            diff = self._recounted(diff, selected)
        return commit, diff

    def _recounted(self, diff: Diff, selected: Selected) -> Diff:
        """Counts by git: it shows a type change as two patches, and counts it as one."""
        counts = parse_numstat(
            self._git.run(
                *("diff-tree", "-r", "--numstat", "-z", "--find-renames", "--find-copies"),
                *(str(diff.parent), diff.sha, "--", *pathspecs(selected.selection)),
            )
        )
        files = (
            change if change.unread else replace(change, additions=added, deletions=deleted)
            for change, (added, deleted) in zip(diff.files, counts, strict=True)
        )
        return replace(diff, files=tuple(files))

    def _measured(self, change: FileChange) -> FileChange:
        """Tells a binary file from a text that git was told not to read for its size."""
        if change.unread is Unread.BINARY:
            sizes = (self.blobs.size(blob) for blob in (change.old_blob, change.new_blob))
            if any(size > BIG_FILE for size in sizes):
                return replace(change, binary=False, unread=Unread.TOO_LARGE)
        return change

    def _filtered(self, shas: Sequence[str], selection: Selection) -> Sequence[str]:
        """Those whose author and whose paths are asked for."""
        if not shas or not (selection.authors or selection.paths):
            return shas
        output = self._git.run(
            *_LOG,
            "--format=%H%x00%aN <%aE>%x00",
            *(("-m", "--first-parent") if selection.merges == "first-parent" else ()),
            "--",
            *pathspecs(selection),
            stdin="\n".join(shas).encode("ascii") + b"\n",
        )
        fields = [field for field in output.decode("utf-8", "replace").split("\0") if field]
        wanted = [author.casefold() for author in selection.authors]
        return [
            sha.strip()
            for sha, author in zip(fields[::2], fields[1::2], strict=True)
            if not wanted or any(part in author.casefold() for part in wanted)
        ]


@contextmanager
def open_repository(
    target: str,
    *,
    cache: Path,
    name: str = "",
    offline: bool = False,
    credentials: bool = False,
    allow_alternates: bool = False,
    on_line: Callable[[str], None] | None = None,
) -> Iterator[Repository]:
    """Opens a path or a URL for reading; a URL is mirrored into `cache` first.

    Raises UsageError where there is no such path, RepositoryError where it cannot be read.
    """
    notes: tuple[Note, ...] = ()
    path, remote = Path(target), ""
    if is_url(target):
        from gitdigest.mirror import refresh_mirror  # noqa: PLC0415 - its lock brings asyncio

        mirror = refresh_mirror(
            target, cache, offline=offline, credentials=credentials, on_line=on_line
        )
        path, remote = mirror.path, mirror.url
        notes = _notes_of_mirror(mirror)
    with open_shadow(path, allow_alternates=allow_alternates) as shadow:
        forge = forge_of(remote or shadow.remote_url)
        home = shadow.work_tree or shadow.common_dir
        repository = Repository(
            shadow,
            name=name or forge.name or home.resolve().name.removesuffix(".git") or "repository",
            forge=forge,
            cache=cache,
            key=hashlib.sha256(bytes(shadow.common_dir.resolve())).hexdigest()[:20],
        )
        repository.notes += notes
        try:
            yield repository
        finally:
            repository.close()


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
