"""Text of a model -> the JSON objects in it, however it wraps or misspells them.

Linear in the text, bounded in depth, and it never raises: what cannot be read is not there.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping

LONGEST = 100_000
_MOST_STARTS = 40
_DEEPEST = 24
_THOUGHT = re.compile(r"<(/?)(?:think|thinking|reasoning|thought)\s*>", re.IGNORECASE)
_CHANNEL = re.compile(r"(?is)\A.*<\|channel\|>\s*final\b[^<]*<\|message\|>")
_TOKEN = re.compile(r"<\|[\w-]{1,30}\|>")
_FENCE = re.compile(r"(?s)```[\w-]*[ \t]*\n?(.*?)```")
_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_BARE = re.compile(r"[^\s,:{}\[\]\"']+")
_CLOSERS = frozenset(",:}]")
_QUOTES = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019"}
_WORDS: dict[str, object] = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "None": None, "undefined": None,
}  # fmt: skip
_CODE = re.compile(r"u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U[0-9a-fA-F]{8}")
_HALF = re.compile("[\ud800-\udfff]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def objects(text: str) -> Iterator[Mapping[str, object]]:
    """Every JSON object in a text: the text itself, those in fences, those in prose, repaired ones.

    Thinking text is dropped first. Objects that stand in a list, or alone in another one, follow
    the one around them.
    """
    text = text[:LONGEST].strip()
    whole = _strict(text)
    if whole is not None:
        yield from _opened(whole)
        return
    text = _without_thoughts(text)
    for part in [*_FENCE.findall(text), text]:
        yield from _in_prose(part)
    for part in [*_FENCE.findall(text), text]:
        start = part.find("{")
        if start >= 0:
            yield from _opened(_Lenient(part, start).value())


def has_thoughts(text: str) -> bool:
    """Whether a model thinks aloud in what should be its answer."""
    return _THOUGHT.search(text) is not None or _CHANNEL.match(text) is not None


def _strict(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _without_thoughts(text: str) -> str:
    """The text outside of thinking tags; an opening one may be missing, a closing one too."""
    kept: list[str] = []
    start, thinking = 0, False
    text = _CHANNEL.sub("", text)
    for tag in _THOUGHT.finditer(text):
        if tag[1] and not thinking:
            kept.clear()
        elif not tag[1] and not thinking:
            kept.append(text[start : tag.start()])
        thinking = not tag[1]
        start = tag.end()
    if not thinking:
        kept.append(text[start:])
    return _TOKEN.sub("", "".join(kept)).strip()


def _in_prose(text: str) -> Iterator[Mapping[str, object]]:
    """The objects that a strict reader finds at any brace."""
    at = text.find("{")
    for _ in range(_MOST_STARTS):
        if at < 0:
            return
        try:
            found, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield from _opened(found)
        at = text.find("{", end)


def _opened(found: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    """An object, and what it or a list wraps."""
    if isinstance(found, dict):
        yield found
        inner = [value for value in found.values() if isinstance(value, dict)]
        if len(inner) == 1 and depth < 3:
            yield from _opened(inner[0], depth + 1)
    elif isinstance(found, list) and depth < 3:
        for item in found[:3]:
            yield from _opened(item, depth + 1)


class _BrokenError(ValueError):
    """The text is no JSON, even leniently."""


class _Lenient:
    """Reads what is almost JSON: other quotes, bare words, trailing commas, missing last braces.

    A quote closes a string only in front of what may follow one, so that quotes inside survive.
    """

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._at = start

    def value(self) -> object:
        """The value at the start, None where it cannot be read."""
        try:
            return self._value(0)
        except _BrokenError:
            return None

    def _value(self, depth: int) -> object:
        if depth > _DEEPEST:
            raise _BrokenError
        char = self._peek()
        if char == "{":
            return self._object(depth)
        if char == "[":
            return self._array(depth)
        if char in _QUOTES:
            return self._string(_QUOTES[char])
        return self._bare()

    def _object(self, depth: int) -> dict[str, object]:
        self._at += 1
        found: dict[str, object] = {}
        while (char := self._peek()) not in {"}", ""}:
            if char == ",":
                self._at += 1
                continue
            key = self._string(_QUOTES[char]) if char in _QUOTES else str(self._bare())
            if self._peek() != ":":
                raise _BrokenError
            self._at += 1
            found[key] = self._value(depth + 1)
        self._at += 1
        return found

    def _array(self, depth: int) -> list[object]:
        self._at += 1
        found: list[object] = []
        while (char := self._peek()) not in {"]", ""}:
            if char == ",":
                self._at += 1
            elif char in ":}":
                raise _BrokenError
            else:
                found.append(self._value(depth + 1))
        self._at += 1
        return found

    def _string(self, close: str) -> str:
        text, at = self._text, self._at + 1
        out: list[str] = []
        while at < len(text):
            char = text[at]
            if char == "\\" and at + 1 < len(text):
                piece, at = _escaped(text, at + 1)
                out.append(piece)
            elif char == close and self._closes(at + 1):
                self._at = at + 1
                return _paired("".join(out))
            else:
                out.append(char)
                at += 1
        raise _BrokenError  # a string without an end is cut off

    def _closes(self, at: int) -> bool:
        space = _SPACE.match(self._text, at)
        after = self._text[space.end() if space else at :][:1]
        return not after or after in _CLOSERS

    def _bare(self) -> object:
        match = _BARE.match(self._text, self._at)
        if match is None:
            raise _BrokenError
        self._at = match.end()
        word = match[0]
        if word in _WORDS:
            return _WORDS[word]
        try:
            return int(word)
        except ValueError:
            return word

    def _peek(self) -> str:
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]


def _escaped(text: str, at: int) -> tuple[str, int]:
    """What follows a backslash, and where to go on."""
    char = text[at]
    if match := _CODE.match(text, at):
        code = int(match[0][1:], 16)
        if code <= sys.maxunicode:
            return chr(code), match.end()
    return _ESCAPES.get(char, char), at + 1


def _paired(text: str) -> str:
    """The text with halves of a character that were escaped one by one put together."""
    if _HALF.search(text) is None:
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
