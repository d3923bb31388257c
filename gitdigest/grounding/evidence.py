"""What a commit holds, made ready to compare claims with: words, numbers and paths by side."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gitdigest.analysis.claim import Claim, Doubt, Field
from gitdigest.commit import Commit
from gitdigest.diff import Diff
from gitdigest.facts.fact import Facts

WORD = re.compile(r"[^\W\d]\w*")
NUMBER = re.compile(r"(?<![\w.])\d[\d_,]*(?:\.\d+)?")
_PRODUCT = re.compile(r"\d[\d_]*(?:\s*(?:\*|<<)\s*\d[\d_]*)+")
_HEX = re.compile(r"\b0[xX][0-9a-fA-F_]{1,15}\b")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_MOST_DIGITS = 18
_MOST_LINES = 12
_LONGEST_LINE = 400


class Held(NamedTuple):
    """Something in a claim that the commit holds."""

    said: str


Outcome = Doubt | Held


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as the checks see it; `text` has its typography repaired."""

    field: Field
    claim: Claim
    text: str
    language: str

    @property
    def is_suggestion(self) -> bool:
        """Whether it says what could be done: it may name what is not there yet."""
        return self.field == "advice"


class Side(NamedTuple):
    """The words and numbers of some lines, with how often each stands there."""

    words: Counter[str]
    numbers: Counter[float]


@dataclass(frozen=True)
class Evidence:
    """A commit for the checks; `tree` holds the paths of its tree, where they are known."""

    commit: Commit
    diff: Diff
    facts: Facts
    tree: Collection[str] = ()

    @cached_property
    def message(self) -> str:
        """Subject and body."""
        return normal(f"{self.commit.subject}\n{self.commit.body}")

    @cached_property
    def paths(self) -> frozenset[str]:
        """The paths of the changed files, old ones too."""
        found = {file.path for file in self.diff.files}
        return frozenset(found | {file.old_path for file in self.diff.files if file.old_path})

    @cached_property
    def files(self) -> dict[str, str]:
        """The text of each file's hunks by its path, without prefixes."""
        return {
            file.path: normal("\n".join(line.text for hunk in file.hunks for line in hunk.lines()))
            for file in self.diff.files
        }

    @cached_property
    def text(self) -> str:
        """All that may be quoted: hunks, their headings, message, paths, and what code found."""
        sections = (hunk.section for file in self.diff.files for hunk in file.hunks)
        told = (
            f"{fact.name}\n{fact.before or ''}\n{fact.after or ''}" for fact in self.facts.findings
        )
        parts = (*self.files.values(), *sections, self.message, *self.paths, *told)
        return normal("\n".join(parts))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every identifier that stands anywhere in it."""
        return frozenset(WORD.findall(self.text))

    @cached_property
    def folded(self) -> dict[str, str]:
        """Identifiers by their letters alone, so that `tcpClient` finds `tcp_client`."""
        found: dict[str, str] = {}
        for word in sorted(self.words):
            found.setdefault(fold(word), word)
        return found

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number in it, products and shifts worked out."""
        return frozenset(numbers_in(self.text))

    @cached_property
    def lines_by_number(self) -> dict[float, list[str]]:
        """The lines that a number stands on, the first few of each."""
        found: dict[float, list[str]] = {}
        for line in self.text.split("\n"):
            for value in numbers_in(line):
                lines = found.setdefault(value, [])
                if len(lines) < _MOST_LINES:
                    lines.append(line[:_LONGEST_LINE])
        return found

    @cached_property
    def added(self) -> Side:
        """What stands on added lines."""
        return self._side("+")

    @cached_property
    def removed(self) -> Side:
        """What stands on removed lines."""
        return self._side("-")

    @cached_property
    def context(self) -> Side:
        """What stands on the lines around them."""
        return self._side(" ")

    def _side(self, kind: str) -> Side:
        lines = (
            line.text
            for file in self.diff.files
            for hunk in file.hunks
            for line in hunk.lines()
            if line.kind == kind
        )
        text = normal("\n".join(lines))
        return Side(Counter(WORD.findall(text)), Counter(numbers_in(text)))


Check = Callable[[Statement, Evidence], Iterator[Outcome]]
"""One kind of check: what in a statement holds, and what does not."""


def normal(text: str) -> str:
    """Text in one typography: NFKC, plain dashes and spaces."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", _DASHES.sub("-", text))


def fold(word: str) -> str:
    """The letters and digits of a name, in lower case."""
    return re.sub(r"[\W_]+", "", word).lower()


def number(text: str) -> float | None:
    """A number as it is written, separators dropped."""
    digits = text.replace("_", "").replace(",", "")
    return float(digits) if len(digits) <= _MOST_DIGITS else None


def numbers_in(text: str) -> Iterator[float]:
    """The numbers of a text; `2 * 1024` and `1 << 20` also as what they come to."""
    for match in NUMBER.findall(text):
        value = number(match.rstrip(","))
        if value is not None:
            yield value
    for match in _HEX.findall(text):
        yield float(int(match.replace("_", ""), 16))
    for match in _PRODUCT.findall(text):
        yield from _product(match)


def _product(text: str) -> Iterator[float]:
    factors = re.findall(r"(\*|<<)?\s*(\d[\d_]*)", text)
    total = 1.0
    for sign, digits in factors:
        value = number(digits)
        if value is None or (sign == "<<" and value > 62):
            return
        total = total * 2**value if sign == "<<" else total * value
    yield total
