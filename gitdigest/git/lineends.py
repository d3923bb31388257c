"""The line ends that git would commit, by the attributes in the index and by core.autocrlf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gitdigest.git.blobs import Blobs
from gitdigest.git.command import GitCommand
from gitdigest.git.worktree import Change

_ASKED = ("text", "crlf", "eol")
_PRINTED = frozenset({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\b\t\x1b\f\n\r"})
_ODD = bytes(byte for byte in range(256) if byte not in _PRINTED)
_MOSTLY = 128  # a text has at most one odd byte to so many others


class LineEnds:
    """What becomes of CRLF; `autocrlf` is the value of that key, "true", "input" or another."""

    def __init__(self, git: GitCommand, blobs: Blobs, autocrlf: str) -> None:
        self._git = git
        self._blobs = blobs
        self._by_default = "auto" if autocrlf in {"true", "input", "yes", "on", "1"} else ""

    def committed(self, changes: Sequence[Change]) -> Iterator[bytes]:
        """The content of each file as it would be committed; links stay as they are."""
        for change, rule in zip(changes, self._rules(changes), strict=True):
            content = change.content
            if change.mode.startswith("100") and self._unifies(rule, change):
                content = content.replace(b"\r\n", b"\n")
            yield content

    def _unifies(self, rule: str, change: Change) -> bool:
        if rule != "auto":
            return rule == "text"
        if is_binary(change.content):
            return False
        before = self._blobs.read(change.entry.blob) or b""
        return b"\r\n" not in before or is_binary(before)  # lines that ended so still do

    def _rules(self, changes: Sequence[Change]) -> Iterator[str]:
        """Of each file "text", "auto", or "" for neither, from .gitattributes in the index."""
        if not changes:
            return
        asked = "".join(f"{change.entry.path}\0" for change in changes)
        output = self._git.run(
            *("check-attr", "--cached", "--stdin", "-z", *_ASKED),
            stdin=asked.encode("utf-8", "surrogateescape"),
        )
        values = output.decode("utf-8", "surrogateescape").split("\0")[2::3]
        for at in range(0, len(values), len(_ASKED)):
            yield self._rule(*values[at : at + len(_ASKED)])

    def _rule(self, text: str, crlf: str, eol: str) -> str:
        """As git has it: `text`, before it by its old name `crlf`, then `eol`, then the config."""
        for value in (text, crlf):
            if value == "auto":
                return "auto"
            if value in {"set", "input"}:
                return "text"
            if value == "unset":
                return ""
        return "text" if eol in {"lf", "crlf"} else self._by_default


def is_binary(content: bytes) -> bool:
    """Whether git takes content for no text when it looks at line ends."""
    content = content.removesuffix(b"\x1a")
    if b"\0" in content or content.count(b"\r") != content.count(b"\r\n"):
        return True
    odd = len(content) - len(content.translate(None, _ODD))
    return odd > (len(content) - odd - content.count(b"\r") - content.count(b"\n")) // _MOSTLY
