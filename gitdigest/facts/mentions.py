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
# what stands behind the name of a file: "name.html" is none of the symbol "name"
_FILE = re.compile(
    rb"\.(?:(?:test|spec|stories|config|d)\.)?(?:bat|cfg|cpp|css|csv|go|hpp|html?|ini|java|js|json|jsx|md|php|pl|png|proto|py|pyi|rb|rs"
    rb"|rst|sh|so|sql|svg|toml|tsx?|txt|xml|ya?ml)\b(?!\()"
)
MOST_LINES = 5
_USE, _DEFINITION, _VARIABLE, _DECLARATION = range(4)
_MOST_LOOKED = 1_000  # places of a name in one file
_LONGEST_LINE = 300
_LONGEST_NAME = 100
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
_TYPED = re.compile(rb"\s*(?:extern\s+\"C\"\s+)?(?:[@\w:<>,\[\]*&~.?]+\s+)+[*&]*(?:\w+::)?")
_SPOKEN = re.compile(
    rb"\b(?:return|new|await|throw|else|case|yield|in|not|and|or|if|goto|delete|echo|print|raise"
    rb"|assert|from|import|use|using|elif|while|for|match|with|as|is|co_await|co_return|typeof|throws"
    rb"|extends|implements|defer|go|require|include|unless|until|when|then|do|lambda|del|except)\s+$"
)
_PROPERTY = re.compile(rb"\s*(?:\{\s*(?:get|set|init)\b|=>)")  # of C#
_ARGUMENTS = re.compile(rb"\s*(?:<[^<>()]*(?:<[^<>()]*>[^<>()]*)?>)?\s*\(")
_SEEN = re.compile(rb"\b(?:public|private|protected|internal)\b")
_PRIVATE = re.compile(rb"\bprivate\b(?!\s+protected)")
_STATIC = re.compile(rb"\bstatic\b")
# an attribute, a field, a parameter or a variable of the name: "NAME: type", "NAME =", "x.NAME ="
_SET = re.compile(rb"\s*(?::(?![:=])|=(?![=>]))")
_OWNED = re.compile(rb"(?:.*\.|.*[(,|]\s*|\s*(?:(?:%s)\s+)*)(?:[&*]|mut\s|ref\s)*" % _MODIFIERS)
_PARAMETER = re.compile(
    rb"\s*(?:(?:%s)\s+)*(?:def|fn|func|fun|function|sub)\b[^)]*[(,]\s*[&*]*" % _MODIFIERS
)
_TYPE_BEFORE = re.compile(
    rb"[(,]\s*+(?:(?:final|const|in|out|ref)\s++)*+[\w.]++(?:::[\w.]++)*+"
    rb"(?:<[^<>()]*+(?:<[^<>()]*+>[^<>()]*+)?>)?+[\[\]?&*]*+\s++[&*]*+$"
)
_VALUE = re.compile(rb"\s*+(?:=(?![=>])|;)")
_ALIAS = re.compile(rb"\s*+using\s++")
_RENAMED = re.compile(rb"\s*+(?:(?:import|export|from)\b.*\bas\s++|default\s++as\s++)")
_COMMENT = re.compile(rb"\s*+(?:/[/*]|\*)")
_NEXT = re.compile(rb"\s*+[,)]")
_CALL = re.compile(rb"\s*+(?:\(|::)")
_RECEIVER = re.compile(rb"([\w)\]]*)[?!&]?(?:(?<!\.)\.|->|::)$")
_QUOTES = b"\"'`"
_TYPED_LANGUAGES = frozenset(
    ("C", "C#", "C++", "C/C++ header", "Dart", "Groovy", "Java", "JavaScript", "Objective-C", "PHP",
     "Svelte", "TypeScript", "Vue")
)  # fmt: skip
_TYPE_FIRST = frozenset({"C", "C#", "C++", "C/C++ header", "Dart", "Groovy", "Java", "Objective-C"})
_BY_THEIR_OWNER = frozenset({"Go", "JavaScript", "Svelte", "TypeScript", "Vue"})
_DECLARING = frozenset({"C++", "C/C++ header"})


class How(NamedTuple):
    """What of a text counts: the rules of its `language`, and what the name is of.

    `quoted` counts literals that are nothing but the name, `called` nothing but calls of what stands
    behind a dot. `member` tells that something must stand before it. `among` are the words one of
    which must stand before such a dot; None lets all stand there. `qualified` counts nothing
    without a dot. `brief` ends with the first thing that is called so and is another one.
    """

    language: str = ""
    quoted: bool = False
    called: bool = False
    member: bool = False
    among: frozenset[bytes] | None = None
    qualified: bool = False
    brief: bool = False


class Mentions(NamedTuple):
    """How often a text names something as a word, and the first lines that do.

    `defined` counts definitions of the name, `hidden` those of them that nothing beyond their type
    or file can use, `declared` heads without a body, `taken` what else is called so: a parameter, a
    variable, a field.
    """

    times: int
    lines: tuple[int, ...]
    defined: int
    taken: int
    hidden: int = 0
    declared: int = 0


_PLAIN = How()


