"""Selected commits -> each with its diff, from one git process for all that it can read."""

from __future__ import annotations

import re
import secrets
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from gitdigest.commit import Commit
from gitdigest.diff import Diff, FileChange, Unread
from gitdigest.errors import GitError, GitTimeoutError
from gitdigest.git.blobs import Blobs
from gitdigest.git.choice import pathspecs
from gitdigest.git.command import GitCommand
from gitdigest.git.numstat import parse_numstat
from gitdigest.limits import Limits
from gitdigest.selection import Selected, Selection
from gitdigest.stream import Record, log_format, parse_commit, parse_diff, read_records

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
_LATE = 7  # failures that one of them counts for which took all of its time
_NO_MEMORY = re.compile(r"out of memory|cannot allocate|mmap failed", re.IGNORECASE)


class CommitReader:
    """Reads the commits of one repository; `shallow` are those whose parents are cut off."""

    def __init__(
        self, git: GitCommand, blobs: Blobs, shallow: frozenset[str], limits: Limits
    ) -> None:
        self._git = git
        self._limits = limits
        self._blobs = blobs
        self._shallow = shallow

    def stream(self, selected: Selected) -> Generator[tuple[Commit, Diff], None, None]:
        """Each selected commit with its diff, in order.

        A commit whose content git cannot read costs a process of its own, and arrives with its
        names alone or with its message alone; `Diff.unread` says why.
        """
        reading = _Reading(self._git, self._blobs, selected.selection, self._limits)
        for cut, shas in groupby(selected.shas, lambda sha: sha in self._shallow):
            if cut:
                yield from reading.without_content(tuple(shas), Unread.SHALLOW)
            else:
                yield from reading.with_content(tuple(shas))

    def filtered(self, shas: Sequence[str], selection: Selection) -> Sequence[str]:
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


class _Reading:
    """One pass over the commits of a selection."""

    def __init__(self, git: GitCommand, blobs: Blobs, selection: Selection, limits: Limits) -> None:
        self._git = git
        self._blobs = blobs
        self._selection = selection
        self._limits = limits

    def with_content(self, shas: Sequence[str]) -> Iterator[tuple[Commit, Diff]]:
        """Commits with their patches, but where the content is not there."""
        position = failures = 0
        while position < len(shas):
            if failures >= _GIVE_UP_AFTER:
                yield from self.without_content(shas[position:], Unread.MISSING_OBJECT)
                return
            try:
                for pair in self._read(shas[position:], _PATCH):
                    yield pair
                    position, failures = position + 1, 0
            except GitError as error:
                if position >= len(shas):
                    raise
                yield from self._alone(shas[position], error)
                late = isinstance(error, GitTimeoutError)
                position, failures = position + 1, failures + (_LATE if late else 1)

    def _alone(self, sha: str, error: GitError) -> Iterator[tuple[Commit, Diff]]:
        """The commit at which a stream broke: it, or the next one, cannot be read."""
        try:
            yield from list(self._read((sha,), _PATCH))
        except GitError as again:
            why = _reason(again)
            pairs = list(self.without_content((sha,), why))
            if not pairs:
                raise error from None
            yield from pairs

    def without_content(self, shas: Sequence[str], why: Unread) -> Iterator[tuple[Commit, Diff]]:
        """Commits whose blobs cannot be read: by the names in their trees, or by nothing."""
        options = () if why is Unread.SHALLOW else _RAW
        try:
            pairs = list(self._read(shas, options))
        except GitError:
            options = ()
            pairs = list(self._read(shas, ()))
        for commit, diff in pairs:
            files = tuple(
                replace(change, additions=None, deletions=None, unread=why) for change in diff.files
            )
            is_empty = options and not files  # its trees were compared: there is nothing to miss
            yield commit, replace(diff, files=files, unread=diff.unread if is_empty else why)

    def _read(self, shas: Sequence[str], options: Sequence[str]) -> Iterator[tuple[Commit, Diff]]:
        marker = secrets.token_hex(16)
        first_parent = self._selection.merges == "first-parent"
        arguments = (
            *_LOG,
            f"--format={log_format(marker)}",
            *options,
            *(("-m", "--first-parent") if first_parent and options else ()),
            "--",
            *pathspecs(self._selection),
        )
        asked = "\n".join(shas).encode("ascii") + b"\n"
        last = None
        with self._git.stream(*arguments, stdin=asked) as out:
            for record in read_records(out, marker, self._limits):
                if last is not None:
                    yield self._pair(last)
                last = record
        if last is not None:
            yield self._pair(last.close())

    def _pair(self, record: Record) -> tuple[Commit, Diff]:
        commit = parse_commit(record)
        diff = parse_diff(record)
        if commit.is_merge and self._selection.merges == "entry":
            return commit, replace(diff, files=(), unread=Unread.MERGE)
        if any(change.unread is Unread.BINARY for change in diff.files):
            diff = replace(diff, files=tuple(self._measured(change) for change in diff.files))
        if any(change.status == "type-changed" for change in diff.files):
            diff = self._recounted(diff)
        return commit, diff

    def _recounted(self, diff: Diff) -> Diff:
        """Counts by git: it shows a type change as two patches, and counts it as one."""
        counts = parse_numstat(
            self._git.run(
                *("diff-tree", "-r", "--numstat", "-z", "--find-renames", "--find-copies"),
                *(str(diff.parent), diff.sha, "--", *pathspecs(self._selection)),
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
            sizes = (self._blobs.size(blob) for blob in (change.old_blob, change.new_blob))
            if any(size > self._limits.file for size in sizes):
                return replace(change, binary=False, unread=Unread.TOO_LARGE)
        return change


def _reason(error: GitError) -> Unread:
    """Why the content of a commit could not be read."""
    if isinstance(error, GitTimeoutError):
        return Unread.OUT_OF_TIME
    return Unread.TOO_LARGE if _NO_MEMORY.search(error.stderr) else Unread.MISSING_OBJECT
