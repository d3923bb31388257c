"""The name and the head of a definition, as text in one line."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST_SIGNATURE = 300
_COMMENT = re.compile(
    rb"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\s(?:#|//)[^\n]*|/\*.*?(?:\*/|\Z)""", re.DOTALL
)
_INITIALIZER = re.compile(r"(?<=\)) ?: (?:this|base) ?\(.*")  # of C#: it belongs to the body
_CAST = re.compile(r"(.*\boperator [^(]+)\(.*", re.DOTALL)
_MACRO = re.compile(r".*[\w>*&] (?=~?\w[\w:]*$)", re.DOTALL)  # what C++ misread before a name


def own_name(kind: str, text: str) -> str:
    """The name alone: no parameters of a conversion, no macro or mark of Rust that stands before it."""
    text = text.removeprefix("r#")
    if kind == "operator":
        return f"operator {text}"
    if kind not in {"function", "method", "class", "struct"} or " " not in text:
        return text
    cast = _CAST.fullmatch(text)
    return cast[1] if cast else text if "operator" in text else _MACRO.sub("", text)


def signature(source: bytes, start: int, end: int) -> str:
    """The text of a head without comments, blanks made one."""
    raw = source[start : min(end, start + 4 * _LONGEST_SIGNATURE)]
    return _told(raw, cut=end > start + len(raw))


@lru_cache(maxsize=4096)  # versions of a file have most of their heads in common
def _told(raw: bytes, *, cut: bool) -> str:
    if any(sign in raw for sign in (b"#", b"//", b"/*")):
        raw = _COMMENT.sub(rb"\1", raw)
    text = plain(raw)
    text = _INITIALIZER.sub("", text).rstrip("{:=; ").removesuffix(" where").rstrip()
    cut = cut or len(text) > _LONGEST_SIGNATURE
    return text[: _LONGEST_SIGNATURE - 1] + "…" if cut else text


def plain(raw: bytes) -> str:
    """Bytes as text, every run of blanks made one."""
    return " ".join(raw.decode("utf-8", "replace").split())
