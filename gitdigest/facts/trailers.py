"""The trailers of a message, found as git-interpret-trailers finds them."""

from __future__ import annotations

import re

from gitdigest.facts.fact import Trailer

_TRAILER = re.compile(r"([A-Za-z0-9-]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_GIT_GENERATED = ("Signed-off-by: ", "(cherry picked from commit ")
_ENOUGH = 3  # git takes a block with a trailer of its own when a quarter of it are trailers


def split_trailers(body: str) -> tuple[list[str], tuple[Trailer, ...]]:
    """The lines of a body without its trailer block, and that block's trailers, values unfolded.

    The body is a message without its first paragraph: its last paragraph is the block when all of
    it are trailers, or when one is git's own (Signed-off-by, cherry picked from) and at least a
    quarter are.
    """
    lines = body.rstrip().split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1  # git looks past what its comment character left at the end
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    block = lines[start:end]
    if not _is_trailers(block):
        return lines, ()
    return lines[:start] + lines[end:], tuple(_parsed(block))


def _is_trailers(block: list[str]) -> bool:
    trailers = others = folded = 0
    recognized = False
    for line in reversed(block):
        if line.startswith("#"):
            others += folded
            folded = 0
            continue
        if line.startswith(_GIT_GENERATED):
            recognized = True
        elif line[:1].isspace():
            folded += 1
            continue
        elif not _TRAILER.match(line):
            others += 1 + folded
            folded = 0
            continue
        trailers += 1
        folded = 0
    others += folded
    return bool(trailers) and (not others or (recognized and trailers * _ENOUGH >= others))


def _parsed(block: list[str]) -> list[Trailer]:
    found: list[Trailer] = []
    open_key = False
    for line in block:
        if line[:1].isspace():
            if open_key:
                found[-1] = Trailer(found[-1].key, f"{found[-1].value} {line.strip()}".strip())
            continue
        match = _TRAILER.match(line)
        open_key = match is not None
        if match:
            found.append(Trailer(match[1], match[2].strip()))
    return found
