"""Files that repeat a few words: they cost most where a grammar does not know what to make of them."""

from __future__ import annotations

import time

from gitdigest.facts.codewords import code_words, is_code_at
from gitdigest.facts.grammars import GRAMMARS
from gitdigest.facts.sources import is_text
from gitdigest.facts.syntax import symbols_of
from gitdigest.facts.trees import parse, parse_again

_NAMES = sorted(GRAMMARS)
_BYTES = 60_000
_LINE = 1_000
_MOST_SECONDS = 12  # of work; parsing twice and looking for symbols twice may take one each


def check(data: bytes) -> None:
    """A letter for the grammar, then what comes first, again and again, and last, between NULs."""
    grammar = _NAMES[(data[0] if data else 0) % len(_NAMES)]
    first, _, rest = data[1:].partition(b"\0")
    part, _, last = rest.partition(b"\0")
    row = part * max(1, _LINE // len(part)) + b"\n" if part else b""
    source = first + row * (_BYTES // len(row) if row else 0) + last
    if not is_text(source):
        return
    start = time.process_time()
    parsed = parse(source, grammar)
    if parsed is not None:
        symbols_of(parsed, grammar)
        list(code_words(parsed, 1, len(parsed.starts)))
        is_code_at(parsed, len(source) // 2)
        again = parse_again(parsed, source + b"\nx", [], grammar)
        assert again is None or again.source == source + b"\nx"
    assert time.process_time() - start < _MOST_SECONDS
