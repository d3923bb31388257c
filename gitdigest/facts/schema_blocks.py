"""Protobuf and GraphQL -> what each message, enum, service and type holds, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MOST_TOKENS = 400_000
_DEEPEST = 32
_GRAPHQL = re.compile(
    r'"""(?:[^"]|"(?!""))*(?:"""|\Z)|"(?:[^"\\\n]|\\.)*"|#[^\n]*|\.\.\.|[A-Za-z_]\w*|-?\d[\w.]*|[^\s,]'
)
_PROTOBUF = re.compile(
    r"//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|[.\w]+(?:\s*\.\s*\w+)*|[^\s]"
)
_TYPES = frozenset({"type", "input", "interface", "enum", "union", "scalar", "directive", "schema"})
_BLOCKS = frozenset({"message", "enum", "service", "oneof", "extend"})
_LABELS = frozenset({"optional", "required", "repeated"})
_NO_FIELDS = frozenset(
    {"reserved", "option", "extensions", "import", "package", "syntax", "edition"}
)


def graphql_fields(text: str) -> dict[str, str]:
    """Each definition with its kind, each field and argument with its type, each enum value."""
    found: dict[str, str] = {}
    words = _Words(_tokens(_GRAPHQL, text, ('"""', "#")))
    while (word := words.take()) is not None:
        if word not in _TYPES:
            continue
        name = words.take() or ""
        if word in {"directive", "schema"}:
            continue
        found[name] = word
        if word == "union":
            _members(words, name, found)
        elif word != "scalar":
            _body(words, name, found, enum=word == "enum")
    return found


class _Words:
    """Tokens, one after the other; it knows the next one and skips what stands in brackets."""

    def __init__(self, tokens: Iterator[str]) -> None:
        self._tokens = tokens
        self.next = next(tokens, None)

    def take(self) -> str | None:
        word, self.next = self.next, next(self._tokens, None)
        return word

    def skip(self, opening: str, closing: str) -> None:
        """What stands in brackets, if the next one opens them."""
        depth = 0
        while self.next is not None and (depth or self.next == opening):
            depth += {opening: 1, closing: -1}.get(self.take() or "", 0)


def _tokens(pattern: re.Pattern[str], text: str, comments: tuple[str, ...]) -> Iterator[str]:
    for count, match in enumerate(pattern.finditer(text)):
        if count > _MOST_TOKENS:
            return
        if not match[0].startswith(comments):
            yield match[0]


def _members(words: _Words, name: str, found: dict[str, str]) -> None:
    _directives(words)
    if words.next == "=":
        words.take()
        while words.next == "|" or (words.next not in _TYPES and _is_name(words.next)):
            word = words.take()
            if word is not None and word != "|":
                found[f"{name}.{word}"] = "member"


def _body(words: _Words, name: str, found: dict[str, str], *, enum: bool) -> None:
    while words.next not in {"{", None} and words.next not in _TYPES:
        words.take()  # implements, directives
    if words.next != "{":
        return
    words.take()
    while (word := words.take()) not in {"}", None}:
        if not _is_name(word):
            continue
        field = f"{name}.{word}"
        if enum:
            found[field] = f"value{_directives(words)}"
            continue
        if words.next == "(":
            words.take()
            _arguments(words, field, found)
        if words.next == ":":
            words.take()
            found[field] = _type(words) + _directives(words)


def _arguments(words: _Words, field: str, found: dict[str, str]) -> None:
    while (word := words.take()) not in {")", None}:
        if words.next == ":" and _is_name(word):
            words.take()
            found[f"{field}({word})"] = _type(words) + _directives(words)


def _type(words: _Words) -> str:
    """A type as it is written, and that it has a default."""
    said = ""
    while words.next == "[":
        said += words.take() or ""
    said += words.take() or ""
    while words.next in {"!", "]"}:
        said += words.take() or ""
    if words.next == "=":
        words.take()
        _value(words)
    return said


def _value(words: _Words) -> None:
    for opening, closing in ("[]", "{}"):
        if words.next == opening:
            words.skip(opening, closing)
            return
    words.take()


def _directives(words: _Words) -> str:
    """Takes the directives; of them only that something is deprecated is kept."""
    said = ""
    while words.next == "@":
        words.take()
        said += " @deprecated" if words.take() == "deprecated" else ""
        words.skip("(", ")")
    return said


def _is_name(word: str | None) -> bool:
    return word is not None and (word[0].isalpha() or word[0] == "_")


def protobuf_fields(text: str) -> dict[str, str]:
    """Each block with its kind, each field with its type and number, each rpc with its types."""
    found: dict[str, str] = {}
    blocks: list[tuple[str, str]] = []
    statement: list[str] = []
    brackets = 0
    for word in _tokens(_PROTOBUF, text, ("//", "/*")):
        brackets += {"[": 1, "]": -1}.get(word, 0)
        if brackets > 0 or word not in {"{", "}", ";"}:
            statement.append(word)
            continue
        brackets = 0
        if word != "}":
            _note_statement(statement, blocks, found)
        if word == "{":
            kind = statement[0] if statement and statement[0] in _BLOCKS else ""
            named = kind and kind != "oneof" and len(statement) > 1
            blocks.append((kind, statement[1] if named else ""))
        elif word == "}" and blocks:
            blocks.pop()
        statement = []
        if len(blocks) > _DEEPEST:
            break
    return found


def _note_statement(words: list[str], blocks: list[tuple[str, str]], found: dict[str, str]) -> None:
    above = [name for _, name in blocks if name]
    if not words or any(not kind for kind, _ in blocks) or words[0] in _NO_FIELDS:
        return
    if words[0] in _BLOCKS:
        if words[0] != "oneof" and len(words) > 1:
            found[".".join((*above, words[1]))] = words[0]
        return
    if words[0] == "rpc" and len(words) > 1:
        said = " ".join(words[2:]).replace("( ", "(").replace(" )", ")")
        found[".".join((*above, words[1]))] = f"rpc {said}"
    elif "=" in words[1:-1] and blocks:
        at = words.index("=")
        kind = "".join(word for word in words[: at - 1] if word not in _LABELS).replace(",", ", ")
        said = f"{kind} = {words[at + 1]}" if kind else words[at + 1]
        found[".".join((*above, words[at - 1]))] = said
