"""One end of a range as its files: what stands in them, and which symbols they define."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from gitdigest.facts.grammars import grammar_of
from gitdigest.facts.languages import language_of
from gitdigest.facts.sources import Sources
from gitdigest.facts.symbol import Symbol
from gitdigest.facts.syntax import symbols_of
from gitdigest.facts.twins import without_twins
from gitdigest.release.surface.parameters import CLOSE, OPEN, inside

_LONGEST_HEAD = 20_000
_FEW_LINES = 24  # asked for one by one; of more, the whole file costs less
_SIGNS = frozenset(":;\"'`#")
_DEFINITION = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_COMMENT = re.compile(r"\s(?:#|//)[^\"'\n]*$", re.MULTILINE)


class Public(NamedTuple):
    """A name that others can use: the module that it is found in, and where it is defined.

    `name` is the whole name, `module` and `joint` what it begins with. `promised` tells that the
    front door leads to it; others can be reached by who looks for them. `line` and `end` are the
    first and the last line of the definition, 0 where it has none of its own.
    """

    name: str
    module: str
    kind: str
    signature: str
    path: str
    line: int = 0
    end: int = 0
    promised: bool = True

    @property
    def tail(self) -> str:
        """What it is called in its file."""
        return self.name[len(self.module) :].lstrip(".:")


class Names(Protocol):
    """The public names of one language at one end."""

    def public(self, path: str) -> Iterator[Public]:
        """What a file offers to others."""

    def reaches(self, name: Public) -> bool | None:
        """Whether a name of the other end can be used at this one; None where nobody can tell."""


def public(module: str, joint: str, symbol: Symbol, path: str, *, promised: bool = True) -> Public:
    """The public name of a symbol in a module."""
    name = f"{module}{joint}{symbol.name}" if module else symbol.name
    return Public(name, module, symbol.kind, symbol.head, path, symbol.start, symbol.end, promised)


@dataclass(frozen=True, slots=True)
class Side:
    """The files of one end by path, with the ids of their contents, and what reads and parses those.

    What is asked for is read and parsed once.
    """

    files: Mapping[str, str]
    sources: Sources
    _asked: set[str] = field(default_factory=set)
    _texts: dict[str, str] = field(default_factory=dict)
    _symbols: dict[str, tuple[Symbol, ...]] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """A file's text, "" where there is none, or it is too large."""
        if path not in self._texts:
            blob = self.files.get(path)
            data = self.sources.read(blob) if blob else None
            fits = data is not None and b"\0" not in data
            self._texts[path] = data.decode("utf-8", "replace") if data and fits else ""
        return self._texts[path]

    def line(self, path: str, number: int) -> str:
        """A line of a file, 1-based."""
        lines = self.text(path).split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def symbols(self, path: str) -> tuple[Symbol, ...]:
        """The symbols of a file, none where no grammar reads it or it does not follow one."""
        if path not in self._symbols:
            self._symbols[path] = self._found(path)
        return self._symbols[path]

    def named(self, path: str, name: str) -> tuple[Symbol, ...]:
        """Those of one name: what cannot define it is not parsed, nor searched whole for one."""
        rows = self._rows(path, name)
        if not rows:
            return ()
        if path in self._asked:
            found = self.symbols(path)
        else:
            self._asked.add(path)
            found = self._found(path, [row.number for row in rows])
        return tuple(symbol for symbol in found if symbol.name == name)

    def candidates(self, path: str, name: str) -> list[str]:
        """The lines of a file that may define a name, as far as to the name."""
        word = _last(name)
        return [row.text[: row.text.find(word) + len(word)] for row in self._rows(path, name)]

    def heads(self, path: str, name: str) -> list[str] | None:
        """The texts that hold the signatures of functions and classes of a name, not parsed.

        None where they may be somewhere else: of other languages, of what is no definition, of many.
        """
        if language_of(path) != "Python":
            return None
        text, rows = self.text(path), self._rows(path, name)
        if len(rows) > _FEW_LINES:
            return None
        found = [_head(text[row.start : row.start + _LONGEST_HEAD]) for row in rows]
        if "" in found:
            return None
        return [_decorators(text, row.start) + head for row, head in zip(rows, found, strict=True)]

    def _rows(self, path: str, name: str) -> list[_Row]:
        """The lines that have a name; none where none of them can define it."""
        word = _last(name)
        rows = _rows_with(self.text(path), word)
        if language_of(path) == "Python":
            return [row for row in rows if _may_define(row.text, word)]
        return list(rows)

    def _found(self, path: str, lines: Sequence[int] | None = None) -> tuple[Symbol, ...]:
        """The symbols of a file, of all of it or those on some lines."""
        grammar = grammar_of(language_of(path), path)
        blob = self.files.get(path)
        parsed = self.sources.tree(blob, grammar) if blob and grammar else None
        if parsed is None or grammar is None:
            return ()
        few = lines is not None and len(lines) <= _FEW_LINES
        ranges = [(line, line + 1) for line in lines or ()] if few else None
        found = symbols_of(parsed, grammar, ranges) or []
        if found and grammar == "Python":
            found = list(without_twins(found, self.text(path).split("\n")))
        return tuple(self._whole(path, symbol) for symbol in found)

    def _whole(self, path: str, symbol: Symbol) -> Symbol:
        """The symbol with all of its signature, where it was cut."""
        if not symbol.signature.endswith("…"):
            return symbol
        lines = self.text(path).split("\n")[symbol.start - 1 : symbol.end]
        text = "\n".join(lines)[:_LONGEST_HEAD]
        last = re.split(r"\.|::", symbol.name)[-1]
        place = re.search(rf"^.*?\b{re.escape(last)}\s*(?=[(<])", text, re.MULTILINE)
        if place is None:
            return symbol
        before, parameters, behind = inside(text[place.start() :])
        head = f"{before}({parameters}){re.split(r'[:{;]', behind + ':')[0]}"
        return symbol._replace(signature=" ".join(_COMMENT.sub("", head).split()))