def mentions(text: bytes, name: bytes, how: How = _PLAIN) -> Mentions:
    """What a text says of a name."""
    lines: list[int] = []
    given = [0, 0, 0, 0]
    line, counted, hidden = 1, 0, 0
    for start in _starts(text, name, quoted=how.quoted):
        before, after = _around(text, start, start + len(name))
        if not _counts(before, after, how):
            continue
        if len(lines) < MOST_LINES:
            line += text.count(b"\n", counted, start)
            counted = start
            if line not in lines:
                lines.append(line)
        meaning = _meaning(before, after, how) if sum(given) < _MOST_LOOKED else _USE
        given[meaning] += 1
        hidden += meaning == _DEFINITION and _is_hidden(before, how.language)
        if how.brief and meaning in {_DEFINITION, _VARIABLE}:
            break
    return Mentions(
        sum(given), tuple(lines), given[_DEFINITION], given[_VARIABLE], hidden, given[_DECLARATION]
    )


def has_word(text: bytes, name: bytes) -> bool:
    """Whether a text has a name as a whole word."""
    return any(True for _ in words(text, name))


def _starts(text: bytes, name: bytes, *, quoted: bool) -> Iterator[int]:
    """Where a name begins as a whole word, and is no part of the name of a file."""
    for start in words(text, name):
        end = start + len(name)
        before, after = text[start - 1 : start], text[end : end + 1]
        if before == b"/" or (after == b"." and _FILE.match(text, end)):
            continue
        if quoted or before != after or after not in _QUOTES or not after:
            yield start


def words(text: bytes, name: bytes) -> Iterator[int]:
    """Where a name begins as a whole word; `find` is many times faster than a regex with borders."""
    last, start = len(text), text.find(name) if name else -1
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


def _counts(before: bytes, after: bytes, how: How) -> bool:
    """Whether what stands before a word, or behind it, may belong to what is looked for."""
    if how.member and before.endswith(b"\\"):
        return False  # a name of PHP that belongs to nothing
    if how.among is None and not how.called:
        return True
    receiver = _RECEIVER.search(before[-_LONGEST_NAME:])
    if receiver is None:
        return not how.qualified
    if how.called and not before.endswith(b"::") and not _CALL.match(after):
        return False
    return how.among is None or not receiver[1] or receiver[1].lower() in how.among


def _meaning(before: bytes, after: bytes, how: How) -> int:
    """What a word between the two parts of its line is: used, defined, or something else's name."""
    typed = how.language in _TYPED_LANGUAGES
    if _DEFINED.fullmatch(before) or (typed and _is_method(before, after)):
        return _DEFINITION
    if how.member and _stands_alone(before, after, how.language):
        return _DEFINITION
    if _is_another(before, after, how.language):
        return _VARIABLE
    if how.language in _DECLARING and b";" in after and _is_head(before, after):
        return _DECLARATION
    return _USE


def _stands_alone(before: bytes, after: bytes, language: str) -> bool:
    """Whether arguments follow a word at the beginning of a line, where a member has its owner."""
    return (
        language in _BY_THEIR_OWNER and not before.strip() and _ARGUMENTS.match(after) is not None
    )


def _is_another(before: bytes, after: bytes, language: str) -> bool:
    """Whether a field, a parameter, a variable or what is imported is called by a word."""
    if (_SET.match(after) and _OWNED.fullmatch(before)) or _PARAMETER.fullmatch(before):
        return True
    if language in _TYPE_FIRST and _is_behind_its_type(before, after):
        return True
    if _ALIAS.fullmatch(before) and _SET.match(after):
        return True
    return _RENAMED.fullmatch(before) is not None


def _is_hidden(before: bytes, language: str) -> bool:
    """Whether a definition says that nobody beyond its type, or in C its file, can use it."""
    if language == "C":
        return _STATIC.search(before) is not None
    if language == "C#":
        return _SEEN.search(before) is None
    return _PRIVATE.search(before) is not None


def _is_behind_its_type(before: bytes, after: bytes) -> bool:
    """Whether a word is a parameter, or begins a line as a field does, and no word of a language."""
    parameter = _NEXT.match(after) and _TYPE_BEFORE.search(before)
    if not parameter and not (_VALUE.match(after) and _TYPED.fullmatch(before)):
        return False
    return _SPOKEN.search(before) is None and _COMMENT.match(before) is None


def _is_head(before: bytes, after: bytes) -> bool:
    """Whether a type stands before a word, and arguments behind it."""
    told = _TYPED.fullmatch(before) is not None and not before.rstrip().endswith(b",")
    return told and _ARGUMENTS.match(after) is not None and _SPOKEN.search(before) is None


def _is_method(before: bytes, after: bytes) -> bool:
    """Whether a line begins a function as C and its heirs do, or a property as C# does.

    That is "type name(", "name(x) {"; "public type name { get".
    """
    if _PROPERTY.match(after) and _SEEN.search(before):
        return _TYPED.fullmatch(before) is not None
    arrow = b"=>" in after and _SEEN.search(before) is not None
    if b";" in after.partition(b"{")[0] and not arrow:
        return False
    if not before.strip():
        return after.rstrip().endswith(b"{") and _ARGUMENTS.match(after) is not None
    return _is_head(before, after)
