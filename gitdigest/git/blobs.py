"""The content of files and folders by id, through processes of git that are kept open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gitdigest.errors import GitError
from gitdigest.git.command import Conversation, GitCommand
from gitdigest.limits import Limits

_MAX_TREE = 4 << 20
_PIECE = 1 << 20
_PIPE = 8 << 10  # bytes that git is asked at once: it need not read while we do not
_FORMAT = "--batch=%(objecttype) %(objectsize)"


class Blobs:
    """Reads blobs and trees by id, or by `REVISION:path`; asks git one at a time, in two processes.

    A file of more than `largest` bytes is not read. Not safe for threads: each needs its own.
    """

    def __init__(self, git: GitCommand, largest: int = Limits().file) -> None:
        self._git = git
        self._largest = largest
        self._sizes: Conversation | None = None
        self._contents: Conversation | None = None

    def size(self, name: str) -> int:
        """The size in bytes, -1 where there is no such object."""
        if not _can_be_asked(name):
            return -1
        if self._sizes is None:
            self._sizes = self._git.converse("cat-file", "--batch-check=%(objectsize)")
        answer = _answered(self._sizes.ask(name.encode("utf-8", "surrogateescape") + b"\n"))
        return int(answer) if answer.isdigit() else -1

    def read(self, name: str, *, limit: int = 0) -> bytes | None:
        """The bytes of a blob, None where it is missing, larger than `limit`, or no blob."""
        (found,) = self.read_all((name,), limit=limit)
        return found

    def read_all(self, names: Iterable[str], *, limit: int = 0) -> Iterator[bytes | None]:
        """The same for many, in order; git is asked for some hundred at a time."""
        return self._objects(names, b"blob", limit or self._largest)

    def trees(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """The entries of trees as git keeps them, None where one is missing, too large, or none."""
        return self._objects(names, b"tree", _MAX_TREE)

    def _objects(self, names: Iterable[str], kind: bytes, limit: int) -> Iterator[bytes | None]:
        for batch in _batches(names):
            to_come = sum(map(bool, batch))
            try:
                if self._contents is None:
                    self._contents = self._git.converse("cat-file", _FORMAT)
                self._contents.send(b"".join(line for line in batch if line))
                for line in batch:
                    found = self._answer(self._contents, kind, limit) if line else None
                    to_come -= bool(line)
                    yield found
            finally:
                if to_come:  # it would answer the next question
                    self._end_contents()

    def _answer(self, conversation: Conversation, wanted: bytes, limit: int) -> bytes | None:
        kind, _, length = _answered(conversation.line()).rpartition(b" ")
        if not length.isdigit():
            return None
        size = int(length)
        if size > limit:
            self._pass_over(conversation, size + 1)
            return None
        data = conversation.read(size + 1)[:-1]
        return data if kind == wanted else None

    def _pass_over(self, conversation: Conversation, size: int) -> None:
        """Reads what is not wanted, a piece at a time: git has begun to write it."""
        while size > 0:
            piece = conversation.read(min(size, _PIECE))
            if not piece:
                raise GitError("git stopped answering")
            size -= len(piece)

    def close(self) -> None:
        """Ends the processes."""
        if self._sizes is not None:
            self._sizes.close()
        self._sizes = None
        self._end_contents()

    def _end_contents(self) -> None:
        if self._contents is not None:
            self._contents.close()
        self._contents = None


def _answered(line: bytes) -> bytes:
    if not line:
        raise GitError("git stopped answering", "the repository may have changed meanwhile")
    return line


def _batches(names: Iterable[str]) -> Iterator[list[bytes]]:
    """Questions in their order, so many that a pipe holds them; empty where one cannot be asked."""
    batch: list[bytes] = []
    length = 0
    for name in names:
        line = name.encode("utf-8", "surrogateescape") + b"\n" if _can_be_asked(name) else b""
        if length + len(line) > _PIPE and batch:
            yield batch
            batch, length = [], 0
        batch.append(line)
        length += len(line)
    if batch:
        yield batch


def _can_be_asked(name: str) -> bool:
    """Whether a name fits in a line of the protocol, and is not the id of nothing."""
    return bool(name.strip("0")) and "\n" not in name and not name.startswith("-")
