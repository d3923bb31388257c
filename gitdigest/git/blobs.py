"""The content of files and folders by id, through processes of git that are kept open."""

from __future__ import annotations

from gitdigest.errors import GitError
from gitdigest.git.command import Conversation, GitCommand

MAX_BLOB = 4 << 20
_PIECE = 1 << 20


class Blobs:
    """Reads blobs and trees by id, or by `REVISION:path`; asks git one at a time, in two processes.

    Not safe for threads: each thread needs its own.
    """

    def __init__(self, git: GitCommand) -> None:
        self._git = git
        self._sizes: Conversation | None = None
        self._contents: Conversation | None = None

    def size(self, name: str) -> int:
        """The size in bytes, -1 where there is no such object."""
        if not _can_be_asked(name):
            return -1
        if self._sizes is None:
            self._sizes = self._git.converse("cat-file", "--batch-check=%(objectsize)")
        answer = self._ask(self._sizes, name)
        return int(answer) if answer.isdigit() else -1

    def read(self, name: str, *, limit: int = MAX_BLOB) -> bytes | None:
        """The bytes of a blob, None where it is missing, larger than `limit`, or no blob."""
        return self._object(name, b"blob", limit)

    def tree(self, name: str) -> bytes | None:
        """The entries of a tree as git keeps them, None where it is missing, too large, or none."""
        return self._object(name, b"tree", MAX_BLOB)

    def _object(self, name: str, wanted: bytes, limit: int) -> bytes | None:
        if not _can_be_asked(name):
            return None
        if self._contents is None:
            self._contents = self._git.converse("cat-file", "--batch=%(objecttype) %(objectsize)")
        kind, _, length = self._ask(self._contents, name).rpartition(b" ")
        if not length.isdigit():
            return None
        size = int(length)
        if size > limit:
            self._pass_over(self._contents, size + 1)
            return None
        data = self._contents.read(size + 1)[:-1]
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
        for conversation in (self._sizes, self._contents):
            if conversation is not None:
                conversation.close()
        self._sizes = self._contents = None

    def _ask(self, conversation: Conversation, name: str) -> bytes:
        answer = conversation.ask(name.encode("utf-8", "surrogateescape") + b"\n")
        if not answer:
            raise GitError("git stopped answering", "the repository may have changed meanwhile")
        return answer


def _can_be_asked(name: str) -> bool:
    """Whether a name fits in a line of the protocol, and is not the id of nothing."""
    return bool(name.strip("0")) and "\n" not in name and not name.startswith("-")
