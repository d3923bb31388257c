"""A range as one thing: its tags and ends, its commits parents first, what differs in the end."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from gitdigest.commit import Commit
from gitdigest.diff import Diff, decode_path
from gitdigest.git.choice import chosen
from gitdigest.git.command import GitCommand
from gitdigest.git.history import History
from gitdigest.git.numstat import parse_numstat
from gitdigest.git.revision import Revisions
from gitdigest.git.shadow import EMPTY_TREE, Shadow
from gitdigest.limits import Limits
from gitdigest.secret.mask import mask, masked, masked_diff
from gitdigest.selection import Selection
from gitdigest.stream import (
    FIELDS,
    Record,
    log_format,
    moment,
    parse_commit,
    parse_diff,
    read_records,
)

# whole lines are followed, so no context; a copy is new text, as `git diff --numstat` counts it
_LINES = (
    "--raw", "--patch", "--unified=0", "--find-renames", "--no-abbrev", "--no-color",
    "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short",
    "--ignore-submodules=none", "-z",
)  # fmt: skip
_LOG = ("log", "--no-walk=unsorted", "--stdin", "--no-show-signature", "--no-notes", "--date=raw")
_MOST_PATHS = 400  # more do not fit well into a command line
_ALL = Selection(first_parent=False)
_COMBINED = b"::"


class Tag(NamedTuple):
    """A tag and the commit that it leads to."""

    name: str
    sha: str


class RangeReader:
    """Reads what a release is made of; `base` is a commit, or "" for the empty tree."""

    def __init__(
        self,
        git: GitCommand,
        shadow: Shadow,
        history: History,
        revisions: Revisions,
        limits: Limits,
    ) -> None:
        self._git = git
        self._limits = limits
        self._shadow = shadow
        self._history = history
        self._places: dict[str, int] = {}
        self.resolve = revisions.resolve

    def year(self, sha: str) -> int:
        """The year of a commit's date, as its committer claims it."""
        graph = self._history.graph((sha,))
        return moment(str(graph.committed[graph.position(sha)]), "+0000")[0].year

    def dates(self, shas: Iterable[str]) -> Mapping[str, int]:
        """When each commit was made, as its committer claims, in seconds."""
        wanted = tuple(shas)
        graph = self._history.graph(wanted) if wanted else None
        return {sha: graph.committed[graph.position(sha)] for sha in wanted} if graph else {}

    def tags(self) -> tuple[Tag, ...]:
        """Every tag that leads to a commit."""
        output = self._git.run(
            "for-each-ref", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname)"
            " %(refname:lstrip=2)", "refs/tags",
        )  # fmt: skip
        found: list[Tag] = []
        for line in output.decode("utf-8", "surrogateescape").splitlines():
            kind, sha, inner, inner_sha, name = _five(line)
            if "commit" in {kind, inner}:
                found.append(Tag(name, sha if kind == "commit" else inner_sha))
        return tuple(found)

    def reached(self, tip: str, shas: Iterable[str]) -> frozenset[str]:
        """Those of the commits that a tip reaches, itself too."""
        wanted = tuple(dict.fromkeys(shas))
        graph = self._history.graph((tip, *wanted))
        flags = graph.reachable([graph.position(tip)])
        return frozenset(sha for sha in wanted if flags[graph.position(sha)])

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor, "" where there is none."""
        graph = self._history.graph((one, other))
        first, second = (graph.reachable([graph.position(sha)]) for sha in (one, other))
        both = bytes(a & b for a, b in zip(first, second, strict=True))
        place = both.rfind(1)  # parents stand first, so that the last one reaches no other
        return graph.sha(place) if place >= 0 else ""

    def commits(self, base: str, head: str) -> tuple[str, ...]:
        """What `head` reaches and `base` does not, parents first.

        Where a shallow clone ends, a commit cannot be told from its past, and is left out.
        """
        graph = self._history.graph((head, base) if base else (head,))
        excluded = [graph.position(base)] if base else []
        places = chosen(graph, [graph.position(head)], excluded, _ALL)
        found = {graph.sha(place): place for place in sorted(places)}
        self._places |= found
        return tuple(sha for sha in found if sha not in self._shadow.shallow)

    def parents(self, shas: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The parents of each commit, first ones first."""
        graph = self._history.graph([sha for sha in shas if sha not in self._places])
        merges = graph.parents_of_merges()
        found: dict[str, tuple[str, ...]] = {}
        for sha in shas:
            place = self._places[sha] if sha in self._places else graph.position(sha)
            places = [graph.first[place], *merges.get(place, ())]
            found[sha] = tuple(graph.sha(parent) for parent in places if parent >= 0)
        return found

    def lines(self, shas: Sequence[str]) -> Iterator[tuple[Commit, Diff]]:
        """Each commit with its diff against the first parent, without context, in order."""
        arguments = (*_LOG, *_LINES, "-m", "--first-parent")
        yield from self._records(arguments, shas)

    def merged(self, shas: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """The files of each merge that equal those of no parent; merges without one are left."""
        found: dict[str, frozenset[str]] = {}
        if not shas:
            return found
        marker = secrets.token_hex(16)
        output = self._git.run(
            *_LOG, "-c", "--raw", "--no-renames", "-z", f"--format={marker}%H", stdin=_lines(shas)
        )
        for record in output.split(marker.encode("ascii"))[1:]:
            sha, *fields = record.split(b"\0")
            entries = zip(fields[1::2], fields[2::2], strict=False)
            paths = (decode_path(path) for head, path in entries if head[:2] == _COMBINED)
            if files := frozenset(paths):
                found[sha.decode("ascii")] = files
        return found

    def against(self, pairs: Sequence[tuple[str, str]], paths: Iterable[str]) -> Iterator[Diff]:
        """The diff of each (commit, parent), in order, as far as it touches the paths."""
        wanted = [f":(top,literal){path}" for path in sorted(set(paths))]
        arguments = ("diff-tree", "--stdin", "-r", "--always", "--date=raw", *_LINES)
        places = ("--", *(wanted if len(wanted) <= _MOST_PATHS else ()))
        asked = [f"{sha} {parent}" for sha, parent in pairs]
        for _, diff in self._records(arguments, asked, places):
            yield diff

    def between(self, base: str, head: str) -> Diff:
        """What differs at the end: counts are those of `git diff --numstat`."""
        ends = (base or self._empty, head)
        record = Record(self._limits.of_range())
        fields = [head.encode("ascii"), base.encode("ascii"), *[b""] * (len(FIELDS) - 2)]
        record.feed(b"\0".join([*fields, b""]))
        options = [option for option in _LINES if option != "--unified=0"]
        with self._git.stream("diff-tree", "-r", *options, *ends) as out:
            frame = b"\0\n"  # as `git log` writes it between fields and files
            while data := out.read1(1 << 20):
                record.feed(frame + data)
                frame = b""
        diff = masked_diff(parse_diff(record.close()))
        if not any(change.status == "type-changed" for change in diff.files):
            return diff
        return recounted(diff, self._git.run("diff-tree", "-r", "--numstat", "-z", "-M", *ends))

    def tree(self, sha: str) -> Mapping[str, str]:
        """The id of each file of a commit, or of nothing."""
        output = self._git.run("ls-tree", "-r", "-z", "--full-tree", sha or self._empty)
        named = mask(output.decode("latin-1")).encode("latin-1")
        rows = (row.partition(b"\t") for row in named.split(b"\0") if row)
        return {decode_path(path): head.split(b" ")[2].decode("ascii") for head, _, path in rows}

    @property
    def _empty(self) -> str:
        return EMPTY_TREE[self._shadow.object_format]

    def _records(
        self, arguments: Sequence[str], asked: Sequence[str], places: Sequence[str] = ()
    ) -> Iterator[tuple[Commit, Diff]]:
        if not asked:
            return
        marker = secrets.token_hex(16)
        last: Record | None = None
        command = (*arguments, f"--format={log_format(marker)}", *places)
        with self._git.stream(*command, stdin=_lines(asked)) as out:
            for record in read_records(out, marker, self._limits):
                if last is not None:
                    yield masked(parse_commit(last), parse_diff(last))
                last = record
        if last is not None:
            last.close()
            yield masked(parse_commit(last), parse_diff(last))


def recounted(diff: Diff, numstat: bytes) -> Diff:
    """The counts of git where a file changed its type: it shows two patches, and counts one."""
    counts = parse_numstat(numstat)
    return replace(
        diff,
        files=tuple(
            replace(change, additions=added, deletions=deleted)
            if change.status == "type-changed"
            else change
            for change, (added, deleted) in zip(diff.files, counts, strict=True)
        ),
    )


def _five(line: str) -> tuple[str, str, str, str, str]:
    kind, sha, inner, inner_sha, name = line.split(" ", 4)
    return kind, sha, inner, inner_sha, name


def _lines(asked: Iterable[str]) -> bytes:
    return "".join(f"{one}\n" for one in asked).encode("ascii")
