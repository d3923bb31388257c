"""Where a text names a symbol, and whether it defines something of that name itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# What parts words is made a blank: bytes beyond ASCII belong to a word, as UTF-8 has letters there.
WORDS = bytes(
    code if code > 127 or chr(code).isalnum() or code in b"_$" else 32 for code in range(256)
)
_PARTS = frozenset(code for code in range(256) if WORDS[code] == ord(" "))
_SLASH = ord("/")
# what stands behind the name of a file: "name.html" is none of the symbol "name"
_FILE = re.compile(
    rb"\.(?:bat|cfg|cpp|css|csv|go|hpp|html?|ini|java|js|json|jsx|md|php|pl|png|proto|py|pyi|rb|rs"
    rb"|rst|sh|so|sql|svg|toml|tsx?|txt|xml|ya?ml)\b(?!\()"
)
MOST_LINES = 5
_USE, _DEFINITION, _VARIABLE = range(3)
_MOST_LOOKED = 1_000  # places of a name in one file
_LONGEST_LINE = 300
_MODIFIERS = (
    rb"pub(?:\([\w:\s]+\))?|export|default|declare|async|unsafe|const|static|extern|\"C\"|public"
    rb"|private|protected|internal|abstract|final|sealed|partial|inline|virtual|override|open|data"
    rb"|enum|local|let|var|val|mut|type|readonly"
)
_KEYWORDS = (
    rb"def|class|fn|func|fun|function|struct|enum|union|trait|interface|type|typedef|record|object"
    rb"|macro_rules!|message|mod|module|namespace|protocol|extension|const|static|let|var|val|sub|defmodule"
)
_DEFINED = re.compile(
    rb"\s*(?:(?:%s)\s+)*(?:%s)\*?\s+(?:mut\s+)?(?:\([^()]*\)\s*)?(?:\w+\.)*"
    % (_MODIFIERS, _KEYWORDS)
)
_TYPED = re.compile(rb"\s*(?:[@\w:<>,\[\]*&~.?]+\s+)+[*&]*(?:\w+::)?")
_SPOKEN = re.compile(
    rb"\b(?:return|new|await|throw|else|case|yield|in|not|and|or|if|goto|delete|echo|print|raise"
    rb"|assert|from|import|use|using|elif|while|for|match|with|as|is|co_await|co_return|typeof|throws"
    rb"|extends|implements|defer|go|require|include|unless|until|when|then|do|lambda|del|except)\s+$"
)
_PROPERTY = re.compile(rb"\s*(?:\{\s*(?:get|set|init)\b|=>)")  # of C#
_ARGUMENTS = re.compile(rb"\s*(?:<[^<>()]*(?:<[^<>()]*>[^<>()]*)?>)?\s*\(")
_SEEN = re.compile(rb"\b(?:public|private|protected|internal)\b")
# an attribute, a field, a parameter or a variable of the name: "NAME: type", "NAME =", "x.NAME ="
_SET = re.compile(rb"\s*(?::(?![:=])|=(?![=>]))")
_OWNED = re.compile(rb"(?:.*\.|.*[(,|]\s*|\s*(?:(?:%s)\s+)*)(?:[&*]|mut\s|ref\s)*" % _MODIFIERS)
_PARAMETER = re.compile(
    rb"\s*(?:(?:%s)\s+)*(?:def|fn|func|fun|function|sub)\b[^)]*[(,]\s*[&*]*" % _MODIFIERS
)


class Mentions(NamedTuple):
    """How often a text names something as a word, and the first lines that do.

    `defined` counts definitions of the name, `taken` what else is called so: a parameter, a
    variable, a field.
    """

    times: int
    lines: tuple[int, ...]
    defined: int
    taken: int


def mentions(text: bytes, name: bytes, *, typed: bool = False) -> Mentions:
    """What a text says of a name; `typed` tells that no keyword begins a function."""
    lines: list[int] = []
    given = [0, 0, 0]
    line, counted = 1, 0
    for start in _starts(text, name):
        if len(lines) < MOST_LINES:
            line += text.count(b"\n", counted, start)
            counted = start
            if line not in lines:
                lines.append(line)
        looked = sum(given) < _MOST_LOOKED
        around = _around(text, start, start + len(name))
        given[_meaning(*around, typed=typed) if looked else _USE] += 1
    return Mentions(sum(given), tuple(lines), given[_DEFINITION], given[_VARIABLE])


def has_word(text: bytes, name: bytes) -> bool:
    """Whether a text has a name as a whole word."""
    return any(True for _ in _words(text, name))


def _starts(text: bytes, name: bytes) -> Iterator[int]:
    """Where a name begins as a whole word, and is no part of the name of a file."""
    for start in _words(text, name):
        end = start + len(name)
        below = start > 0 and text[start - 1] == _SLASH
        if not below and not (text[end : end + 1] == b"." and _FILE.match(text, end)):
            yield start


def _words(text: bytes, name: bytes) -> Iterator[int]:
    """Where a name begins as a whole word; `find` is many times faster than a regex with borders."""
    last, start = len(text), text.find(name)
    while start >= 0:
        end = start + len(name)
        if (not start or text[start - 1] in _PARTS) and (end == last or text[end] in _PARTS):
            yield start
        start = text.find(name, end)


def _around(text: bytes, start: int, end: int) -> tuple[bytes, bytes]:
    """The parts of the line before and after a word, within bounds."""
    before = text[max(0, start - _LONGEST_LINE) : start]
    after = text[end : end + _LONGEST_LINE]
    return before[before.rfind(b"\n") + 1 :], after.partition(b"\n")[0]


def _meaning(before: bytes, after: bytes, *, typed: bool) -> int:
    """What a word between the two parts of its line is: used, defined, or something else's name."""
    if _DEFINED.fullmatch(before) or (typed and _is_method(before, after)):
        return _DEFINITION
    if (_SET.match(after) and _OWNED.fullmatch(before)) or _PARAMETER.fullmatch(before):
        return _VARIABLE
    return _USE


def _is_method(before: bytes, after: bytes) -> bool:
    """Whether a line begins a function as C and its heirs do, or a property as C# does.

    That is "type name(", "name(x) {"; "public type name { get".
    """
    if _PROPERTY.match(after) and _SEEN.search(before):
        return _TYPED.fullmatch(before) is not None
    arrow = b"=>" in after and _SEEN.search(before) is not None
    if not _ARGUMENTS.match(after) or (b";" in after and not arrow):
        return False
    if not before.strip():
        return after.rstrip().endswith(b"{")
    told = _TYPED.fullmatch(before) is not None and not before.rstrip().endswith(b",")
    return told and _SPOKEN.search(before) is None
