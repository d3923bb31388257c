"""The commit graph of one repository, kept in a file and grown by what is new."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from gitdigest.git.command import GitCommand
from gitdigest.graph import CommitGraph

Row = tuple[str, tuple[str, ...], int, int]


class History:
    """Reads the graph from `file`, asks git for what the tips added, and writes it back.

    A file that is missing, broken or of another format is a first run, not an error.
    """

    def __init__(self, git: GitCommand, file: Path, id_size: int) -> None:
        self._git = git
        self._file = file
        self._id_size = id_size
        self._graph: CommitGraph | None = None
        self._kept = True

    def graph(self, tips: Iterable[str]) -> CommitGraph:
        """The graph with at least all that the tips (commit ids) reach."""
        graph = self._graph or self._load()
        missing = [tip for tip in dict.fromkeys(tips) if graph.position(tip) < 0]
        if missing:
            self._extend(graph, missing)
        if missing and self._kept:
            with suppress(OSError):  # a cache that cannot be written costs the next run its time
                write_atomically(self._file, graph.dump())
        self._graph = graph
        return graph

    def add(self, sha: str, parents: tuple[str, ...], seconds: int) -> None:
        """Adds a commit that the repository does not have; nothing is written from then on."""
        self.graph(parents).extend([(sha, parents, seconds, seconds)])
        self._kept = False

    def _load(self) -> CommitGraph:
        try:
            graph = CommitGraph.load(self._file.read_bytes())
        except OSError:
            graph = None
        return graph if graph and graph.id_size == self._id_size else CommitGraph(self._id_size)

    def _extend(self, graph: CommitGraph, tips: list[str]) -> None:
        known = {graph.sha(i) for i in range(len(graph))}
        asked = "\n".join([*tips, *(f"^{head}" for head in graph.heads())])
        # a tip that a force-push left behind may be gone by now; git takes the options in order
        with self._git.stream(
            "log",
            "--ignore-missing",
            "--stdin",
            "--topo-order",
            "--reverse",
            "--no-show-signature",
            "--no-color",
            "--format=%H %at %ct %P",
            stdin=asked.encode("ascii") + b"\n",
        ) as lines:
            graph.extend(row for row in _rows(lines) if row[0] not in known)


def _rows(lines: Iterable[bytes]) -> Iterator[Row]:
    for line in lines:
        sha, authored, committed, *parents = line.decode("ascii").rstrip("\n").split(" ")
        yield sha, tuple(p for p in parents if p), _seconds(authored), _seconds(committed)


def _seconds(text: str) -> int:
    """Seconds as git printed them; a date that git cannot read either is the epoch."""
    try:
        return int(text)
    except ValueError:
        return 0


def write_atomically(file: Path, data: bytes) -> None:
    """Writes a file of our own so that a reader sees all of it or none; mode 0600.

    Raises OSError where the folder cannot be written.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