def _last(name: str) -> str:
    """What a name is called where it is defined."""
    return re.split(r"\W+", name)[-1]


class _Row(NamedTuple):
    """A line: its number, where in its text it begins, and what it says."""

    number: int
    start: int
    text: str


def _rows_with(text: str, word: str) -> Iterator[_Row]:
    """The lines of a text that have a word."""
    number, start = 1, 0
    at = text.find(word)
    while at >= 0:
        number += text.count("\n", start, at)
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield _Row(number, start, text[start:end])
        at = text.find(word, end)
        number, start = number + 1, end + 1


def _decorators(text: str, start: int) -> str:
    """The lines before an offset that begin as decorators of Python do."""
    at = start
    while at:
        above = text.rfind("\n", 0, at - 1) + 1
        if text[above:at].lstrip()[:1] != "@":
            break
        at = above
    return text[at:start]


def _head(text: str) -> str:
    """What the definition in Python that a text begins with says before its body.

    "" where it begins with none, or its end is not seen.
    """
    if not _DEFINITION.match(text):
        return ""
    depth = end = 0
    while end >= 0:
        start, end = end, text.find("\n", end + 1)
        line = text[start : end if end >= 0 else len(text)]
        depth += sum(map(line.count, OPEN)) - sum(map(line.count, CLOSE))
        if depth <= 0 and ":" in line:
            return text[: start + len(line)]
    return ""


@lru_cache(maxsize=256)
def _patterns(word: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A definition in Python that begins with a keyword; and what tells of others, in order."""
    keyword = re.compile(rf"\s*(?:async\s+)?(?:def|class|type)\s+{word}\b")
    return keyword, re.compile(rf"[:;]|[\"'`#]|(?<![.\w]){word}\s*")


def _may_define(row: str, word: str) -> bool:
    """Whether a line of Python may define a name; prose, calls and what reads it do not.

    Each character is looked at once: a hostile line costs no more than another.
    """
    keyword, signs = _patterns(word)
    if keyword.match(row):
        return True
    code, end, last = True, len(row.rstrip()), row.rfind("=")
    for sign in signs.finditer(row):
        if len(sign[0]) == 1 and sign[0] in _SIGNS:
            code = sign[0] in ":;"  # behind it a statement may begin
            continue
        after = row[sign.end() : sign.end() + 1]
        ends = sign.end() >= end or (after == "," and sign.end() + 1 >= end)
        sets = after in {":", "=", "\\"} or (after in {",", ")", "]"} and last > sign.end())
        if code and (ends or sets):
            return True
    return False
