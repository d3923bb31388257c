"""A text -> the secrets in it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gitdigest.needles import Needles, encoded
from gitdigest.secret.keyblock import find_key_blocks
from gitdigest.secret.kinds import KINDS, PRIVATE_KEY, Kind

# what stands where a secret would: an example, a variable, an address, a pattern, a name of
# something else, a marker of ours
_NO_VALUE = re.compile(
    r"(?i:example|placeholder|changeme|dummy|your[_-]|xxx|\*\*\*|<[^>]+>|\$\{|\{\{|%\(|\bnone\b|null"
    r"|test|sample|redacted|fake|mock|secret[_-]?name|://|\[[a-z0-9]-)"
    r"|^(?:[a-z_.\-/:]+|[A-Z_]+|\$.*|\w+:\d+|\[secret:[a-z-]+\])$",
    re.ASCII,
)
# words, in any case but a random one; types, fields, references and calls
_PART = r"(?:[A-Z]{1,12}|(?:[A-Z][a-z]{1,20}|[a-z]{2,20})(?:[A-Z][a-z]{1,20}){0,5}[A-Z]{0,3})"
_WORDS = re.compile(
    rf"{_PART}(?:[-_.]{_PART}){{0,9}}"
    r"|[a-z]{2,20}[0-9]?(?:_[a-z]{2,20}[0-9]?){2,9}"
    r"|[A-Z][A-Z0-9]{0,20}(?:_[A-Z0-9]{1,20}){1,9}|@env:.{0,200}"
    r"|[A-Z][A-Z0-9_]{0,80}(?:,[A-Z][A-Z0-9_]{0,80}){1,9}"
    r"|[A-Za-z_][\w.]{0,40}\[[\w\[\],.|\"']{1,80}\]"
    r"|\{\w{1,40}\}|urn:.{0,200}|[a-z_]{2,40}(?:\|[a-z_:0-9,]{2,40}){1,9}|\+[\w.]{1,60}\(.{0,200}",
    re.ASCII,
)
_PROSE = 4
_BEFORE, _AFTER = 400, 16_384  # characters of an endless line that may belong to a word
_AGAIN = _AFTER // 2  # more than the longest secret that is no block
_HINTS = [(hint.lower(), hint, kind) for kind in KINDS for hint in kind.hints]
NEEDLES = Needles(lower for lower, *_ in _HINTS)


class Found(NamedTuple):
    """A secret in a text: where it stands, and its kind."""

    start: int
    end: int
    kind: str


def find_secrets(text: str) -> list[Found]:
    """Every secret in a text, in order; of overlapping ones the first, and the surest.

    A hunk's body may be given as it is: of what its lines begin with nothing belongs to a secret.
    """
    found = [Found(*span, PRIVATE_KEY) for span in find_key_blocks(text)]
    folded = encoded(text, folded=True)
    near = NEEDLES.within(folded)
    lower = folded.decode("utf-8", "surrogatepass") if near else ""
    for word, hint, kind in _HINTS if near else ():
        if word in near:
            searched = lower if kind.folded else text
            windows = ((0, len(text)),) if kind.begins else _windows(searched, hint)
            found.extend(_of_kind(kind, text, windows))
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: one.start):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _windows(text: str, hint: str) -> Iterator[tuple[int, int]]:
    """The lines that have a hint, of an endless one what is near."""
    at = text.find(hint)
    while at >= 0:
        start = max(text.rfind("\n", max(0, at - _BEFORE), at) + 1, at - _BEFORE)
        end = text.find("\n", at, at + _AFTER)
        yield start, end if end >= 0 else min(at + _AFTER, len(text))
        at = text.find(hint, at + _AGAIN if end < 0 else end)


def _of_kind(kind: Kind, text: str, windows: Iterable[tuple[int, int]]) -> Iterator[Found]:
    for window in windows:
        for match in kind.pattern.finditer(text, *window):
            group = match.lastindex or 0
            if not kind.loose or _is_value(match[group], kind.loose):
                yield Found(*match.span(group), kind.name)


def _is_value(value: str, least: float) -> bool:
    """Whether a value is one that somebody keeps, by its letters and their entropy."""
    if _NO_VALUE.search(value) or _WORDS.fullmatch(value) or _is_prose(value):
        return False
    counts, size = Counter(value), len(value)
    bits = -sum(n / size * math.log2(n / size) for n in counts.values())
    return bits >= least


def _is_prose(value: str) -> bool:
    """Whether people read it: it has letters beyond ASCII, some of them, or no digit at all."""
    foreign = sum(char > "\x7f" for char in value)
    return foreign >= _PROSE or (foreign > 0 and not any(map(str.isdigit, value)))
