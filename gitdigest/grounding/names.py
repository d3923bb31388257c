"""Paths and identifiers: what a claim names stands in the commit, together where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from gitdigest.analysis.claim import Doubt
from gitdigest.grounding.evidence import WORD, Evidence, Held, Outcome, Statement, fold
from gitdigest.grounding.repair import prose, spans

_PATH = re.compile(
    r"(?:[\w.@+-]+/)+[\w.@+-]*\.[A-Za-z]\w{0,9}|(?:[\w.@+-]+/){2,}[\w.@+-]*", re.ASCII
)
_FILE = re.compile(
    r"[\w.+-]+\.(?:py|rs|go|ts|tsx|js|jsx|java|kt|c|h|cc|cpp|hpp|cs|rb|php|sh|md|rst|toml|ya?ml|json"
    r"|lock|txt|cfg|ini|proto|sql|html|css|xml|gradle|Dockerfile|pyi|mod|sum)",
    re.ASCII,
)
_JOINT = re.compile(r"::|->|\.")
_CHAIN = re.compile(r"[^\W\d]\w*(?:(?:::|->|\.)[^\W\d]\w*)+")
_PROSE_NAME = re.compile(
    r"(?<![\w/.-])(?:[A-Za-z]\w*_\w+|[A-Za-z_]\w*(?:::\w+)+)(?:\(\))?", re.ASCII
)
_FLAG = re.compile(r"(?<![\w-])--[a-z][\w-]+", re.ASCII)
_STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
_KNOWN_ANYWHERE = (
    "true false none null nil self this cls super undefined nan let const var def fn func"
    " function class struct enum trait impl interface type return if else elif for while loop"
    " match switch case in is not and or async await yield import from as with try except"
    " catch finally raise throw throws new pub public private protected static final mut ref"
    " str int float bool char string vec list dict set map tuple option result some ok err box"
    " any object number void usize isize u8 u16 u32 u64 i8 i16 i32 i64 f32 f64 main init http"
    " https tcp udp grpc json yaml toml sql api cli ci cd gpu cpu linux macos windows python"
    " rust golang java node npm cargo pip pytest git github gitlab docker todo fixme ascii utf"
    " println print log error exception get post put delete patch head stdin stdout stderr os"
    " path env default len"
)
_COMMON = frozenset(_KNOWN_ANYWHERE.split())
_NAME_SPAN = re.compile(r"`([\w -]{3,80})`")
_LETTERS = re.compile(r"[\W_]+")
_SHORT = 2


def check_names(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """Each code span, and each name in the prose that can be nothing else.

    Suggestions may name what is not there: there only what holds is told.
    """
    text = statement.text
    loose = prose(text)
    found = [
        *spans(text),
        *_PATH.findall(loose),
        *_PROSE_NAME.findall(loose),
        *_FLAG.findall(loose),
    ]
    for said in dict.fromkeys(found):
        outcome = _checked(said.strip(), evidence)
        if outcome is not None and (isinstance(outcome, Held) or not statement.is_suggestion):
            yield outcome


def check_anchor(statement: Statement, evidence: Evidence) -> Iterator[Outcome]:
    """The file that a claim points at is one of the commit or of its tree, its lines in a hunk."""
    claim = statement.claim
    if not claim.file:
        return
    if claim.file not in evidence.paths:
        if claim.file in evidence.tree:
            return
        ends = [path for path in evidence.paths if path.endswith(f"/{claim.file}")]
        if len(ends) != 1:
            yield Doubt("path", claim.file, _nearest(claim.file, evidence.paths))
    elif claim.lines and not _in_hunks(claim.file, claim.lines, evidence):
        yield Doubt("line", f"{claim.file}:{claim.lines[0]}")


def renamed(text: str, evidence: Evidence) -> str:
    """The text with names whose dashes, underscores or blanks alone are wrong set right."""

    def right(span: re.Match[str]) -> str:
        said = span[1]
        known = evidence.folded.get(fold(said), "")
        same = _LETTERS.sub("", known) == _LETTERS.sub("", said)
        return f"`{known}`" if known and same and not _stands(said, evidence) else span[0]

    return _NAME_SPAN.sub(right, text)


def loose_names(text: str) -> str:
    """Prose without the paths, flags and names in it, for checks of words."""
    for pattern in (_PATH, _FLAG, _PROSE_NAME, _FILE):
        text = pattern.sub(" ", text)
    return text


def _in_hunks(path: str, lines: tuple[int, int], evidence: Evidence) -> bool:
    first, last = lines
    return any(
        (hunk.new_start <= last and first < hunk.new_start + max(1, hunk.new_lines))
        or (hunk.old_start <= last and first < hunk.old_start + max(1, hunk.old_lines))
        for file in evidence.diff.files
        if path in {file.path, file.old_path}
        for hunk in file.hunks
    )


def _checked(said: str, evidence: Evidence) -> Outcome | None:
    """What a name comes to: held, doubtful, or None where it is no name that can be checked."""
    bare = re.sub(r"\(.*\)$|[;,!]+$", "", said, flags=re.DOTALL).strip()
    if not bare or bare.isdigit():
        return None
    if _stands(said, evidence) or _stands(bare, evidence):
        return _apart(bare, evidence) or Held(said)
    if _PATH.fullmatch(bare) or _FILE.fullmatch(bare):
        return _path(bare, evidence)
    return _identifiers(bare, evidence)


def _stands(said: str, evidence: Evidence) -> bool:
    """Whether it stands in the commit word for word, not as a part of a longer word."""
    at = evidence.text.find(said)
    while at >= 0:
        before, after = evidence.text[at - 1 : at], evidence.text[at + len(said) :][:1]
        inside = (_wordy(before) and _wordy(said[:1])) or (_wordy(after) and _wordy(said[-1:]))
        if not inside:
            return True
        at = evidence.text.find(said, at + 1)
    return False


def _wordy(char: str) -> bool:
    return char.isalnum() or char == "_"


def _path(said: str, evidence: Evidence) -> Outcome | None:
    name = said.lstrip("./\u2026").removeprefix("a/").removeprefix("b/").rstrip("/")
    for paths in (evidence.paths, evidence.tree):
        if any(path == name or path.endswith(f"/{name}") for path in paths):
            return Held(said)
        if any(path.startswith(f"{name}/") or f"/{name}/" in path for path in paths):
            return Held(said)
    if not _FILE.fullmatch(name.rpartition("/")[2]) and not evidence.tree:
        words = [word for word in WORD.findall(name) if len(word) > _SHORT]
        return Held(said) if words and all(w in evidence.words for w in words) else None
    return Doubt("path", said, _nearest(name, evidence.paths))


def _identifiers(said: str, evidence: Evidence) -> Outcome | None:
    """Every identifier in an expression exists; in one without any, there is nothing to check."""
    words = [
        word
        for word in WORD.findall(_STRING.sub(" ", said))
        if len(word) > _SHORT and word.lower() not in _COMMON
    ]
    if not words or (" " in said and said.replace(" ", "").isalpha() and said.islower()):
        return None
    for word in words:
        if word not in evidence.words and not _is_part(word, said, evidence):
            return Doubt("name", said, _nearest_word(word, evidence))
    return _apart(said, evidence) or Held(said)


def _is_part(word: str, said: str, evidence: Evidence) -> bool:
    """Whether it is short for a name: `Request/Response`, `extract_*`."""
    if f"/{word}" in said:
        return any(known.endswith(word) for known in evidence.words)
    return f"{word}*" in said and any(known.startswith(word) for known in evidence.words)


def _apart(said: str, evidence: Evidence) -> Doubt | None:
    """`A::B` whose parts are in the commit, but in no file together."""
    for chain in _CHAIN.findall(said):
        parts = [part for part in _JOINT.split(chain) if part.lower() not in _COMMON]
        if len(parts) < 2 or _stands(chain, evidence):
            continue
        inside = [
            text
            for path, text in evidence.files.items()
            if all(re.search(rf"\b{re.escape(part)}\b", f"{text} {path}") for part in parts)
        ]
        told = any(all(part in fact.name for part in parts) for fact in evidence.facts.findings)
        if not inside and not told:
            return Doubt("pair", chain)
    return None


def _nearest(path: str, paths: frozenset[str]) -> str:
    name = path.rpartition("/")[2]
    for known in sorted(paths):
        if known.rpartition("/")[2] == name:
            return known
    return next(iter(get_close_matches(path, sorted(paths), n=1, cutoff=0.7)), "")


def _nearest_word(word: str, evidence: Evidence) -> str:
    if known := evidence.folded.get(fold(word)):
        return known
    like = [w for w in evidence.words if abs(len(w) - len(word)) <= 4]
    return next(iter(get_close_matches(word, sorted(like)[:4_000], n=1, cutoff=0.75)), "")
