"""Where a file still takes a name from the module that no longer has it, told from its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

_FOLDERS = {"py": "__init__", "rs": "mod", "ts": "index", "js": "index"}
_WHOLE = frozenset({"__init__", "mod", "index"})  # such a file is called by its folder
_SCRIPTS = ("JavaScript", "TypeScript", "Vue", "Svelte")
_FROM = re.compile(
    rb"^[ \t]*from[ \t]+(\.*)((?!\.)[\w.]*)[ \t]+import[ \t]+(\([^()]*\)|[^\n(]*)", re.MULTILINE
)
_IMPORT = re.compile(
    rb"\b(?:import|export)\s+(?:type\s+)?\{([^{}]*)\}\s*from\s*[\"'](\.{1,2}/[^\"'\n]*)[\"']"
)
_PASSED = re.compile(
    rb"^[ \t]*(?:from[^\n(]+(?:\([^()]*\))?|(?:pub(?:\([^()]*\))?\s+)?use\s[^;]*|__all__[^\]]*"
    rb"|(?:import|export)\b[^\n{]*(?:\{[^{}]*\})?[^\n]*)",
    re.MULTILINE,
)
_ANYTHING = re.compile(
    rb"^[ \t]*from[ \t]+\S+[ \t]+import[ \t]*\(?[ \t]*\*|^[ \t]*export[ \t]*\*"
    rb"|^[ \t]*pub(?:\([^()\n]*\))?[ \t]+use\s[^;\n]*\*|^def[ \t]+__getattr__\b",
    re.MULTILINE,
)
_PACKAGE = re.compile(rb"^package\s+(\w+)", re.MULTILINE)


def module_of(path: str) -> tuple[str, ...]:
    """The folders and the name of a module: `a/b.py` and `a/b/__init__.py` are one."""
    parts = PurePosixPath(path).with_suffix("").parts
    return parts[:-1] if parts[-1] in _WHOLE else parts


def places_of(path: str) -> Iterator[str]:
    """The files that a module may be in now: its own, and that of a folder of its name."""
    yield path
    stem, dot, suffix = path.rpartition(".")
    if dot and suffix in _FOLDERS:
        yield f"{stem}/{_FOLDERS[suffix]}.{suffix}"


def passes_on(text: bytes, word: bytes) -> bool:
    """Whether a module that does not define a word may still have it.

    It imports or exports the word, or all that another has, or serves what it is asked for.
    """
    named = any(_position(match[0], word) >= 0 for match in _PASSED.finditer(text))
    return named or _ANYTHING.search(text) is not None


def taken_from(home: str, path: str, language: str, text: bytes, word: bytes) -> Iterator[int]:
    """The offsets where the file at `path` takes a word from the module of the file `home`.

    Python's and JavaScript's imports, Rust's paths in one crate, Go's package of one folder. What
    else can name a module is not known, and gives nothing.
    """
    finder = _FINDERS.get(language)
    if finder is not None:
        yield from finder(home, path, text, word)


def _python(home: str, path: str, text: bytes, word: bytes) -> Iterator[int]:
    wanted = module_of(home)
    for match in _FROM.finditer(text):
        at = _position(match[3], word)
        named = tuple(match[2].decode("utf-8", "replace").split(".")) if match[2] else ()
        if at < 0:
            continue
        above = PurePosixPath(path).parts[: -len(match[1])] if match[1] else ()
        same = wanted == (*above, *named) if match[1] else _ends_with(wanted, named)
        if same:
            yield match.start(3) + at


def _script(home: str, path: str, text: bytes, word: bytes) -> Iterator[int]:
    wanted = module_of(home)
    for match in _IMPORT.finditer(text):
        at = _position(match[1], word)
        if at >= 0 and wanted == _beside(path, match[2].decode("utf-8", "replace")):
            yield match.start(1) + at


def _rust(home: str, path: str, text: bytes, word: bytes) -> Iterator[int]:
    """`module::name`, `crate::…::module::{…, name}`: what begins elsewhere is another crate's."""
    crate, source, inner = f"/{home}".rpartition("/src/")
    if not source or not f"/{path}".startswith(f"{crate}{source}"):
        return
    module = re.escape(module_of(inner)[-1].encode())
    pattern = rb"(?<![\w:])(?:(?:crate|super|self)::(?:\w+::)*)?%s::(?:\{[^{};]*?)?\b(%s)\b"
    for match in re.finditer(pattern % (module, re.escape(word)), text):
        yield match.start(1)


def _go(home: str, path: str, text: bytes, word: bytes) -> Iterator[int]:
    """The bare word in another file of the folder; tests may be of a package of their own.

    Fields and keys that are called so are others.
    """
    folder, package = PurePosixPath(home).parent, _PACKAGE.search(text)
    if folder != PurePosixPath(path).parent or package is None or package[1].endswith(b"_test"):
        return
    used = rb"(?<![\w.\"])%s\b(?!\s*:(?!=))(?![ \t]+[\w*\[])"
    for match in re.finditer(used % re.escape(word), text):
        yield match.start()


def _position(names: bytes, word: bytes) -> int:
    """Where a list of imported names has a word; what comes after "as" is the importer's own."""
    match = re.search(rb"(?<![\w.])(?<!\bas )%s\b" % re.escape(word), names)
    return match.start() if match else -1


def _ends_with(whole: tuple[str, ...], end: tuple[str, ...]) -> bool:
    """Whether a module is meant by its last names; a single one may be anybody's."""
    return whole == end or (len(end) > 1 and whole[-len(end) :] == end)


def _beside(path: str, relative: str) -> tuple[str, ...]:
    parts = list(PurePosixPath(path).parent.parts)
    for step in relative.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in {"", "."}:
            parts.append(step)
    return module_of("/".join(parts)) if parts else ()


_FINDERS: dict[str, Callable[[str, str, bytes, bytes], Iterator[int]]] = {
    "Python": _python,
    "Rust": _rust,
    "Go": _go,
    **dict.fromkeys(_SCRIPTS, _script),
}
