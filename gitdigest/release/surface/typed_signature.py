"""Signatures in languages with types, by what a caller is bound to: types, in their order."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from gitdigest.release.surface.parameters import inside, split_top

_LIFETIME = re.compile(r"'\w+\b\s*")
_WORD = re.compile(r"\w+")
_BLANKS = re.compile(r"\s+")
_JAVA_NOISE = re.compile(
    r"\b(?:(?:final|abstract|default|synchronized|native)\s+|static\s+(?=enum|interface|record))"
)
_ANNOTATION = re.compile(r"@(?!interface\b)[\w.]+\s*")
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"')
_RUST_NOISE = re.compile(r"\b(?:const|unsafe|extern\s+\"\w+\"|default)\s+(?=fn\b)")
_RUST_HOLES = re.compile(r"(?<=[<,:+])[,+]|[,:+](?=>)|<>")  # where a lifetime was
_RUST_PATH = re.compile(r"\b(?:\w+::)+(?=\w)")
_GO_TAG = re.compile(r"\s*(?:`[^`]*`|\"[^\"]*\")$")
_C_NOISE = re.compile(
    r"\b(?:extern|static|inline|const|register|constexpr|explicit|friend|noexcept"
    r"|[A-Z][A-Z0-9]*_[A-Z0-9_]+(?!\w*\s*\())\b\s*"  # and macros that stand for such words
)
_CONST_ENUM = re.compile(r"\bconst\s+(?=enum\b)")
_LAST_COMMA = re.compile(r",(?=[\])}>])")


def normal(language: str, signature: str) -> str:
    """The same for signatures that no caller can tell apart."""
    return _NORMAL.get(language, _plain)(signature)


def _plain(signature: str) -> str:
    return _BLANKS.sub("", signature)


def _rust(signature: str) -> str:
    """Types in order: names, paths, lifetimes, promises that are added and last commas are nothing."""
    text = _plain(_RUST_PATH.sub("", _LIFETIME.sub("", _RUST_NOISE.sub("", signature))))
    while (filled := _RUST_HOLES.sub("", text)) != text:
        text = filled
    before, parameters, behind = inside(text)
    types = [part.partition(":")[2] or part for part in split_top(parameters, angles=True)]
    return f"{before}({','.join(types)}){behind}".rstrip(",")


def _go(signature: str) -> str:
    """Types in order; `func (c *T) Name(a, b int) (n int, err error)` by types alone.

    A tag of a field binds no caller.
    """
    text = _GO_TAG.sub("", signature.removeprefix("func ").strip())
    if text.startswith("("):
        text = inside(text)[2].strip()
    before, parameters, behind = inside(text)
    results = inside(behind)[1] if behind.strip().startswith("(") else behind
    return _plain(f"{before}({_go_types(parameters)})({_go_types(results)})")


def _go_types(text: str) -> str:
    parts = list(split_top(text))
    named = any(re.match(r"\w+\s+\S", part) and not part.startswith("func") for part in parts)
    types: list[str] = []
    for part in reversed(parts):
        name, space, kind = part.partition(" ")
        if not named:
            types.append(part)
        elif space and _WORD.fullmatch(name):
            types.append(kind)
        else:  # `a, b int`: the type stands behind the last of them
            types.append(types[-1] if types else part)
    return ",".join(reversed(types))


def _typescript(signature: str) -> str:
    """Types in order; a parameter that may be left out and was not there changes nothing."""
    before, parameters, behind = inside(_CONST_ENUM.sub("", signature))
    types = []
    for part in split_top(parameters, angles=True):
        name, _, kind = part.partition(":")
        types.append(f"{'?' if name.rstrip().endswith('?') or '=' in part else ''}{kind}")
    while types and types[-1].startswith("?"):
        types.pop()
    text = _plain(f"{before}({','.join(types)}){behind.replace('=>', '')}")
    return _LAST_COMMA.sub("", text)


def _java(signature: str) -> str:
    before, parameters, behind = inside(_JAVA_NOISE.sub("", _without_annotations(signature)))
    types = [part.rpartition(" ")[0] or part for part in split_top(parameters, angles=True)]
    return _plain(f"{before}({','.join(types)}){behind}")


def _without_annotations(signature: str) -> str:
    text = _TEXT.sub('""', signature)
    while found := _ANNOTATION.search(text):
        behind = text[found.end() :]
        text = text[: found.start()] + (inside(behind)[2] if behind[:1] == "(" else behind).lstrip()
    return text


def _c(signature: str) -> str:
    before, parameters, behind = inside(_C_NOISE.sub("", signature))
    if before.startswith("auto ") and "->" in behind:  # `auto f() -> T` is `T f()`
        before = f"{behind.partition('->')[2]} {before.removeprefix('auto ')}"
    types = [
        re.sub(r"(?<=[\s*&])\w+(\[\d*\])?$", r"\1", part) if re.search(r"[\s*&]\w", part) else part
        for part in split_top(parameters)
    ]
    return _plain(f"{before}({','.join(types)})")


_NORMAL: Mapping[str, Callable[[str], str]] = {
    "Rust": _rust,
    "Go": _go,
    "TypeScript": _typescript,
    "TSX": _typescript,
    "JavaScript": _typescript,
    "Java": _java,
    "C#": _java,
    "C++": _c,
}
