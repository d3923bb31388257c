"""Rows at the head of a new file that say nothing of what it does: licence, comments, imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from gitdigest.facts.languages import language_of

_HASH = (
    "Bash CMake Dockerfile Elixir GraphQL HCL Julia Just Make Nix PowerShell Python R Ruby Perl"
    " Starlark TOML YAML"
)
_SLASH = (
    "C C# C++ CSS Dart Go Groovy Java JavaScript Kotlin Objective-C PHP Protocol_Buffers Rust Scala"
    " Svelte Swift TypeScript Vue Zig C/C++_header"
)
_DASH = "Haskell Lua SQL"
_SIGNS = {
    language.replace("_", " "): sign
    for names, sign in ((_HASH, "#"), (_SLASH, "//"), (_DASH, "--"), ("HTML XML", "<!--"))
    for language in names.split()
}
_BLOCKS = {
    "#": (('"""', '"""'), ("'''", "'''"), ("<#", "#>"), ("/*", "*/"), ("=begin", "=end")),
    "//": (("/*", "*/"), ("<!--", "-->")),
    "--": (("{-", "-}"), ("--[[", "]]"), ("/*", "*/")),
    "<!--": (("<!--", "-->"),),
}
_IMPORT = re.compile(
    r"(?:import|package|using|use|pub use|namespace|require|require_relative|include|open|source"
    r"|extern crate|option)(?:\s+[^\s=]|\s*['\"])|require\(['\"]|library\(|load\(['\"][@/:]"
    r"|(?:syntax|edition)\s*=|from\s+\S+\s+import\b"
    r"|(?:const|let|var)\s.{1,200}=\s*(?:await )?(?:require|import)\("
    r"|export\s+(?:\*|\{[^}]*\})\s+from\b|@(?:import|use|charset)\b|<\?(?:php|xml)|<!doctype"
    r"|declare\(|['\"]use \w+['\"]|#\s*(?:include|pragma|import|ifndef)\b|#\s*define\s+\w+$|#!\[",
    re.IGNORECASE,
)
_OPEN = re.compile(r"[(\[{]")
_CLOSE = re.compile(r"[)\]}]")


def preamble(path: str, rows: Iterable[str]) -> int:
    """How many rows to pass over; none where nothing follows, or the language is not known."""
    sign = _SIGNS.get(language_of(path), "")
    if not sign:
        return 0
    return next((n for n, is_said in enumerate(_telling(sign, rows)) if is_said), 0)


def _telling(sign: str, rows: Iterable[str]) -> Iterator[bool]:
    """Of each row whether it is more than a comment, a blank or an import."""
    end, depth = "", 0
    for row in rows:
        text = row.strip()
        if end:
            end = "" if end in text else end
            yield False
        elif depth > 0:
            depth += _opened(text)
            yield False
        elif block := next((one for one in _BLOCKS[sign] if text.startswith(one[0])), None):
            end = "" if block[1] in text[len(block[0]) :] else block[1]
            yield False
        elif _IMPORT.match(text):
            depth = _opened(text)
            yield False
        else:
            yield bool(text) and not text.startswith(sign)


def _opened(text: str) -> int:
    return len(_OPEN.findall(text)) - len(_CLOSE.findall(text))
